import { describe, expect, it } from 'vitest'

import { choose, linesOf, offerInstead, parseSelection } from './selection.ts'
import { area, event, idOf, ticketType } from './testing.ts'

const [adult, student, balcony] = [idOf(1), idOf(2), idOf(3)]
const NOW = Date.parse('2026-05-01T12:00:00Z')

describe('what is chosen', () => {
  it('is what is wanted, with its sum, while there is enough of it', () => {
    const concert = event([area(10, [ticketType(1), ticketType(2, { priceMinor: 600 })])])
    expect(choose(concert, { [adult]: 2, [student]: 1 }, NOW)).toMatchObject({
      chosen: { [adult]: 2, [student]: 1 },
      cuts: {},
      count: 3,
      totalMinor: 2_600,
    })
  })

  it('is no more than what is left, and says what was wanted', () => {
    const concert = event([area(10, [ticketType(1, { left: 2 })])])
    const { chosen, cuts } = choose(concert, { [adult]: 5 }, NOW)
    expect(chosen).toEqual({ [adult]: 2 })
    expect(cuts).toEqual({ [adult]: { wanted: 5, most: 2, reason: 'left' } })
  })

  it('grows again to what is wanted when places come back', () => {
    const wanted = { [adult]: 5 }
    expect(choose(event([area(10, [ticketType(1, { left: 0 })])]), wanted, NOW).chosen).toEqual({})
    expect(choose(event([area(10, [ticketType(1, { left: 9 })])]), wanted, NOW).chosen).toEqual(wanted)
  })

  it('shares the room of an area between its ticket types', () => {
    const concert = event([area(10, [ticketType(1, { left: 3 }), ticketType(2, { left: 3 })], { left: 3 })])
    const { chosen, cuts, most } = choose(concert, { [adult]: 2, [student]: 2 }, NOW)
    expect(chosen).toEqual({ [adult]: 2, [student]: 1 })
    expect(cuts[student]).toEqual({ wanted: 2, most: 1, reason: 'left' })
    expect(most).toEqual({ [adult]: 2, [student]: 1 })
  })

  it.each([
    ['an order', { maxPerOrder: 4 }, {}, 'order'],
    ['an account', { maxPerAccount: 4 }, {}, 'account'],
    ["an account in the event's own limit", {}, { maxTicketsPerAccount: 4 }, 'account'],
  ] as const)('is no more than %s may have', (_, limits, eventLimits, reason) => {
    const concert = event([area(10, [ticketType(1, limits)])], eventLimits)
    const { chosen, cuts, most } = choose(concert, { [adult]: 6 }, NOW)
    expect(chosen).toEqual({ [adult]: 4 })
    expect(cuts[adult]).toEqual({ wanted: 6, most: 4, reason })
    expect(most[adult]).toBe(4)
  })

  it("shares an account's limit between all areas", () => {
    const concert = event([area(10, [ticketType(1)]), area(11, [ticketType(3)])], { maxTicketsPerAccount: 2 })
    const { chosen, most } = choose(concert, { [adult]: 1, [balcony]: 4 }, NOW)
    expect(chosen).toEqual({ [adult]: 1, [balcony]: 1 })
    expect(most).toEqual({ [adult]: 1, [balcony]: 1 })
  })

  it('can be made before the sale opens, and not after it closed', () => {
    const early = event([area(10, [ticketType(1, { salesStartAt: '2026-05-02T00:00:00Z' })])])
    expect(choose(early, { [adult]: 1 }, NOW).chosen).toEqual({ [adult]: 1 })
    const late = event([area(10, [ticketType(1, { salesEndAt: '2026-05-01T00:00:00Z' })])])
    expect(choose(late, { [adult]: 1 }, NOW)).toMatchObject({ chosen: {}, cuts: { [adult]: { reason: 'gone' } } })
  })

  it('forgets ticket types that the event does not have', () => {
    expect(choose(event([area(10, [ticketType(1)])]), { [student]: 3 }, NOW).count).toBe(0)
  })
})

describe('seats that are chosen one by one', () => {
  const seats = area(10, [ticketType(1, { category: 'Gold' }), ticketType(2, { category: 'Gold' })], { kind: 'seated' })
  const chosen = [
    { seatId: 'A1', ticketTypeId: adult },
    { seatId: 'A2', ticketTypeId: student },
    { seatId: 'A3', ticketTypeId: adult },
  ]
  const own = { seats: chosen, held: 0 }

  it('count in the place of the quantities, with their sum', () => {
    const concert = event([seats, area(11, [ticketType(3)])])
    const choice = choose(concert, { [adult]: 7, [balcony]: 1 }, NOW, own)
    expect(choice).toMatchObject({ chosen: { [adult]: 2, [student]: 1, [balcony]: 1 }, count: 4, totalMinor: 4_000 })
    expect(linesOf(concert, choice, own)).toEqual([
      { ticketTypeId: balcony, quantity: 1 },
      { ticketTypeId: adult, seatIds: ['A1', 'A3'] },
      { ticketTypeId: student, seatIds: ['A2'] },
    ])
  })

  it('are never cut: it is said how many may be chosen', () => {
    const concert = event([{ ...seats, left: 1 }], { maxTicketsPerAccount: 2 })
    const choice = choose(concert, {}, NOW, own)
    expect(choice).toMatchObject({ count: 3, cuts: {}, most: { [adult]: 0 } })
  })

  it('have those that the reader holds as room, although they are not left', () => {
    const types = seats.ticketTypes.map((type) => ({ ...type, left: 0 }))
    const concert = event([{ ...seats, left: 0, ticketTypes: types }])
    const two = chosen.filter(({ ticketTypeId }) => ticketTypeId === adult)
    expect(choose(concert, {}, NOW, { seats: two, held: 2 }).most[adult]).toBe(2)
    expect(choose(concert, {}, NOW, { seats: [], held: 0 }).most[adult]).toBe(0)
  })

  it('are the best ones together where the reader says how many', () => {
    const concert = event([seats, area(11, [ticketType(3)])])
    const choice = choose(concert, { [adult]: 2, [balcony]: 1 }, NOW)
    expect(linesOf(concert, choice)).toEqual([
      { ticketTypeId: adult, quantity: 2, best: true },
      { ticketTypeId: balcony, quantity: 1 },
    ])
  })

  it('share the seats of their category with its other ticket types, of the best ones, too', () => {
    const gold = { category: 'Gold', left: 3 }
    const types = [ticketType(1, gold), ticketType(2, gold), ticketType(3, { category: 'Blue' })]
    const concert = event([area(10, types, { kind: 'seated' })])
    const { chosen: had, cuts } = choose(concert, { [adult]: 2, [student]: 2, [balcony]: 2 }, NOW)
    expect(had).toEqual({ [adult]: 2, [student]: 1, [balcony]: 2 })
    expect(cuts[student]).toEqual({ wanted: 2, most: 1, reason: 'left' })
  })

  it('are not cut by an offer either', () => {
    const concert = event([seats])
    const lines = linesOf(concert, choose(concert, {}, NOW, own), own)
    expect(offerInstead(concert, lines, { code: 'account-limit', left: 1 })).toBeUndefined()
    const best = [{ ticketTypeId: adult, quantity: 4, best: true as const }]
    expect(offerInstead(concert, best, { code: 'not-enough-left', left: 3, ticketTypeId: adult })).toEqual([
      { ...best[0], quantity: 3 },
    ])
  })
})

describe('what is offered in the place of a refusal', () => {
  const concert = event([area(10, [ticketType(1), ticketType(2)]), area(11, [ticketType(3)])])
  const lines = linesOf(concert, { chosen: { [adult]: 8, [student]: 2, [balcony]: 1 } })

  it('is as many of the ticket type as are left, and the rest as it was', () => {
    expect(offerInstead(concert, lines, { code: 'not-enough-left', left: 6, ticketTypeId: adult })).toEqual(
      linesOf(concert, { chosen: { [adult]: 6, [student]: 2, [balcony]: 1 } }),
    )
  })

  it('is as many of an area as are left where its ticket types together asked for more', () => {
    expect(offerInstead(concert, lines, { code: 'not-enough-left', left: 9, ticketTypeId: adult })).toEqual(
      linesOf(concert, { chosen: { [adult]: 8, [student]: 1, [balcony]: 1 } }),
    )
  })

  it('is as many as the account may still have of the whole event', () => {
    expect(offerInstead(concert, lines, { code: 'account-limit', left: 3 })).toEqual(
      linesOf(concert, { chosen: { [adult]: 3 } }),
    )
  })

  it.each([
    ['nothing is left', { code: 'account-limit', left: 0 }],
    ['it is sold out', { code: 'sold-out', left: 0, ticketTypeId: adult }],
    ['it is no matter of counts', { code: 'busy' }],
  ] as const)('is nothing where %s', (_, problem) => {
    expect(offerInstead(concert, lines, problem)).toBeUndefined()
  })
})

describe('what a tab kept', () => {
  it('is taken where it is a selection', () => {
    expect(parseSelection(JSON.stringify({ [adult]: 2 }))).toEqual({ [adult]: 2 })
  })

  it.each([null, '', '{', '[]', '7', '{"a":-1,"b":1.5,"c":"2","d":1e9}'])('is nothing where it is none: %j', (text) => {
    expect(parseSelection(text)).toEqual({})
  })
})
