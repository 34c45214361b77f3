import type { Plan, PlanArea, PlanRow, PlanSeat, PlanZone } from '@fairground/contract'

/** A list of which nothing changed stays the same one: what is drawn of it, and measured, is known already. */
export function mapKept<Part>(parts: Part[], change: (part: Part, index: number) => Part): Part[] {
  let isChanged = false
  const changed = parts.map((part, index) => {
    const now = change(part, index)
    if (now !== part) isChanged = true
    return now
  })
  return isChanged ? changed : parts
}

export function withZones(plan: Plan, change: (zone: PlanZone, index: number) => PlanZone): Plan {
  const zones = mapKept(plan.zones, change)
  return zones === plan.zones ? plan : { ...plan, zones }
}

export function withRows(zone: PlanZone, change: (row: PlanRow, index: number) => PlanRow): PlanZone {
  const rows = mapKept(zone.rows, change)
  return rows === zone.rows ? zone : { ...zone, rows }
}

export function withSeats(row: PlanRow, change: (seat: PlanSeat, index: number) => PlanSeat): PlanRow {
  const seats = mapKept(row.seats, change)
  return seats === row.seats ? row : { ...row, seats }
}

export function withAreas(zone: PlanZone, change: (area: PlanArea, index: number) => PlanArea): PlanZone {
  if (!zone.areas) return zone
  const areas = mapKept(zone.areas, change)
  return areas === zone.areas ? zone : { ...zone, areas }
}

/** By what the editor knows a section, a row or a shape: each has one since the plan was opened. */
export function idOf(part: { uuid?: string }): string {
  return part.uuid ?? ''
}

export function seatCount(plan: Plan): number {
  return plan.zones.reduce((sum, zone) => sum + seatsOfZone(zone), 0)
}

function seatsOfZone(zone: PlanZone): number {
  return zone.rows.reduce((sum, row) => sum + row.seats.length, 0)
}

export function zoneOf(plan: Plan, id: string): PlanZone | undefined {
  return plan.zones.find((zone) => zone.uuid === id)
}

/** A row or a shape with the section that it is in. */
export function findRow(plan: Plan, id: string): { zone: PlanZone; row: PlanRow } | undefined {
  for (const zone of plan.zones) {
    const row = zone.rows.find(({ uuid }) => uuid === id)
    if (row) return { zone, row }
  }
  return undefined
}

export function findArea(plan: Plan, id: string): { zone: PlanZone; area: PlanArea } | undefined {
  for (const zone of plan.zones) {
    const area = zone.areas?.find(({ uuid }) => uuid === id)
    if (area) return { zone, area }
  }
  return undefined
}

export function findSeat(plan: Plan, id: string): { zone: PlanZone; row: PlanRow; seat: PlanSeat } | undefined {
  for (const zone of plan.zones) {
    for (const row of zone.rows) {
      const seat = row.seats.find(({ seat_guid: guid }) => guid === id)
      if (seat) return { zone, row, seat }
    }
  }
  return undefined
}
