import { describe, expect, test } from 'vitest'

import { extensionKey, isSameWish, makeWish, mergedLines, orderKey, randomKey } from './wish.ts'

const ADULT = '01900000-0000-7000-8000-000000000001'
const CHILD = '01900000-0000-7000-8000-000000000002'
const EVENT = '01900000-0000-7000-8000-00000000000e'
const held = (ticketTypeId: string, quantity: number) => ({ ticketTypeId, quantity, unitPriceMinor: 900 })
const seats = (ticketTypeId: string, ...seatIds: string[]) => ({ ticketTypeId, seatIds })
const heldSeats = (ticketTypeId: string, ...seatIds: string[]) => ({ ...held(ticketTypeId, seatIds.length), seatIds })
const wished = (ticketTypeId: string, quantity: number) => ({ ticketTypeId, quantity })

describe('a wish', () => {
  test('has a key of its own each time it is made', () => {
    expect(randomKey()).toMatch(/^[0-9a-f]{32}$/)
    expect(makeWish(EVENT, [wished(ADULT, 1)], 0).key).not.toBe(makeWish(EVENT, [wished(ADULT, 1)], 0).key)
  })

  test('is the same when the button is pressed again, in whatever order the lines are', () => {
    const wish = makeWish(EVENT, [wished(ADULT, 2), wished(CHILD, 1)], 0)
    expect(isSameWish(wish, EVENT, [wished(CHILD, 1), wished(ADULT, 2)])).toBe(true)
    expect(isSameWish(wish, EVENT, [wished(ADULT, 2)])).toBe(false)
    expect(isSameWish(wish, CHILD, [wished(ADULT, 2), wished(CHILD, 1)])).toBe(false)
  })

  test('for seats is the same for the same seats, and another one for others or for the best ones', () => {
    const wish = makeWish(EVENT, [seats(ADULT, 'A1', 'A2')], 0)
    expect(isSameWish(wish, EVENT, [seats(ADULT, 'A2', 'A1')])).toBe(true)
    expect(isSameWish(wish, EVENT, [seats(ADULT, 'A1', 'A3')])).toBe(false)
    expect(isSameWish(wish, EVENT, [{ ticketTypeId: ADULT, quantity: 2, best: true }])).toBe(false)
  })
})

describe('what is held after a wish', () => {
  test('keeps the ticket types that the wish does not name', () => {
    expect(mergedLines([held(ADULT, 2)], [wished(CHILD, 1)])).toEqual([wished(ADULT, 2), wished(CHILD, 1)])
  })

  test('has as many of the named ones as the wish says, not so many more', () => {
    expect(mergedLines([held(ADULT, 2), held(CHILD, 3)], [wished(ADULT, 3)])).toEqual([
      wished(CHILD, 3),
      wished(ADULT, 3),
    ])
    expect(mergedLines([held(ADULT, 2)], [wished(ADULT, 2)])).toEqual([wished(ADULT, 2)])
  })

  test('is just the seats that were chosen, in the place of all that were held', () => {
    const before = [heldSeats(ADULT, 'A1', 'A2'), heldSeats(CHILD, 'A3')]
    expect(mergedLines(before, [seats(ADULT, 'A2', 'B1')])).toEqual([seats(ADULT, 'A2', 'B1')])
  })

  test('keeps standing places beside chosen seats, and seats beside standing places', () => {
    expect(mergedLines([held(CHILD, 2)], [seats(ADULT, 'A1')])).toEqual([wished(CHILD, 2), seats(ADULT, 'A1')])
    expect(mergedLines([heldSeats(ADULT, 'A1')], [wished(CHILD, 2)])).toEqual([seats(ADULT, 'A1'), wished(CHILD, 2)])
  })

  test('has the best seats in the place of those of their ticket type', () => {
    const best = { ticketTypeId: ADULT, quantity: 3, best: true } as const
    const before = [heldSeats(ADULT, 'A1', 'A2'), heldSeats(CHILD, 'A3')]
    expect(mergedLines(before, [best])).toEqual([seats(CHILD, 'A3'), best])
  })
})

describe('the keys of a hold', () => {
  const hold = { id: EVENT, expiresAt: '2026-11-05T12:00:00.000Z' }

  test('give one order, whichever tab asks', () => {
    expect(orderKey(hold)).toBe(orderKey({ ...hold }))
    expect(orderKey(hold)).not.toBe(orderKey({ id: ADULT }))
  })

  test('give one extension of an end, and another one of the next end', () => {
    expect(extensionKey(hold)).toBe(extensionKey({ ...hold }))
    expect(extensionKey(hold)).not.toBe(extensionKey({ ...hold, expiresAt: '2026-11-05T12:10:00.000Z' }))
  })

  test('are of the characters that the service takes', () => {
    for (const key of [orderKey(hold), extensionKey(hold), randomKey()]) expect(key).toMatch(/^[!-~]{1,200}$/)
  })
})
