import type { Units } from './seat-hall.ts'

/** Which units changed, in order. Every ranking of them reads on from where it was. */
export class ChangeLog {
  /** How many entries there ever were. */
  head = 0
  readonly #entries: Int32Array
  /** By unit: `head` after its last entry. */
  readonly #changedAt: Float64Array

  constructor(units: number) {
    // A ranking that missed as many changes as there are units measures all of them anew.
    this.#entries = new Int32Array(Math.max(1, units))
    this.#changedAt = new Float64Array(units)
  }

  add(unit: number): void {
    this.#entries[this.head % this.#entries.length] = unit
    this.head += 1
    this.#changedAt[unit] = this.head
  }

  /** Calls `renew` once for each unit that changed since `head` was this; false when that is too long ago to say. */
  since(head: number, renew: (unit: number) => void): boolean {
    if (this.head - head > this.#entries.length) return false
    for (let entry = head; entry < this.head; entry += 1) {
      const unit = this.#entries[entry % this.#entries.length] ?? 0
      if (this.#changedAt[unit] === entry + 1) renew(unit)
    }
    return true
  }
}

/** What the best place in a unit costs, with nobody left alone and in any case; Infinity where there is none. */
export interface Costs {
  clean: number
  any: number
}

export interface Pick {
  readonly unit: number
  /** Places that cost no more are nearly as good as the best one. */
  readonly limit: number
  readonly isClean: boolean
}

/** The second best may be as much worse, in seats: who asks at once is spread over two rows at least. */
const MOST_SEATS_WORSE = 3

/** The units of a hall by the best place in each for so many people. What changes is measured when somebody asks. */
export class Ranking {
  usedAt = 0
  readonly #log: ChangeLog
  readonly #units: Units
  readonly #measure: (unit: number, into: Costs) => void
  readonly #costs: Costs = { clean: Infinity, any: Infinity }
  readonly #clean: MinTree
  readonly #any: MinTree
  #readTo = -1

  constructor(log: ChangeLog, units: Units, measure: (unit: number, into: Costs) => void) {
    this.#log = log
    this.#units = units
    this.#measure = measure
    this.#clean = new MinTree(units.numbers.length)
    this.#any = new MinTree(units.numbers.length)
  }

  refresh(): void {
    if (this.#readTo === this.#log.head) return
    const isKnown = this.#readTo >= 0 && this.#log.since(this.#readTo, this.#renew)
    if (!isKnown) this.#units.numbers.forEach(this.#renew)
    this.#readTo = this.#log.head
  }

  readonly #renew = (unit: number): void => {
    const place = this.#units.places[unit] ?? -1
    if (place === -1) return
    this.#measure(unit, this.#costs)
    this.#clean.set(place, this.#costs.clean)
    this.#any.set(place, this.#costs.any)
  }

  /** The best of all, nobody left alone. */
  get leastClean(): number {
    return this.#clean.least
  }

  get least(): number {
    return this.#any.least
  }

  /** Of the best place in the unit. */
  cost(unit: number, isClean: boolean): number {
    const place = this.#units.places[unit] ?? -1
    return place === -1 ? Infinity : (isClean ? this.#clean : this.#any).at(place)
  }

  /** One of the best units by chance: within one `seat` of the best, and the second best where it is not far worse. */
  pick(seat: number, random: () => number): Pick | undefined {
    const isClean = this.#clean.least < Infinity
    const tree = isClean ? this.#clean : this.#any
    if (tree.least === Infinity) return undefined
    const limit = Math.max(tree.least + seat, Math.min(tree.secondLeast(), tree.least + seat * MOST_SEATS_WORSE))
    const candidates = tree.within(limit)
    const place = candidates[Math.floor(random() * candidates.length)] ?? 0
    return { unit: this.#units.numbers[place] ?? 0, limit, isClean }
  }
}

/** As many as can be told apart; a ring of an arena has some hundred equally good rows. */
const MOST_CANDIDATES = 256

/** Costs of places, each the smaller of two below it up to the least of all: a change costs the height, some 12 steps. */
class MinTree {
  readonly #size: number
  readonly #costs: Float64Array

  constructor(places: number) {
    this.#size = 2 ** Math.ceil(Math.log2(Math.max(1, places)))
    this.#costs = new Float64Array(2 * this.#size).fill(Infinity)
  }

  get least(): number {
    return this.#costs[1] ?? Infinity
  }

  at(place: number): number {
    return this.#costs[this.#size + place] ?? Infinity
  }

  set(place: number, cost: number): void {
    const costs = this.#costs
    let node = this.#size + place
    let least = cost
    while (node >= 1 && costs[node] !== least) {
      costs[node] = least
      if (node === 1) return
      least = Math.min(least, costs[node ^ 1] ?? Infinity)
      node >>= 1
    }
  }

  secondLeast(): number {
    let second = Infinity
    for (let node = 1; node < this.#size;) {
      const [left, right] = [this.#costs[node * 2] ?? Infinity, this.#costs[node * 2 + 1] ?? Infinity]
      second = Math.min(second, Math.max(left, right))
      node = node * 2 + (left <= right ? 0 : 1)
    }
    return second
  }

  /** The places that cost no more than `limit`, by rising number. */
  within(limit: number): number[] {
    const found: number[] = []
    const open = [1]
    for (let node = open.pop(); node !== undefined && found.length < MOST_CANDIDATES; node = open.pop()) {
      if ((this.#costs[node] ?? Infinity) > limit) continue
      if (node >= this.#size) found.push(node - this.#size)
      else open.push(node * 2 + 1, node * 2)
    }
    return found
  }
}
