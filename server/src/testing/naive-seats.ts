import { ACCESSIBLE, COMPANION, FREE, NOT_FOR_SALE, RESTRICTED_VIEW, runsOf } from '@fairground/seating'

import type { SmallHall } from './small-halls.ts'

/** People in one row, or in two rows behind each other, with what can be said against it. */
export interface NaivePlace {
  readonly seats: readonly number[]
  /** Left alone beside them. */
  readonly lonely: readonly number[]
  readonly specials: number
  /** Mean one to the focal point. */
  readonly distance: number
  /** How many more people are in one row than in the other. */
  readonly uneven: number
}

/** The seats of a small hall, where every question is answered by trying everything. */
export class NaiveSeats {
  readonly #hall: SmallHall
  readonly #runs: readonly (readonly number[])[]
  readonly spacing: number

  constructor(hall: SmallHall) {
    const runs = runsOf(hall.map)
    this.#hall = hall
    this.#runs = runs.map(({ firstSeat, seats }) => Array.from({ length: seats }, (_, index) => firstSeat + index))
    const spacings = runs.map(({ spacing }) => spacing).filter((spacing) => spacing > 0)
    this.spacing = spacings.toSorted((one, other) => one - other)[(spacings.length - 1) >> 1] ?? 20
  }

  isFree(seat: number): boolean {
    return this.#hall.states[seat] === FREE && this.#hall.map.category[seat] !== NOT_FOR_SALE
  }

  free(category: number): number[] {
    return [...this.#hall.states.keys()].filter(
      (seat) => this.isFree(seat) && this.#hall.map.category[seat] === category,
    )
  }

  sectionOf(seat: number): number {
    return this.#hall.map.rows[this.#hall.map.row[seat] ?? 0]?.section ?? 0
  }

  isSpecial(seat: number): boolean {
    return ((this.#hall.map.flags[seat] ?? 0) & (ACCESSIBLE | COMPANION)) !== 0
  }

  /** Free seats without a free neighbour, when these are taken, too. */
  #alone(taken: readonly number[]): number[] {
    const isFree = (seat: number | undefined) => seat !== undefined && this.isFree(seat) && !taken.includes(seat)
    return this.#runs.flatMap((run) =>
      run.filter((seat, index) => isFree(seat) && !isFree(run[index - 1]) && !isFree(run[index + 1])),
    )
  }

  newlyLonely(taken: readonly number[]): number[] {
    const before = this.#alone([])
    return this.#alone(taken).filter((seat) => !before.includes(seat))
  }

  place(seats: readonly number[], uneven = 0): NaivePlace {
    const { x, y, flags, focalPoint } = this.#hall.map
    const distances = seats.map((seat) => {
      const distance = Math.hypot((x[seat] ?? 0) - focalPoint.x, (y[seat] ?? 0) - focalPoint.y)
      return ((flags[seat] ?? 0) & RESTRICTED_VIEW) === 0 ? distance : distance * 1.5
    })
    return {
      seats,
      lonely: this.newlyLonely(seats),
      specials: seats.filter((seat) => this.isSpecial(seat)).length,
      distance: distances.reduce((sum, distance) => sum + distance, 0) / seats.length,
      uneven,
    }
  }

  /** Every place in one run. */
  together(category: number, quantity: number): NaivePlace[] {
    return this.#groups(category, quantity).map((seats) => this.place(seats))
  }

  /** Every place in two rows: nobody sits alone there, unless they are two or three. */
  inTwoRows(category: number, quantity: number): NaivePlace[] {
    const places: NaivePlace[] = []
    for (let first = 1; first < quantity; first += 1) {
      const second = quantity - first
      if (quantity > 3 && (first === 1 || second === 1)) continue
      for (const front of this.#groups(category, first)) {
        for (const back of this.#groups(category, second)) {
          if (this.#areBehindEachOther(front, back)) {
            places.push(this.place([...front, ...back], Math.abs(first - second)))
          }
        }
      }
    }
    return places
  }

  #groups(category: number, quantity: number): number[][] {
    return this.#runs.flatMap((run) =>
      run
        .map((_, start) => run.slice(start, start + quantity))
        .filter(
          (seats) =>
            seats.length === quantity &&
            seats.every((seat) => this.isFree(seat) && this.#hall.map.category[seat] === category),
        ),
    )
  }

  /** Rows of small halls are straight and lie along the x axis. */
  #areBehindEachOther(front: readonly number[], back: readonly number[]): boolean {
    const { map } = this.#hall
    const [one, other] = [front[0] ?? 0, back[0] ?? 0]
    if (this.sectionOf(one) !== this.sectionOf(other) || (map.row[one] ?? 0) + 1 !== map.row[other]) return false
    const isBehind = (behind: number) =>
      front.some((seat) => Math.abs((map.x[seat] ?? 0) - (map.x[behind] ?? 0)) < this.spacing * 0.9)
    const row = [...map.row.keys()].filter((seat) => map.row[seat] === map.row[other])
    // Who sits between two who are behind them is so, too.
    const [first, last] = [row.find(isBehind), row.findLast(isBehind)]
    if (first === undefined || last === undefined) return false
    return back.some((seat) => seat >= first && seat <= last)
  }

  /** Seats side by side among these. */
  groupsOf(seats: readonly number[]): number[][] {
    return this.#runs.flatMap((run) => {
      const groups: number[][] = []
      let last = -1
      for (const seat of run.filter((one) => seats.includes(one))) {
        if (last === seat - 1 && groups.length > 0) groups.at(-1)?.push(seat)
        else groups.push([seat])
        last = seat
      }
      return groups
    })
  }

  /** In how many groups so many can sit at the least, when they may take any of these seats. */
  fewestGroups(seats: readonly number[], quantity: number): number {
    const sizes = this.groupsOf(seats)
      .map((group) => group.length)
      .toSorted((one, other) => other - one)
    let rest = quantity
    return sizes.filter((size) => {
      const isUsed = rest > 0
      rest -= size
      return isUsed
    }).length
  }
}
