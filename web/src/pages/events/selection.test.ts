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

describe('what is offered in the place of a refusal', () => {
  const concert = event([area(10, [ticketType(1), ticketType(2)]), area(11, [ticketType(3)])])
  const lines = linesOf({ chosen: { [adult]: 8, [student]: 2, [balcony]: 1 } })

  it('is as many of the ticket type as are left, and the rest as it was', () => {
    expect(offerInstead(concert, lines, { code: 'not-enough-left', left: 6, ticketTypeId: adult })).toEqual(
      linesOf({ chosen: { [adult]: 6, [student]: 2, [balcony]: 1 } }),
    )
  })

  it('is as many of an area as are left where its ticket types together asked for more', () => {
    expect(offerInstead(concert, lines, { code: 'not-enough-left', left: 9, ticketTypeId: adult })).toEqual(
      linesOf({ chosen: { [adult]: 8, [student]: 1, [balcony]: 1 } }),
    )
  })

  it('is as many as the account may still have of the whole event', () => {
    expect(offerInstead(concert, lines, { code: 'account-limit', left: 3 })).toEqual(
      linesOf({ chosen: { [adult]: 3 } }),
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
