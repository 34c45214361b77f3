import { FAR_A_SPECIAL, type FreeSeats, type Windows } from './free-seats.ts'
import { distanceBetween, type Hall } from './seat-hall.ts'
import type { Ranking } from './seat-ranking.ts'

/** What was asked for, and what may be offered in its place. */
export interface Wish {
  readonly category: number
  readonly quantity: number
  readonly x: number
  readonly y: number
  readonly section: number
  /** Only who asked for seats for wheelchairs is offered some before all others. */
  readonly asksSpecial: boolean
  readonly random: () => number
}

/** Offers differ by so many seats at random: many are refused the same seats at once. */
const SEATS_OF_CHANCE = 3

export function wishFor(hall: Hall, category: number, seats: readonly number[], random: () => number): Wish {
  const { map, sectionOf, isSpecial } = hall
  const mean = (column: Float32Array) => seats.reduce((sum, seat) => sum + (column[seat] ?? 0), 0) / seats.length
  return {
    category,
    quantity: seats.length,
    x: mean(map.x),
    y: mean(map.y),
    section: sectionOf[seats[0] ?? 0] ?? 0,
    asksSpecial: seats.some((seat) => isSpecial[seat] === 1),
    random,
  }
}

/**
 * So many side by side, nobody left alone if possible, in the same section, or else the nearest ones. The first of them,
 * or undefined.
 */
export function nearestTogether(free: FreeSeats, ranking: Ranking, windows: Windows, wish: Wish): number | undefined {
  const { map, runs, firstRunOf, far } = free.hall
  const { firstRow = 0, rows = 0 } = map.sections[wish.section] ?? {}
  const [first, end] = [firstRunOf[firstRow] ?? 0, firstRunOf[firstRow + rows] ?? 0]
  for (const limit of wish.asksSpecial ? [Infinity] : [far * FAR_A_SPECIAL, Infinity]) {
    for (const isClean of [true, false]) {
      if ((isClean ? ranking.leastClean : ranking.least) >= limit) continue
      const search = { isClean, limit, ranking, windows }
      return nearestInRuns(free, wish, search, first, end) ?? nearestInRuns(free, wish, search, 0, runs.length)
    }
  }
  return undefined
}

/** Places that cost less than `limit`. */
interface Search {
  readonly isClean: boolean
  readonly limit: number
  readonly ranking: Ranking
  readonly windows: Windows
}

/** Looks only into runs that have a place, and may have a nearer one than the best so far. */
function nearestInRuns(free: FreeSeats, wish: Wish, search: Search, first: number, end: number): number | undefined {
  const { runX, runY, runReach } = free.hall
  const { isClean, limit, ranking } = search
  const distanceTo = (run: number) => distanceBetween(wish.x, wish.y, runX[run] ?? 0, runY[run] ?? 0)
  // The run whose places are near for certain comes first: most others are then too far away to look into.
  let [nearestRun, bound] = [-1, Infinity]
  for (let run = first; run < end; run += 1) {
    if (ranking.cost(run, isClean) >= limit) continue
    const farthest = distanceTo(run) + (runReach[run] ?? 0)
    if (farthest < bound) [nearestRun, bound] = [run, farthest]
  }
  if (nearestRun === -1) return undefined
  let best = nearestInRun(free, wish, search, nearestRun)
  for (let run = first; run < end; run += 1) {
    if (run === nearestRun || ranking.cost(run, isClean) >= limit) continue
    if (distanceTo(run) - (runReach[run] ?? 0) >= best.distance) continue
    const found = nearestInRun(free, wish, search, run)
    if (found.distance < best.distance) best = found
  }
  return best.start
}

function nearestInRun(
  free: FreeSeats,
  wish: Wish,
  { isClean, limit, windows }: Search,
  run: number,
): { start: number; distance: number } {
  const { map, spacing } = free.hall
  const best = { start: -1, distance: Infinity }
  free.windows(windows, run, run + 1, wish.category, wish.quantity)
  for (let index = 0; index < windows.count; index += 1) {
    if ((isClean && windows.isClean[index] === 0) || (windows.costs[index] ?? 0) >= limit) continue
    const start = windows.starts[index] ?? 0
    const end = start + wish.quantity - 1
    const [x, y] = [((map.x[start] ?? 0) + (map.x[end] ?? 0)) / 2, ((map.y[start] ?? 0) + (map.y[end] ?? 0)) / 2]
    const distance = distanceBetween(wish.x, wish.y, x, y) + wish.random() * spacing * SEATS_OF_CHANCE
    if (distance >= best.distance) continue
    best.start = start
    best.distance = distance
  }
  return best
}

/** So many one by one: those of the same section first, then section by section. There are as many. */
export function nearestApart(free: FreeSeats, sections: Int32Array, wish: Wish): number[] {
  const { map, isSpecial, sectionX, sectionY } = free.hall
  const farness = (section: number) =>
    section === wish.section ? -1 : distanceBetween(wish.x, wish.y, sectionX[section] ?? 0, sectionY[section] ?? 0)
  const byDistance = [...sections]
    .filter((section) => free.countIn(section, wish.category) > 0)
    .map((section) => ({ section, distance: farness(section) }))
    .toSorted((one, other) => one.distance - other.distance)
  const chosen: number[] = []
  for (const withSpecials of wish.asksSpecial ? [true] : [false, true]) {
    chosen.length = 0
    for (const { section } of byDistance) {
      if (chosen.length === wish.quantity) break
      const seats: { seat: number; distance: number }[] = []
      for (const seat of freeIn(free, section, wish.category)) {
        if (!withSpecials && isSpecial[seat] === 1) continue
        seats.push({ seat, distance: distanceBetween(wish.x, wish.y, map.x[seat] ?? 0, map.y[seat] ?? 0) })
      }
      seats.sort((one, other) => one.distance - other.distance)
      for (const { seat } of seats.slice(0, wish.quantity - chosen.length)) chosen.push(seat)
    }
    if (chosen.length === wish.quantity) break
  }
  return chosen.toSorted((one, other) => one - other)
}

function freeIn(free: FreeSeats, section: number, category: number): number[] {
  const { map, runs, firstRunOf } = free.hall
  const { firstRow = 0, rows = 0 } = map.sections[section] ?? {}
  const seats: number[] = []
  for (let run = firstRunOf[firstRow] ?? 0; run < (firstRunOf[firstRow + rows] ?? 0); run += 1) {
    if (free.countInRun(run) === 0) continue
    const { firstSeat = 0, seats: count = 0 } = runs[run] ?? {}
    for (let seat = firstSeat; seat < firstSeat + count; seat += 1) {
      if (free.isFree(seat) && map.category[seat] === category) seats.push(seat)
    }
  }
  return seats
}
