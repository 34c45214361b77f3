import { FREE, HELD, RESTRICTED_VIEW, SOLD, type SeatMap } from '@fairground/seating'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { type NaivePlace, NaiveSeats } from '../../../testing/naive-seats.ts'
import { type DrawnSeat, gridOf, mapOf, randomFrom, type SmallHall, smallHalls } from '../../../testing/small-halls.ts'
import { type BestSeats, openSeatFinder, type SeatFinder } from './best-seats.ts'
import { lonelyAfter } from './lonely-seats.ts'

const categories = fc.integer({ min: 0, max: 1 })
/** From six on there is more than one way to part evenly or not. */
const quantities = fc.integer({ min: 1, max: 7 })
const seeds = fc.integer()
const RUNS = { numRuns: 3_000 }
/** A choice is as good as the best one when it is no farther by this many seats. */
const NEARLY = 3

/** Every question about a small hall is also answered by trying everything. */
describe('the best seats', () => {
  it('are free, of the category, all different, as many as were asked for, and there unless too few are left', () => {
    check((naive, category, quantity, found) => {
      expect(found === undefined).toBe(naive.free(category).length < quantity)
      if (!found) return
      expect(new Set(found.seats).size).toBe(quantity)
      expect(found.seats).toHaveLength(quantity)
      expect(naive.free(category)).toEqual(expect.arrayContaining(found.seats))
      expect(found.seats).toEqual(found.seats.toSorted((one, other) => one - other))
    })
  })

  it('are together whenever so many free seats are side by side', () => {
    check((naive, category, quantity, found) => {
      const places = naive.together(category, quantity)
      expect(found?.seating === 'together').toBe(places.length > 0)
      expect(naive.groupsOf(found?.seats ?? []).length === 1).toBe(places.length > 0)
    })
  })

  it('leave nobody alone wherever that can be, are for wheelchairs only where nothing else is left, and near the stage', () => {
    check((naive, category, quantity, found) => {
      const places = naive.together(category, quantity)
      if (found && places.length > 0) expectOneOfTheBest(naive, naive.place(found.seats), places)
    })
  })

  it('are in two rows behind each other where they cannot be together, as even as possible', () => {
    check((naive, category, quantity, found) => {
      if (!found || found.seating === 'together') return
      const places = naive.inTwoRows(category, quantity)
      expect(found.seating === 'two-rows').toBe(places.length > 0)
      if (places.length === 0) return
      const place = places.find(({ seats }) => seats.join() === found.seats.join())
      expect(place).toBeDefined()
      if (place) expectOneOfTheBest(naive, place, places)
    })
  })

  it('are in one section where they cannot be in two rows, in as few groups as possible', () => {
    check((naive, category, quantity, found, { map }) => {
      if (!found || found.seating === 'together' || found.seating === 'two-rows') return
      const free = naive.free(category)
      const bySection = map.sections.map((_, section) => free.filter((seat) => naive.sectionOf(seat) === section))
      const large = bySection.filter((seats) => seats.length >= quantity)
      expect(found.seating).toBe(large.length > 0 ? 'section' : 'scattered')
      if (large.length === 0) return
      expect(new Set(found.seats.map((seat) => naive.sectionOf(seat))).size).toBe(1)
      if (free.some((seat) => naive.isSpecial(seat))) return
      const fewest = Math.min(...large.map((seats) => naive.fewestGroups(seats, quantity)))
      expect(naive.groupsOf(found.seats)).toHaveLength(fewest)
    })
  })

  it('are for wheelchairs in a section, or scattered, only where others do not suffice', () => {
    check((naive, category, quantity, found) => {
      if (!found || found.seating === 'together' || found.seating === 'two-rows') return
      const ordinary = naive.free(category).filter((seat) => !naive.isSpecial(seat))
      const places =
        found.seating === 'scattered' ? [ordinary] : [...Map.groupBy(ordinary, naive.sectionOf.bind(naive)).values()]
      if (places.every((seats) => seats.length < quantity)) return
      expect(found.seats.filter((seat) => naive.isSpecial(seat))).toEqual([])
    })
  })

  it('are the same after changes, questions between them and changes back as in a finder that is new', () => {
    const changes = fc.array(
      fc.record({ seat: fc.nat(), state: fc.integer({ min: 0, max: 3 }), quantity: quantities }),
      {
        maxLength: 60,
      },
    )
    fc.assert(
      fc.property(smallHalls, changes, seeds, ({ map, states }, moves, seed) => {
        const finder = openSeatFinder(map, states.slice())
        const ask = ({ quantity }: { quantity: number }) => finder.best(0, quantity, randomFrom(seed))
        for (const move of moves) {
          finder.set(move.seat % map.seats, move.state)
          ask(move)
        }
        expect(answersOf(finder, seed)).toEqual(answersOf(openSeatFinder(map, finder.states.slice()), seed))
        for (const move of moves.toReversed()) {
          const seat = move.seat % map.seats
          finder.set(seat, states[seat] ?? FREE)
          if (move.quantity > 2) ask(move)
        }
        expect(finder.states).toEqual(states)
        expect(answersOf(finder, seed)).toEqual(answersOf(openSeatFinder(map, states.slice()), seed))
      }),
      { numRuns: 1_000 },
    )
  })

  it('sell a hall to its last seat, each once', () => {
    fc.assert(
      fc.property(smallHalls, seeds, ({ map, states }, seed) => {
        const finder = openSeatFinder(map, states.slice())
        const random = randomFrom(seed)
        for (const category of [0, 1]) {
          while (finder.free(category) > 0) {
            const quantity = Math.min(finder.free(category), 1 + Math.floor(random() * 4))
            for (const seat of finder.best(category, quantity, random)?.seats ?? []) {
              expect(finder.isFree(seat)).toBe(true)
              finder.set(seat, SOLD)
            }
          }
        }
        expect([...finder.states.keys()].filter((seat) => finder.isFree(seat))).toEqual([])
      }),
      { numRuns: 1_000 },
    )
  })

  it('are spread by chance over places that are nearly as good and do not overlap', () => {
    const finder = openSeatFinder(gridOf(20, 30), new Uint8Array(600))
    const random = randomFrom(1)
    const found = Array.from({ length: 1_000 }, () => finder.best(0, 2, random)?.seats ?? [])
    const places = new Set(found.map((seats) => seats.join()))
    expect(places.size).toBeGreaterThanOrEqual(3)
    expect(new Set(found.flat()).size).toBe(places.size * 2)
  })

  it('hold for as many kinds of questions as anybody may ask', () => {
    const map = gridOf(1, 260)
    const finder = openSeatFinder(map, new Uint8Array(map.seats))
    const ask = (from: SeatFinder, quantity: number) => from.best(0, quantity, randomFrom(quantity))
    for (let quantity = 1; quantity <= 260; quantity += 1) ask(finder, quantity)
    for (const seat of [3, 70, 130]) finder.set(seat, HELD)
    const fresh = openSeatFinder(map, finder.states.slice())
    for (const quantity of [1, 2, 50, 129, 130, 257, 258]) expect(ask(finder, quantity)).toEqual(ask(fresh, quantity))
  })
})

describe('the best seats of a hall that is not a grid', () => {
  it('are behind each other where rows are curved, and not at the other end of the next row', () => {
    const arc = [0, 1, 2].map((row) =>
      Array.from({ length: 12 }, (_, n) =>
        drawn(90 + (150 + row * 25) * Math.cos(n / 8), (150 + row * 25) * Math.sin(n / 8)),
      ),
    )
    const map = mapOf([arc])
    expect(openSeatFinder(map, allBut(map, [0, 1, 12, 13])).best(0, 4, Math.random)?.seating).toBe('two-rows')
    expect(openSeatFinder(map, allBut(map, [0, 1, 22, 23])).best(0, 4, Math.random)?.seating).toBe('section')
    expect(openSeatFinder(map, allBut(map, [0, 1, 24, 25])).best(0, 4, Math.random)?.seating).toBe('section')
  })

  it('are behind each other where rows are numbered from either side', () => {
    const map = mapOf([[lineOf([0, 20, 40, 60], 0), lineOf([60, 40, 20, 0], 25)]])
    expect(openSeatFinder(map, allBut(map, [0, 1, 6, 7])).best(0, 4, Math.random)?.seating).toBe('two-rows')
    expect(openSeatFinder(map, allBut(map, [0, 1, 4, 5])).best(0, 4, Math.random)?.seating).toBe('section')
  })

  it('are not behind each other over a hall, nor in two sections', () => {
    const [front, back] = [lineOf([0, 20], 0), lineOf([0, 20], 90)]
    expect(bestOf(mapOf([[front, lineOf([0, 20], 75)]]), 4)).toBe('two-rows')
    expect(bestOf(mapOf([[front, back]]), 4)).toBe('section')
    expect(bestOf(mapOf([[front], [lineOf([0, 20], 25)]]), 4)).toBe('scattered')
  })

  it('are behind a seat that is alone in its row', () => {
    const alone = drawn(20, 0)
    expect(bestOf(mapOf([[[alone], lineOf([20, 40], 25)]]), 3)).toBe('two-rows')
    expect(bestOf(mapOf([[[alone], lineOf([0, 80, 100], 25)]]), 3)).toBe('section')
  })

  it('are in groups that leave nobody alone, and part as evenly as can be', () => {
    const map = gridOf(3, 4)
    const apart = openSeatFinder(map, allBut(map, [0, 1, 2, 3, 8, 9, 10, 11]))
    const found = apart.best(0, 5, Math.random)
    expect(found?.seating).toBe('section')
    expect(lonelyAfter(apart, found?.seats ?? [])).toEqual([])
    const even = openSeatFinder(gridOf(3, 6), new Uint8Array(18)).best(0, 8, Math.random)
    const rows = Map.groupBy(even?.seats ?? [], (seat) => Math.floor(seat / 6))
    expect([...rows.values()].map((row) => row.length)).toEqual([4, 4])
  })

  it('are not those with a restricted view where others are about as near', () => {
    const map = gridOf(20, 4)
    map.flags.fill(RESTRICTED_VIEW, 72, 76)
    const states = allBut(map, [72, 73, 74, 75, 76, 77, 78, 79])
    expect(openSeatFinder(map, states).best(0, 4, Math.random)?.seats).toEqual([76, 77, 78, 79])
  })
})

describe('seats near those that are taken', () => {
  it('are free, of the category, as many, and there unless too few are left', () => {
    checkNear((naive, category, wanted, found) => {
      expect(found === undefined).toBe(naive.free(category).length < wanted.length)
      if (!found) return
      expect(new Set(found).size).toBe(wanted.length)
      expect(naive.free(category)).toEqual(expect.arrayContaining(found))
    })
  })

  it('are together if any are, with nobody left alone, in the same section, as near as can be, in this order', () => {
    checkNear((naive, category, wanted, found, { map }) => {
      const asksSpecial = wanted.some((seat) => naive.isSpecial(seat))
      const all = naive.together(category, wanted.length)
      if (!found || all.length === 0) return
      const ordinary = all.filter(({ specials }) => asksSpecial || specials === 0)
      const likely = ordinary.length > 0 ? ordinary : all
      const clean = likely.filter(({ lonely }) => lonely.length === 0)
      const tidy = clean.length > 0 ? clean : likely
      const home = tidy.filter(({ seats }) => naive.sectionOf(seats[0] ?? 0) === naive.sectionOf(wanted[0] ?? 0))
      const best = home.length > 0 ? home : tidy
      expect(best.map(({ seats }) => seats)).toContainEqual(found)
      const [x, y] = middleOf(map, wanted)
      const distanceTo = (seats: readonly number[]) => {
        const [ownX, ownY] = middleOf(map, seats)
        return Math.hypot(ownX - x, ownY - y)
      }
      // Seats of a run with gaps of up to 1.6 stand for their middle one.
      expect(distanceTo(found)).toBeLessThanOrEqual(Math.min(...best.map(({ seats }) => distanceTo(seats))) + 15)
    })
  })

  it('are those of the same section first where none are together', () => {
    checkNear((naive, category, wanted, found) => {
      if (!found || naive.together(category, wanted.length).length > 0) return
      const isHome = (seat: number) => naive.sectionOf(seat) === naive.sectionOf(wanted[0] ?? 0)
      const free = naive.free(category)
      if (free.some((seat) => naive.isSpecial(seat))) return
      expect(found.filter(isHome)).toHaveLength(Math.min(wanted.length, free.filter(isHome).length))
    })
  })

  it('are not the same for all who are refused at once', () => {
    const map = gridOf(20, 30)
    const finder = openSeatFinder(map, new Uint8Array(map.seats))
    for (const seat of [310, 311]) finder.set(seat, SOLD)
    const random = randomFrom(1)
    const offers = new Set(Array.from({ length: 100 }, () => finder.near(0, [310, 311], random)?.join()))
    expect(offers.size).toBeGreaterThan(3)
    expect(finder.near(0, [310, 311])).toEqual(finder.near(0, [310, 311]))
  })
})

function check(
  verify: (
    naive: NaiveSeats,
    category: number,
    quantity: number,
    found: BestSeats | undefined,
    hall: SmallHall,
  ) => void,
): void {
  fc.assert(
    fc.property(smallHalls, categories, quantities, seeds, (hall, category, quantity, seed) => {
      const finder = openSeatFinder(hall.map, hall.states.slice())
      verify(new NaiveSeats(hall), category, quantity, finder.best(category, quantity, randomFrom(seed)), hall)
    }),
    RUNS,
  )
}

function checkNear(
  verify: (
    naive: NaiveSeats,
    category: number,
    wanted: readonly number[],
    found: number[] | undefined,
    hall: SmallHall,
  ) => void,
): void {
  const wishes = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(smallHalls, categories, wishes, (hall, category, numbers) => {
      const finder = openSeatFinder(hall.map, hall.states.slice())
      const wanted = [...new Set(numbers.map((number) => number % hall.map.seats))]
      verify(new NaiveSeats(hall), category, wanted, finder.near(category, wanted), hall)
    }),
    RUNS,
  )
}

/** Of all places: nobody alone, then none for wheelchairs, then even, then nearly the nearest. */
function expectOneOfTheBest(naive: NaiveSeats, place: NaivePlace, places: readonly NaivePlace[]): void {
  const clean = places.filter(({ lonely }) => lonely.length === 0)
  const tidy = clean.length > 0 ? clean : places
  expect(place.lonely.length === 0).toBe(clean.length > 0)
  const ordinary = tidy.filter(({ specials }) => specials === 0)
  if (ordinary.length === 0) return
  expect(place.specials).toBe(0)
  expect(place.uneven).toBe(Math.min(...ordinary.map(({ uneven }) => uneven)))
  const even = ordinary.filter(({ uneven }) => uneven === place.uneven)
  const nearest = Math.min(...even.map(({ distance }) => distance))
  expect(place.distance).toBeLessThanOrEqual(nearest + naive.spacing * NEARLY + 0.001)
}

function answersOf(finder: SeatFinder, seed: number): unknown[] {
  return [0, 1].flatMap((category) => [
    finder.free(category),
    ...[1, 2, 3, 4, 5].flatMap((quantity) => [
      finder.best(category, quantity, randomFrom(seed)),
      finder.canAvoidLonely(category, quantity),
      finder.near(category, [0, 1, 2, 3, 4].slice(0, quantity)),
    ]),
    lonelyAfter(finder, [1, 2]),
  ])
}

/** How the best seats of an empty hall are. */
function bestOf(map: SeatMap, quantity: number): string | undefined {
  return openSeatFinder(map, new Uint8Array(map.seats)).best(0, quantity, Math.random)?.seating
}

function middleOf(map: SeatMap, seats: readonly number[]): [number, number] {
  const mean = (column: Float32Array) => seats.reduce((sum, seat) => sum + (column[seat] ?? 0), 0) / seats.length
  return [mean(map.x), mean(map.y)]
}

function drawn(x: number, y: number): DrawnSeat {
  return { x, y, category: 'A' }
}

function lineOf(places: readonly number[], y: number): DrawnSeat[] {
  return places.map((x) => drawn(x, y))
}

/** All sold but these. */
function allBut(map: SeatMap, free: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: map.seats }, (_, seat) => (free.includes(seat) ? FREE : SOLD))
}
