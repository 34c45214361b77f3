import { ACCESSIBLE, FREE, SOLD } from '@fairground/seating'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { NaiveSeats } from '../../../testing/naive-seats.ts'
import { gridOf, smallHalls } from '../../../testing/small-halls.ts'
import { openSeatFinder } from './best-seats.ts'
import { lonelyAfter } from './lonely-seats.ts'

describe('lonely seats', () => {
  it('are the free ones that lose their last free neighbour, as counting all of them anew finds', () => {
    fc.assert(
      fc.property(smallHalls, fc.array(fc.nat(), { maxLength: 8 }), (hall, numbers) => {
        const taken = [...new Set(numbers.map((number) => number % hall.map.seats))]
        const finder = openSeatFinder(hall.map, hall.states.slice())
        expect(lonelyAfter(finder, taken)).toEqual(new NaiveSeats(hall).newlyLonely(taken))
      }),
      { numRuns: 5_000 },
    )
  })

  it('are at the ends of a row, between two parties, and never where a gap is filled whole', () => {
    const finder = openSeatFinder(gridOf(1, 6), Uint8Array.from([FREE, FREE, FREE, FREE, FREE, SOLD]))
    expect(lonelyAfter(finder, [1, 2])).toEqual([0])
    expect(lonelyAfter(finder, [0, 1, 3, 4])).toEqual([2])
    expect(lonelyAfter(finder, [1, 3])).toEqual([0, 2, 4])
    expect(lonelyAfter(finder, [0, 1, 2])).toEqual([])
    expect(lonelyAfter(finder, [0, 1, 2, 3, 4])).toEqual([])
  })

  it('can be avoided exactly where a place together leaves nobody alone', () => {
    const questions = [fc.integer({ min: 0, max: 1 }), fc.integer({ min: 1, max: 9 })] as const
    fc.assert(
      fc.property(smallHalls, ...questions, (hall, category, quantity) => {
        const places = new NaiveSeats(hall).together(category, quantity)
        const finder = openSeatFinder(hall.map, hall.states.slice())
        expect(finder.canAvoidLonely(category, quantity)).toBe(
          places.some(({ lonely, specials }) => lonely.length === 0 && specials === 0),
        )
      }),
      { numRuns: 5_000 },
    )
  })

  it('cannot be avoided by sending people to places for wheelchairs', () => {
    const map = gridOf(2, 4)
    map.flags.fill(ACCESSIBLE, 4, 8)
    const finder = openSeatFinder(map, Uint8Array.from([FREE, FREE, FREE, SOLD, FREE, FREE, FREE, FREE]))
    expect(finder.canAvoidLonely(0, 2)).toBe(false)
    expect(finder.canAvoidLonely(0, 3)).toBe(true)
  })

  it('follow every change, also when it is taken back', () => {
    const finder = openSeatFinder(gridOf(1, 4), new Uint8Array(4))
    expect(finder.canAvoidLonely(0, 2)).toBe(true)
    finder.set(3, SOLD)
    expect(finder.canAvoidLonely(0, 2)).toBe(false)
    finder.set(3, FREE)
    expect(finder.canAvoidLonely(0, 2)).toBe(true)
  })
})
