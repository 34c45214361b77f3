import { stripVTControlCharacters, styleText } from 'node:util'

import columnsOf from 'fast-string-width'

/** Our own text with colours, so that it is not taken for a stranger's. */
export interface Styled {
  readonly styled: string
}

type Part = string | number | Styled

/** A line of ours with others' text in it. Everything put in that is not `Styled` is made harmless first. */
export function text(strings: TemplateStringsArray, ...parts: Part[]): string {
  return strings.map((own, index) => own + (index < parts.length ? shown(parts[index] ?? '') : '')).join('')
}

export function bold(part: string): Styled {
  return { styled: styleText('bold', harmless(part), { stream: process.stdout }) }
}

export function red(part: string): Styled {
  return { styled: styleText('red', harmless(part), { stream: process.stdout }) }
}

/** As it may be printed: others' text without anything that steers a terminal. */
export function shown(part: Part): string {
  return typeof part === 'object' ? part.styled : harmless(String(part))
}

/** Marks that turn the direction of all that follows; a title could hide the rest of its line with them. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const LEFT_TO_RIGHT_MARK = '\u200e'

/**
 * One line of others' text without escape sequences, control characters and direction marks. After text that runs
 * to the left comes a mark that ends it: a terminal that reorders would else swap the numbers beside it.
 */
export function harmless(part: string): string {
  const line = stripVTControlCharacters(part)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(DIRECTION_MARKS, '')
  return RIGHT_TO_LEFT.test(line) ? line + LEFT_TO_RIGHT_MARK : line
}

/** Takes no column: zero-width space, non-joiner (Persian is full of them), direction marks, word joiner. */
const INVISIBLE = /[\u200b\u200c\u200e\u200f\u2060\ufeff]/g

/** Columns that a line takes in a terminal. */
export function widthOf(line: string): number {
  return columnsOf(line.replaceAll(INVISIBLE, ''))
}

/** The line, cut with an ellipsis where it is wider than `width` columns; never inside a character. */
export function fit(line: string, width: number): string {
  if (widthOf(line) <= width) return line
  let kept = ''
  for (const character of charactersOf(line)) {
    if (widthOf(kept + character) > width - 1) break
    kept += character
  }
  return `${kept.trimEnd()}…${RIGHT_TO_LEFT.test(kept) ? LEFT_TO_RIGHT_MARK : ''}`
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Whole characters, as a person counts them: a family emoji is one. */
export function charactersOf(line: string): string[] {
  return [...graphemes.segment(line)].map(({ segment }) => segment)
}

/** Wider lines are hard to read, whatever the window allows. */
const WIDEST_PARAGRAPH = 100

/** Others' text of several lines, each made harmless and, in a terminal, wrapped between words. */
export function paragraphs(whole: string, width = terminalWidth() ?? Infinity): string[] {
  const readable = width === Infinity ? width : Math.min(width, WIDEST_PARAGRAPH)
  return whole.split(/\r?\n/).flatMap((line) => wrap(harmless(line), readable))
}

function wrap(line: string, width: number): string[] {
  const lines = ['']
  for (const word of line.split(' ')) {
    const last = lines.at(-1) ?? ''
    const longer = last === '' ? word : `${last} ${word}`
    if (last !== '' && widthOf(longer) > width) lines.push(word)
    else lines[lines.length - 1] = longer
  }
  return lines
}

/** Columns of the terminal on stdout; undefined where it is a file or another program. */
export function terminalWidth(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns || 80 : undefined
}
