import type { Point } from '@fairground/seating'

/** From the plan to the screen, in CSS pixels of the canvas: `plan * scale + d`. A plan is never turned or mirrored. */
export interface View {
  readonly scale: number
  readonly dx: number
  readonly dy: number
}

/** Of the canvas, in CSS pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

export interface Box {
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
}

/** What a view may show: the plan, and how near one can come. */
export interface World {
  readonly box: Box
  /** CSS pixels a unit, at most. */
  readonly mostScale: number
}

/** Between the plan and the canvas's edge, in CSS pixels. */
const MARGIN = 16

export function toScreen({ scale, dx, dy }: View, { x, y }: Point): Point {
  return { x: x * scale + dx, y: y * scale + dy }
}

export function toPlan({ scale, dx, dy }: View, { x, y }: Point): Point {
  return { x: (x - dx) / scale, y: (y - dy) / scale }
}

/** What of the plan is on the screen. */
export function seenBox(view: View, { width, height }: Size): Box {
  const [from, to] = [toPlan(view, { x: 0, y: 0 }), toPlan(view, { x: width, y: height })]
  return { minX: from.x, minY: from.y, maxX: to.x, maxY: to.y }
}

export function meet(one: Box, other: Box): boolean {
  return one.minX <= other.maxX && one.maxX >= other.minX && one.minY <= other.maxY && one.maxY >= other.minY
}

/** The whole plan; the smallest view that there is. */
export function fitted(world: World, size: Size): View {
  return clamped(around(world.box, size), world, size)
}

/** A box in the middle, as large as it can be. */
export function around(box: Box, size: Size): View {
  const scale = scaleOf(box, size)
  return {
    scale,
    dx: (size.width - (box.minX + box.maxX) * scale) / 2,
    dy: (size.height - (box.minY + box.maxY) * scale) / 2,
  }
}

function scaleOf({ minX, minY, maxX, maxY }: Box, { width, height }: Size): number {
  const [roomX, roomY] = [Math.max(1, width - 2 * MARGIN), Math.max(1, height - 2 * MARGIN)]
  return Math.min(roomX / Math.max(1, maxX - minX), roomY / Math.max(1, maxY - minY))
}

/** The nearest view that is neither too small nor too large, and has no more than the margin beside the plan. */
export function clamped(view: View, world: World, size: Size): View {
  const least = scaleOf(world.box, size)
  const scale = Math.min(Math.max(view.scale, least), Math.max(least, world.mostScale))
  const middle = { x: size.width / 2, y: size.height / 2 }
  const { dx, dy } = scale === view.scale ? view : zoomed(view, scale / view.scale, middle)
  const { minX, minY, maxX, maxY } = world.box
  return {
    scale,
    dx: held(dx, minX * scale, maxX * scale, size.width),
    dy: held(dy, minY * scale, maxY * scale, size.height),
  }
}

/** How far along one axis: in the middle where all of it has room, else with its edges outside or at the margin. */
function held(offset: number, from: number, to: number, room: number): number {
  if (to - from <= room - 2 * MARGIN) return (room - from - to) / 2
  return Math.min(MARGIN - from, Math.max(room - MARGIN - to, offset))
}

/** So many times larger; what is at the point stays there. */
export function zoomed(view: View, factor: number, { x, y }: Point): View {
  return { scale: view.scale * factor, dx: x - (x - view.dx) * factor, dy: y - (y - view.dy) * factor }
}

export function moved(view: View, byX: number, byY: number): View {
  return { scale: view.scale, dx: view.dx + byX, dy: view.dy + byY }
}

/** Of two fingers: where they were, and where they are now. */
export function pinched(view: View, before: readonly [Point, Point], now: readonly [Point, Point]): View {
  const [from, to] = [middleOf(before), middleOf(now)]
  const factor = Math.max(1, distance(...now)) / Math.max(1, distance(...before))
  return zoomed(moved(view, to.x - from.x, to.y - from.y), factor, to)
}

function middleOf([one, other]: readonly [Point, Point]): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}

/** Still the smallest view, but for rounding. */
export function isFitted(view: View, world: World, size: Size): boolean {
  return view.scale <= scaleOf(world.box, size) * 1.001
}

/** The same of the plan in the middle when the canvas becomes larger or smaller; the whole plan stays the whole plan. */
export function resized(view: View, world: World, before: Size, now: Size): View {
  if (isFitted(view, world, before)) return fitted(world, now)
  return clamped(moved(view, (now.width - before.width) / 2, (now.height - before.height) / 2), world, now)
}

/** On the way from one view to another, `part` of 1: what is in the middle moves, and grows, evenly. */
export function between(from: View, to: View, part: number, { width, height }: Size): View {
  const scale = from.scale * (to.scale / from.scale) ** part
  const middle = { x: width / 2, y: height / 2 }
  const [start, end] = [toPlan(from, middle), toPlan(to, middle)]
  // Evenly for the eye: by the share of the growth, not of the time.
  const grown =
    Math.abs(to.scale - from.scale) < from.scale * 1e-6
      ? part
      : (1 / scale - 1 / from.scale) / (1 / to.scale - 1 / from.scale)
  const [x, y] = [start.x + (end.x - start.x) * grown, start.y + (end.y - start.y) * grown]
  return { scale, dx: middle.x - x * scale, dy: middle.y - y * scale }
}

/** The least movement that brings a box into view, at a scale that is not smaller than `leastScale`. */
export function bringing(view: View, box: Box, leastScale: number, size: Size): View {
  const middle = { x: (box.minX + box.maxX) / 2, y: (box.minY + box.maxY) / 2 }
  if (view.scale < leastScale) {
    return {
      scale: leastScale,
      dx: size.width / 2 - middle.x * leastScale,
      dy: size.height / 2 - middle.y * leastScale,
    }
  }
  const [from, to] = [toScreen(view, { x: box.minX, y: box.minY }), toScreen(view, { x: box.maxX, y: box.maxY })]
  return moved(view, nearest(from.x, to.x, size.width), nearest(from.y, to.y, size.height))
}

/** How far to move a stretch into the room that there is, with some to spare on each side. */
function nearest(from: number, to: number, room: number): number {
  const spare = Math.min(room / 4, 4 * MARGIN)
  if (from < spare) return spare - from
  if (to > room - spare) return room - spare - to
  return 0
}
