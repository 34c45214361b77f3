import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  around,
  between,
  bringing,
  clamped,
  fitted,
  isFitted,
  pinched,
  resized,
  toPlan,
  toScreen,
  seenBox,
  type View,
  zoomed,
} from './view.ts'

const number = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true })
const views = fc.record({ scale: number(0.01, 20), dx: number(-5_000, 5_000), dy: number(-5_000, 5_000) })
const points = fc.record({ x: number(-2_000, 2_000), y: number(-2_000, 2_000) })
const sizes = fc.record({ width: number(200, 2_000), height: number(200, 1_200) })
const worlds = fc
  .tuple(points, number(50, 8_000), number(50, 8_000), number(0.5, 5))
  .map(([{ x, y }, width, height, mostScale]) => ({
    box: { minX: x, minY: y, maxX: x + width, maxY: y + height },
    mostScale,
  }))

describe('the view of a seat map', () => {
  it('comes from the screen to the plan and back to the same pixel', () => {
    fc.assert(
      fc.property(views, points, (view, point) => {
        const back = toScreen(view, toPlan(view, point))
        expect(back.x).toBeCloseTo(point.x, 4)
        expect(back.y).toBeCloseTo(point.y, 4)
      }),
    )
  })

  it('keeps what is under the pointer there while zooming', () => {
    fc.assert(
      fc.property(views, points, number(0.1, 10), (view, point, factor) => {
        const before = toPlan(view, point)
        const after = toScreen(zoomed(view, factor, point), before)
        expect(after.x).toBeCloseTo(point.x, 3)
        expect(after.y).toBeCloseTo(point.y, 3)
      }),
    )
  })

  it('keeps what was under each of two fingers there when they move apart', () => {
    const view: View = { scale: 1, dx: 0, dy: 0 }
    const before = [
      { x: 100, y: 100 },
      { x: 200, y: 100 },
    ] as const
    const now = [
      { x: 60, y: 140 },
      { x: 260, y: 140 },
    ] as const
    const after = pinched(view, before, now)
    expect(after.scale).toBe(2)
    expect(toScreen(after, toPlan(view, before[0]))).toEqual(now[0])
    expect(toScreen(after, toPlan(view, before[1]))).toEqual(now[1])
  })

  it('is never smaller than the plan, nor nearer than the nearest, nor beside the plan', () => {
    fc.assert(
      fc.property(views, worlds, sizes, (view, world, size) => {
        const own = clamped(view, world, size)
        const least = fitted(world, size).scale
        expect(own.scale).toBeGreaterThanOrEqual(least * 0.9999)
        expect(own.scale).toBeLessThanOrEqual(Math.max(least, world.mostScale) * 1.0001)
        const seen = seenBox(own, size)
        const margin = 16.01 / own.scale
        const isAll = (from: number, to: number, seenFrom: number, seenTo: number) =>
          seenFrom <= from + margin && seenTo >= to - margin
        const isWithin = (from: number, to: number, seenFrom: number, seenTo: number) =>
          seenFrom >= from - margin && seenTo <= to + margin
        const { minX, maxX, minY, maxY } = world.box
        expect(isAll(minX, maxX, seen.minX, seen.maxX) || isWithin(minX, maxX, seen.minX, seen.maxX)).toBe(true)
        expect(isAll(minY, maxY, seen.minY, seen.maxY) || isWithin(minY, maxY, seen.minY, seen.maxY)).toBe(true)
      }),
    )
  })

  it('does not change by being held within its limits twice', () => {
    fc.assert(
      fc.property(views, worlds, sizes, (view, world, size) => {
        const once = clamped(view, world, size)
        const twice = clamped(once, world, size)
        expect(twice.scale).toBeCloseTo(once.scale, 9)
        expect(twice.dx).toBeCloseTo(once.dx, 4)
        expect(twice.dy).toBeCloseTo(once.dy, 4)
      }),
    )
  })

  it('shows all of the plan when it is fitted', () => {
    fc.assert(
      fc.property(worlds, sizes, ({ box }, size) => {
        const world = { box, mostScale: 100 }
        const seen = seenBox(fitted(world, size), size)
        expect(isFitted(fitted(world, size), world, size)).toBe(true)
        expect(seen.minX).toBeLessThanOrEqual(box.minX)
        expect(seen.maxX).toBeGreaterThanOrEqual(box.maxX)
        expect(seen.minY).toBeLessThanOrEqual(box.minY)
        expect(seen.maxY).toBeGreaterThanOrEqual(box.maxY)
      }),
    )
  })

  it('keeps the middle in the middle when the canvas changes its size, and a whole plan whole', () => {
    const world = { box: { minX: 0, minY: 0, maxX: 4_000, maxY: 4_000 }, mostScale: 5 }
    const [before, now] = [
      { width: 800, height: 600 },
      { width: 500, height: 700 },
    ]
    const view = clamped({ scale: 1, dx: -1_500, dy: -1_500 }, world, before)
    const middle = toPlan(view, { x: 400, y: 300 })
    expect(toPlan(resized(view, world, before, now), { x: 250, y: 350 })).toEqual(middle)
    expect(resized(fitted(world, before), world, before, now)).toEqual(fitted(world, now))
  })

  it('glides to where it is to be, and around the point that was zoomed at', () => {
    const size = { width: 800, height: 600 }
    const from: View = { scale: 1, dx: 10, dy: 20 }
    const at = { x: 640, y: 80 }
    const to = zoomed(from, 4, at)
    const under = toPlan(from, at)
    for (const part of [0, 0.25, 0.5, 1]) {
      const there = toScreen(between(from, to, part, size), under)
      expect(there.x).toBeCloseTo(at.x, 6)
      expect(there.y).toBeCloseTo(at.y, 6)
    }
    expect(between(from, to, 1, size).scale).toBeCloseTo(4, 9)
  })

  it('does not move for a box that is well in view, and comes nearer to one that is too small', () => {
    const size = { width: 800, height: 600 }
    const view: View = { scale: 1, dx: 0, dy: 0 }
    expect(bringing(view, { minX: 390, minY: 290, maxX: 410, maxY: 310 }, 0, size)).toEqual(view)
    expect(bringing(view, { minX: 790, minY: 290, maxX: 810, maxY: 310 }, 0, size).dx).toBeLessThan(0)
    const near = bringing(view, { minX: 0, minY: 0, maxX: 20, maxY: 20 }, 2, size)
    expect(toScreen(near, { x: 10, y: 10 })).toEqual({ x: 400, y: 300 })
  })

  it('puts a box into the middle as large as it can be', () => {
    const view = around({ minX: 100, minY: 100, maxX: 200, maxY: 150 }, { width: 432, height: 432 })
    expect(view.scale).toBe(4)
    expect(toScreen(view, { x: 150, y: 125 })).toEqual({ x: 216, y: 216 })
  })
})
