import type { Point } from '@fairground/seating'

export const ORIGIN: Point = { x: 0, y: 0 }

export interface Box {
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
}

/** A plan's file need not say where a seat is to more than a hundredth of a unit. */
export function rounded({ x, y }: Point): { x: number; y: number } {
  return { x: round(x), y: round(y) }
}

export function round(value: number): number {
  // Without minus nought, which JSON writes and reads as another number than it was.
  return Math.round(value * 100) / 100 + 0
}

export function plus(one: Point, other: Point): { x: number; y: number } {
  return { x: one.x + other.x, y: one.y + other.y }
}

export function minus(one: Point, other: Point): { x: number; y: number } {
  return { x: one.x - other.x, y: one.y - other.y }
}

/** Degrees, clockwise as y grows downwards. */
export function turned(point: Point, degrees: number, about: Point = ORIGIN): { x: number; y: number } {
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const { x, y } = minus(point, about)
  return { x: about.x + x * cos - y * sin, y: about.y + x * sin + y * cos }
}

/** The same direction, between -180 and 180 degrees. */
export function asTurn(degrees: number): number {
  const whole = ((degrees % 360) + 360) % 360
  return round(whole > 180 ? whole - 360 : whole)
}

export function distance(one: Point, other: Point): number {
  return Math.hypot(other.x - one.x, other.y - one.y)
}

/** To the nearest crossing of a grid; a grid of 0 is none. */
export function snapped(point: Point, grid: number): { x: number; y: number } {
  if (grid <= 0) return rounded(point)
  return { x: Math.round(point.x / grid) * grid + 0, y: Math.round(point.y / grid) * grid + 0 }
}

export function boxOf(points: Iterable<Point>, reach = 0): Box | undefined {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { x, y } of points) {
    minX = Math.min(minX, x)
    minY = Math.min(minY, y)
    maxX = Math.max(maxX, x)
    maxY = Math.max(maxY, y)
  }
  if (minX > maxX) return undefined
  return { minX: minX - reach, minY: minY - reach, maxX: maxX + reach, maxY: maxY + reach }
}

export function boxBetween(one: Point, other: Point): Box {
  return {
    minX: Math.min(one.x, other.x),
    minY: Math.min(one.y, other.y),
    maxX: Math.max(one.x, other.x),
    maxY: Math.max(one.y, other.y),
  }
}

export function boxAround(boxes: Iterable<Box | undefined>): Box | undefined {
  let around: Box | undefined
  for (const box of boxes) {
    if (!box) continue
    around = around
      ? {
          minX: Math.min(around.minX, box.minX),
          minY: Math.min(around.minY, box.minY),
          maxX: Math.max(around.maxX, box.maxX),
          maxY: Math.max(around.maxY, box.maxY),
        }
      : box
  }
  return around
}

export function shifted(box: Box, by: Point): Box {
  return { minX: box.minX + by.x, minY: box.minY + by.y, maxX: box.maxX + by.x, maxY: box.maxY + by.y }
}

export function middleOf({ minX, minY, maxX, maxY }: Box): { x: number; y: number } {
  return { x: (minX + maxX) / 2, y: (minY + maxY) / 2 }
}

export function meets(one: Box, other: Box): boolean {
  return one.minX <= other.maxX && one.maxX >= other.minX && one.minY <= other.maxY && one.maxY >= other.minY
}

export function isIn({ x, y }: Point, { minX, minY, maxX, maxY }: Box): boolean {
  return x >= minX && x <= maxX && y >= minY && y <= maxY
}

/** Whether a point lies in a polygon: an odd number of its sides are to the right. */
export function isInside(point: Point, polygon: readonly Point[]): boolean {
  let inside = false
  let before = polygon.at(-1)
  for (const corner of polygon) {
    if (before && corner.y > point.y !== before.y > point.y) {
      const x = ((before.x - corner.x) * (point.y - corner.y)) / (before.y - corner.y) + corner.x
      if (point.x < x) inside = !inside
    }
    before = corner
  }
  return inside
}
