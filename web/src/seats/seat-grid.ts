import type { SeatMap } from '@fairground/seating'

/** So many rows a page, as a reader sees at once. */
const ROWS_A_PAGE = 5

/** The seats of a row from left to right, as they stand in the plan. */
export function rowSeats(map: SeatMap, row: number): number[] {
  const { firstSeat, seats } = map.rows[row] ?? { firstSeat: 0, seats: 0 }
  const own = Array.from({ length: seats }, (_, index) => firstSeat + index)
  const [from, to] = [map.x[firstSeat] ?? 0, map.x[firstSeat + seats - 1] ?? 0]
  return to < from ? own.toReversed() : own
}

/** The rows of a section that have seats, in their order. */
export function sectionRows(map: SeatMap, section: number): number[] {
  const { firstRow, rows } = map.sections[section] ?? { firstRow: 0, rows: 0 }
  return Array.from({ length: rows }, (_, index) => firstRow + index).filter((row) => (map.rows[row]?.seats ?? 0) > 0)
}

/**
 * Where a key leads from a seat, within its section; undefined for keys that lead nowhere. Up and down goes to the seat
 * that stands nearest, whatever its number; at an edge one stays. Left is left also where one reads from the right:
 * a hall is not mirrored.
 */
export function seatAfter(map: SeatMap, seat: number, key: string, withControl: boolean): number | undefined {
  const row = map.row[seat] ?? 0
  const section = map.rows[row]?.section ?? 0
  const rows = sectionRows(map, section)
  const own = rowSeats(map, row)
  const [column, line] = [own.indexOf(seat), rows.indexOf(row)]
  const inRow = (index: number) => own[Math.min(own.length - 1, Math.max(0, index))]
  const inSection = (index: number) => {
    const other = rows[Math.min(rows.length - 1, Math.max(0, index))]
    return other === undefined || other === row ? seat : nearestOf(map, rowSeats(map, other), seat)
  }
  switch (key) {
    case 'ArrowLeft':
      return inRow(column - 1)
    case 'ArrowRight':
      return inRow(column + 1)
    case 'ArrowUp':
      return inSection(line - 1)
    case 'ArrowDown':
      return inSection(line + 1)
    case 'PageUp':
      return inSection(line - ROWS_A_PAGE)
    case 'PageDown':
      return inSection(line + ROWS_A_PAGE)
    case 'Home':
      return withControl ? rowSeats(map, rows[0] ?? row)[0] : own[0]
    case 'End':
      return withControl ? rowSeats(map, rows.at(-1) ?? row).at(-1) : own.at(-1)
    default:
      return undefined
  }
}

function nearestOf(map: SeatMap, seats: readonly number[], seat: number): number | undefined {
  const distance = (other: number) =>
    Math.hypot((map.x[other] ?? 0) - (map.x[seat] ?? 0), (map.y[other] ?? 0) - (map.y[seat] ?? 0))
  let [best, least] = [seats[0], Infinity]
  for (const other of seats) {
    const away = distance(other)
    if (away < least) [best, least] = [other, away]
  }
  return best
}
