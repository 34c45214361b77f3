import { describe, expect, test } from 'vitest'

import { extensionKey, isSameWish, makeWish, mergedLines, orderKey, randomKey } from './wish.ts'

const ADULT = '01900000-0000-7000-8000-000000000001'
const CHILD = '01900000-0000-7000-8000-000000000002'
const EVENT = '01900000-0000-7000-8000-00000000000e'
const held = (ticketTypeId: string, quantity: number) => ({ ticketTypeId, quantity, unitPriceMinor: 900 })
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
