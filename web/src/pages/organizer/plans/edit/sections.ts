import type { Plan, PlanArea, PlanRow, PlanZone } from '@fairground/contract'
import type { Point } from '@fairground/seating'

import { rowBox } from './bounds.ts'
import { freeName } from './copying.ts'
import { partsInside } from './hits.ts'
import { newId } from './ids.ts'
import { labelsAfter } from './labels.ts'
import { idOf, withZones, zoneOf } from './parts.ts'
import { middleOf, minus, ORIGIN, plus, rounded } from './points.ts'
import type { Selection } from './selection.ts'

/** The plan with one more section, empty. */
export function withSection(plan: Plan, name: string): { plan: Plan; id: string } {
  const zone: PlanZone = { uuid: newId(), name: freeName(name, plan.zones), position: { x: 0, y: 0 }, rows: [] }
  return { plan: { ...plan, zones: [...plan.zones, zone] }, id: idOf(zone) }
}

/** A section with an outline that was drawn; the rows and shapes in it are its own from then on. */
export function outlined(plan: Plan, outline: readonly Point[], name: string): { plan: Plan; id: string } {
  const taken = partsInside(plan, outline)
  const made = withSection(plan, name)
  const filled = movedTo(made.plan, taken, made.id)
  return { plan: changedSection(filled, made.id, (zone) => ({ ...zone, outline: outline.map(rounded) })), id: made.id }
}

export function changedSection(plan: Plan, id: string, change: (zone: PlanZone) => PlanZone): Plan {
  return withZones(plan, (zone) => (idOf(zone) === id ? change(zone) : zone))
}

/** The selected rows and shapes as parts of another section; they stay where they are on the plan. */
export function movedTo(plan: Plan, selection: Selection, id: string): Plan {
  const target = zoneOf(plan, id)
  if (!target) return plan
  const [rows, areas]: [PlanRow[], PlanArea[]] = [[], []]
  const rest = withZones(plan, (zone) => {
    if (zone === target) return zone
    const own = zone.rows.filter((row) => selection.rows.has(idOf(row)))
    const ownAreas = (zone.areas ?? []).filter((area) => selection.areas.has(idOf(area)))
    if (own.length + ownAreas.length === 0) return zone
    const place = (position: Point = ORIGIN) => rounded(minus(plus(zone.position, position), target.position))
    rows.push(...own.map((row) => ({ ...row, position: place(row.position) })))
    areas.push(...ownAreas.map((area) => ({ ...area, position: place(area.position) })))
    return {
      ...zone,
      rows: zone.rows.filter((row) => !own.includes(row)),
      ...(zone.areas ? { areas: zone.areas.filter((area) => !ownAreas.includes(area)) } : {}),
    }
  })
  if (rows.length + areas.length === 0) return plan
  const labels = labelsAfter(
    target.rows.map((row) => row.row_number),
    rows.map((row) => row.row_number),
  )
  return changedSection(rest, id, (zone) => ({
    ...zone,
    rows: [...zone.rows, ...rows.map((row, index) => ({ ...row, row_number: labels[index] ?? row.row_number }))],
    ...(areas.length > 0 ? { areas: [...(zone.areas ?? []), ...areas] } : {}),
  }))
}

/** The rows of a section in the order of their distance from a point: the best seats are looked for in that order. */
export function fromTheFront(plan: Plan, id: string, focus: Point): Plan {
  return changedSection(plan, id, (zone) => {
    const away = (row: PlanRow) => {
      const box = rowBox(zone, row)
      const { x, y } = box ? middleOf(box) : zone.position
      return Math.hypot(x - focus.x, y - focus.y)
    }
    const rows = zone.rows.toSorted((one, other) => away(one) - away(other))
    return rows.every((row, index) => row === zone.rows[index]) ? zone : { ...zone, rows }
  })
}

export function withFloor(plan: Plan, name: string): Plan {
  const floors = plan.floors ?? []
  return floors.some((floor) => floor.name === name) ? plan : { ...plan, floors: [...floors, { name }] }
}

/** Without the floors on which there is no section any more. */
export function withoutIdleFloors(plan: Plan): Plan {
  if (!plan.floors) return plan
  const used = new Set(plan.zones.map(({ floor }) => floor))
  const floors = plan.floors.filter(({ name }) => used.has(name))
  if (floors.length === plan.floors.length) return plan
  const { floors: _, ...rest } = plan
  return floors.length === 0 ? rest : { ...plan, floors }
}
