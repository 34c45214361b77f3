import type { Plan, PlanArea, PlanRow, PlanSeat, PlanZone, SeatGeometry } from '@fairground/contract'

import { rowLabel } from './labels.ts'
import { outlineOf } from './outline.ts'
import {
  ACCESSIBLE,
  AISLE,
  BLOCKED,
  COMPANION,
  type MapRow,
  type MapSection,
  type MapShape,
  NOT_FOR_SALE,
  type Point,
  RESTRICTED_VIEW,
  SEAT_RADIUS,
  type SeatMap,
} from './seat-map.ts'
import { polygonOf } from './shapes.ts'

/** Coordinates are kept to a tenth of a unit: a two-hundredth of a seat. */
const TENTHS = 10
const NUMBERED = ['nowhere', 'start', 'end', 'both'] as const

/**
 * The form of the columns below. It grows with each change of them or of what they say of a plan: a geometry is known by
 * a hash that this is a part of, and is kept for ever by whoever has it.
 */
export const GEOMETRY_FORM = 'geometry-1'

/**
 * A plan as columns. What repeats is left out: where a row is straight and evenly spaced, the second differences of its
 * coordinates are 0; numbers that count by a constant step are a step; ids that are a row's prefix and the seat's number
 * are the prefix. The 60,000 seats of our arena are 440 kB of JSON and 68 kB gzipped.
 */
export function geometryOf(plan: Plan, hash: string): SeatGeometry {
  const categories = new Map(plan.categories.map(({ name }, index) => [name, index]))
  const floors = (plan.floors ?? []).map(({ name }) => name)
  const rows = plan.zones.flatMap((zone) => zone.rows.map((row) => ({ zone, row, seats: placed(zone, row) })))
  const seats = rows.flatMap((row) => row.row.seats)
  return {
    hash,
    name: plan.name,
    size: plan.size,
    focalPoint: focalPointOf(plan),
    floors,
    categories: plan.categories.map(({ name, color }) => ({ name, color: color ?? null })),
    sections: plan.zones.map((zone) => ({
      name: zone.name ?? '',
      floor: floors.indexOf(zone.floor ?? ''),
      rows: zone.rows.length,
      outline: flat(
        zone.outline?.map((point) => plus(zone.position, point)) ??
          outlineOf(
            zone.rows.flatMap((row) => placed(zone, row)),
            largestRadius(zone),
          ),
      ),
    })),
    rows: {
      labels: rows.map(({ row }) => rowLabel(row)),
      seats: rows.map(({ row }) => row.seats.length),
      numbered: rows.map(({ row }) => NUMBERED.indexOf(row.row_number_position ?? 'nowhere')),
    },
    shapes: plan.zones.flatMap((zone) => (zone.areas ?? []).map((area) => shapeOf(zone, area))),
    seats: {
      x: rows.flatMap((row) => secondDifferences(row.seats.map(({ x }) => Math.round(x * TENTHS)))),
      y: rows.flatMap((row) => secondDifferences(row.seats.map(({ y }) => Math.round(y * TENTHS)))),
      ids: rows.map(({ row }) => idsText(row)),
      numbers: rows.map(({ row }) => numbersText(numbersOf(row))),
      categories: runLengths(seats.map((seat) => categories.get(seat.category) ?? NOT_FOR_SALE)),
      flags: runLengths(seats.map(flagsOf)),
      radii: runLengths(seats.map((seat) => seat.radius ?? SEAT_RADIUS)),
    },
  }
}

/** The map that `geometryOf` put into columns. */
export function readGeometry(geometry: SeatGeometry): SeatMap {
  const { seats: columns } = geometry
  const counts = geometry.rows.seats
  const seats = counts.reduce((sum, count) => sum + count, 0)
  const row = new Uint32Array(seats)
  const [x, y] = [new Float32Array(seats), new Float32Array(seats)]
  const numbers: string[] = []
  const ids: string[] = []
  let first = 0
  for (const [index, count] of counts.entries()) {
    row.fill(index, first, first + count)
    readDifferences(columns.x, x, first, count)
    readDifferences(columns.y, y, first, count)
    const own = readNumbers(columns.numbers[index] ?? '', count)
    for (const number of own) numbers.push(number)
    for (const id of readIds(columns.ids[index] ?? '', own)) ids.push(id)
    first += count
  }
  // Only who looks for an id pays for the index: for an arena it takes twice as long as all the rest (20 ms).
  let index: Map<string, number> | undefined
  const { sections, rows } = readRows(geometry)
  return {
    hash: geometry.hash,
    name: geometry.name,
    width: geometry.size.width,
    height: geometry.size.height,
    focalPoint: geometry.focalPoint,
    floors: geometry.floors,
    categories: geometry.categories,
    sections,
    rows,
    shapes: geometry.shapes.map(({ points, ...shape }): MapShape => ({ ...shape, points: pointsOf(points) })),
    seats,
    x,
    y,
    radius: readRunLengths(columns.radii, new Float32Array(seats)),
    row,
    category: readRunLengths(columns.categories, new Int8Array(seats)),
    flags: readRunLengths(columns.flags, new Uint8Array(seats)),
    numbers,
    ids,
    indexOf(id) {
      index ??= new Map(ids.map((own, seat) => [own, seat]))
      return index.get(id) ?? -1
    },
  }
}

function readRows(geometry: SeatGeometry): { sections: MapSection[]; rows: MapRow[] } {
  const sections: MapSection[] = []
  const rows: MapRow[] = []
  let firstSeat = 0
  for (const [index, section] of geometry.sections.entries()) {
    const [firstRow, firstOfSection] = [rows.length, firstSeat]
    for (let own = 0; own < section.rows; own += 1) {
      const number = rows.length
      const seats = geometry.rows.seats[number] ?? 0
      const label = geometry.rows.labels[number] ?? ''
      const numbered = NUMBERED[geometry.rows.numbered[number] ?? 0] ?? 'nowhere'
      rows.push({ section: index, label, numbered, firstSeat, seats })
      firstSeat += seats
    }
    const { name, floor, outline } = section
    const own = { firstRow, rows: section.rows, firstSeat: firstOfSection, seats: firstSeat - firstOfSection }
    sections.push({ name, floor, outline: pointsOf(outline), ...own })
  }
  return { sections, rows }
}

/** Where the seats of a row are. */
function placed(zone: PlanZone, row: PlanRow): Point[] {
  const origin = row.position ? plus(zone.position, row.position) : zone.position
  return row.seats.map((seat) => plus(origin, seat.position))
}

function largestRadius({ rows }: PlanZone): number {
  const radii = rows.flatMap((row) => row.seats.map(({ radius = SEAT_RADIUS }) => radius))
  return radii.reduce((largest, radius) => Math.max(largest, radius), SEAT_RADIUS)
}

function plus(one: Point, other: Point): Point {
  return { x: one.x + other.x, y: one.y + other.y }
}

/** The plan's own, or the middle of its stage, or the middle of its upper edge. */
function focalPointOf(plan: Plan): Point {
  if (plan.focal_point) return plan.focal_point
  for (const zone of plan.zones) {
    const stage = zone.areas?.find((area) => area.stage)
    const points = stage && polygonOf(stage)
    if (points && points.length > 0) return plus(zone.position, middleOf(points))
  }
  return { x: plan.size.width / 2, y: 0 }
}

function middleOf(points: readonly Point[]): Point {
  const sum = points.reduce(plus, { x: 0, y: 0 })
  return { x: sum.x / points.length, y: sum.y / points.length }
}

function shapeOf(zone: PlanZone, area: PlanArea): SeatGeometry['shapes'][number] {
  const origin = area.position ? plus(zone.position, area.position) : zone.position
  const { text } = area
  return {
    shape: area.shape ?? 'text',
    points: flat(polygonOf(area).map((point) => plus(zone.position, point))),
    color: area.color ?? null,
    borderColor: area.border_color ?? null,
    text: text ? { text: text.text, ...plus(origin, text.position), size: text.size ?? 16 } : null,
    standing: area.standing?.name ?? null,
    isStage: area.stage === true,
  }
}

function flagsOf(seat: PlanSeat): number {
  return (
    (seat.accessible ? ACCESSIBLE : 0) |
    (seat.companion ? COMPANION : 0) |
    (seat.restricted_view ? RESTRICTED_VIEW : 0) |
    (seat.aisle ? AISLE : 0) |
    (seat.blocked ? BLOCKED : 0)
  )
}

function flat(points: readonly Point[]): number[] {
  return points.flatMap(({ x, y }) => [Math.round(x * TENTHS) / TENTHS, Math.round(y * TENTHS) / TENTHS])
}

function pointsOf(numbers: readonly number[]): Point[] {
  return Array.from({ length: numbers.length >> 1 }, (_, index) => ({
    x: numbers[index * 2] ?? 0,
    y: numbers[index * 2 + 1] ?? 0,
  }))
}

/** The first value, the first difference, and from then on by how much the difference grows. */
function secondDifferences(values: readonly number[]): number[] {
  let [last, step] = [0, 0]
  return values.map((value) => {
    const grown = value - last - step
    step = value - last
    last = value
    return grown
  })
}

function readDifferences(differences: readonly number[], into: Float32Array, first: number, count: number): void {
  let [last, step] = [0, 0]
  for (let seat = first; seat < first + count; seat += 1) {
    step += differences[seat] ?? 0
    last += step
    into[seat] = last / TENTHS
  }
}

function runLengths(values: readonly number[]): number[] {
  const runs: number[] = []
  for (const value of values) {
    if (runs.length > 0 && runs.at(-2) === value) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1
    else runs.push(value, 1)
  }
  return runs
}

function readRunLengths<Column extends Float32Array | Int8Array | Uint8Array>(
  runs: readonly number[],
  into: Column,
): Column {
  let seat = 0
  for (let index = 0; index < runs.length; index += 2) {
    const count = runs[index + 1] ?? 0
    into.fill(runs[index] ?? 0, seat, seat + count)
    seat += count
  }
  return into
}

const SEPARATOR = '\u001f'

/** `first:step` where whole numbers rise or fall evenly, else all of them. */
function numbersText(numbers: readonly string[]): string {
  const [first = '', second = first] = numbers
  const step = Number(second) - Number(first)
  const isEven = numbers.every((number, index) => number === String(Number(first) + step * index))
  return isEven && numbers.length > 0 ? `#${first}:${step}` : `=${numbers.join(SEPARATOR)}`
}

function readNumbers(text: string, count: number): string[] {
  if (!text.startsWith('#')) return count === 0 ? [] : text.slice(1).split(SEPARATOR)
  const [first = 0, step = 0] = text.slice(1).split(':').map(Number)
  return Array.from({ length: count }, (_, index) => String(first + step * index))
}

function numbersOf(row: PlanRow): string[] {
  return row.seats.map((seat) => seat.seat_number)
}

/** The prefix before each seat's number where all ids of a row have it, else all of them. */
function idsText(row: PlanRow): string {
  const numbers = numbersOf(row)
  const [first] = row.seats
  const prefix = first?.seat_guid.endsWith(first.seat_number)
    ? first.seat_guid.slice(0, first.seat_guid.length - first.seat_number.length)
    : undefined
  const isCommon = prefix !== undefined && row.seats.every((seat, index) => seat.seat_guid === prefix + numbers[index])
  return isCommon ? `#${prefix}` : `=${row.seats.map((seat) => seat.seat_guid).join(SEPARATOR)}`
}

function readIds(text: string, numbers: readonly string[]): string[] {
  if (numbers.length === 0) return []
  return text.startsWith('#') ? numbers.map((number) => text.slice(1) + number) : text.slice(1).split(SEPARATOR)
}
