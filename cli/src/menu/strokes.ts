import type { Key } from 'ink'

import { charactersOf } from '../text.ts'

/** One thing a person did at the keyboard. */
export type Stroke = { key: NamedKey } | { text: string }

export type NamedKey =
  | 'enter'
  | 'escape'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'home'
  | 'end'
  | 'page-up'
  | 'page-down'
  | 'next'
  | 'previous'
  | 'backspace'
  | 'delete'
  | 'erase-line'
  | 'stop'

const NAMES = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['home', 'home'],
  ['end', 'end'],
  ['pageUp', 'page-up'],
  ['pageDown', 'page-down'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const satisfies [keyof Key, NamedKey][]

const CONTROLS: Readonly<Record<string, NamedKey>> = { c: 'stop', u: 'erase-line', a: 'home', e: 'end' }

/**
 * What was done, in order. Somebody who types fast, and every test, sends several keys in one chunk; each is its own
 * stroke, so that "7" and Enter are never taken for a name of two characters.
 */
export function strokesOf(input: string, key: Key): Stroke[] {
  if (key.tab) return [{ key: key.shift ? 'previous' : 'next' }]
  const named = NAMES.find(([name]) => key[name])
  // Esc twice in a hurry arrives as one Alt-Esc.
  if (key.escape && key.meta) return [{ key: 'escape' }, { key: 'escape' }]
  if (named) return [{ key: named[1] }]
  if (key.ctrl) {
    const control = CONTROLS[input]
    return control ? [{ key: control }] : []
  }
  return key.meta ? [] : typedIn(input)
}

/** Pasted text as one line: a line break in it is no Enter. */
export function pastedText(pasted: string): string {
  return printable(pasted.replaceAll(/\s*[\r\n]+\s*/g, ' ')).trim()
}

/** Keys that a terminal sends as one character, and that may stand in the middle of a chunk. */
const CHARACTERS: Readonly<Record<string, NamedKey>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\r\n': 'enter',
  '\t': 'next',
  '\u0001': 'home',
  '\u0005': 'end',
  '\u0015': 'erase-line',
}

function typedIn(input: string): Stroke[] {
  // oxlint-disable-next-line no-control-regex
  return input.split(/(\r\n|[\r\n\t\u0001\u0005\u0015])/).flatMap((part): Stroke[] => {
    const key = CHARACTERS[part]
    if (key) return [{ key }]
    return charactersOf(printable(part)).map((text) => ({ text }))
  })
}

function printable(input: string): string {
  return input.replaceAll(/\p{Cc}/gu, '')
}
