import type { Plan, PlanRow, PlanSeat } from '@fairground/contract'
import {
  type BlockDrawing,
  drawRows,
  labelRows,
  numberSeats,
  type Point,
  type RowLabelling,
  SEAT_SPACING,
  seatPositions,
  type SeatNumbering,
} from '@fairground/seating'

import { freeSeatId, idsOfSeats, newPrefix, withFreshSeats } from './ids.ts'
import { following, labelsAfter } from './labels.ts'
import { idOf, withRows, withSeats, withZones, zoneOf } from './parts.ts'
import { asTurn, distance, minus, ORIGIN, plus, round, rounded, turned } from './points.ts'
import { changedSection } from './sections.ts'
import { type Selection, selectionOf } from './selection.ts'

/** How rows are drawn with the next stroke. */
export interface RowsDrawing {
  /** Of a row; undefined: as many as the stroke has room for. */
  readonly seats: number | undefined
  readonly spacing: number
  readonly curve: number
  readonly rows: number
  readonly rowGap: number
  /** By how many seats each row is longer than the one before it. */
  readonly growth: number
  readonly numbering: SeatNumbering
  /** `next`: those that come after the labels of the section. */
  readonly labels: RowLabelling | 'next'
  readonly category: string
}

/** A row as long as a stroke: its seats, and how far they are apart. At most as many as a row of a plan may have. */
export function alongStroke(
  from: Point,
  to: Point,
  drawing: RowsDrawing,
): { start: Point; seats: number; spacing: number; rotation: number } {
  // People are numbered from the left whichever way the line was drawn.
  const [left, right] = from.x < to.x || (from.x === to.x && from.y < to.y) ? [from, to] : [to, from]
  const length = distance(left, right)
  const rotation = asTurn((Math.atan2(right.y - left.y, right.x - left.x) * 180) / Math.PI)
  const { seats: wanted } = drawing
  if (wanted !== undefined) {
    const spacing = wanted > 1 && length > 0 ? length / (wanted - 1) : drawing.spacing
    return { start: left, seats: wanted, spacing: Math.max(LEAST_SPACING, round(spacing)), rotation }
  }
  const seats = Math.min(MOST_SEATS_A_ROW, Math.floor(length / drawing.spacing + 0.5) + 1)
  return { start: left, seats, spacing: drawing.spacing, rotation }
}

/** As the contract has them. */
export const MOST_SEATS_A_ROW = 1_000
const LEAST_SPACING = 1

export interface Block extends Pick<BlockDrawing, 'start' | 'seats' | 'spacing' | 'rotation'> {
  readonly start: Point
}

/** The plan with a block of rows in a section, and the rows selected. The section's labels go on. */
export function withBlock(
  plan: Plan,
  zoneId: string,
  block: Block,
  drawing: RowsDrawing,
): { plan: Plan; selection: Selection } {
  const zone = zoneOf(plan, zoneId)
  if (!zone) return { plan, selection: selectionOf({}) }
  const { curve, rows, rowGap, growth, numbering, labels, category } = drawing
  const shape = { ...block, start: minus(block.start, zone.position), curve, rows, rowGap, growth, numbering, category }
  const drawn = drawRows({ ...shape, labels: labels === 'next' ? undefined : labels })
  const known = zone.rows.map((row) => row.row_number)
  const wanted =
    labels === 'next' && known.length > 0
      ? labelsAfter(
          known,
          drawn.map(() => known.at(-1) ?? ''),
        )
      : undefined
  const taken = idsOfSeats(plan)
  const fresh = drawn.map((row, index) =>
    withFreshSeats({ ...row, row_number: wanted?.[index] ?? row.row_number, row_number_position: 'both' }, taken),
  )
  return {
    plan: changedSection(plan, zoneId, (one) => ({ ...one, rows: [...one.rows, ...fresh] })),
    selection: selectionOf({ rows: fresh.map(idOf) }),
  }
}

export interface RowShape {
  readonly seats: number
  readonly spacing: number
  readonly curve: number
  readonly rotation: number
}

/** How a row is laid: as it was drawn, or as its seats show where nobody drew it here. */
export function shapeOfRow({ seats, drawn }: PlanRow): RowShape {
  if (drawn) return { seats: seats.length, ...drawn }
  const [first, last] = [seats[0]?.position ?? ORIGIN, seats.at(-1)?.position ?? ORIGIN]
  const rotation = asTurn((Math.atan2(last.y - first.y, last.x - first.x) * 180) / Math.PI)
  let length = 0
  for (const [index, { position }] of seats.entries()) {
    if (index > 0) length += distance(seats[index - 1]?.position ?? ORIGIN, position)
  }
  const middle = seats[Math.floor((seats.length - 1) / 2)]?.position ?? first
  const curve = seats.length < 3 ? 0 : turned(minus(middle, first), -rotation).y
  const spacing = seats.length > 1 ? length / (seats.length - 1) : SEAT_SPACING
  return { seats: seats.length, spacing: round(Math.max(LEAST_SPACING, spacing)), curve: round(curve), rotation }
}

/**
 * The plan with a row laid anew. Its middle stays where it is; its seats keep what they are, and where there are more
 * of them than before, the new ones are like the last, with the numbers that come next.
 */
export function relaid(plan: Plan, rowId: string, change: Partial<RowShape>): Plan {
  return changedRow(plan, rowId, (row) => {
    const shape = { ...shapeOfRow(row), ...change }
    const count = Math.min(MOST_SEATS_A_ROW, Math.max(1, Math.round(shape.seats)))
    const positions = seatPositions(count, shape.spacing, shape.curve, shape.rotation)
    const seats = count > row.seats.length ? longer(row, count, plan) : row.seats.slice(0, count)
    const [before, after] = [chordMiddle(row.seats.map(({ position }) => position)), chordMiddle(positions)]
    return {
      ...row,
      position: rounded(plus(row.position ?? ORIGIN, minus(before, after))),
      drawn: { spacing: shape.spacing, curve: shape.curve, rotation: shape.rotation },
      seats: seats.map((seat, index) => ({ ...seat, position: { ...(positions[index] ?? ORIGIN) } })),
    }
  })
}

function chordMiddle(points: readonly Point[]): Point {
  const [first, last] = [points[0] ?? ORIGIN, points.at(-1) ?? ORIGIN]
  return { x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 }
}

function longer(row: PlanRow, count: number, plan: Plan): PlanSeat[] {
  const seats = [...row.seats]
  const taken = idsOfSeats(plan)
  const prefix = newPrefix(row.row_number, taken)
  while (seats.length < count) {
    const [last, before] = [seats.at(-1), seats.at(-2)]
    const number = nextNumber(before?.seat_number, last?.seat_number ?? '')
    const { category = '', radius } = last ?? {}
    seats.push({
      seat_guid: freeSeatId(prefix + number, taken),
      seat_number: number,
      position: { x: 0, y: 0 },
      category,
      ...(radius === undefined ? {} : { radius }),
    })
  }
  return seats
}

/** By the step of the two before it: 5, 7 and then 9; 3, 2 and then 1, but not 0. */
function nextNumber(before: string | undefined, last: string): string {
  const step = Number(last) - Number(before)
  const next = Number(last) + step
  if (before === undefined || before === '' || last === '' || !Number.isInteger(step) || next < 1)
    return following(last)
  return String(next)
}

export function changedRow(plan: Plan, rowId: string, change: (row: PlanRow) => PlanRow): Plan {
  return withZones(plan, (zone) => withRows(zone, (row) => (idOf(row) === rowId ? change(row) : row)))
}

export function changedSeat(plan: Plan, seatId: string, change: (seat: PlanSeat) => PlanSeat): Plan {
  return withZones(plan, (zone) =>
    withRows(zone, (row) => withSeats(row, (seat) => (seat.seat_guid === seatId ? change(seat) : seat))),
  )
}

/** The selected rows with other numbers on their seats; ids stay. */
export function renumbered(plan: Plan, selection: Selection, numbering: SeatNumbering): Plan {
  return withSelectedRows(plan, selection, (row) => {
    const numbers = numberSeats(row.seats.length, numbering)
    return withSeats(row, (seat, index) => {
      const number = numbers[index] ?? seat.seat_number
      return number === seat.seat_number ? seat : { ...seat, seat_number: number }
    })
  })
}

/** The selected rows of each section with other labels, in the order in which the section has them. */
export function relabelled(plan: Plan, selection: Selection, labelling: RowLabelling): Plan {
  return withZones(plan, (zone) => {
    const isWhole = selection.zones.has(idOf(zone))
    const own = zone.rows.filter((row) => isWhole || selection.rows.has(idOf(row)))
    const labels = new Map(labelRows(own.length, labelling).map((label, index) => [own[index], label]))
    return withRows(zone, (row) => {
      const label = labels.get(row)
      return label === undefined || label === row.row_number ? row : { ...row, row_number: label }
    })
  })
}

export function withSelectedRows(plan: Plan, selection: Selection, change: (row: PlanRow) => PlanRow): Plan {
  return withZones(plan, (zone) => {
    const isWhole = selection.zones.has(idOf(zone))
    return withRows(zone, (row) => (isWhole || selection.rows.has(idOf(row)) ? change(row) : row))
  })
}
