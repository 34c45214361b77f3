import { ACCESSIBLE, COMPANION, NOT_FOR_SALE, type SeatMap } from '@fairground/seating'

/** How many at the left end of a row are somebody's, and how many at its right end, row after row. */
const LEFT = [0, 2, 4, 0, 3, 0, 2] as const
const RIGHT = [3, 0, 0, 2, 4] as const
/** Who is left between them is not alone. */
const LEAST_BETWEEN = 2

/**
 * The seats of the house's subscribers: couples and families at the ends of rows, some two seats in nine, and nobody
 * between them sits alone. Their ids; in the demo a hall that is empty looks like one that nobody wants to be in.
 */
export function subscribedSeats(map: SeatMap): string[] {
  return map.rows.flatMap(({ firstSeat, seats }, row) => {
    const left = LEFT[row % LEFT.length] ?? 0
    const right = RIGHT[row % RIGHT.length] ?? 0
    if (left + right + LEAST_BETWEEN > seats) return []
    const taken = [...range(firstSeat, left), ...range(firstSeat + seats - right, right)]
    return taken.filter((seat) => isForAnybody(map, seat)).map((seat) => map.ids[seat] ?? '')
  })
}

function isForAnybody({ category, flags }: SeatMap, seat: number): boolean {
  return category[seat] !== NOT_FOR_SALE && ((flags[seat] ?? 0) & (ACCESSIBLE | COMPANION)) === 0
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}
