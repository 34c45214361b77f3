import type { Point } from '@fairground/seating'
import Flatbush from 'flatbush'

import { type Ground, rowBox } from './ground.ts'
import { type Box, meet } from './view.ts'

export interface Finder {
  /** The seat nearest to a point, no farther from its edge than `reach`; all in units of the plan. */
  seatAt(point: Point, reach: number): number | undefined
  sectionAt(point: Point): number | undefined
  /** Of the plan's shapes the topmost that is a standing area. */
  standingAt(point: Point): string | undefined
  /** The next seat to the right, left, above or below; along its row first. */
  seatBeside(seat: number, direction: Direction): number | undefined
  sectionBeside(section: number, direction: Direction): number | undefined
  /** The seat nearest to a point, wherever. */
  nearestSeat(point: Point): number | undefined
}

export type Direction = 'left' | 'right' | 'up' | 'down'

/** Built when it is first asked: an index over the rows, since seats are found within them at once. */
export function finderOf(ground: Ground): Finder {
  const { map } = ground
  let index: Flatbush | undefined
  const rows = () => (index ??= indexOf(ground))

  /** By distance from the middle, of the seats of these rows. */
  const nearestOf = (candidates: Iterable<number>, point: Point, reach: number): number | undefined => {
    let [best, bestDistance] = [-1, reach]
    for (const row of candidates) {
      const { firstSeat, seats } = map.rows[row] ?? { firstSeat: 0, seats: 0 }
      for (let seat = firstSeat; seat < firstSeat + seats; seat += 1) {
        const distance =
          Math.hypot((map.x[seat] ?? 0) - point.x, (map.y[seat] ?? 0) - point.y) - (map.radius[seat] ?? 0)
        if (distance < bestDistance) [best, bestDistance] = [seat, distance]
      }
    }
    return best === -1 ? undefined : best
  }
  const seatAt = (point: Point, reach: number) =>
    nearestOf(rows().search(point.x - reach, point.y - reach, point.x + reach, point.y + reach), point, reach)
  const middleOf = (section: number) => centre(ground.sections[section] ?? ground.world.box)

  return {
    seatAt,
    nearestSeat: (point) => nearestOf(rows().neighbors(point.x, point.y, ROWS_TO_LOOK_AT), point, Infinity),
    sectionAt: (point) => {
      for (let section = map.sections.length - 1; section >= 0; section -= 1) {
        const own = ground.sections[section]
        const { outline = [], seats = 0 } = map.sections[section] ?? {}
        if (seats > 0 && own && contains(own, point) && isInside(point, outline)) return section
      }
      return undefined
    },
    standingAt: (point) =>
      map.shapes.findLast(
        ({ standing, points }, shape) =>
          standing !== null && contains(ground.shapes[shape] ?? ground.world.box, point) && isInside(point, points),
      )?.standing ?? undefined,
    seatBeside: (seat, direction) => {
      const row = map.rows[map.row[seat] ?? -1]
      const from = { x: map.x[seat] ?? 0, y: map.y[seat] ?? 0 }
      const along = [seat - 1, seat + 1].filter(
        (other) => row && other >= row.firstSeat && other < row.firstSeat + row.seats,
      )
      const place = (other: number) => ({ x: map.x[other] ?? 0, y: map.y[other] ?? 0 })
      const inRow = along.find((other) => isTowards(from, place(other), direction))
      if (inRow !== undefined) return inRow
      const near = rows()
        .neighbors(from.x, from.y, ROWS_TO_LOOK_AT * 2)
        .flatMap((other) => range(map.rows[other]?.firstSeat ?? 0, map.rows[other]?.seats ?? 0))
      return nextOf(near, seat, place, direction)
    },
    sectionBeside: (section, direction) =>
      nextOf(
        range(0, map.sections.length).filter((other) => (map.sections[other]?.seats ?? 0) > 0),
        section,
        middleOf,
        direction,
      ),
  }
}

/** The nearest row by its box may be a long curved one; its neighbours hold the nearest seat. */
const ROWS_TO_LOOK_AT = 8

function indexOf(ground: Ground): Flatbush {
  const { rows, map } = ground
  // The library knows no index of nothing.
  const index = new Flatbush(Math.max(1, map.rows.length), 16, Float32Array)
  for (let row = 0; row < map.rows.length; row += 1) {
    const { minX, minY, maxX, maxY } = rowBox(rows, row)
    // Out of reach rather than left out: its numbers are the rows'.
    if (Number.isNaN(minX)) index.add(FAR, FAR, FAR, FAR)
    else index.add(minX, minY, maxX, maxY)
  }
  if (map.rows.length === 0) index.add(FAR, FAR, FAR, FAR)
  index.finish()
  return index
}

/** Ten times as far as a plan may reach. */
const FAR = 1e7

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}

function centre({ minX, minY, maxX, maxY }: Box): Point {
  return { x: (minX + maxX) / 2, y: (minY + maxY) / 2 }
}

const AHEAD: Record<Direction, Point> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
}

/** How far ahead, and how far aside. */
function seenFrom(from: Point, to: Point, direction: Direction): { ahead: number; aside: number } {
  const { x, y } = AHEAD[direction]
  const [byX, byY] = [to.x - from.x, to.y - from.y]
  return { ahead: byX * x + byY * y, aside: Math.abs(byX * y - byY * x) }
}

/** Within 45 degrees. */
function isTowards(from: Point, to: Point, direction: Direction): boolean {
  const { ahead, aside } = seenFrom(from, to, direction)
  return ahead > 0 && ahead >= aside
}

/** Of those ahead the nearest; what lies aside counts twice. */
function nextOf(
  candidates: readonly number[],
  from: number,
  placeOf: (candidate: number) => Point,
  direction: Direction,
): number | undefined {
  let [best, least] = [-1, Infinity]
  const start = placeOf(from)
  for (const candidate of candidates) {
    const place = placeOf(candidate)
    const { ahead, aside } = seenFrom(start, place, direction)
    if (candidate === from || ahead <= 0 || ahead < aside) continue
    const cost = ahead + 2 * aside
    if (cost < least) [best, least] = [candidate, cost]
  }
  return best === -1 ? undefined : best
}

function contains(box: Box, { x, y }: Point): boolean {
  return meet(box, { minX: x, minY: y, maxX: x, maxY: y })
}

/** By the even-odd rule. */
export function isInside({ x, y }: Point, polygon: readonly Point[]): boolean {
  let inside = false
  for (const [index, one] of polygon.entries()) {
    const other = polygon[index === 0 ? polygon.length - 1 : index - 1] ?? one
    if (one.y > y !== other.y > y && x < ((other.x - one.x) * (y - one.y)) / (other.y - one.y) + one.x) inside = !inside
  }
  return inside
}
