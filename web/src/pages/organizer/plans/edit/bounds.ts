import type { Plan, PlanArea, PlanRow, PlanSeat, PlanZone } from '@fairground/contract'
import { type Point, SEAT_RADIUS } from '@fairground/seating'

import { type Box, boxAround, boxOf, ORIGIN, plus, shifted } from './points.ts'
import { cornersOf } from './shapes.ts'

/** Of a list of seats as seen from their row: the list is the same one until one of them moves. */
const ofSeats = new WeakMap<readonly PlanSeat[], Box | null>()
/** Of a section as seen from its own position. */
const ofZones = new WeakMap<readonly PlanRow[], { areas: PlanZone['areas']; box: Box | null }>()

export function placeOfRow(zone: PlanZone, row: PlanRow): Point {
  return row.position ? plus(zone.position, row.position) : zone.position
}

export function rowBox(zone: PlanZone, row: PlanRow): Box | undefined {
  const own = boxOfSeats(row.seats)
  return own ? shifted(own, placeOfRow(zone, row)) : undefined
}

export function seatBox(zone: PlanZone, row: PlanRow, seat: PlanSeat): Box | undefined {
  return boxOf([plus(placeOfRow(zone, row), seat.position)], seat.radius ?? SEAT_RADIUS)
}

function boxOfSeats(seats: readonly PlanSeat[]): Box | null {
  const known = ofSeats.get(seats)
  if (known !== undefined) return known
  const widest = seats.reduce((most, { radius = SEAT_RADIUS }) => Math.max(most, radius), 0)
  const box = boxOf(positionsOf(seats), widest) ?? null
  ofSeats.set(seats, box)
  return box
}

function* positionsOf(seats: readonly PlanSeat[]): Generator<Point> {
  for (const { position } of seats) yield position
}

/** A shape's corners; a word alone is about half as wide as its letters are high, each. */
export function areaBox(zone: PlanZone, area: PlanArea): Box | undefined {
  const corners = boxOf(cornersOf(zone, area))
  if (corners || !area.text) return corners
  const { text, position, size = 16 } = area.text
  const middle = plus(plus(zone.position, area.position ?? ORIGIN), position)
  const half = Math.max(size, text.length * size * 0.5) / 2
  return { minX: middle.x - half, minY: middle.y - size / 2, maxX: middle.x + half, maxY: middle.y + size / 2 }
}

/** All that is of a section; nothing of an empty one. */
export function zoneBox(zone: PlanZone): Box | undefined {
  const known = ofZones.get(zone.rows)
  let own = known && known.areas === zone.areas ? known.box : undefined
  if (own === undefined) {
    const here = { ...zone, position: { x: 0, y: 0 } }
    own =
      boxAround([
        ...zone.rows.map((row) => rowBox(here, row)),
        ...(zone.areas ?? []).map((area) => areaBox(here, area)),
      ]) ?? null
    ofZones.set(zone.rows, { areas: zone.areas, box: own })
  }
  const outline = zone.outline && boxOf(zone.outline)
  const around = boxAround([own ?? undefined, outline])
  return around && shifted(around, zone.position)
}

/** All that is drawn, and the sheet itself. */
export function planBox(plan: Plan): Box {
  const sheet = { minX: 0, minY: 0, maxX: plan.size.width, maxY: plan.size.height }
  return boxAround([sheet, ...plan.zones.map(zoneBox)]) ?? sheet
}

export function contentBox(plan: Plan): Box | undefined {
  return boxAround(plan.zones.map(zoneBox))
}
