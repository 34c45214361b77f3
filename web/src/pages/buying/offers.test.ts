import { describe, expect, test } from 'vitest'

import { offerAfter, offerFor } from './offers.ts'

const lines = [
  { ticketTypeId: 'adult', quantity: 2 },
  { ticketTypeId: 'child', quantity: 1 },
]
const left = (counts: Record<string, number>) => (ticketTypeId: string) => counts[ticketTypeId]

describe('what of the lost places is offered again', () => {
  test('is all of them while they are still there', () => {
    expect(offerFor(lines, left({ adult: 2, child: 9 }))).toEqual({ kind: 'all', lines })
  })

  test('is what is left of each', () => {
    const some = [{ ticketTypeId: 'adult', quantity: 1 }]
    expect(offerFor(lines, left({ adult: 1, child: 0 }))).toEqual({ kind: 'some', lines: some })
  })

  test('is nothing where all is taken, or a ticket type is gone', () => {
    expect(offerFor(lines, left({ adult: 0, child: 0 }))).toEqual({ kind: 'none' })
    expect(offerFor(lines, left({}))).toEqual({ kind: 'none' })
  })
})

describe('what of lost seats is offered again', () => {
  const seats = [{ ticketTypeId: 'adult', seatIds: ['A1', 'A2'] }, ...lines.slice(1)]
  const free =
    (...ids: string[]) =>
    (id: string) =>
      ids.includes(id)

  test('is the same seats while they are free', () => {
    expect(offerFor(seats, left({ child: 1 }), free('A1', 'A2', 'A3'))).toEqual({ kind: 'all', lines: seats })
  })

  test('is those of them that are still free, however many others there are', () => {
    const some = [{ ticketTypeId: 'adult', seatIds: ['A2'] }]
    expect(offerFor(seats, left({ adult: 50, child: 0 }), free('A2'))).toEqual({ kind: 'some', lines: some })
    expect(offerFor(seats.slice(0, 1), left({ adult: 50 }))).toEqual({ kind: 'none' })
  })

  test('is after a refusal of counts for the buyer to choose', () => {
    expect(offerAfter({ code: 'account-limit', left: 1, ticketTypeId: 'adult' }, seats)).toBeUndefined()
  })
})

describe('what is offered after a refusal', () => {
  const one = [{ ticketTypeId: 'adult', quantity: 6 }]

  test('is as many as are left', () => {
    const refusal = { code: 'not-enough-left', left: 4, ticketTypeId: 'adult' } as const
    expect(offerAfter(refusal, one)).toEqual([{ ticketTypeId: 'adult', quantity: 4 }])
  })

  test('is as many as an account or an order may have', () => {
    expect(offerAfter({ code: 'account-limit', left: 3 }, one)).toEqual([{ ticketTypeId: 'adult', quantity: 3 }])
    const refusal = { code: 'order-limit', left: 1, ticketTypeId: 'adult' } as const
    expect(offerAfter(refusal, [{ ticketTypeId: 'adult', quantity: 2 }, ...lines.slice(1)])).toEqual([
      { ticketTypeId: 'adult', quantity: 1 },
      { ticketTypeId: 'child', quantity: 1 },
    ])
  })

  test('leaves room for the other lines, since what is left may be that of their common area', () => {
    const refusal = { code: 'not-enough-left', left: 2, ticketTypeId: 'adult' } as const
    expect(offerAfter(refusal, lines)).toEqual([
      { ticketTypeId: 'adult', quantity: 1 },
      { ticketTypeId: 'child', quantity: 1 },
    ])
  })

  test('is nothing when nothing is left, when it is what is held already, or when numbers are not the matter', () => {
    expect(offerAfter({ code: 'sold-out', left: 0, ticketTypeId: 'adult' }, one)).toBeUndefined()
    expect(offerAfter({ code: 'account-limit', left: 0 }, one)).toBeUndefined()
    expect(offerAfter({ code: 'sales-closed' }, one)).toBeUndefined()
    const held = [{ ticketTypeId: 'adult', quantity: 4 }]
    expect(offerAfter({ code: 'not-enough-left', left: 4, ticketTypeId: 'adult' }, one, held)).toBeUndefined()
  })
})
