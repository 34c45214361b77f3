import type { ClientProblem } from '@fairground/contract/client'
import { Box, Text, useWindowSize } from 'ink'
import { type ReactNode, useEffect, useState } from 'react'

import { ACCENT } from '../screen.ts'
import { harmless } from '../text.ts'
import { waitSentence } from './attempt.ts'
import { useVisitState } from './stage.tsx'

export const LEAST_COLUMNS = 80
export const LEAST_ROWS = 24

/** Rows of a frame that are not its content: heading, a rule below it, keys and the row that the cursor needs. */
const FRAME_ROWS = 6

/** Columns that a frame keeps free on both sides together. */
const FRAME_COLUMNS = 4

/** Rows that a screen may fill between its heading and its keys. */
export function useContentRows(): number {
  const { rows } = useWindowSize()
  return Math.max(3, rows - FRAME_ROWS)
}

export function useContentColumns(): number {
  return useWindowSize().columns - FRAME_COLUMNS
}

interface FrameProps {
  title: string
  /** What can be pressed, as "Enter book". */
  keys: readonly string[]
  children: ReactNode
}

/** Heading, content, keys: the same places on every screen. */
export function Frame({ title, keys, children }: FrameProps) {
  const { columns, rows } = useWindowSize()
  const isSmall = columns < LEAST_COLUMNS || rows < LEAST_ROWS
  return (
    <Box flexDirection="column" height={rows - 1} width={columns} overflow="hidden" paddingX={FRAME_COLUMNS / 2}>
      <Box flexShrink={0} justifyContent="space-between" marginTop={isSmall ? 0 : 1}>
        <Text wrap="truncate-end">
          <Text color={ACCENT} bold>
            Fairground
          </Text>
          {title === '' ? null : <Text bold>{`  ${title}`}</Text>}
        </Text>
        <Box flexShrink={0} marginLeft={2}>
          <Who />
        </Box>
      </Box>
      {isSmall ? (
        <Text color="yellow">{`Made for 80x24 or larger; this window is ${columns}x${rows}.`}</Text>
      ) : (
        <Text> </Text>
      )}
      <Box flexDirection="column" flexGrow={1} flexShrink={1} overflow="hidden">
        {children}
      </Box>
      <Box flexShrink={0}>
        <Text dimColor wrap="truncate-end">
          {keys.join(' · ')}
        </Text>
      </Box>
    </Box>
  )
}

function Who() {
  const { token, account } = useVisitState()
  return <Text dimColor>{account ? harmless(account.name) : token ? 'signed in' : 'not signed in'}</Text>
}

interface NoticeProps {
  lines: readonly string[]
}

/** Bad news in words; never told by colour alone. */
export function Refusal({ lines }: NoticeProps) {
  if (lines.length === 0) return null
  return (
    <Box flexDirection="column" flexShrink={0} marginTop={1}>
      {lines.map((line) => (
        <Text key={line} color="yellow">
          {line}
        </Text>
      ))}
    </Box>
  )
}

interface WaitingProps {
  /** Shown while an answer is awaited. */
  what: string
  waitsFor: ClientProblem | undefined
  /** Until when a hold is kept, where there is one. */
  keptUntil?: string
}

/** An answer that takes longer than this is told of. */
const SLOW_MS = 3_000

/** What is being done, or why it takes longer. */
export function Waiting({ what, waitsFor, keptUntil }: WaitingProps) {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS)
    return () => clearTimeout(timer)
  }, [])
  if (waitsFor) {
    return (
      <Box flexDirection="column" flexShrink={0} marginTop={1}>
        <Text color="yellow">{waitSentence(waitsFor, keptUntil)}</Text>
        <Text dimColor>r try now · Esc back</Text>
      </Box>
    )
  }
  return (
    <Box flexShrink={0} marginTop={1}>
      <Text dimColor>{isSlow ? `${what}… the service takes its time. Esc goes back.` : `${what}…`}</Text>
    </Box>
  )
}

/** Facts under each other, their names in a quieter colour. */
export function Facts({ facts, indent = 0 }: { facts: readonly (readonly [string, ReactNode])[]; indent?: number }) {
  const width = Math.max(...facts.map(([name]) => name.length)) + 2
  return (
    <Box flexDirection="column" flexShrink={0} paddingLeft={indent}>
      {facts.map(([name, fact]) => (
        <Box key={name} flexShrink={0}>
          <Box width={width} flexShrink={0}>
            <Text dimColor>{name}</Text>
          </Box>
          <Text wrap="truncate-end">{fact}</Text>
        </Box>
      ))}
    </Box>
  )
}

/** Green where something is chosen, and as wide where nothing is. */
export function Marker({ isChosen }: { isChosen: boolean }) {
  return <Text color="green">{isChosen ? '► ' : '  '}</Text>
}

/** An answer that waits until it was read. */
export function ReturnHint() {
  return (
    <Box marginTop={1} flexShrink={0}>
      <Text>Press Enter to return</Text>
    </Box>
  )
}
