import type { Plan, PlanArea, PlanRow, PlanZone } from '@fairground/contract'
import type { Point } from '@fairground/seating'

import { idOf, mapKept, withAreas, withRows, withSeats, withZones } from './parts.ts'
import { asTurn, type Box, boxAround, middleOf, minus, ORIGIN, plus, rounded, turned } from './points.ts'
import { boxOfSelection, type Selection, type Unit, unitsOf } from './selection.ts'

type ShiftOf = (kind: keyof Selection, id: string) => Point | undefined

/** The plan with the selection moved by so much. A section takes all with it that is in it. */
export function moved(plan: Plan, selection: Selection, by: Point): Plan {
  if (by.x === 0 && by.y === 0) return plan
  return shiftedBy(plan, selection, (kind, id) => (selection[kind].has(id) ? by : undefined))
}

function shiftedBy(plan: Plan, selection: Selection, shiftOf: ShiftOf): Plan {
  const hasSeats = selection.seats.size > 0
  return withZones(plan, (zone) => {
    const own = shiftOf('zones', idOf(zone))
    if (own) return { ...zone, position: rounded(plus(zone.position, own)) }
    const withShapes = withAreas(zone, (area) => {
      const by = shiftOf('areas', idOf(area))
      return by ? { ...area, position: rounded(plus(area.position ?? ORIGIN, by)) } : area
    })
    return withRows(withShapes, (row) => {
      const by = shiftOf('rows', idOf(row))
      if (by) return { ...row, position: rounded(plus(row.position ?? ORIGIN, by)) }
      if (!hasSeats) return row
      return withSeats(row, (seat) => {
        const seatBy = shiftOf('seats', seat.seat_guid)
        return seatBy ? { ...seat, position: rounded(plus(seat.position, seatBy)) } : seat
      })
    })
  })
}

/** The plan with the selection turned clockwise about a point; about its own middle unless said. */
export function rotated(plan: Plan, selection: Selection, degrees: number, about?: Point): Plan {
  const box = boxOfSelection(plan, selection)
  if (!box || degrees % 360 === 0) return plan
  const middle = about ?? middleOf(box)
  return withZones(plan, (zone) => {
    const here = minus(middle, zone.position)
    if (selection.zones.has(idOf(zone))) return zoneTurned(zone, degrees, here)
    const withShapes = withAreas(zone, (area) =>
      selection.areas.has(idOf(area)) ? areaTurned(area, degrees, here) : area,
    )
    return withRows(withShapes, (row) => {
      if (selection.rows.has(idOf(row))) return rowTurned(row, degrees, here)
      if (selection.seats.size === 0) return row
      const origin = row.position ?? ORIGIN
      return withSeats(row, (seat) =>
        selection.seats.has(seat.seat_guid)
          ? { ...seat, position: rounded(minus(turned(plus(origin, seat.position), degrees, here), origin)) }
          : seat,
      )
    })
  })
}

function zoneTurned(zone: PlanZone, degrees: number, about: Point): PlanZone {
  const rows = mapKept(zone.rows, (row) => rowTurned(row, degrees, about))
  const inside = withAreas({ ...zone, rows }, (area) => areaTurned(area, degrees, about))
  if (!zone.outline) return inside
  return { ...inside, outline: zone.outline.map((point) => rounded(turned(point, degrees, about))) }
}

function rowTurned(row: PlanRow, degrees: number, about: Point): PlanRow {
  const { drawn } = row
  return {
    ...row,
    position: rounded(turned(row.position ?? ORIGIN, degrees, about)),
    seats: row.seats.map((seat) => ({ ...seat, position: rounded(turned(seat.position, degrees)) })),
    ...(drawn ? { drawn: { ...drawn, rotation: asTurn(drawn.rotation + degrees) } } : {}),
  }
}

function areaTurned(area: PlanArea, degrees: number, about: Point): PlanArea {
  return {
    ...area,
    position: rounded(turned(area.position ?? ORIGIN, degrees, about)),
    rotation: asTurn((area.rotation ?? 0) + degrees),
  }
}

export type Alignment = 'left' | 'right' | 'top' | 'bottom' | 'center' | 'middle' | 'across' | 'down'

/** Each thing of the selection on one line with the others, or (`across`, `down`) as far from the next as any other. */
export function aligned(plan: Plan, selection: Selection, alignment: Alignment): Plan {
  const units = unitsOf(plan, selection)
  const around = boxAround(units.map(({ box }) => box))
  if (!around || units.length < 2) return plan
  const shifts = new Map(
    alignment === 'across' || alignment === 'down'
      ? distributed(units, alignment === 'across' ? 'x' : 'y')
      : units.map((unit) => [keyOf(unit.kind, unit.id), shiftTo(alignment, unit.box, around)]),
  )
  return shiftedBy(plan, selection, (kind, id) => shifts.get(keyOf(kind, id)))
}

function keyOf(kind: keyof Selection, id: string): string {
  return `${kind} ${id}`
}

function shiftTo(alignment: Exclude<Alignment, 'across' | 'down'>, box: Box, around: Box): Point {
  switch (alignment) {
    case 'left':
      return { x: around.minX - box.minX, y: 0 }
    case 'right':
      return { x: around.maxX - box.maxX, y: 0 }
    case 'top':
      return { x: 0, y: around.minY - box.minY }
    case 'bottom':
      return { x: 0, y: around.maxY - box.maxY }
    case 'center':
      return { x: middleOf(around).x - middleOf(box).x, y: 0 }
    case 'middle':
      return { x: 0, y: middleOf(around).y - middleOf(box).y }
    default:
      return alignment satisfies never
  }
}

/** The outermost stay; the middles of those between are evenly apart, in the order in which they are. */
function distributed(units: readonly Unit[], axis: 'x' | 'y'): [string, Point][] {
  const sorted = units.toSorted((one, other) => middleOf(one.box)[axis] - middleOf(other.box)[axis])
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (!first || !last) return []
  const start = middleOf(first.box)[axis]
  const step = (middleOf(last.box)[axis] - start) / (sorted.length - 1)
  return sorted.map((unit, index) => [
    keyOf(unit.kind, unit.id),
    { ...ORIGIN, [axis]: start + step * index - middleOf(unit.box)[axis] },
  ])
}
