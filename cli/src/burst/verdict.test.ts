import { describe, expect, test } from 'vitest'

import { type Facts, judge } from './verdict.ts'

const area = { id: 'a', capacity: 10, held: 0, sold: 0, left: 10 }

/** Two buyers of two places each, at an event of ten; all as it should be. */
function facts(over: Partial<Facts> = {}): Facts {
  return {
    buyers: 3,
    interrupted: false,
    acknowledged: [
      { id: 'o1', account: 0, holdId: 'h1', places: 2, ticketIds: ['t1', 't2'] },
      { id: 'o2', account: 1, holdId: 'h2', places: 2, ticketIds: ['t3', 't4'] },
    ],
    unsettled: [],
    holds: [{ id: 'h3', account: 2, places: 1, told: 'released', state: 'released' }],
    accountIds: ['ada', 'ben', 'cyd'],
    before: { areas: [area], tickets: 0 },
    after: { areas: [{ ...area, sold: 4, left: 6 }], tickets: 4 },
    orders: [
      { id: 'o1', accountId: 'ada', state: 'confirmed', ticketCount: 2 },
      { id: 'o2', accountId: 'ben', state: 'confirmed', ticketCount: 2 },
    ],
    checked: 0,
    ...over,
  }
}

const [first, second] = facts().acknowledged
const [firstOrder, secondOrder] = facts().orders
if (!first || !second || !firstOrder || !secondOrder) throw new Error('the facts have two orders')

describe('books that agree', () => {
  test('are good, and say how many were sold', () => {
    expect(judge(facts())).toMatchObject({
      good: true,
      sentence: '3 buyers, 10 places: 4 sold, 0 oversold, 0 lost, 0 twice',
      violations: [],
    })
  })

  test('may have had sales before, and others who buy meanwhile', () => {
    const verdict = judge(
      facts({
        before: { areas: [{ ...area, sold: 3, left: 7 }], tickets: 3 },
        after: { areas: [{ ...area, sold: 9, left: 1 }], tickets: 9 },
        orders: [...facts().orders, { id: 'o3', accountId: 'somebody', state: 'confirmed', ticketCount: 2 }],
      }),
    )
    expect(verdict).toMatchObject({
      good: true,
      sentence: '3 buyers, 7 of 10 places left: 4 sold, 0 oversold, 0 lost, 0 twice',
    })
  })

  test('may have an order that its buyer never heard of, where its outcome was not known', () => {
    const verdict = judge(
      facts({
        acknowledged: [first],
        unsettled: [{ kind: 'order', account: 1, key: 'k', places: 2, body: { holdId: 'h2' } }],
        holds: [{ id: 'h2', account: 1, places: 2, told: 'open', state: 'confirmed' }],
      }),
    )
    expect(verdict).toMatchObject({ good: true, unknown: 1 })
    expect(verdict.sentence).toContain('0 twice, 1 not known')
  })
})

describe('a run in which nobody bought anything', () => {
  const none: Partial<Facts> = {
    ...{ acknowledged: [], orders: [], holds: [], after: { areas: [area], tickets: 0 } },
  }
  const full = { areas: [{ ...area, sold: 10, left: 0 }], tickets: 10 }

  test('proves nothing where places were free, and says so', () => {
    expect(judge(facts(none))).toMatchObject({
      good: false,
      sentence: expect.stringMatching(/ 0 sold, .*0 twice\. Nobody bought anything, though places were free: /),
      violations: [],
    })
  })

  test.each<[string, Partial<Facts>]>([
    ['where nothing was left', { ...none, before: full, after: full }],
    ['where somebody stopped it', { ...none, interrupted: true }],
    ['where nobody came', { ...none, buyers: 0 }],
  ])('is no fault %s', (_, over) => {
    expect(judge(facts(over))).toMatchObject({ good: true, sentence: expect.stringMatching(/ twice$/) })
  })
})

describe('the books of an event with seats', () => {
  const seats = { areaId: 'a', sold: new Set(['A-1', 'A-2', 'B-1', 'B-2']) }
  const [one, other] = [
    { ...first, seatIds: ['A-1', 'A-2'], heldSeatIds: ['A-2', 'A-1'] },
    { ...second, seatIds: ['B-1', 'B-2'], heldSeatIds: ['B-1', 'B-2'] },
  ]

  test('are good where every seat was held, is on one ticket, and is sold by the map', () => {
    expect(judge(facts({ acknowledged: [one, other], seats }))).toMatchObject({ good: true, violations: [] })
  })

  test.each<[string, Partial<Facts>, object, RegExp]>([
    [
      'a seat was sold twice',
      { acknowledged: [one, { ...other, seatIds: ['A-2', 'B-2'], heldSeatIds: ['A-2', 'B-2'] }], seats },
      { twice: 1 },
      /Seat A-2 was sold twice/,
    ],
    [
      'a ticket is for another seat than was held',
      { acknowledged: [one, { ...other, heldSeatIds: ['B-1', 'B-3'] }], seats },
      {},
      /Order o2 has the seats B-1, B-2, but B-1, B-3 were held/,
    ],
    [
      'an order has fewer seats than places',
      { acknowledged: [one, { ...other, seatIds: ['B-1'], heldSeatIds: ['B-1'] }], seats },
      {},
      /Order o2 of 2 places has 1 seats/,
    ],
    [
      'a seat that was acknowledged is not sold by the map',
      { acknowledged: [one, other], seats: { ...seats, sold: new Set(['A-1', 'A-2', 'B-1', 'C-1']) } },
      {},
      /Seat B-2 of order o2 is not sold by the map/,
    ],
    [
      'the map has more sold seats than the counts',
      { acknowledged: [one, other], seats: { ...seats, sold: new Set([...seats.sold, 'C-1']) } },
      {},
      /4 seats are sold by the counts, but 5 by the map/,
    ],
  ])('do not agree where %s', (_what, over, found, sentence) => {
    const verdict = judge(facts(over))
    expect(verdict).toMatchObject({ good: false, ...found })
    expect(verdict.violations.join('\n')).toMatch(sentence)
  })
})

describe('books that do not agree are found out:', () => {
  test.each<[string, Partial<Facts>, object, RegExp]>([
    ['an order is lost', { orders: [firstOrder] }, { lost: 1 }, /Order o2 was acknowledged, but the service does not/],
    [
      'an order was cancelled',
      { orders: [firstOrder, { ...secondOrder, state: 'cancelled' }] },
      { lost: 1 },
      /Order o2 was acknowledged, but it is cancelled/,
    ],
    [
      'an order has fewer tickets than were sold',
      { orders: [firstOrder, { ...secondOrder, ticketCount: 1 }] },
      { lost: 1 },
      /Order o2 of 2 places has 1 tickets/,
    ],
    [
      'an order belongs to another',
      { orders: [firstOrder, { ...secondOrder, accountId: 'ada' }] },
      { lost: 1 },
      /Order o2 belongs to somebody else/,
    ],
    [
      'a ticket was sold twice',
      { acknowledged: [first, { ...second, ticketIds: ['t1', 't4'] }] },
      { twice: 1 },
      /Ticket t1 was sold twice/,
    ],
    [
      'an order was told to two buyers',
      { acknowledged: [first, { ...second, id: 'o1' }] },
      {},
      /Order o1 was acknowledged to two buyers/,
    ],
    [
      'a hold became two orders',
      { acknowledged: [first, { ...second, holdId: 'h1' }] },
      { twice: 1 },
      /Hold h1 became two orders/,
    ],
    [
      'one of our buyers has an order that nobody was told of',
      { acknowledged: [first] },
      { twice: 1 },
      /Order o2 of 2 tickets exists, but its buyer was never told/,
    ],
    [
      'more is sold than there is',
      { after: { areas: [{ ...area, sold: 12, left: 0 }], tickets: 12 } },
      { oversold: 2 },
      /2 more places are sold than there are/,
    ],
    [
      'more was acknowledged than there is, whatever the service says',
      { acknowledged: [first, { ...second, places: 9 }] },
      { oversold: 1 },
      /1 more places are sold than there are/,
    ],
    [
      'what is sold is not what the orders have',
      { after: { areas: [{ ...area, sold: 5, left: 5 }], tickets: 4 } },
      {},
      /5 places are sold, but the orders have 4 tickets/,
    ],
    [
      'what is left is not the rest',
      { after: { areas: [{ ...area, sold: 4, left: 7 }], tickets: 4 } },
      {},
      /4 sold, but says that 7 are left/,
    ],
    [
      'there are tickets of no order',
      { after: { areas: [{ ...area, sold: 6, left: 4 }], tickets: 6 } },
      {},
      /6 tickets more than before, but its new orders have 4/,
    ],
    [
      'a hold that was given back still holds',
      {
        holds: [{ id: 'h3', account: 2, places: 1, told: 'released', state: 'active' }],
        after: { areas: [{ ...area, sold: 4, held: 1, left: 5 }], tickets: 4 },
      },
      {},
      /Hold h3 had released, but still holds 1/,
    ],
    [
      'a hold is gone',
      { holds: [{ id: 'h3', account: 2, places: 1, told: 'open', state: 'missing' }] },
      {},
      /Hold h3 was acknowledged, but/,
    ],
    [
      'a hold holds nothing',
      { holds: [{ id: 'h3', account: 2, places: 1, told: 'open', state: 'active' }] },
      {},
      /Our buyers hold 1 places, but only 0/,
    ],
    ['the service finds something itself', { checked: 3 }, {}, /own check finds 3 violations/],
  ])('%s', (_what, over, counts, sentence) => {
    const verdict = judge(facts(over))
    expect(verdict).toMatchObject({ good: false, ...counts })
    expect(verdict.violations.join('\n')).toMatch(sentence)
  })
})
