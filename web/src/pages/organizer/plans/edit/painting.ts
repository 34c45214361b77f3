import type { Plan, PlanSeat } from '@fairground/contract'
import type { Point } from '@fairground/seating'

import { rowBox, zoneBox } from './bounds.ts'
import { seatsAlong } from './hits.ts'
import { idOf, withRows, withSeats, withZones } from './parts.ts'
import { boxBetween, meets } from './points.ts'
import type { Selection } from './selection.ts'

export const FLAGS = ['accessible', 'companion', 'restricted_view', 'aisle', 'blocked'] as const
export type Flag = (typeof FLAGS)[number]

/** What is put on seats by painting: a category, or a property of a seat, or its absence. */
export type Brush =
  | { readonly kind: 'category'; readonly category: string }
  | { readonly kind: 'flag'; readonly flag: Flag; readonly on: boolean }

/** The plan with the brush on all seats of the selection. */
export function painted(plan: Plan, selection: Selection, brush: Brush): Plan {
  const paint = (seat: PlanSeat) => onSeat(seat, brush)
  return withZones(plan, (zone) => {
    const isWhole = selection.zones.has(idOf(zone))
    return withRows(zone, (row) => {
      if (isWhole || selection.rows.has(idOf(row))) return withSeats(row, paint)
      if (selection.seats.size === 0) return row
      return withSeats(row, (seat) => (selection.seats.has(seat.seat_guid) ? paint(seat) : seat))
    })
  })
}

function onSeat(seat: PlanSeat, brush: Brush): PlanSeat {
  if (brush.kind === 'category') {
    return seat.category === brush.category ? seat : { ...seat, category: brush.category }
  }
  if ((seat[brush.flag] ?? false) === brush.on) return seat
  const { [brush.flag]: _, ...rest } = seat
  // What is not so is not said: the file stays as short as pretix wrote it.
  return brush.on ? { ...rest, [brush.flag]: true } : rest
}

/** The plan with the brush on the seats that it touches on its way from one point to another. */
export function paintedAlong(plan: Plan, from: Point, to: Point, reach: number, brush: Brush): Plan {
  const seats = seatsAlong(plan, from, to, reach)
  if (seats.length === 0) return plan
  const touched = new Set(seats)
  const frame = boxBetween(from, to)
  const wide = {
    minX: frame.minX - reach,
    minY: frame.minY - reach,
    maxX: frame.maxX + reach,
    maxY: frame.maxY + reach,
  }
  return withZones(plan, (zone) => {
    const box = zoneBox(zone)
    if (!box || !meets(box, wide)) return zone
    return withRows(zone, (row) => {
      const own = rowBox(zone, row)
      if (!own || !meets(own, wide)) return row
      return withSeats(row, (seat) => (touched.has(seat.seat_guid) ? onSeat(seat, brush) : seat))
    })
  })
}

/** What the seats of a selection have. */
export interface Marks {
  readonly seats: number
  /** Of all of them, if they have the same; empty: not for sale. */
  readonly category: string | undefined
  /** How many seats have each. */
  readonly flags: Readonly<Record<Flag, number>>
}

export function marksIn(plan: Plan, selection: Selection): Marks {
  const flags = { accessible: 0, companion: 0, restricted_view: 0, aisle: 0, blocked: 0 }
  const categories = new Set<string>()
  let seats = 0
  for (const zone of plan.zones) {
    const isWhole = selection.zones.has(idOf(zone))
    for (const row of zone.rows) {
      const isRow = isWhole || selection.rows.has(idOf(row))
      if (!isRow && selection.seats.size === 0) continue
      for (const seat of row.seats) {
        if (!isRow && !selection.seats.has(seat.seat_guid)) continue
        seats += 1
        categories.add(seat.category)
        for (const flag of FLAGS) if (seat[flag]) flags[flag] += 1
      }
    }
  }
  const [category] = categories.size === 1 ? categories : []
  return { seats, category, flags }
}
