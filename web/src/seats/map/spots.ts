import type { Point } from '@fairground/seating'

import { isInside } from './find.ts'
import { boxOf } from './ground.ts'

/** Where a word stands in an outline: as much room as there is around it, in units of the plan. */
export interface Spot {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How often a box is divided each way to look for the roomiest place. */
const STEPS = 16
/** What a unit away from the middle costs, in units of room: words of one row of sections stand in one row. */
const NEAR_THE_MIDDLE = 0.4
/** An outline of a thousand points says no more about where its middle is. */
const MOST_POINTS = 64

/** The point that is farthest from the edge, of a grid; one near the middle of the box where several are. */
export function spotOf(outline: readonly Point[]): Spot {
  const every = Math.ceil(outline.length / MOST_POINTS)
  const points = outline.filter((_, index) => index % every === 0)
  const { minX, minY, maxX, maxY } = boxOf(points)
  const middle = { x: (minX + maxX) / 2, y: (minY + maxY) / 2 }
  let best = { ...middle, room: -Infinity }
  for (let step = 0; step < (STEPS - 1) ** 2; step += 1) {
    const x = minX + ((maxX - minX) * (1 + (step % (STEPS - 1)))) / STEPS
    const y = minY + ((maxY - minY) * (1 + Math.floor(step / (STEPS - 1)))) / STEPS
    if (!isInside({ x, y }, points)) continue
    const room = fromEdge({ x, y }, points) - Math.hypot(x - middle.x, y - middle.y) * NEAR_THE_MIDDLE
    if (room > best.room) best = { x, y, room }
  }
  if (best.room === -Infinity) return { ...middle, width: (maxX - minX) / 2, height: (maxY - minY) / 2 }
  const height = fromEdge(best, points) * 2
  const widths = [-0.25, 0, 0.25].map((part) => widthAt(best.x, best.y + height * part, points))
  return { x: best.x, y: best.y, width: Math.min(...widths), height }
}

function fromEdge(point: Point, polygon: readonly Point[]): number {
  let least = Infinity
  for (const [index, one] of polygon.entries()) {
    const other = polygon[(index + 1) % polygon.length] ?? one
    const [byX, byY] = [other.x - one.x, other.y - one.y]
    const along = ((point.x - one.x) * byX + (point.y - one.y) * byY) / (byX * byX + byY * byY || 1)
    const part = Math.min(1, Math.max(0, along))
    least = Math.min(least, Math.hypot(point.x - one.x - byX * part, point.y - one.y - byY * part))
  }
  return least
}

/** How wide a word in the middle of x can be. */
function widthAt(x: number, y: number, polygon: readonly Point[]): number {
  let half = Infinity
  for (const [index, one] of polygon.entries()) {
    const other = polygon[(index + 1) % polygon.length] ?? one
    if (one.y > y === other.y > y) continue
    half = Math.min(half, Math.abs(one.x + ((y - one.y) / (other.y - one.y)) * (other.x - one.x) - x))
  }
  return half === Infinity ? 0 : half * 2
}
