import type { Plan, PlanRow, PlanZone } from '@fairground/contract'

import { areaBox, rowBox, seatBox, zoneBox } from './bounds.ts'
import { idOf } from './parts.ts'
import { type Box, boxAround } from './points.ts'

/** What the next action is about: whole sections and rows, single seats, and shapes, by their ids. */
export interface Selection {
  readonly zones: ReadonlySet<string>
  readonly rows: ReadonlySet<string>
  readonly seats: ReadonlySet<string>
  readonly areas: ReadonlySet<string>
}

const NONE: ReadonlySet<string> = new Set()
export const NOTHING: Selection = { zones: NONE, rows: NONE, seats: NONE, areas: NONE }

export function selectionOf(parts: { readonly [Kind in keyof Selection]?: Iterable<string> }): Selection {
  return {
    zones: new Set(parts.zones),
    rows: new Set(parts.rows),
    seats: new Set(parts.seats),
    areas: new Set(parts.areas),
  }
}

export function isEmpty({ zones, rows, seats, areas }: Selection): boolean {
  return zones.size + rows.size + seats.size + areas.size === 0
}

/** Both; what is in both is in neither, as a press with Shift takes out what was chosen before. */
export function toggled(before: Selection, pressed: Selection): Selection {
  const either = (kind: keyof Selection) => before[kind].symmetricDifference(pressed[kind])
  return { zones: either('zones'), rows: either('rows'), seats: either('seats'), areas: either('areas') }
}

export function joined(one: Selection, other: Selection): Selection {
  const both = (kind: keyof Selection) => one[kind].union(other[kind])
  return { zones: both('zones'), rows: both('rows'), seats: both('seats'), areas: both('areas') }
}

/** Everything that there is: by rows, as they are what most actions are about. */
export function everything(plan: Plan): Selection {
  return selectionOf({
    rows: plan.zones.flatMap((zone) => zone.rows.map(idOf)),
    areas: plan.zones.flatMap((zone) => (zone.areas ?? []).map(idOf)),
  })
}

/** The selection without what the plan has no more, as after an undo. */
export function within(plan: Plan, selection: Selection): Selection {
  if (isEmpty(selection)) return selection
  const [zones, rows, seats, areas]: [string[], string[], string[], string[]] = [[], [], [], []]
  for (const zone of plan.zones) {
    if (selection.zones.has(idOf(zone))) zones.push(idOf(zone))
    for (const area of zone.areas ?? []) if (selection.areas.has(idOf(area))) areas.push(idOf(area))
    for (const row of zone.rows) {
      if (selection.rows.has(idOf(row))) rows.push(idOf(row))
      if (selection.seats.size === 0) continue
      for (const seat of row.seats) if (selection.seats.has(seat.seat_guid)) seats.push(seat.seat_guid)
    }
  }
  return selectionOf({ zones, rows, seats, areas })
}

/** The rows that are selected, themselves or with their section. */
export function rowsIn(plan: Plan, selection: Selection): { zone: PlanZone; row: PlanRow }[] {
  return plan.zones.flatMap((zone) =>
    zone.rows.flatMap((row) =>
      selection.zones.has(idOf(zone)) || selection.rows.has(idOf(row)) ? [{ zone, row }] : [],
    ),
  )
}

/** How many seats an action would be about. */
export function seatsIn(plan: Plan, selection: Selection): number {
  let count = 0
  for (const zone of plan.zones) {
    const isWhole = selection.zones.has(idOf(zone))
    for (const row of zone.rows) {
      if (isWhole || selection.rows.has(idOf(row))) count += row.seats.length
      else if (selection.seats.size > 0) {
        for (const seat of row.seats) if (selection.seats.has(seat.seat_guid)) count += 1
      }
    }
  }
  return count
}

/** Where the selection is on the plan; undefined where it is nowhere. */
export function boxOfSelection(plan: Plan, selection: Selection): Box | undefined {
  return boxAround(unitsOf(plan, selection).map(({ box }) => box))
}

/** One thing of a selection that is moved as a whole, with where it is. */
export interface Unit {
  readonly kind: keyof Selection
  readonly id: string
  readonly box: Box
}

export function unitsOf(plan: Plan, selection: Selection): Unit[] {
  const units: Unit[] = []
  const add = (kind: keyof Selection, id: string, box: Box | undefined) => {
    if (box && selection[kind].has(id)) units.push({ kind, id, box })
  }
  for (const zone of plan.zones) {
    if (selection.zones.has(idOf(zone))) {
      add('zones', idOf(zone), zoneBox(zone))
      continue
    }
    if (selection.areas.size > 0) {
      for (const area of zone.areas ?? []) add('areas', idOf(area), areaBox(zone, area))
    }
    for (const row of zone.rows) {
      if (selection.rows.has(idOf(row))) add('rows', idOf(row), rowBox(zone, row))
      else if (selection.seats.size > 0) {
        for (const seat of row.seats) add('seats', seat.seat_guid, seatBox(zone, row, seat))
      }
    }
  }
  return units
}
