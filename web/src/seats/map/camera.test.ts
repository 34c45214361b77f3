import { describe, expect, it } from 'vitest'

import { cameraOf } from './camera.ts'
import { fitted, toPlan } from './view.ts'

const world = { box: { minX: 0, minY: 0, maxX: 4_000, maxY: 3_000 }, mostScale: 3 }
const size = { width: 800, height: 600 }

function opened(calm = false) {
  const camera = cameraOf(world, () => calm)
  camera.resize(size)
  return camera
}

describe('the camera of the map', () => {
  it('starts with the whole plan', () => {
    const camera = opened()
    expect(camera.isFitted()).toBe(true)
    expect(camera.view()).toEqual(fitted(world, size))
  })

  it('glides to what was asked for, and stands still then', () => {
    const camera = opened()
    camera.zoom(4, { x: 200, y: 200 }, 'glide')
    const start = camera.view().scale
    expect(camera.step(1_000)).toBe(true)
    expect(camera.view().scale).toBeCloseTo(start, 9)
    expect(camera.step(1_100)).toBe(true)
    expect(camera.view().scale).toBeGreaterThan(start)
    expect(camera.step(1_300)).toBe(false)
    expect(camera.view().scale).toBeCloseTo(start * 4, 9)
    expect(camera.step(1_400)).toBe(false)
  })

  it('is there at once for whoever wants no motion', () => {
    const camera = opened(true)
    const start = camera.view().scale
    camera.zoom(4, { x: 200, y: 200 }, 'glide')
    expect(camera.view().scale).toBeCloseTo(start * 4, 9)
    expect(camera.step(1_000)).toBe(false)
    const still = camera.view()
    camera.toss(2, 2)
    expect(camera.step(1_000)).toBe(false)
    expect(camera.view()).toEqual(still)
  })

  it('adds the turns of a wheel up', () => {
    const camera = opened()
    const start = camera.view().scale
    for (let turn = 0; turn < 3; turn += 1) camera.zoom(1.5, { x: 200, y: 200 }, 'glide')
    camera.step(0)
    camera.step(1_000)
    expect(camera.view().scale).toBeCloseTo(start * 1.5 ** 3, 9)
  })

  it('goes on for a while when it is tossed, slower and slower, and stops at the edge', () => {
    const camera = opened()
    camera.zoom(6, { x: 400, y: 300 }, 'jump')
    camera.toss(-1, 0)
    const places = [0, 16, 32, 48].map((now) => {
      camera.step(now)
      return camera.view().dx
    })
    const steps = places.slice(1).map((place, index) => (places[index] ?? 0) - place)
    expect(steps[0]).toBeGreaterThan(steps[2] ?? Infinity)
    let now = 48
    while (camera.step((now += 16))) expect(now).toBeLessThan(5_000)
    expect(toPlan(camera.view(), { x: 800, y: 0 }).x).toBeLessThanOrEqual(4_000 + 16 / camera.view().scale + 0.001)
  })

  it('does not move when it is only asked where it is', () => {
    const camera = opened()
    camera.zoom(3, { x: 100, y: 100 }, 'jump')
    const before = camera.view()
    for (let now = 0; now < 1_000; now += 16) expect(camera.step(now)).toBe(false)
    expect(camera.view()).toBe(before)
  })
})
