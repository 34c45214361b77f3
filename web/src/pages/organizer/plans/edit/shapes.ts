import type { Plan, PlanArea, PlanZone } from '@fairground/contract'
import { type Point, polygonOf } from '@fairground/seating'

import { newId } from './ids.ts'
import { idOf, withAreas, withZones } from './parts.ts'
import { type Box, boxOf, middleOf, minus, ORIGIN, plus, round, rounded } from './points.ts'

export function cornersOf(zone: PlanZone, area: PlanArea): Point[] {
  return polygonOf(area).map((point) => plus(zone.position, point))
}

/** What a new shape is for. */
export type Purpose = 'stage' | 'standing' | 'shape'

/** A shape as large as a box that was drawn. */
export function shapeIn(shape: 'rectangle' | 'ellipse', box: Box): PlanArea {
  const [width, height] = [Math.round(box.maxX - box.minX), Math.round(box.maxY - box.minY)]
  if (shape === 'rectangle') {
    return { uuid: newId(), shape, position: rounded({ x: box.minX, y: box.minY }), rectangle: { width, height } }
  }
  return {
    uuid: newId(),
    shape,
    position: rounded(middleOf(box)),
    ellipse: { radius: { x: width / 2, y: height / 2 } },
  }
}

export function polygonThrough(points: readonly Point[]): PlanArea {
  const first = points[0] ?? ORIGIN
  return {
    uuid: newId(),
    shape: 'polygon',
    position: rounded(first),
    polygon: { points: points.map((point) => rounded(minus(point, first))) },
  }
}

const TEXT_SIZE = 32

export function wordAt(point: Point, text: string): PlanArea {
  return {
    uuid: newId(),
    shape: 'text',
    position: rounded(point),
    text: { text, position: { x: 0, y: 0 }, color: TEXT_COLOUR, size: TEXT_SIZE },
  }
}

const TEXT_COLOUR = '#555555'

/** What pretix draws for a place that people look at, and what a word on it is written in. */
const LOOKS: Readonly<Record<Purpose, { color: string; border_color: string }>> = {
  stage: { color: '#333344', border_color: '#333344' },
  standing: { color: '#cfe3ee', border_color: '#0072b2' },
  shape: { color: '#dddddd', border_color: '#999999' },
}

export function forPurpose(area: PlanArea, purpose: Purpose, name: string, capacity: number): PlanArea {
  const looks = { ...area, ...LOOKS[purpose] }
  const middle = middleOf(boxOf(polygonOf({ ...area, position: ORIGIN, rotation: 0 })) ?? EMPTY)
  const text = (color: string) => ({ text: name, position: rounded(middle), color, size: TEXT_SIZE })
  switch (purpose) {
    case 'stage':
      return { ...looks, stage: true, text: text('#ffffff') }
    case 'standing':
      return { ...looks, standing: { name, capacity }, text: text('#222222') }
    case 'shape':
      return looks
    default:
      return purpose satisfies never
  }
}

const EMPTY: Box = { minX: 0, minY: 0, maxX: 0, maxY: 0 }

/** A square metre holds two who stand and want to dance; half a metre is a seat of 20 units. */
const UNITS_OF_A_METRE = 40
const STANDING_A_SQUARE_METRE = 2

/** How many stand in a box of a plan, as a first guess. */
export function capacityOf(box: Box): number {
  const squareMetres = ((box.maxX - box.minX) * (box.maxY - box.minY)) / UNITS_OF_A_METRE ** 2
  return Math.max(1, Math.round(squareMetres * STANDING_A_SQUARE_METRE))
}

/** The plan with a shape in one of its sections; it lies where it is on the plan. */
export function withArea(plan: Plan, zoneId: string, area: PlanArea): Plan {
  return withZones(plan, (zone) => {
    if (idOf(zone) !== zoneId) return zone
    const position = rounded(minus(area.position ?? ORIGIN, zone.position))
    return { ...zone, areas: [...(zone.areas ?? []), { ...area, position }] }
  })
}

export function changedArea(plan: Plan, id: string, change: (area: PlanArea) => PlanArea): Plan {
  return withZones(plan, (zone) => withAreas(zone, (area) => (idOf(area) === id ? change(area) : area)))
}

/** The name of a standing area is the word on it, too. */
export function renamedArea(area: PlanArea, name: string): PlanArea {
  return {
    ...area,
    ...(area.text ? { text: { ...area.text, text: name } } : {}),
    ...(area.standing ? { standing: { ...area.standing, name } } : {}),
  }
}

/** Another size for a shape that has one; a polygon is stretched. The middle stays, and the word in it. */
export function resized(area: PlanArea, width: number, height: number): PlanArea {
  const own = boxOf(polygonOf({ ...area, position: ORIGIN, rotation: 0 }))
  if (!own || own.maxX === own.minX || own.maxY === own.minY) return area
  const [w, h] = [Math.max(1, Math.round(width)), Math.max(1, Math.round(height))]
  const [scaleX, scaleY] = [w / (own.maxX - own.minX), h / (own.maxY - own.minY)]
  const scaled = ({ x, y }: Point) => rounded({ x: x * scaleX, y: y * scaleY })
  return {
    ...area,
    ...(area.rectangle ? { rectangle: { width: w, height: h } } : {}),
    ...(area.ellipse ? { ellipse: { radius: { x: round(w / 2), y: round(h / 2) } } } : {}),
    ...(area.circle ? { circle: { radius: Math.round(Math.min(w, h) / 2) } } : {}),
    ...(area.polygon ? { polygon: { points: area.polygon.points.map(scaled) } } : {}),
    ...(area.text && area.shape !== 'text' ? { text: { ...area.text, position: scaled(area.text.position) } } : {}),
  }
}

export function sizeOf(area: PlanArea): { width: number; height: number } | undefined {
  const own = boxOf(polygonOf({ ...area, position: ORIGIN, rotation: 0 }))
  return own && { width: round(own.maxX - own.minX), height: round(own.maxY - own.minY) }
}

/** The standing areas of a plan; an event's general areas can be one each. */
export function standingOf(plan: Plan): { name: string; capacity: number }[] {
  return plan.zones.flatMap((zone) => (zone.areas ?? []).flatMap(({ standing }) => (standing ? [standing] : [])))
}
