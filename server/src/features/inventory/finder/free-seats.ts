import { FREE, NOT_FOR_SALE } from '@fairground/seating'

import type { Hall } from './seat-hall.ts'

/** Which seats of a hall are free, and where so many of a category are side by side. */
export class FreeSeats {
  readonly hall: Hall
  /** A byte a seat, the caller's own array: `set` moves it in place. */
  readonly states: Uint8Array
  readonly #isFree: Uint8Array
  readonly #byRun: Uint32Array
  readonly #byCategory: Uint32Array
  /** By category and section. */
  readonly #bySection: Uint32Array

  constructor(hall: Hall, states: Uint8Array) {
    const { map, runs } = hall
    this.hall = hall
    this.states = states
    this.#isFree = new Uint8Array(map.seats)
    this.#byRun = new Uint32Array(runs.length)
    this.#byCategory = new Uint32Array(map.categories.length)
    this.#bySection = new Uint32Array(map.categories.length * map.sections.length)
    for (let seat = 0; seat < map.seats; seat += 1) this.set(seat, states[seat] ?? FREE)
  }

  /** Whether it became free, or is so no longer. Who cannot buy a seat at all does not find it free. */
  set(seat: number, state: number): boolean {
    const { map, runOf, sectionOf } = this.hall
    this.states[seat] = state
    const category = map.category[seat] ?? NOT_FOR_SALE
    const isFree = state === FREE && category !== NOT_FOR_SALE ? 1 : 0
    const change = isFree - (this.#isFree[seat] ?? 0)
    if (change === 0) return false
    this.#isFree[seat] = isFree
    add(this.#byRun, runOf[seat] ?? 0, change)
    add(this.#byCategory, category, change)
    add(this.#bySection, category * map.sections.length + (sectionOf[seat] ?? 0), change)
    return true
  }

  isFree(seat: number): boolean {
    return this.#isFree[seat] === 1
  }

  /** How many of the category are free. */
  count(category: number): number {
    return this.#byCategory[category] ?? 0
  }

  countIn(section: number, category: number): number {
    return this.#bySection[category * this.hall.map.sections.length + section] ?? 0
  }

  /** Free ones of any category. */
  countInRun(run: number): number {
    return this.#byRun[run] ?? 0
  }

  /** Whether it has a free neighbour in its run. */
  hasFreeNeighbour(seat: number): boolean {
    const { runOf } = this.hall
    return (
      (this.isFree(seat - 1) && runOf[seat - 1] === runOf[seat]) ||
      (this.isFree(seat + 1) && runOf[seat + 1] === runOf[seat])
    )
  }

  /** Whether nobody is left alone beside these seats, side by side, when they are taken. */
  isCleanAt(start: number, quantity: number): boolean {
    return !this.#isLastBeside(start, -1) && !this.#isLastBeside(start + quantity - 1, 1)
  }

  /** Whether the next seat this way is free, and the one after it is not. */
  #isLastBeside(seat: number, way: -1 | 1): boolean {
    const { runOf } = this.hall
    const isNextFree = this.isFree(seat + way) && runOf[seat + way] === runOf[seat]
    return isNextFree && !(this.isFree(seat + 2 * way) && runOf[seat + 2 * way] === runOf[seat])
  }

  /** Every place where so many free seats of the category are side by side in one of the runs from `first` to `end`. */
  windows(into: Windows, first: number, end: number, category: number, quantity: number): Windows {
    into.count = 0
    for (let run = first; run < end; run += 1) {
      const { firstSeat = 0, seats = 0 } = this.hall.runs[run] ?? {}
      if ((this.#byRun[run] ?? 0) < quantity) continue
      let seat = firstSeat
      while (seat < firstSeat + seats) {
        if (this.#isFree[seat] === 0) {
          seat += 1
          continue
        }
        const from = seat
        while (seat < firstSeat + seats && this.#isFree[seat] === 1) seat += 1
        if (seat - from >= quantity) this.#windowsBetween(into, from, seat, category, quantity)
      }
    }
    return into
  }

  /** The seats from `from` to `to` are all free and their neighbours are not: a single one left at an end is lonely. */
  #windowsBetween(into: Windows, from: number, to: number, category: number, quantity: number): void {
    const { map, distancesBefore, specialsBefore, far } = this.hall
    let own = from
    for (let seat = from; seat < to; seat += 1) {
      if (map.category[seat] !== category) own = seat + 1
      const start = seat + 1 - quantity
      if (start < own) continue
      const specials = (specialsBefore[seat + 1] ?? 0) - (specialsBefore[start] ?? 0)
      const distance = ((distancesBefore[seat + 1] ?? 0) - (distancesBefore[start] ?? 0)) / quantity
      into.starts[into.count] = start
      into.costs[into.count] = distance + specials * far * FAR_A_SPECIAL
      into.isClean[into.count] = start - from === 1 || to - seat === 2 ? 0 : 1
      into.count += 1
    }
  }
}

function add(counts: Uint32Array, index: number, change: number): void {
  counts[index] = (counts[index] ?? 0) + change
}

/**
 * A seat for a wheelchair counts as this many halls away: more than a thousand people in as many groups, so that it is
 * taken by others only where nothing else is left.
 */
export const FAR_A_SPECIAL = 2_000

/** Found places, in the order of their seats; made once and filled again and again. */
export class Windows {
  count = 0
  readonly starts: Int32Array
  /** Mean distance to the focal point, and FAR_A_SPECIAL for each special seat. */
  readonly costs: Float64Array
  /** 1 where no seat is left alone that was not alone before. */
  readonly isClean: Uint8Array

  constructor(most: number) {
    this.starts = new Int32Array(most)
    this.costs = new Float64Array(most)
    this.isClean = new Uint8Array(most)
  }
}
