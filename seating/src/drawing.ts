import type { Plan, PlanArea, PlanRow, PlanZone } from '@fairground/contract'

import { withIds } from './ids.ts'
import { labelRows, numberSeats, type RowLabelling, type SeatNumbering } from './numbering.ts'
import type { Point } from './seat-map.ts'

/** From seat to seat and from row to row, where nobody says: seats of 20 with a little air, and legs. */
export const SEAT_SPACING = 24
export const ROW_GAP = 32

export interface RowDrawing {
  /** Of its first seat, as seen from its zone. */
  readonly start: Point
  readonly seats: number
  /** From the middle of a seat to the middle of the next. */
  readonly spacing?: number
  /** How far its middle lies behind its ends; a row bends to half a circle at most. */
  readonly curve?: number
  /** Degrees, clockwise, around its first seat. */
  readonly rotation?: number
  readonly label?: string
  readonly numbering?: SeatNumbering
  /** Empty: not for sale. */
  readonly category?: string
  readonly numbered?: PlanRow['row_number_position']
}

/** A row as a plan keeps it. The ids of its seats are good within a section; `withIds` makes them good in the plan. */
export function drawRow(drawing: RowDrawing): PlanRow {
  const { start, seats, spacing = SEAT_SPACING, curve = 0, rotation = 0, label = '', category = '' } = drawing
  const numbers = numberSeats(seats, drawing.numbering)
  return {
    row_number: label,
    row_number_position: drawing.numbered ?? null,
    position: { x: tenths(start.x), y: tenths(start.y) },
    drawn: { spacing: thousandths(spacing), curve: thousandths(curve), rotation: thousandths(rotation % 360) },
    seats: seatPositions(seats, spacing, curve, rotation).map((position, index) => {
      const number = numbers[index] ?? ''
      return { seat_guid: `${label}-${number}`, seat_number: number, position, category }
    }),
  }
}

/** Where the seats of a row are, as seen from its first one. */
export function seatPositions(seats: number, spacing: number, curve: number, rotation: number): Point[] {
  const angle = (rotation * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return alongTheRow(seats, spacing, curve).map(({ x, y }) => ({
    x: tenths(x * cos - y * sin),
    y: tenths(x * sin + y * cos),
  }))
}

function alongTheRow(seats: number, spacing: number, curve: number): Point[] {
  if (curve === 0 || seats < 3) return Array.from({ length: seats }, (_, index) => ({ x: index * spacing, y: 0 }))
  const half = halfAngle(seats - 1, spacing, Math.abs(curve))
  const radius = spacing / (2 * Math.sin(half / (seats - 1)))
  return Array.from({ length: seats }, (_, index) => {
    const angle = half * ((2 * index) / (seats - 1) - 1)
    return {
      x: radius * (Math.sin(angle) + Math.sin(half)),
      y: Math.sign(curve) * radius * (Math.cos(angle) - Math.cos(half)),
    }
  })
}

/** Halvings until a double has no finer angle to offer. */
const HALVINGS = 50

/** Half of the angle of the arc whose chords have this length and whose middle lies this far from its ends' line. */
function halfAngle(chords: number, length: number, sagitta: number): number {
  let [low, high] = [0, Math.PI / 2]
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2
    const reached = (length * (1 - Math.cos(middle))) / (2 * Math.sin(middle / chords))
    if (reached < sagitta) low = middle
    else high = middle
  }
  return high
}

export interface BlockDrawing extends Omit<RowDrawing, 'label'> {
  readonly rows: number
  readonly rowGap?: number
  /** By how many seats each row is longer than the one before it; they stay in line by their middles. */
  readonly growth?: number
  readonly labels?: RowLabelling
}

/** Rows behind each other; `start` is the first seat of the first one, and the whole block turns around it. */
export function drawRows({ rows, rowGap = ROW_GAP, growth = 0, labels, ...drawing }: BlockDrawing): PlanRow[] {
  const { start, spacing = SEAT_SPACING, rotation = 0 } = drawing
  const angle = (rotation * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return labelRows(rows, labels).map((label, index) => {
    const seats = Math.max(drawing.seats + growth * index, 1)
    const [x, y] = [((drawing.seats - seats) * spacing) / 2, index * rowGap]
    return drawRow({
      ...drawing,
      seats,
      label,
      start: { x: start.x + x * cos - y * sin, y: start.y + x * sin + y * cos },
    })
  })
}

const MARGIN = 60
const STAGE_DEPTH = 100
/** From the stage to the first row. */
const STAGE_GAP = 80
/** Longer rows have an aisle in their middle: nobody passes more than eight people on the way to a seat. */
const LONGEST_ROW_WITHOUT_AISLE = 16
const AISLE_WIDTH = 50

export interface HallDrawing {
  readonly rows: number
  readonly seats: number
  readonly name?: string
}

/** A plain hall: rows of as many seats before a stage, one section, one category. */
export function drawHall({ rows, seats, name = 'Hall' }: HallDrawing): Plan {
  const left = seats > LONGEST_ROW_WITHOUT_AISLE ? Math.ceil(seats / 2) : seats
  const aisle = left < seats ? AISLE_WIDTH - SEAT_SPACING : 0
  const inside = (seats - 1) * SEAT_SPACING + aisle
  // A stage looks like one also before a hall of few seats.
  const width = Math.ceil(Math.max(inside + SEAT_SPACING, 400)) + 2 * MARGIN
  const front = { x: (width - inside) / 2, y: MARGIN + STAGE_DEPTH + STAGE_GAP }
  const drawn = drawRows({ start: front, rows, seats, category: 'Standard', numbered: 'both' })
  const zone: PlanZone = {
    name: 'Hall',
    position: { x: 0, y: 0 },
    rows: drawn.map((row) => markAisles(aisle === 0 ? row : withAisle(row, left, aisle), [0, left, seats])),
    areas: [drawStage({ x: MARGIN, y: MARGIN, width: width - 2 * MARGIN, height: STAGE_DEPTH })],
  }
  return withIds({
    name,
    categories: [{ name: 'Standard', color: '#2f8f83' }],
    size: { width, height: front.y + Math.max(rows - 1, 0) * ROW_GAP + MARGIN },
    focal_point: { x: width / 2, y: MARGIN + STAGE_DEPTH },
    zones: [zone],
  })
}

/** The row with its seats from the `left`th on moved aside; as it is no longer even, nothing can draw it again. */
function withAisle({ drawn: _, ...row }: PlanRow, left: number, width: number): PlanRow {
  const moved = row.seats.map((seat, index) =>
    index < left ? seat : { ...seat, position: { x: seat.position.x + width, y: seat.position.y } },
  )
  return { ...row, seats: moved }
}

/** Flags the seats on both sides of each aisle; an aisle is the number of seats left of it. */
export function markAisles(row: PlanRow, aisles: readonly number[]): PlanRow {
  const isBeside = (index: number) => aisles.some((aisle) => index === aisle || index === aisle - 1)
  return { ...row, seats: row.seats.map((seat, index) => (isBeside(index) ? { ...seat, aisle: true } : seat)) }
}

/** A stage from its upper left corner, with its name on it. */
export function drawStage({ x, y, width, height }: Point & { width: number; height: number }): PlanArea {
  return {
    shape: 'rectangle',
    position: { x, y },
    rectangle: { width, height },
    color: '#6b7280',
    border_color: '#4b5563',
    text: { text: 'Stage', position: { x: width / 2, y: height / 2 }, size: Math.round(height / 3), color: '#ffffff' },
    stage: true,
  }
}

function tenths(value: number): number {
  return rounded(value, 10)
}

function thousandths(value: number): number {
  return rounded(value, 1_000)
}

/** Without negative zeros, which JSON does not keep. */
function rounded(value: number, parts: number): number {
  return Math.round(value * parts) / parts + 0
}
