import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { findCrowded, type PlacedSeat } from './crowding.ts'

const anySeat = fc.record({
  x: fc.double({ min: -60, max: 60, noNaN: true }),
  y: fc.double({ min: -60, max: 60, noNaN: true }),
  radius: fc.constantFrom(1, 2, 3, 10, 16, 17, 100),
})

function isCrowded(one: PlacedSeat, other: PlacedSeat): boolean {
  return Math.hypot(one.x - other.x, one.y - other.y) < (one.radius + other.radius) / 4
}

test('seats at the place of another are found exactly where comparing each with each finds some', () => {
  fc.assert(
    fc.property(fc.array(anySeat, { maxLength: 40 }), (seats) => {
      const found = findCrowded(seats, 100)
      expect(found.every(({ seat, other }) => seat !== other && isCrowded(seat, other))).toBe(true)
      // Without those that were found, nobody stands in another's place.
      const named = new Set<PlacedSeat>(found.map(({ seat }) => seat))
      const rest = seats.filter((seat) => !named.has(seat))
      const crowded = rest.filter((seat, index) => rest.slice(index + 1).some((other) => isCrowded(seat, other)))
      expect(crowded).toEqual([])
    }),
    { numRuns: 500 },
  )
})

test('no more are named than asked for', () => {
  const seats = Array.from({ length: 10 }, () => ({ x: 0, y: 0, radius: 10 }))
  expect(findCrowded(seats, 3).length).toBe(3)
})
