import type { Plan, PlanArea, PlanRow, PlanSeat, PlanZone } from '@fairground/contract'
import { type Point, SEAT_RADIUS } from '@fairground/seating'

import { areaBox, placeOfRow, rowBox, zoneBox } from './bounds.ts'
import { idOf } from './parts.ts'
import { type Box, isIn, isInside, meets, middleOf, minus, plus } from './points.ts'
import { type Selection, selectionOf } from './selection.ts'
import { cornersOf } from './shapes.ts'

export type Hit =
  | { readonly kind: 'seat'; readonly zone: PlanZone; readonly row: PlanRow; readonly seat: PlanSeat }
  | { readonly kind: 'area'; readonly zone: PlanZone; readonly area: PlanArea }

/** What is at a point: the uppermost seat within reach of it, else the uppermost shape that it is in. */
export function hitAt(plan: Plan, point: Point, reach: number): Hit | undefined {
  const around = boxAt(point, reach)
  for (const zone of plan.zones.toReversed()) {
    const box = zoneBox(zone)
    if (!box || !meets(box, around)) continue
    for (const row of zone.rows.toReversed()) {
      const seat = seatAt(zone, row, point, reach)
      if (seat) return { kind: 'seat', zone, row, seat }
    }
  }
  for (const zone of plan.zones.toReversed()) {
    const area = zone.areas?.findLast((one) => isAreaAt(zone, one, point, around))
    if (area) return { kind: 'area', zone, area }
  }
  return undefined
}

function boxAt({ x, y }: Point, reach: number): Box {
  return { minX: x - reach, minY: y - reach, maxX: x + reach, maxY: y + reach }
}

function seatAt(zone: PlanZone, row: PlanRow, point: Point, reach: number): PlanSeat | undefined {
  const box = rowBox(zone, row)
  if (!box || !meets(box, boxAt(point, reach))) return undefined
  const here = minus(point, placeOfRow(zone, row))
  let nearest: PlanSeat | undefined
  let least = Infinity
  for (const seat of row.seats) {
    const away = Math.hypot(seat.position.x - here.x, seat.position.y - here.y)
    if (away > Math.max(reach, seat.radius ?? SEAT_RADIUS) || away >= least) continue
    nearest = seat
    least = away
  }
  return nearest
}

function isAreaAt(zone: PlanZone, area: PlanArea, point: Point, around: Box): boolean {
  const box = areaBox(zone, area)
  if (!box || !meets(box, around)) return false
  const corners = cornersOf(zone, area)
  return corners.length > 0 ? isInside(point, corners) : isIn(point, box)
}

/** What a frame that was drawn has taken: rows with a seat in it and shapes that are wholly in it, or single seats. */
export function takenBy(plan: Plan, frame: Box, grain: 'rows' | 'seats'): Selection {
  const [rows, seats, areas]: [string[], string[], string[]] = [[], [], []]
  for (const zone of plan.zones) {
    const box = zoneBox(zone)
    if (!box || !meets(box, frame)) continue
    if (grain === 'rows') {
      for (const area of zone.areas ?? []) {
        const own = areaBox(zone, area)
        if (own && isWithin(own, frame)) areas.push(idOf(area))
      }
    }
    for (const row of zone.rows) {
      const own = rowBox(zone, row)
      if (!own || !meets(own, frame)) continue
      const place = placeOfRow(zone, row)
      if (grain === 'rows') {
        if (row.seats.some((seat) => isIn(plus(place, seat.position), frame))) rows.push(idOf(row))
        continue
      }
      for (const seat of row.seats) if (isIn(plus(place, seat.position), frame)) seats.push(seat.seat_guid)
    }
  }
  return selectionOf({ rows, seats, areas })
}

function isWithin(inner: Box, outer: Box): boolean {
  return inner.minX >= outer.minX && inner.maxX <= outer.maxX && inner.minY >= outer.minY && inner.maxY <= outer.maxY
}

/** The seats that a brush of a width touches on its way from one point to another. */
export function seatsAlong(plan: Plan, from: Point, to: Point, reach: number): string[] {
  const frame = {
    minX: Math.min(from.x, to.x) - reach,
    minY: Math.min(from.y, to.y) - reach,
    maxX: Math.max(from.x, to.x) + reach,
    maxY: Math.max(from.y, to.y) + reach,
  }
  const found: string[] = []
  for (const zone of plan.zones) {
    const box = zoneBox(zone)
    if (!box || !meets(box, frame)) continue
    for (const row of zone.rows) {
      const own = rowBox(zone, row)
      if (!own || !meets(own, frame)) continue
      const place = placeOfRow(zone, row)
      for (const seat of row.seats) {
        const away = distanceToLine(plus(place, seat.position), from, to)
        if (away <= Math.max(reach, seat.radius ?? SEAT_RADIUS)) found.push(seat.seat_guid)
      }
    }
  }
  return found
}

function distanceToLine(point: Point, from: Point, to: Point): number {
  const line = minus(to, from)
  const length = line.x ** 2 + line.y ** 2
  const along = length === 0 ? 0 : ((point.x - from.x) * line.x + (point.y - from.y) * line.y) / length
  const part = Math.min(1, Math.max(0, along))
  return Math.hypot(point.x - from.x - line.x * part, point.y - from.y - line.y * part)
}

/** Rows and shapes whose middle lies in an outline: those of a section that is drawn around them. */
export function partsInside(plan: Plan, outline: readonly Point[]): Selection {
  const [rows, areas]: [string[], string[]] = [[], []]
  for (const zone of plan.zones) {
    for (const row of zone.rows) {
      const box = rowBox(zone, row)
      if (box && isInside(middleOf(box), outline)) rows.push(idOf(row))
    }
    for (const area of zone.areas ?? []) {
      const box = areaBox(zone, area)
      if (box && isInside(middleOf(box), outline)) areas.push(idOf(area))
    }
  }
  return selectionOf({ rows, areas })
}
