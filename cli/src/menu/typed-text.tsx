import { Text } from 'ink'

import { harmless } from '../text.ts'
import type { Field } from './field.ts'

interface TypedTextProps {
  field: Field
  /** Whether what is typed goes here. */
  hasCursor?: boolean
  isSecret?: boolean
}

/** A thin bar marks the cursor: it is seen without colours, too. */
const CURSOR = '▏'

export function TypedText({ field, hasCursor = true, isSecret = false }: TypedTextProps) {
  const shownOf = (characters: readonly string[]) =>
    isSecret ? '•'.repeat(characters.length) : harmless(characters.join(''))
  if (!hasCursor) return <Text wrap="truncate-end">{shownOf(field.characters) || ' '}</Text>
  return (
    <Text wrap="truncate-start">
      {shownOf(field.characters.slice(0, field.cursor))}
      <Text color="green">{CURSOR}</Text>
      {shownOf(field.characters.slice(field.cursor))}
    </Text>
  )
}
