import { type Field, fieldOf, textOf, type } from './field.ts'
import type { Stroke } from './strokes.ts'

/** Questions under each other, one of them being answered. */
export interface Form<Name extends string = string> {
  readonly entries: readonly Entry<Name>[]
  /** Index of the entry that is being typed in. */
  readonly at: number
}

export interface Entry<Name extends string = string> {
  readonly name: Name
  readonly label: string
  /** How to write it, shown in a quieter colour while nothing is wrong. */
  readonly hint?: string
  readonly isSecret?: boolean
  readonly field: Field
  readonly error?: string
}

export interface Question<Name extends string> extends Omit<Entry<Name>, 'field' | 'error'> {
  /** What stands there before anybody writes. */
  readonly answer?: string
}

export function formOf<Name extends string>(questions: readonly Question<Name>[]): Form<Name> {
  return { entries: questions.map(({ answer, ...question }) => ({ ...question, field: fieldOf(answer) })), at: 0 }
}

/** The form after a stroke, or what the stroke asks of the screen. */
export function fillIn<Name extends string>(form: Form<Name>, stroke: Stroke): Form<Name> | 'send' | 'leave' {
  const last = form.entries.length - 1
  if ('key' in stroke) {
    if (stroke.key === 'escape') return 'leave'
    if (stroke.key === 'enter' && form.at === last) return 'send'
    if (stroke.key === 'enter' || stroke.key === 'down' || stroke.key === 'next') {
      return { ...form, at: Math.min(last, form.at + 1) }
    }
    if (stroke.key === 'up' || stroke.key === 'previous') return { ...form, at: Math.max(0, form.at - 1) }
  }
  const entries = form.entries.map((entry, index) => {
    const field = index === form.at ? type(entry.field, stroke) : undefined
    return field ? { ...entry, field, error: undefined } : entry
  })
  return { ...form, entries }
}

/** What was written, by name. */
export function answersOf<Name extends string>(form: Form<Name>): Record<Name, string> {
  const answers = form.entries.map(({ name, field, isSecret }) => [
    name,
    isSecret ? textOf(field) : textOf(field).trim(),
  ])
  // Object.fromEntries forgets the names; each of them was in the list.
  return Object.fromEntries(answers) as Record<Name, string>
}

/** The same form with a sentence at each answer that is not right, on the first of them. Nothing typed is lost. */
export function correct<Name extends string>(form: Form<Name>, errors: Partial<Record<Name, string>>): Form<Name> {
  const entries = form.entries.map((entry) => ({ ...entry, error: errors[entry.name] }))
  const first = entries.findIndex(({ error }) => error !== undefined)
  return { entries, at: first === -1 ? form.at : first }
}
