import type { MapShape, Point, SeatMap } from '@fairground/seating'

import type { Box, World } from './view.ts'

/** Where everything of a plan is, worked out once. */
export interface Ground {
  readonly map: SeatMap
  readonly world: World
  /** Of a seat as most of them are, in units of the plan. */
  readonly radius: number
  readonly mostRadius: number
  readonly sections: readonly Box[]
  /** Of each row: minX, minY, maxX, maxY; with the seats' radius around. NaN where a row has no seats. */
  readonly rows: Float32Array
  readonly shapes: readonly Box[]
}

/** A seat is never drawn larger, in CSS pixels across. */
const MOST_SEAT_PX = 56

/** 60,000 seats take some 5 ms. */
export function groundOf(map: SeatMap): Ground {
  const rows = rowBoxes(map)
  const shapes = map.shapes.map(shapeBox)
  const sections = map.sections.map((section) => {
    const own: Box[] = [boxOf(section.outline)]
    for (let row = section.firstRow; row < section.firstRow + section.rows; row += 1) own.push(rowBox(rows, row))
    return own.reduce(union)
  })
  const all = [...sections, ...shapes].filter(isSomewhere)
  const box = all.length > 0 ? all.reduce(union) : { minX: 0, minY: 0, maxX: map.width, maxY: map.height }
  const radius = median(map.radius)
  let mostRadius = radius
  for (const own of map.radius) mostRadius = Math.max(mostRadius, own)
  return { map, world: { box, mostScale: MOST_SEAT_PX / (2 * radius) }, radius, mostRadius, sections, rows, shapes }
}

function rowBoxes(map: SeatMap): Float32Array {
  const boxes = new Float32Array(map.rows.length * 4)
  for (const [row, { firstSeat, seats }] of map.rows.entries()) {
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let seat = firstSeat; seat < firstSeat + seats; seat += 1) {
      const [x, y, radius] = [map.x[seat] ?? 0, map.y[seat] ?? 0, map.radius[seat] ?? 0]
      if (x - radius < minX) minX = x - radius
      if (y - radius < minY) minY = y - radius
      if (x + radius > maxX) maxX = x + radius
      if (y + radius > maxY) maxY = y + radius
    }
    boxes.set(seats > 0 ? [minX, minY, maxX, maxY] : [NaN, NaN, NaN, NaN], row * 4)
  }
  return boxes
}

/** Nowhere, for a row without seats: it meets no other box. */
export function rowBox(rows: Float32Array, row: number): Box {
  const at = row * 4
  return { minX: rows[at] ?? NaN, minY: rows[at + 1] ?? NaN, maxX: rows[at + 2] ?? NaN, maxY: rows[at + 3] ?? NaN }
}

/** A word alone has a place: its letters are some six tenths as wide as high. */
function shapeBox({ points, text }: MapShape): Box {
  const box = boxOf(points)
  if (!text) return box
  const [half, high] = [text.text.length * text.size * 0.3, text.size * 0.6]
  return union(box, { minX: text.x - half, minY: text.y - high, maxX: text.x + half, maxY: text.y + high })
}

export function boxOf(points: readonly Point[]): Box {
  const box = { minX: NaN, minY: NaN, maxX: NaN, maxY: NaN }
  return points.reduce<Box>((sum, { x, y }) => union(sum, { minX: x, minY: y, maxX: x, maxY: y }), box)
}

function union(one: Box, other: Box): Box {
  if (!isSomewhere(one)) return other
  if (!isSomewhere(other)) return one
  return {
    minX: Math.min(one.minX, other.minX),
    minY: Math.min(one.minY, other.minY),
    maxX: Math.max(one.maxX, other.maxX),
    maxY: Math.max(one.maxY, other.maxY),
  }
}

function isSomewhere({ minX }: Box): boolean {
  return !Number.isNaN(minX)
}

function median(values: Float32Array): number {
  return values.toSorted()[values.length >> 1] ?? 10
}

/** The rows that have something in the box, by section: in plans whose rows are long, most of it is never looked at. */
export function rowsIn(ground: Ground, box: Box): number[] {
  const { rows, map } = ground
  const found: number[] = []
  for (const [index, section] of map.sections.entries()) {
    const own = ground.sections[index]
    if (!own || !meetsAt(own, box)) continue
    for (let row = section.firstRow; row < section.firstRow + section.rows; row += 1) {
      const at = row * 4
      // In full rather than by `rowBox`: a plan has thousands of rows, and this runs in every frame.
      if (
        (rows[at] ?? NaN) <= box.maxX &&
        (rows[at + 2] ?? NaN) >= box.minX &&
        (rows[at + 1] ?? NaN) <= box.maxY &&
        (rows[at + 3] ?? NaN) >= box.minY
      )
        found.push(row)
    }
  }
  return found
}

function meetsAt(one: Box, other: Box): boolean {
  return one.minX <= other.maxX && one.maxX >= other.minX && one.minY <= other.maxY && one.maxY >= other.minY
}

/** The middle of what a section, or a seat, takes. */
export function seatBox(map: SeatMap, seat: number): Box {
  const [x, y, radius] = [map.x[seat] ?? 0, map.y[seat] ?? 0, map.radius[seat] ?? 0]
  return { minX: x - radius, minY: y - radius, maxX: x + radius, maxY: y + radius }
}
