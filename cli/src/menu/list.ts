import type { EventSummary } from '@fairground/contract'

import type { NamedKey } from './strokes.ts'

/** The part of a list that fits, with the chosen row in its middle where there is enough on both sides. */
export function windowOf(length: number, chosen: number, size: number): { from: number; to: number } {
  const from = Math.max(0, Math.min(chosen - Math.floor(size / 2), length - size))
  return { from, to: Math.min(length, from + Math.max(0, size)) }
}

/** The row that is chosen after this key; undefined where the key does not move. */
export function move(chosen: number, key: NamedKey, length: number, page: number): number | undefined {
  const wanted = {
    up: chosen - 1,
    down: chosen + 1,
    'page-up': chosen - page,
    'page-down': chosen + page,
    home: 0,
    end: length - 1,
  }
  if (!(key in wanted)) return undefined
  // `in` has just said that it is one of them.
  return Math.max(0, Math.min(length - 1, wanted[key as keyof typeof wanted]))
}

/** Events in whose title or venue every word occurs. The service looks into descriptions, too; a list shows none. */
export function filterEvents<Found extends Pick<EventSummary, 'title' | 'venue'>>(
  events: readonly Found[],
  written: string,
): readonly Found[] {
  const words = plain(written).split(/\s+/).filter(Boolean)
  if (words.length === 0) return events
  return events.filter(({ title, venue }) => {
    const text = plain(`${title} ${venue?.name ?? ''}`)
    return words.every((word) => text.includes(word))
  })
}

function plain(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
