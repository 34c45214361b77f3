import { AISLE, type MapRow, type SeatMap } from './seat-map.ts'

/** Seats of one row that stand side by side with nothing between: who sits in one run without a gap sits together. */
export interface Run {
  readonly row: number
  readonly firstSeat: number
  readonly seats: number
  /** From seat to seat, as is usual in its row; 0 in a row of one. */
  readonly spacing: number
}

/** A seat that was left out makes a distance of 2; rows that were drawn by hand vary by a tenth or two. */
const WIDEST_OF_USUAL = 1.6

/** Every seat is in one run, also those that nobody can buy; runs are in the order of their seats. */
export function runsOf(map: SeatMap): Run[] {
  return map.rows.flatMap((row, index) => {
    const spacing = usualDistance(map, row)
    const runs: Run[] = []
    let firstSeat = row.firstSeat
    for (let next = row.firstSeat + 1; next <= row.firstSeat + row.seats; next += 1) {
      if (next < row.firstSeat + row.seats && !isApart(map, next, spacing)) continue
      runs.push({ row: index, firstSeat, seats: next - firstSeat, spacing })
      firstSeat = next
    }
    return runs
  })
}

function isApart(map: SeatMap, seat: number, spacing: number): boolean {
  const isAisleBetween = ((map.flags[seat - 1] ?? 0) & (map.flags[seat] ?? 0) & AISLE) !== 0
  return isAisleBetween || distanceBefore(map, seat) > spacing * WIDEST_OF_USUAL
}

/** The median; the lower one of two, since a gap is rather too wide than too narrow. */
function usualDistance(map: SeatMap, row: MapRow): number {
  const distances = new Float64Array(Math.max(0, row.seats - 1))
  for (let index = 0; index < distances.length; index += 1) {
    distances[index] = distanceBefore(map, row.firstSeat + index + 1)
  }
  distances.sort()
  return distances[(distances.length - 1) >> 1] ?? 0
}

/** From the seat before it. */
function distanceBefore({ x, y }: SeatMap, seat: number): number {
  const [dx, dy] = [(x[seat] ?? 0) - (x[seat - 1] ?? 0), (y[seat] ?? 0) - (y[seat - 1] ?? 0)]
  return Math.sqrt(dx * dx + dy * dy)
}
