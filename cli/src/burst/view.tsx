import { Box, Text, useWindowSize } from 'ink'
import { useEffect, useState } from 'react'

import { harmless } from '../text.ts'
import type { BurstProgress, BurstStage } from './progress.ts'
import { showMs } from './summary.ts'
import { count } from './verdict.ts'

const LOOK_EVERY_MS = 250
const WIDEST_BAR = 60
const MOST_REFUSALS_SHOWN = 4
const VERMILION = '#f0532d'

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
      <Text bold>
        {harmless(seen.title)} <Text dimColor>{STAGES[seen.stage]}</Text>
      </Text>
      <Bar share={seen.finished / Math.max(1, seen.buyers)} width={Math.min(WIDEST_BAR, columns - 24)} />
      <Row name="buyers">
        {count(seen.arrived)} came of {count(seen.due)} due, {count(seen.arrived - seen.finished)} at it,{' '}
        {count(seen.finished)} of {count(seen.buyers)} gone
      </Row>
      <Row name="reservations">
        <Text bold>{count(Math.round(seen.reservationsPerSecond))}/s</Text>, {count(seen.reservations)} in all,{' '}
        {count(seen.bought)} bought
      </Row>
      <Row name="wait in ms">
        {wait
          ? `p50 ${showMs(wait.p50)}  p90 ${showMs(wait.p90)}  p99 ${showMs(wait.p99)}  p99.9 ${showMs(wait.p999)}`
          : '–'}
      </Row>
      <Row name="places">
        {places
          ? `${count(places.sold)} sold, ${count(places.held)} held, ${count(places.left)} left of ${count(places.capacity)}`
          : '–'}
      </Row>
      <Row name="refused">
        {seen.refusals
          .slice(0, MOST_REFUSALS_SHOWN)
          .map(([code, number]) => `${harmless(code)} ${count(number)}`)
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
      <Text color={VERMILION}>{'█'.repeat(full)}</Text>
      <Text dimColor>{'░'.repeat(Math.max(10, width) - full)}</Text> {Math.round(Math.min(1, share) * 100)} %
    </Text>
  )
}
