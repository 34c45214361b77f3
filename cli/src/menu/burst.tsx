import { Box, Text } from 'ink'

import { Frame, ReturnHint } from './frame.tsx'
import { useReturn, useStage } from './stage.tsx'

export function Burst() {
  const { back } = useStage()
  useReturn(back)
  return (
    <Frame title="Burst test" keys={['Enter return', '? help']}>
      <Text>Lets many buyers come at once, and then compares every order with the books.</Text>
      <Text>It runs in the shell, against a service on this machine:</Text>
      <Box marginTop={1} paddingLeft={2} flexShrink={0}>
        <Text bold>fairground burst EVENT --buyers 100</Text>
      </Box>
      <Box marginTop={1} flexShrink={0}>
        <Text dimColor>EVENT is the id that browsing shows, or the whole title. Ctrl-C stops it.</Text>
      </Box>
      <ReturnHint />
    </Frame>
  )
}
