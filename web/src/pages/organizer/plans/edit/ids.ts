import type { Plan, PlanArea, PlanRow, PlanSeat, PlanZone } from '@fairground/contract'

import { withAreas, withRows, withSeats, withZones } from './parts.ts'

/**
 * A plan in which every section, row and shape has a `uuid` of its own and every seat a `seat_guid`: those that are
 * there stay, but for the second of two that are the same.
 */
export function identified(given: Plan): Plan {
  const plan = withSomeSection(given)
  const [parts, seats] = [new Set<string>(), idsOfSeats(plan)]
  const seen = new Set<string>()
  const named = <Part extends { uuid?: string }>(part: Part): Part => {
    if (part.uuid && !parts.has(part.uuid)) {
      parts.add(part.uuid)
      return part
    }
    const uuid = newId()
    parts.add(uuid)
    return { ...part, uuid }
  }
  return withZones(plan, (zone) =>
    withAreas(
      withRows(named(zone), (row) => withSeats(named(row), (seat) => ownSeat(seat, seen, seats))),
      named,
    ),
  )
}

/** Rows and shapes need a section to be in, if only one without a name. */
export function withSomeSection(plan: Plan): Plan {
  if (plan.zones.length > 0) return plan
  return { ...plan, zones: [{ uuid: newId(), name: '', position: { x: 0, y: 0 }, rows: [] }] }
}

function ownSeat(seat: PlanSeat, seen: Set<string>, taken: Set<string>): PlanSeat {
  if (seat.seat_guid !== '' && !seen.has(seat.seat_guid)) {
    seen.add(seat.seat_guid)
    return seat
  }
  const guid = freeSeatId(seat.seat_number, taken)
  seen.add(guid)
  return { ...seat, seat_guid: guid }
}

export function newId(): string {
  return crypto.randomUUID()
}

export function idsOfSeats(plan: Plan): Set<string> {
  const ids = new Set<string>()
  for (const zone of plan.zones) {
    for (const row of zone.rows) for (const seat of row.seats) ids.add(seat.seat_guid)
  }
  return ids
}

/**
 * A row whose seats have ids that `taken` has not; they are added to it. One beginning for the row and then the number,
 * so that the wire need not say each of them (`geometryOf`).
 */
export function withFreshSeats(row: PlanRow, taken: Set<string>): PlanRow {
  const prefix = newPrefix(row.row_number, taken)
  return { ...row, uuid: newId(), seats: row.seats.map((seat) => freshSeat(seat, prefix, taken)) }
}

export function withFreshParts(zone: PlanZone, taken: Set<string>): PlanZone {
  return {
    ...zone,
    uuid: newId(),
    rows: zone.rows.map((row) => withFreshSeats(row, taken)),
    ...(zone.areas ? { areas: zone.areas.map(freshArea) } : {}),
  }
}

export function freshArea(area: PlanArea): PlanArea {
  return { ...area, uuid: newId() }
}

function freshSeat({ uuid: _, ...seat }: PlanSeat, prefix: string, taken: Set<string>): PlanSeat {
  return { ...seat, seat_guid: freeSeatId(prefix + seat.seat_number, taken) }
}

/** Two seats of a row may have the same number for a while. */
export function freeSeatId(wanted: string, taken: Set<string>): string {
  let id = wanted
  for (let next = 2; id === '' || taken.has(id); next += 1) id = `${wanted}~${next}`
  taken.add(id)
  return id
}

const PREFIX_LETTERS = 4

/** The row's label where that is free, as people would write it; else something short that nobody has. */
export function newPrefix(label: string, taken: ReadonlySet<string>): string {
  const own = label.replaceAll(/[^\p{L}\p{N}\p{M}.]+/gu, '').slice(0, 8)
  if (own !== '' && isFree(`${own}-`, taken)) return `${own}-`
  for (;;) {
    const prefix = `${own}.${newId().slice(0, PREFIX_LETTERS)}-`
    if (isFree(prefix, taken)) return prefix
  }
}

/** Whether hardly a row of that beginning is there: whatever a row's numbers are, it has one of these. */
function isFree(prefix: string, taken: ReadonlySet<string>): boolean {
  return ['1', '2', '3', '101', '102'].every((number) => !taken.has(prefix + number))
}
