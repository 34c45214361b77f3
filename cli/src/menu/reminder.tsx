import { Box, Text } from 'ink'

import { clockTime } from './attempt.ts'
import { useIsTop, useStage } from './stage.tsx'
import { useNow } from './now.ts'

/** A hold that was left behind is not lost: the menu tells of it. */
export function HoldReminder() {
  const { visit } = useStage()
  const now = useNow(visit.now, useIsTop())
  const until = [...visit.bookings.values()]
    .flatMap(({ stage }) => ('hold' in stage ? [stage.hold.expiresAt] : []))
    .filter((expiresAt) => Date.parse(expiresAt) > now)
    .toSorted()[0]
  if (!until) return null
  return (
    <Box marginTop={1}>
      <Text color="yellow">{`You hold tickets until ${clockTime(until)}. Choose the event again to go on.`}</Text>
    </Box>
  )
}
