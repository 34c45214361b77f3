import { beforeEach, describe, expect, it } from 'vitest'

import { cameraOf } from './camera.ts'
import { groundOf } from './ground.ts'
import { type Guide, guideOf, type Mark } from './guide.ts'
import { smallMap } from './testing.ts'
import { toScreen } from './view.ts'

const map = smallMap()
const ground = groundOf(map)
let camera: ReturnType<typeof cameraOf>
let guide: Guide
let seats: number[]
let places: string[]
let cursors: Mark[]

/** The plan is 320 wide: so many pixels for each of its units, and 20 units a seat. */
function open(scale: number): void {
  camera = cameraOf(ground.world, () => true)
  camera.resize({ width: 40, height: 40 })
  camera.jump({ scale, dx: 0, dy: 0 })
  ;[seats, places, cursors] = [[], [], []]
  guide = guideOf(
    ground,
    camera,
    {
      onSeat: (seat) => seats.push(seat),
      onStanding: (name) => places.push(name),
      onCursor: (mark) => cursors.push(mark),
    },
    () => undefined,
  )
}

const on = (seat: number) => toScreen(camera.view(), { x: map.x[seat] ?? 0, y: map.y[seat] ?? 0 })

describe('what taps and keys mean', () => {
  beforeEach(() => open(1.5))

  it('chooses the seat that is tapped, and the nearest within a finger beside it', () => {
    guide.tap(on(7), 'finger', false)
    const { x, y } = on(7)
    guide.tap({ x: x + 17, y }, 'finger', false)
    expect(seats).toEqual([7, 7])
  })

  it('comes nearer instead when a seat is too small for a finger, though not for a mouse', () => {
    open(0.5)
    const before = camera.view().scale
    guide.tap(on(7), 'mouse', false)
    expect(seats).toEqual([7])
    expect(camera.view().scale).toBe(before)
    guide.tap(on(7), 'finger', false)
    expect(seats).toEqual([7])
    expect(camera.view().scale).toBeGreaterThan(before)
  })

  it('names the standing area that is tapped', () => {
    guide.tap(toScreen(camera.view(), { x: 160, y: 150 }), 'finger', false)
    expect(places).toEqual(['Floor'])
    expect(seats).toEqual([])
  })

  it('comes nearer at a second tap where there is nothing, and only then', () => {
    const before = camera.view()
    const nothing = toScreen(before, { x: -8, y: 200 })
    guide.tap(nothing, 'mouse', false)
    expect(camera.view()).toEqual(before)
    guide.tap(nothing, 'mouse', true)
    expect(camera.view().scale).toBeGreaterThan(before.scale)
  })

  it('leads the keyboard from section to section, into one, from seat to seat, and chooses', () => {
    open(0.01)
    guide.step('right')
    guide.step('left')
    guide.step('left')
    expect(cursors.at(-1)).toEqual({ kind: 'section', index: 0 })
    guide.enter()
    expect(cursors.at(-1)).toEqual({ kind: 'seat', index: 0 })
    guide.step('right')
    guide.step('down')
    expect(cursors.at(-1)).toEqual({ kind: 'seat', index: 6 })
    guide.enter()
    expect(seats).toEqual([6])
    const { x, y } = on(6)
    expect(x).toBeGreaterThan(0)
    expect(y).toBeGreaterThan(0)
    expect(x).toBeLessThan(40)
    expect(y).toBeLessThan(40)
  })

  it('puts the cursor on the section of its seat when one zooms out', () => {
    guide.step('right')
    camera.jump({ scale: 0.01, dx: 0, dy: 0 })
    expect(guide.cursor()?.kind).toBe('section')
  })

  it('brings a seat that is asked for into view, large enough to be met', () => {
    open(0.01)
    guide.showSeat(29)
    expect(2 * 10 * camera.view().scale).toBeGreaterThanOrEqual(20)
    const { x, y } = on(29)
    expect(x >= 0 && x <= 40 && y >= 0 && y <= 40).toBe(true)
    const before = camera.view()
    guide.showSeat(-1)
    guide.showSeat(1_000)
    expect(camera.view()).toBe(before)
  })
})
