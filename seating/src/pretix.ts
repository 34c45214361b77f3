import type { Plan, PlanArea, PlanRow, PlanSeat, PlanZone } from '@fairground/contract'

/** The plan as pretix's seating plan format has it: without what only we can say. */
export function toPretix({ focal_point: _focal, floors: _floors, ...plan }: Plan): Plan {
  return { ...plan, zones: plan.zones.map(zoneOf) }
}

function zoneOf({ outline: _outline, floor: _floor, ...zone }: PlanZone): PlanZone {
  const theirs = { ...zone, rows: zone.rows.map(rowOf) }
  return zone.areas ? { ...theirs, areas: zone.areas.map(areaOf) } : theirs
}

function rowOf({ drawn: _, ...row }: PlanRow): PlanRow {
  return { ...row, seats: row.seats.map(seatOf) }
}

function seatOf(seat: PlanSeat): PlanSeat {
  const { accessible: _a, companion: _c, restricted_view: _r, aisle: _i, blocked: _b, ...theirs } = seat
  return theirs
}

function areaOf({ standing: _standing, stage: _stage, ...area }: PlanArea): PlanArea {
  return area
}
