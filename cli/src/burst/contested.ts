import { FREE, NOT_FOR_SALE, runsOf, type SeatMap } from '@fairground/seating'

import type { Hall } from '../seats/hall.ts'

/** Seats side by side, of one category. */
export interface Block {
  /** Index in the map's. */
  readonly category: number
  readonly seatIds: readonly string[]
}

interface Wishes {
  /** So many blocks at most. */
  readonly most: number
  /** How many seats the next block has. */
  readonly drawSize: () => number
  /** Categories that are sold, by index. */
  readonly onSale: ReadonlySet<number>
  readonly noLonelySeats: boolean
}

/**
 * Blocks of free seats that share no seat, in the order of the plan, for several buyers to want each of them. Where
 * no single seat may be left alone, whichever of them are taken in whatever order leaves none: else a refusal would be
 * the organizer's rule, and no proof of anything. A hall that has no such blocks is dealt out without minding the rule.
 */
export function contestedBlocks(hall: Hall, wishes: Wishes): Block[] {
  const blocks = deal(hall, wishes)
  return blocks.length > 0 || !wishes.noLonelySeats ? blocks : deal(hall, { ...wishes, noLonelySeats: false })
}

function deal({ map, states }: Hall, { most, drawSize, onSale, noLonelySeats }: Wishes): Block[] {
  const blocks: Block[] = []
  for (const stretch of freeStretches(map, states)) {
    let taken: { end: number; size: number } | undefined
    let size = drawSize()
    for (let at = 0; at + size <= stretch.length && blocks.length < most;) {
      const seats = stretch.slice(at, at + size)
      const category = map.category[seats[0] ?? -1] ?? NOT_FOR_SALE
      const isOneKind = onSale.has(category) && seats.every((seat) => map.category[seat] === category)
      const leftBehind = stretch.length - at - size
      if (!isOneKind || (noLonelySeats && !isKind({ at, size, leftBehind, taken }))) {
        at += 1
        continue
      }
      blocks.push({ category, seatIds: seats.map((seat) => map.ids[seat] ?? '') })
      at += size
      taken = { end: at, size }
      size = drawSize()
    }
  }
  return blocks
}

interface Placing {
  /** Where it begins in its stretch. */
  at: number
  size: number
  /** Seats behind it. */
  leftBehind: number
  /** The block before it. */
  taken: { end: number; size: number } | undefined
}

/**
 * Whether nobody is left alone, whichever of the blocks are taken: between two there are no seats or at least two, and
 * a block of one, which would be left alone itself, has no other beside it.
 */
function isKind({ at, size, leftBehind, taken }: Placing): boolean {
  const between = at - (taken?.end ?? 0)
  const isBesideOther = taken !== undefined && between === 0
  const isAlone = isBesideOther && (size === 1 || taken.size === 1)
  return between !== 1 && leftBehind !== 1 && !isAlone
}

/** Free seats side by side, by their numbers. */
function freeStretches(map: SeatMap, states: Uint8Array): number[][] {
  return runsOf(map).flatMap(({ firstSeat, seats }) => {
    const stretches: number[][] = [[]]
    for (let seat = firstSeat; seat < firstSeat + seats; seat += 1) {
      const isFree = states[seat] === FREE && map.category[seat] !== NOT_FOR_SALE
      if (isFree) stretches.at(-1)?.push(seat)
      else stretches.push([])
    }
    return stretches.filter(({ length }) => length > 0)
  })
}
