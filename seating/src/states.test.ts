import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { packChanges, packStates, type SeatChange, unpackChanges, unpackStates } from './states.ts'

const anyStates = fc.uint8Array({ max: 3, maxLength: 300 })

describe('states', () => {
  test('come out as they were packed', () => {
    fc.assert(
      fc.property(anyStates, (states) => {
        expect(unpackStates(packStates(states), states.length)).toEqual(states)
      }),
    )
  })

  test('are 2 bits a seat, the first in the lowest bits', () => {
    expect(atob(packStates(Uint8Array.of(1, 2, 3, 0, 2)))).toBe('\u0039\u0002')
    expect(packStates(new Uint8Array(60_000)).length).toBe(20_000)
  })

  test('of another number of seats are refused', () => {
    const text = packStates(new Uint8Array(8))
    expect(() => unpackStates(text, 9)).toThrow(RangeError)
    expect(() => unpackStates(text, 4)).toThrow(RangeError)
  })
})

const anyChanges = fc
  .uniqueArray(fc.record({ seat: fc.nat(5_000_000), state: fc.nat(3) }), { selector: ({ seat }) => seat })
  .map((changes) => changes.toSorted((one, other) => one.seat - other.seat))

describe('changes', () => {
  test('come out as they were packed', () => {
    fc.assert(
      fc.property(anyChanges, (changes) => {
        expect(unpackChanges(packChanges(changes))).toEqual(changes)
      }),
    )
  })

  test('bring old states to the new ones', () => {
    const anyPair = fc.tuple(anyStates, fc.infiniteStream(fc.nat(3)))
    fc.assert(
      fc.property(anyPair, ([before, stream]) => {
        const after = before.map(() => stream.next().value ?? 0)
        const changes = [...after].flatMap((state, seat) => (state === before[seat] ? [] : [{ seat, state }]))
        const reached = before.slice()
        for (const { seat, state } of unpackChanges(packChanges(changes))) reached[seat] = state
        expect(reached).toEqual(after)
      }),
    )
  })

  test('say the distance to the seat before and the state, the first from before the first seat', () => {
    const changes: SeatChange[] = [
      { seat: 0, state: 1 },
      { seat: 1, state: 2 },
      { seat: 34, state: 3 },
    ]
    expect(atob(packChanges(changes))).toBe('\u0001\u0002\u0083\u0001')
  })

  test('of 200 seats among 60,000 are less than 620 characters', () => {
    const two = fc.uniqueArray(fc.nat(59_999), { minLength: 200, maxLength: 200, size: 'max' })
    fc.assert(
      fc.property(two, fc.nat(3), (seats, state) => {
        const changes = seats.toSorted((one, other) => one - other).map((seat) => ({ seat, state }))
        expect(packChanges(changes).length).toBeLessThan(620)
      }),
      { numRuns: 50 },
    )
  })
})
