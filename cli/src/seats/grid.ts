import type { SeatMap } from '@fairground/seating'

/** One row of seats as it is drawn: the column of each seat, rising. */
export interface GridLine {
  /** Of the row. */
  readonly label: string
  /** Numbers of the seats, from left to right. */
  readonly seats: readonly number[]
  readonly columns: readonly number[]
}

/** A section as lines of characters, as it is seen by who looks to the stage: that is above. */
export interface SectionGrid {
  readonly lines: readonly GridLine[]
  /** Columns of seats. */
  readonly columns: number
}

interface Vector {
  readonly x: number
  readonly y: number
}

const known = new WeakMap<SeatMap, Map<number, SectionGrid>>()

/** The grid of a section; it is laid out once for each map. */
export function gridOf(map: SeatMap, section: number): SectionGrid {
  const grids = known.get(map) ?? new Map<number, SectionGrid>()
  known.set(map, grids)
  const grid = grids.get(section) ?? layOut(map, section)
  grids.set(section, grid)
  return grid
}

/**
 * Lays out the seats of a section in lines and columns. A row is unrolled along its seats, so that a curved one stays
 * as long as it is; its middle stands where it does in the hall, and gaps as wide as a seat are kept. Sections beside
 * or behind the stage are turned, never mirrored.
 */
function layOut(map: SeatMap, section: number): SectionGrid {
  const own = map.sections[section]
  if (!own) return { lines: [], columns: 0 }
  const rows = map.rows
    .slice(own.firstRow, own.firstRow + own.rows)
    .filter(({ seats }) => seats > 0)
    .map((row) => ({ label: row.label, points: pointsOf(map, row.firstSeat, row.seats) }))
  const all = rows.map(({ points }) => points)
  const across = axisAcross(map, all)
  const pitch = pitchOf(all) ?? USUAL_PITCH
  const unrolled = rows.map(({ label, points }) => ({ label, ...unroll(points, across, pitch) }))
  const left = Math.min(...unrolled.map(({ start }) => start))
  const lines = unrolled
    .toSorted((one, other) => one.depth - other.depth)
    .map(({ label, seats, start, steps }) => ({
      label,
      seats,
      columns: steps.map((step) => Math.round(start - left) + step),
    }))
  return { lines, columns: Math.max(0, ...lines.map(({ columns }) => 1 + (columns.at(-1) ?? -1))) }
}

interface SeatPoint extends Vector {
  readonly seat: number
}

function pointsOf({ x, y }: SeatMap, first: number, count: number): SeatPoint[] {
  return Array.from({ length: count }, (_, index) => ({
    seat: first + index,
    x: x[first + index] ?? 0,
    y: y[first + index] ?? 0,
  }))
}

/** To the right for who looks to the stage: along the rows, the right way round. */
function axisAcross({ focalPoint }: SeatMap, rows: readonly SeatPoint[][]): Vector {
  const all = rows.flat()
  const away = {
    x: middleOf(all.map(({ x }) => x)) - focalPoint.x,
    y: middleOf(all.map(({ y }) => y)) - focalPoint.y,
  }
  // Rows may run either way: each is turned to that of the first before they are added up.
  let along: Vector = { x: 0, y: 0 }
  for (const row of rows) {
    const [first, last] = [row[0], row.at(-1)]
    if (!first || !last) continue
    const chord = { x: last.x - first.x, y: last.y - first.y }
    const turn = along.x * chord.x + along.y * chord.y < 0 ? -1 : 1
    along = { x: along.x + turn * chord.x, y: along.y + turn * chord.y }
  }
  const length = Math.hypot(along.x, along.y)
  // Of single seats behind each other nothing says how they run: across to the stage.
  const unit = length > 0 ? { x: along.x / length, y: along.y / length } : { x: away.y, y: -away.x }
  // A quarter turn from the right leads away from the stage.
  const isRight = -unit.y * away.x + unit.x * away.y >= 0
  return isRight ? unit : { x: -unit.x, y: -unit.y }
}

/** From seat to seat in most places; undefined where every seat stands alone. */
function pitchOf(rows: readonly (readonly SeatPoint[])[]): number | undefined {
  const gaps = rows.flatMap((row) => row.slice(1).map((point, index) => distance(point, row[index] ?? point)))
  const sorted = gaps.filter((gap) => gap > 0).toSorted((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)]
}

/** As far apart as seats are drawn. */
const USUAL_PITCH = 25

/**
 * A row from left to right: the column of each seat from the row's own first, where that one begins (in columns, from
 * the same line for all rows), and how far from the stage it is. Seats of a row keep their own distance: one that is
 * drawn a little wider than the others gets no holes.
 */
function unroll(points: readonly SeatPoint[], across: Vector, pitch: number) {
  const along = ({ x, y }: Vector) => across.x * x + across.y * y
  const ends = [points[0], points.at(-1)].flatMap((point) => (point ? [along(point)] : []))
  const ordered = (ends[1] ?? 0) >= (ends[0] ?? 0) ? points : points.toReversed()
  const ownPitch = pitchOf([points]) ?? pitch
  let column = 0
  const steps = ordered.map((point, index) => {
    const before = ordered[index - 1]
    if (before) column += Math.max(1, Math.round(distance(point, before) / ownPitch))
    return column
  })
  return {
    seats: ordered.map(({ seat }) => seat),
    steps,
    start: middleOf(ends) / pitch - column / 2,
    depth: middleOf(points.map(({ x, y }) => across.x * y - across.y * x)),
  }
}

function distance(one: Vector, other: Vector): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}

function middleOf(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

/** Where a seat stands in the grid. */
export function placeInGrid({ lines }: SectionGrid, seat: number): { line: number; index: number; column: number } {
  const line = Math.max(
    0,
    lines.findIndex(({ seats }) => seats.includes(seat)),
  )
  const index = Math.max(0, lines[line]?.seats.indexOf(seat) ?? 0)
  return { line, index, column: lines[line]?.columns[index] ?? 0 }
}

/** The seat of a line that stands nearest to a column. */
export function seatNearColumn({ seats, columns }: GridLine, column: number): number | undefined {
  let nearest = 0
  for (const [index, own] of columns.entries()) {
    if (Math.abs(own - column) < Math.abs((columns[nearest] ?? 0) - column)) nearest = index
  }
  return seats[nearest]
}
