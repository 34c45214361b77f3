import type { EventSummary } from '@fairground/contract'
import { expect, test } from 'vitest'

import { grouped } from './own-events.ts'

const NOW = Date.parse('2030-06-06T12:00:00Z')

function summary(title: string, status: EventSummary['status'], startsAt: string): EventSummary {
  return {
    ...{ id: title, slug: title, title, status, startsAt, endsAt: null, timeZone: 'UTC', venue: null, currency: 'EUR' },
    ...{ organizer: { id: '', name: '' }, picture: null, total: 10, left: 5, fromPriceMinor: 0 },
  }
}

test('own events: drafts, then what is on sale soonest first, then the past newest first, then the cancelled', () => {
  const events = [
    summary('older', 'published', '2030-05-01T12:00:00Z'),
    summary('old', 'published', '2030-06-01T12:00:00Z'),
    summary('draft that was forgotten', 'draft', '2030-06-02T12:00:00Z'),
    summary('this morning', 'published', '2030-06-06T09:00:00Z'),
    summary('cancelled', 'cancelled', '2030-06-20T12:00:00Z'),
    summary('next', 'published', '2030-07-01T12:00:00Z'),
    summary('draft', 'draft', '2030-08-01T12:00:00Z'),
  ]
  expect(grouped(events, NOW).map(([group, found]) => [group, found.map(({ title }) => title)])).toEqual([
    ['draft', ['draft']],
    ['published', ['this morning', 'next']],
    ['over', ['draft that was forgotten', 'old', 'older']],
    ['cancelled', ['cancelled']],
  ])
  expect(grouped([], NOW)).toEqual([])
})
