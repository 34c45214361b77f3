import { Box, Text } from 'ink'
import type { ReactNode } from 'react'

import { showMoment } from '../dates.ts'
import { harmless } from '../text.ts'
import { Marker } from './frame.tsx'

interface EventRowProps {
  event: { title: string; startsAt: string; timeZone: string }
  isChosen: boolean
  /** What stands right. */
  children: ReactNode
}

/** One line of a list of events, or of what belongs to one. */
export function EventRow({ event, isChosen, children }: EventRowProps) {
  return (
    <Box flexShrink={0}>
      <Box width={2} flexShrink={0}>
        <Marker isChosen={isChosen} />
      </Box>
      <Box width={18} flexShrink={0}>
        <Text dimColor={!isChosen}>{showMoment(event.startsAt, event.timeZone)}</Text>
      </Box>
      <Box flexGrow={1} flexShrink={1} marginRight={2}>
        <Text bold={isChosen} wrap="truncate-end">
          {harmless(event.title)}
        </Text>
      </Box>
      <Box flexShrink={0}>{children}</Box>
    </Box>
  )
}
