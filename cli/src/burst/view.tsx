import { Box, Text, useWindowSize } from 'ink'
import { useEffect, useState } from 'react'

import { showCount, showMs } from '../numbers.ts'
import { ACCENT } from '../screen.ts'
import { harmless } from '../text.ts'
import type { BurstProgress, BurstStage } from './progress.ts'

const LOOK_EVERY_MS = 250
const WIDEST_BAR = 60
const MOST_REFUSALS_SHOWN = 4

const STAGES: Record<BurstStage, string> = {
  preparing: 'Making the buyers ...',
  running: 'Buying',
  checking: 'Comparing the books ...',
  done: 'Done',
}

/** A burst as it goes. Looks at it four times a second by itself. */
export function BurstView({ progress }: { progress: () => BurstProgress }) {
  const [seen, setSeen] = useState(progress)
  useEffect(() => {
    const timer = setInterval(() => setSeen(progress()), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [progress])
  const { columns } = useWindowSize()
  const { wait, places } = seen
  return (
    <Box flexDirection="column">
      <Box>
        <Text bold wrap="truncate-end">
          {harmless(seen.title)}
        </Text>
        <Box flexShrink={0} marginLeft={2}>
          <Text dimColor>{STAGES[seen.stage]}</Text>
        </Box>
      </Box>
      <Bar share={seen.finished / Math.max(1, seen.buyers)} width={Math.min(WIDEST_BAR, columns - 24)} />
      <Row name="buyers">
        {showCount(seen.arrived)} came of {showCount(seen.due)} due, {showCount(seen.arrived - seen.finished)} at it,{' '}
        {showCount(seen.finished)} of {showCount(seen.buyers)} gone
      </Row>
      <Row name="reservations">
        <Text bold>{showCount(Math.round(seen.reservationsPerSecond))}/s</Text>, {showCount(seen.reservations)} in all,{' '}
        {showCount(seen.bought)} bought
      </Row>
      <Row name="wait in ms">
        {wait
          ? `p50 ${showMs(wait.p50)}  p90 ${showMs(wait.p90)}  p99 ${showMs(wait.p99)}  p99.9 ${showMs(wait.p999)}`
          : '–'}
      </Row>
      <Row name="places">
        {places
          ? `${showCount(places.sold)} sold, ${showCount(places.held)} held, ${showCount(places.left)} left of ${showCount(places.capacity)}`
          : '–'}
      </Row>
      <Row name="refused">
        {seen.refusals
          .slice(0, MOST_REFUSALS_SHOWN)
          .map(([code, number]) => `${harmless(code)} ${showCount(number)}`)
          .join('  ') || '–'}
      </Row>
    </Box>
  )
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <Box>
      <Box width={14} flexShrink={0}>
        <Text dimColor>{name}</Text>
      </Box>
      <Text wrap="truncate-end">{children}</Text>
    </Box>
  )
}

function Bar({ share, width }: { share: number; width: number }) {
  const full = Math.round(Math.min(1, share) * Math.max(10, width))
  return (
    <Text>
      <Text color={ACCENT}>{'█'.repeat(full)}</Text>
      <Text dimColor>{'░'.repeat(Math.max(10, width) - full)}</Text> {Math.round(Math.min(1, share) * 100)} %
    </Text>
  )
}
