import { Box, Text } from 'ink'

import { Marker } from './frame.tsx'

interface NumberedProps {
  entries: readonly { readonly name: string; readonly description: string }[]
  /** Index of the chosen one. */
  chosen: number
  nameColumns: number
}

/** Ways to go on under each other, each with the number that opens it. */
export function Numbered({ entries, chosen, nameColumns }: NumberedProps) {
  return (
    <Box flexDirection="column" marginTop={1} flexShrink={0}>
      {entries.map(({ name, description }, index) => (
        <Box key={name} flexShrink={0}>
          <Marker isChosen={index === chosen} />
          <Text dimColor={index !== chosen}>{`${index + 1}  `}</Text>
          <Box width={nameColumns} flexShrink={0}>
            <Text bold={index === chosen}>{name}</Text>
          </Box>
          <Text dimColor wrap="truncate-end">
            {description}
          </Text>
        </Box>
      ))}
    </Box>
  )
}
