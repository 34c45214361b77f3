import { Box, Text } from 'ink'

import type { Form } from './form.ts'
import { Marker } from './frame.tsx'
import { TypedText } from './typed-text.tsx'

/** Labels on one side, what is typed on the other, and under it how to write it or what is wrong with it. */
export function FormView({ form }: { form: Form }) {
  const width = Math.max(...form.entries.map(({ label }) => label.length)) + 2
  return (
    <Box flexDirection="column" flexShrink={0}>
      {form.entries.map(({ name, label, hint, field, error, isSecret }, index) => {
        const isChosen = index === form.at
        return (
          <Box key={name} flexShrink={0}>
            <Box width={2} flexShrink={0}>
              <Marker isChosen={isChosen} />
            </Box>
            <Box width={width} flexShrink={0}>
              <Text bold={isChosen} dimColor={!isChosen}>
                {label}
              </Text>
            </Box>
            <Box flexDirection="column" flexShrink={1} flexGrow={1}>
              <TypedText field={field} hasCursor={isChosen} isSecret={isSecret} />
              <Text color={error ? 'yellow' : undefined} dimColor={!error}>
                {error ?? hint ?? ' '}
              </Text>
            </Box>
          </Box>
        )
      })}
    </Box>
  )
}
