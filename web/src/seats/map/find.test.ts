import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { finderOf, isInside } from './find.ts'
import { groundOf, rowsIn } from './ground.ts'
import { smallMap } from './testing.ts'

const map = smallMap()
const ground = groundOf(map)
const finder = finderOf(ground)
const coordinate = fc.double({ min: -100, max: 420, noNaN: true })

describe('finding on the map', () => {
  it('meets the nearest seat, as looking at every seat would', () => {
    fc.assert(
      fc.property(coordinate, coordinate, fc.double({ min: 1, max: 60, noNaN: true }), (x, y, reach) => {
        const distances = Array.from(map.x, (seatX, seat) => Math.hypot(seatX - x, (map.y[seat] ?? 0) - y) - 10)
        const least = Math.min(...distances)
        const found = finder.seatAt({ x, y }, reach)
        expect(found === undefined || least < reach + 1e-4).toBe(true)
        expect(found === undefined ? least : distances[found]).toBeCloseTo(least, 4)
        expect(found !== undefined || least >= reach - 1e-4).toBe(true)
        const nearest = finder.nearestSeat({ x, y })
        expect(distances[nearest ?? -1]).toBeCloseTo(least, 4)
      }),
    )
  })

  it('finds all rows that have a seat in a box, and none of a section that is elsewhere', () => {
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        const box = { minX: x, minY: y, maxX: x + 70, maxY: y + 40 }
        const found = new Set(rowsIn(ground, box))
        for (let seat = 0; seat < map.seats; seat += 1) {
          const [seatX, seatY] = [map.x[seat] ?? 0, map.y[seat] ?? 0]
          const isIn = seatX >= box.minX && seatX <= box.maxX && seatY >= box.minY && seatY <= box.maxY
          expect(!isIn || found.has(map.row[seat] ?? -1)).toBe(true)
        }
      }),
    )
    expect(rowsIn(ground, { minX: 0, minY: 0, maxX: 100, maxY: 20 })).toEqual([0])
  })

  it('goes along a row, from row to row, and over the gap into the next section', () => {
    const seat = (id: string) => map.indexOf(id)
    expect(finder.seatBeside(seat('Left-0-0'), 'right')).toBe(seat('Left-0-1'))
    expect(finder.seatBeside(seat('Left-0-1'), 'left')).toBe(seat('Left-0-0'))
    expect(finder.seatBeside(seat('Left-0-1'), 'down')).toBe(seat('Left-1-1'))
    expect(finder.seatBeside(seat('Left-2-1'), 'up')).toBe(seat('Left-1-1'))
    expect(finder.seatBeside(seat('Left-1-4'), 'right')).toBe(seat('Right-1-0'))
    expect(finder.seatBeside(seat('Left-0-0'), 'left')).toBeUndefined()
    expect(finder.seatBeside(seat('Left-0-0'), 'up')).toBeUndefined()
  })

  it('knows the section and the standing area under a point', () => {
    expect(finder.sectionAt({ x: 50, y: 50 })).toBe(0)
    expect(finder.sectionAt({ x: 210, y: 50 })).toBe(1)
    expect(finder.sectionAt({ x: 150, y: 150 })).toBeUndefined()
    expect(finder.standingAt({ x: 150, y: 150 })).toBe('Floor')
    expect(finder.standingAt({ x: 50, y: 50 })).toBeUndefined()
    expect(finder.sectionBeside(0, 'right')).toBe(1)
    expect(finder.sectionBeside(1, 'right')).toBeUndefined()
  })

  it('finds nothing on a plan without seats', () => {
    const empty = { ...map, rows: [], sections: [], shapes: [], seats: 0, x: new Float32Array(), y: new Float32Array() }
    const nobody = finderOf(groundOf(empty))
    expect(nobody.seatAt({ x: 1, y: 1 }, 50)).toBeUndefined()
    expect(nobody.nearestSeat({ x: 1, y: 1 })).toBeUndefined()
    expect(nobody.sectionAt({ x: 1, y: 1 })).toBeUndefined()
  })

  it('takes a dent in an outline for outside', () => {
    const dented = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 5, y: 2 },
      { x: 0, y: 10 },
    ]
    expect(isInside({ x: 5, y: 1 }, dented)).toBe(true)
    expect(isInside({ x: 5, y: 8 }, dented)).toBe(false)
  })
})
