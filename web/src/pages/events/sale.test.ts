import { describe, expect, it } from 'vitest'

import { turnsOf, withAvailability } from './live.ts'
import { isScarce, saleOf, turningPoints } from './sale.ts'
import { area, event, idOf, ticketType } from './testing.ts'

const at = (text: string) => Date.parse(text)

describe('what is said of a sale', () => {
  const opens = '2026-05-01T08:00:00Z'
  const windowed = event([area(10, [ticketType(1)])], { salesStartAt: opens, salesEndAt: '2026-05-05T18:00:00Z' })

  it.each([
    ['early before it opens', '2026-05-01T07:59:59Z', { state: 'early', opensAt: at(opens) }],
    ['open from that very moment', opens, { state: 'open' }],
    ['ended from its end', '2026-05-05T18:00:00Z', { state: 'ended' }],
    ['over after the event', '2026-05-05T21:00:00Z', { state: 'over' }],
  ])('is %s', (_, now, state) => {
    expect(saleOf(windowed, at(now))).toEqual(state)
  })

  it('judges no window where there is no clock: the page is the same for everybody', () => {
    expect(saleOf(windowed, undefined)).toEqual({ state: 'open' })
  })

  it('takes the later start and the earlier end of event and ticket type', () => {
    const both = event([area(10, [ticketType(1, { salesStartAt: '2026-05-02T08:00:00Z' })])], { salesStartAt: opens })
    expect(saleOf(both, at('2026-05-01T12:00:00Z'))).toEqual({ state: 'early', opensAt: at('2026-05-02T08:00:00Z') })
  })

  it('is the best that one of the ticket types has to offer', () => {
    const mixed = event([area(10, [ticketType(1, { left: 0 }), ticketType(2, { salesStartAt: opens })])])
    expect(saleOf(mixed, at('2026-05-01T07:00:00Z')).state).toBe('early')
    expect(saleOf(mixed, at('2026-05-01T09:00:00Z')).state).toBe('open')
  })

  it('is sold out when nothing is left', () => {
    expect(saleOf(event([area(10, [ticketType(1, { left: 0 })])]), undefined).state).toBe('sold-out')
  })

  it.each(['draft', 'cancelled'] as const)('is %s before anything else', (status) => {
    expect(saleOf(event([area(10, [ticketType(1)])], { status }), at('2030-01-01T00:00:00Z')).state).toBe(status)
  })

  it('lasts half a day without an end', () => {
    const endless = event([area(10, [ticketType(1)])], { endsAt: null })
    expect(saleOf(endless, at('2026-05-06T05:59:59Z')).state).toBe('open')
    expect(saleOf(endless, at('2026-05-06T06:00:00Z')).state).toBe('over')
    expect(turningPoints(endless)).toContain(at('2026-05-06T06:00:00Z'))
  })
})

describe('few', () => {
  it.each([
    [1, 12, true],
    [5, 12, true],
    [12, 12, false],
    [200, 2_000, true],
    [201, 2_000, false],
    [0, 100, false],
    [3, 3, false],
  ])('%i of %i: %s', (left, total, scarce) => {
    expect(isScarce({ left, total })).toBe(scarce)
  })
})

describe('counts that arrive', () => {
  const before = event([area(10, [ticketType(1), ticketType(2, { left: 0 })])])
  const now = withAvailability(before, {
    version: 2,
    eventVersion: 1,
    areas: [{ id: idOf(10), capacity: 120, held: 20, sold: 60, left: 40 }],
    ticketTypes: [
      { id: idOf(1), left: 0 },
      { id: idOf(2), left: 4 },
    ],
  })

  it('take the place of those that were read', () => {
    expect(now).toMatchObject({ left: 40, total: 120 })
    expect(now.areas[0]?.ticketTypes.map((type) => type.left)).toEqual([0, 4])
  })

  it('tell what sold out and what can be had again', () => {
    expect(turnsOf(before, now)).toEqual({ soldOut: ['Type 1'], back: ['Type 2'] })
  })

  it('tell nothing where nothing turned', () => {
    expect(turnsOf(now, now)).toEqual({ soldOut: [], back: [] })
  })
})
