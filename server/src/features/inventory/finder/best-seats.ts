import type { Line } from '@fairground/contract'
import type { SeatMap } from '@fairground/seating'

import { seatsAnywhere, seatsInSection } from './apart-seats.ts'
import { FAR_A_SPECIAL, FreeSeats, Windows } from './free-seats.ts'
import { nearestApart, nearestTogether, wishFor } from './near-seats.ts'
import { type Hall, hallOf, isPair, type Kind } from './seat-hall.ts'
import { ChangeLog, type Costs, type Pick, Ranking } from './seat-ranking.ts'

/**
 * Finds seats of an event that are free: the best ones for so many people, and others for those whose seats are taken.
 * `states` has a byte a seat; from now on it is moved by `set` alone.
 */
export function openSeatFinder(map: SeatMap, states: Uint8Array): SeatFinder {
  return new SeatFinder(hallOf(map), states)
}

export interface BestSeats {
  /** By rising number: parts of them that follow each other sit together, too. */
  readonly seats: number[]
  readonly seating: NonNullable<Line['seating']>
}

/**
 * For quantities and categories that were asked for it keeps a ranking of all runs (pairs of rows, sections) by the best
 * place in each. A seat that changes is noted in logs, and the rankings measure what they missed when they are asked
 * next: `set` costs 60 ns, `best` some 5 µs in an arena.
 */
export class SeatFinder {
  readonly #hall: Hall
  readonly #free: FreeSeats
  readonly #logs: Record<Kind, ChangeLog>
  readonly #rankings = new Map<string, Ranking>()
  #asked = 0
  readonly #windows: Windows
  readonly #windowsBehind: Windows

  constructor(hall: Hall, states: Uint8Array) {
    const { map, runs } = hall
    const longestRow = map.rows.reduce((most, { seats }) => Math.max(most, seats), 0)
    this.#hall = hall
    this.#free = new FreeSeats(hall, states)
    this.#logs = {
      run: new ChangeLog(runs.length),
      pair: new ChangeLog(map.rows.length),
      section: new ChangeLog(map.sections.length),
    }
    this.#windows = new Windows(longestRow)
    this.#windowsBehind = new Windows(longestRow)
  }

  /** A byte a seat; the array that the finder was opened with. */
  get states(): Uint8Array {
    return this.#free.states
  }

  set(seat: number, state: number): void {
    if (!this.#free.set(seat, state)) return
    const { map, runOf, sectionOf } = this.#hall
    const row = map.row[seat] ?? 0
    this.#logs.run.add(runOf[seat] ?? 0)
    this.#logs.section.add(sectionOf[seat] ?? 0)
    if (isPair(this.#hall, row - 1)) this.#logs.pair.add(row - 1)
    if (isPair(this.#hall, row)) this.#logs.pair.add(row)
  }

  /** Free and for sale. */
  isFree(seat: number): boolean {
    return this.#free.isFree(seat)
  }

  /** Whether a free seat is beside it in its run. */
  hasFreeNeighbour(seat: number): boolean {
    return this.#free.hasFreeNeighbour(seat)
  }

  /** Those that are side by side with it in its run. */
  neighboursOf(seat: number): number[] {
    const { runOf } = this.#hall
    return [seat - 1, seat + 1].filter((other) => runOf[other] !== undefined && runOf[other] === runOf[seat])
  }

  /** How many of the category are free. */
  free(category: number): number {
    return this.#free.count(category)
  }

  /**
   * The best free seats of a category for 1 to 1,000 people: together in one run, or in two rows behind each other, or
   * in one section, or wherever some are. Nobody is left alone beside them if that can be helped; among equally good
   * ones `random` (from 0, below 1) decides. Undefined where fewer are free.
   */
  best(category: number, quantity: number, random: () => number): BestSeats | undefined {
    if (quantity < 1 || this.free(category) < quantity) return undefined
    const together = this.#together(category, quantity, random)
    if (together) return { seats: together, seating: 'together' }
    const twoRows = this.#inTwoRows(category, quantity, random)
    if (twoRows) return { seats: twoRows, seating: 'two-rows' }
    const section = this.#inSection(category, quantity, random)
    if (section) return { seats: section, seating: 'section' }
    const { numbers } = this.#hall.unitsOf('section', category)
    const scattered = seatsAnywhere(this.#free, numbers, category, quantity)
    return scattered && { seats: scattered, seating: 'scattered' }
  }

  /**
   * As many free seats of the category as these, which are taken: together if there are, nearest to their middle, in the
   * section of the first of them before others. `random` keeps those who are refused at once from one offer for all.
   * Undefined where fewer are free.
   */
  near(category: number, seats: readonly number[], random: () => number = () => 0): number[] | undefined {
    if (seats.length === 0 || this.free(category) < seats.length) return undefined
    const wish = wishFor(this.#hall, category, seats, random)
    if (seats.length <= this.#hall.longestRun) {
      const ranking = this.#ranking('run', category, seats.length)
      const start = nearestTogether(this.#free, ranking, this.#windows, wish)
      if (start !== undefined) return seatsFrom(start, seats.length)
    }
    return nearestApart(this.#free, this.#hall.unitsOf('section', category).numbers, wish)
  }

  /**
   * Whether so many of the category can sit together somewhere without leaving anybody alone. Places for wheelchairs do
   * not count: nobody who needs none is sent there.
   */
  canAvoidLonely(category: number, quantity: number): boolean {
    if (quantity < 1 || quantity > this.#hall.longestRun || this.free(category) < quantity) return false
    return this.#ranking('run', category, quantity).leastClean < this.#hall.far * FAR_A_SPECIAL
  }

  #together(category: number, quantity: number, random: () => number): number[] | undefined {
    if (quantity > this.#hall.longestRun) return undefined
    const pick = this.#ranking('run', category, quantity).pick(this.#hall.spacing, random)
    return pick && seatsFrom(this.#startIn(pick, category, quantity, random), quantity)
  }

  /**
   * The best place of a run, or one that is nearly as good by chance. All of these are whole parties apart: two who ask
   * at once do not overlap, and what is left between them fits a party of the same size.
   */
  #startIn({ unit, limit, isClean }: Pick, category: number, quantity: number, random: () => number): number {
    const {
      count,
      starts,
      costs,
      isClean: clean,
    } = this.#free.windows(this.#windows, unit, unit + 1, category, quantity)
    const isGood = (index: number) => (costs[index] ?? 0) <= limit && (!isClean || clean[index] === 1)
    let best = -1
    for (let index = 0; index < count; index += 1) {
      if (isGood(index) && (best === -1 || (costs[index] ?? 0) < (costs[best] ?? 0))) best = index
    }
    const start = starts[best] ?? 0
    const good: number[] = []
    for (let index = 0; index < count; index += 1) {
      const other = starts[index] ?? 0
      if (isGood(index) && (other - start) % quantity === 0) good.push(other)
    }
    return good[Math.floor(random() * good.length)] ?? start
  }

  #inTwoRows(category: number, quantity: number, random: () => number): number[] | undefined {
    if (quantity < 2 || quantity > 2 * this.#hall.longestRun) return undefined
    const pick = this.#ranking('pair', category, quantity).pick(this.#hall.spacing, random)
    if (!pick) return undefined
    const found = this.#bestInPair(pick.unit, category, quantity)
    const { start, seats, behind, seatsBehind } = pick.isClean ? found.clean : found.any
    return [...seatsFrom(start, seats), ...seatsFrom(behind, seatsBehind)]
  }

  /** The best places for two groups in a row and the next one, as even as possible; their costs are Infinity if there are none. */
  #bestInPair(row: number, category: number, quantity: number): { clean: TwoGroups; any: TwoGroups } {
    const { far, longestRun } = this.#hall
    const found = { clean: NOWHERE, any: NOWHERE }
    const apartAtLeast = quantity % 2
    for (let apart = apartAtLeast; apart < quantity; apart += 2) {
      const [small, large] = [(quantity - apart) / 2, (quantity + apart) / 2]
      if (large > longestRun || (small === 1 && quantity > 3)) break
      const costOfLevel = ((apart - apartAtLeast) / 2) * far
      if (found.clean.cost <= costOfLevel) break
      this.#bestSplit(row, category, small, large, costOfLevel, found)
      if (apart > 0) this.#bestSplit(row, category, large, small, costOfLevel, found)
    }
    return found
  }

  #bestSplit(
    row: number,
    category: number,
    seats: number,
    seatsBehind: number,
    costOfLevel: number,
    found: { clean: TwoGroups; any: TwoGroups },
  ): void {
    const { firstRunOf } = this.#hall
    const [first, next, end] = [firstRunOf[row] ?? 0, firstRunOf[row + 1] ?? 0, firstRunOf[row + 2] ?? 0]
    const front = this.#free.windows(this.#windows, first, next, category, seats)
    if (front.count === 0) return
    const back = this.#free.windows(this.#windowsBehind, next, end, category, seatsBehind)
    const all = seats + seatsBehind
    for (let one = 0; one < front.count && back.count > 0; one += 1) {
      const start = front.starts[one] ?? 0
      const { from, to } = this.#behind(start, seats)
      for (let other = 0; other < back.count; other += 1) {
        const behind = back.starts[other] ?? 0
        if (behind > to) break
        if (behind + seatsBehind <= from) continue
        const mean = ((front.costs[one] ?? 0) * seats + (back.costs[other] ?? 0) * seatsBehind) / all
        const cost = costOfLevel + mean
        const isClean = front.isClean[one] === 1 && back.isClean[other] === 1
        if (cost < found.any.cost) found.any = { cost, start, seats, behind, seatsBehind }
        if (isClean && cost < found.clean.cost) found.clean = { cost, start, seats, behind, seatsBehind }
      }
    }
  }

  /** The seats of the next row that are behind some of these; `from` is above `to` where there are none. */
  #behind(start: number, seats: number): { from: number; to: number } {
    const { behindFrom, behindTo } = this.#hall
    let [from, to] = [Infinity, -1]
    for (let seat = start; seat < start + seats; seat += 1) {
      if ((behindTo[seat] ?? -1) === -1) continue
      from = Math.min(from, behindFrom[seat] ?? Infinity)
      to = Math.max(to, behindTo[seat] ?? -1)
    }
    return { from, to }
  }

  #inSection(category: number, quantity: number, random: () => number): number[] | undefined {
    const pick = this.#ranking('section', category, quantity).pick(this.#hall.spacing, random)
    return pick && seatsInSection(this.#free, pick.unit, category, quantity)?.seats
  }

  /** Up to date. */
  #ranking(kind: Kind, category: number, quantity: number): Ranking {
    const key = `${kind} ${category} ${quantity}`
    let ranking = this.#rankings.get(key)
    if (!ranking) {
      if (this.#rankings.size === MOST_RANKINGS) this.#forgetOldest()
      const measure = (unit: number, into: Costs) => this.#measure(kind, unit, category, quantity, into)
      ranking = new Ranking(this.#logs[kind], this.#hall.unitsOf(kind, category), measure)
      this.#rankings.set(key, ranking)
    }
    this.#asked += 1
    ranking.usedAt = this.#asked
    ranking.refresh()
    return ranking
  }

  #forgetOldest(): void {
    let [oldest, usedAt] = ['', Infinity]
    for (const [key, ranking] of this.#rankings) {
      if (ranking.usedAt < usedAt) [oldest, usedAt] = [key, ranking.usedAt]
    }
    this.#rankings.delete(oldest)
  }

  #measure(kind: Kind, unit: number, category: number, quantity: number, into: Costs): void {
    into.clean = Infinity
    into.any = Infinity
    switch (kind) {
      case 'run':
        return this.#measureRun(unit, category, quantity, into)
      case 'pair': {
        const { clean, any } = this.#bestInPair(unit, category, quantity)
        into.clean = clean.cost
        into.any = any.cost
        return
      }
      case 'section':
        into.any = this.#costOfSection(unit, category, quantity)
        return
      default:
        kind satisfies never
    }
  }

  #measureRun(run: number, category: number, quantity: number, into: Costs): void {
    const { count, costs, isClean } = this.#free.windows(this.#windows, run, run + 1, category, quantity)
    for (let index = 0; index < count; index += 1) {
      const cost = costs[index] ?? Infinity
      if (cost < into.any) into.any = cost
      if (cost < into.clean && isClean[index] === 1) into.clean = cost
    }
  }

  /** Groups come first, distance second. */
  #costOfSection(section: number, category: number, quantity: number): number {
    const { distancesBefore, isSpecial, far } = this.#hall
    const found = seatsInSection(this.#free, section, category, quantity)
    if (!found) return Infinity
    let [distance, specials] = [0, 0]
    for (const seat of found.seats) {
      distance += (distancesBefore[seat + 1] ?? 0) - (distancesBefore[seat] ?? 0)
      specials += isSpecial[seat] ?? 0
    }
    return distance / quantity + (found.groups + specials * FAR_A_SPECIAL) * far
  }
}

/** Six categories with parties of up to ten and all three kinds; of an arena with one category they are 20 MB. */
const MOST_RANKINGS = 200

/** A group in a row, and one in the next. */
interface TwoGroups {
  readonly cost: number
  readonly start: number
  readonly seats: number
  readonly behind: number
  readonly seatsBehind: number
}

const NOWHERE: TwoGroups = { cost: Infinity, start: 0, seats: 0, behind: 0, seatsBehind: 0 }

function seatsFrom(start: number, quantity: number): number[] {
  return Array.from({ length: quantity }, (_, index) => start + index)
}
