import type { OrderWithEvent } from '@fairground/contract'
import { describe, expect, test } from 'vitest'

import { isOver } from '../events/sale.ts'
import { shortCode, ticketsOf } from './tickets.ts'

const STARTS_AT = '2026-11-05T18:00:00.000Z'
const HOUR_MS = 3_600_000

function orderOf({ endsAt = null }: { endsAt?: string | null } = {}): OrderWithEvent {
  const ticket = (id: string) =>
    ({ id, code: `code-${id}`, ticketTypeId: 'adult', priceMinor: 0, state: 'valid' }) as const
  return {
    id: 'order',
    eventId: 'event',
    state: 'confirmed',
    payment: { method: null, state: 'none', dueMinor: 0 },
    lines: [],
    totalMinor: 0,
    currency: 'EUR',
    createdAt: STARTS_AT,
    tickets: [ticket('a'), ticket('b')],
    event: {
      id: 'event',
      slug: 'event',
      title: 'Event',
      status: 'published',
      startsAt: STARTS_AT,
      endsAt,
      timeZone: 'Europe/Berlin',
      venue: null,
      organizer: { id: 'organizer', name: 'Organizer' },
      ticketTypes: [{ id: 'adult', name: 'Adult', areaName: 'Hall' }],
    },
  }
}

describe('a ticket', () => {
  test('says which one it is of how many, and what it is for', () => {
    expect(ticketsOf(orderOf()).map(({ number, of, typeName, areaName }) => [number, of, typeName, areaName])).toEqual([
      [1, 2, 'Adult', 'Hall'],
      [2, 2, 'Adult', 'Hall'],
    ])
  })

  test('shows the end of its code in groups, since the beginning is the same on all of them', () => {
    expect(shortCode('AQABxxxxxxxxxxxxabcdefghijkl')).toBe('abcd efgh ijkl')
  })
})

describe('an order is over', () => {
  const start = Date.parse(STARTS_AT)

  test('when its event has ended', () => {
    const order = orderOf({ endsAt: '2026-11-05T22:00:00.000Z' })
    expect(isOver(order.event, start + 4 * HOUR_MS - 1)).toBe(false)
    expect(isOver(order.event, start + 4 * HOUR_MS)).toBe(true)
  })

  test('twelve hours after the start of an event without an end', () => {
    expect(isOver(orderOf().event, start + 12 * HOUR_MS - 1)).toBe(false)
    expect(isOver(orderOf().event, start + 12 * HOUR_MS)).toBe(true)
  })
})
