import { charactersOf } from '../text.ts'
import type { NamedKey, Stroke } from './strokes.ts'

/** A line that is being typed, as whole characters (an emoji is one), and where the cursor stands in it. */
export interface Field {
  readonly characters: readonly string[]
  /** Between 0 and the number of characters. */
  readonly cursor: number
}

/** More than any field of the service takes; a paste of a whole file stays harmless. */
const LONGEST_FIELD = 500

export function fieldOf(text = ''): Field {
  const characters = charactersOf(text)
  return { characters, cursor: characters.length }
}

export function textOf(field: Field): string {
  return field.characters.join('')
}

/** The field after this stroke; undefined where the stroke means nothing to a field. */
export function type(field: Field, stroke: Stroke): Field | undefined {
  return 'text' in stroke ? insert(field, stroke.text) : EDITS[stroke.key]?.(field)
}

const EDITS: Partial<Record<NamedKey, (field: Field) => Field>> = {
  left: ({ characters, cursor }) => ({ characters, cursor: Math.max(0, cursor - 1) }),
  right: ({ characters, cursor }) => ({ characters, cursor: Math.min(characters.length, cursor + 1) }),
  home: ({ characters }) => ({ characters, cursor: 0 }),
  end: ({ characters }) => ({ characters, cursor: characters.length }),
  'erase-line': () => fieldOf(),
  backspace: ({ characters, cursor }) =>
    cursor === 0 ? { characters, cursor } : { characters: characters.toSpliced(cursor - 1, 1), cursor: cursor - 1 },
  delete: ({ characters, cursor }) => ({ characters: characters.toSpliced(cursor, 1), cursor }),
}

function insert({ characters, cursor }: Field, text: string): Field {
  const added = charactersOf(text).slice(0, LONGEST_FIELD - characters.length)
  return { characters: characters.toSpliced(cursor, 0, ...added), cursor: cursor + added.length }
}
