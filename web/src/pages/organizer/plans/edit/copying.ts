import type { Plan, PlanArea, PlanRow, PlanZone } from '@fairground/contract'
import type { Point } from '@fairground/seating'

import { freshArea, idsOfSeats, withFreshParts, withFreshSeats, withSomeSection } from './ids.ts'
import { labelsAfter } from './labels.ts'
import { idOf, mapKept } from './parts.ts'
import { minus, ORIGIN, plus, rounded } from './points.ts'
import { type Selection, selectionOf } from './selection.ts'

/** What was copied: whole sections, and rows and shapes with the section that they came from. */
export interface Clip {
  readonly zones: readonly PlanZone[]
  readonly rows: readonly { readonly zone: PlanZone; readonly row: PlanRow }[]
  readonly areas: readonly { readonly zone: PlanZone; readonly area: PlanArea }[]
}

/** Undefined where nothing is selected. Single seats are copied as rows that have no others. */
export function copied(plan: Plan, selection: Selection): Clip | undefined {
  const zones = plan.zones.filter((zone) => selection.zones.has(idOf(zone)))
  const others = plan.zones.filter((zone) => !selection.zones.has(idOf(zone)))
  const rows = others.flatMap((zone) =>
    zone.rows.flatMap((row) => {
      if (selection.rows.has(idOf(row))) return [{ zone, row }]
      const seats = row.seats.filter((seat) => selection.seats.has(seat.seat_guid))
      if (seats.length === 0) return []
      // Some seats of a row are not evenly laid any more, or not known to be.
      const { drawn: _, ...rest } = row
      return [{ zone, row: { ...rest, seats } }]
    }),
  )
  const areas = others.flatMap((zone) =>
    (zone.areas ?? []).flatMap((area) => (selection.areas.has(idOf(area)) ? [{ zone, area }] : [])),
  )
  return zones.length + rows.length + areas.length > 0 ? { zones, rows, areas } : undefined
}

/**
 * The plan with what was copied put in once more, so far from where it was, and that selected: in the section where it
 * came from if that is there still, in the first one otherwise. All of it has ids of its own, rows the labels that come
 * next, and sections names that are free.
 */
export function pasted(plan: Plan, clip: Clip, by: Point): { plan: Plan; selection: Selection } {
  const taken = idsOfSeats(plan)
  const newZones: PlanZone[] = []
  for (const zone of clip.zones) {
    const name = freeName(zone.name ?? '', [...plan.zones, ...newZones])
    newZones.push(
      withFreshParts({ ...zone, ...(name === '' ? {} : { name }), position: rounded(plus(zone.position, by)) }, taken),
    )
  }
  const selected = { zones: newZones.map(idOf), rows: [] as string[], areas: [] as string[] }
  let zones = withSomeSection({ ...plan, zones: [...plan.zones, ...newZones] }).zones
  const homeOf = (zone: PlanZone) => (zones.find(({ uuid }) => uuid === zone.uuid) ?? zones[0])?.uuid
  zones = mapKept(zones, (zone) => {
    const rows = clip.rows.filter((one) => homeOf(one.zone) === zone.uuid)
    const areas = clip.areas.filter((one) => homeOf(one.zone) === zone.uuid)
    if (rows.length + areas.length === 0) return zone
    const labels = labelsAfter(
      zone.rows.map((row) => row.row_number),
      rows.map(({ row }) => row.row_number),
    )
    const newRows = rows.map(({ zone: from, row }, index) => {
      const position = movedInto(zone, from, row.position, by)
      return withFreshSeats({ ...row, position, row_number: labels[index] ?? row.row_number }, taken)
    })
    const newAreas = areas.map(({ zone: from, area }) =>
      freshArea({ ...area, position: movedInto(zone, from, area.position, by) }),
    )
    selected.rows.push(...newRows.map(idOf))
    selected.areas.push(...newAreas.map(idOf))
    return {
      ...zone,
      rows: [...zone.rows, ...newRows],
      ...(newAreas.length > 0 ? { areas: [...(zone.areas ?? []), ...newAreas] } : {}),
    }
  })
  return { plan: { ...plan, zones }, selection: selectionOf(selected) }
}

function movedInto(zone: PlanZone, from: PlanZone, position: Point = ORIGIN, by: Point): { x: number; y: number } {
  return rounded(plus(minus(plus(from.position, position), zone.position), by))
}

/** "Stalls", "Stalls 2", "Stalls 3". A section without a name stays without. */
export function freeName(name: string, zones: readonly PlanZone[]): string {
  const names = new Set(zones.map((zone) => zone.name))
  if (name === '' || !names.has(name)) return name
  const base = name.replace(/ \d+$/, '')
  let next = 2
  while (names.has(`${base} ${next}`)) next += 1
  return `${base} ${next}`
}

/** The plan without the selection; rows that lose their last seat go too. */
export function removed(plan: Plan, selection: Selection): Plan {
  const zones = plan.zones.flatMap((zone) => {
    if (selection.zones.has(idOf(zone))) return []
    const rows = zone.rows.flatMap((row) => {
      if (selection.rows.has(idOf(row))) return []
      if (selection.seats.size === 0) return [row]
      const seats = row.seats.filter((seat) => !selection.seats.has(seat.seat_guid))
      if (seats.length === row.seats.length) return [row]
      return seats.length === 0 ? [] : [{ ...row, seats }]
    })
    const areas = zone.areas?.filter((area) => !selection.areas.has(idOf(area)))
    const isSame =
      rows.length === zone.rows.length &&
      rows.every((row, index) => row === zone.rows[index]) &&
      areas?.length === zone.areas?.length
    return [isSame ? zone : { ...zone, rows, ...(areas ? { areas } : {}) }]
  })
  return withSomeSection({ ...plan, zones })
}
