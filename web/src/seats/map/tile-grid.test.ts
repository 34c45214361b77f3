import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { beside, placeOf, tilesIn } from './tile-grid.ts'

const number = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true })
const placings = fc
  .record({
    scale: number(0.05, 6),
    dx: number(-9_000, 2_000),
    dy: number(-9_000, 2_000),
    width: number(100, 1_500),
    height: number(100, 900),
  })
  .map(({ scale, dx, dy, width, height }) => ({
    scale,
    dx: Math.round(dx),
    dy: Math.round(dy),
    width: Math.round(width),
    height: Math.round(height),
  }))
/** How much larger than they were drawn. */
const stretches = number(0.67, 1.5)

describe('the squares of the map', () => {
  it('cover the canvas without a gap, and without lying over each other, at any stretch', () => {
    fc.assert(
      fc.property(placings, stretches, (placing, stretch) => {
        const own = placing.scale / stretch
        let covered = 0
        for (const [, column, row] of tilesIn(placing, own)) {
          const [x, y, width, height] = placeOf(column, row, placing, own)
          const right = placeOf(column + 1, row, placing, own)
          const below = placeOf(column, row + 1, placing, own)
          expect(x + width).toBe(right[0])
          expect(y + height).toBe(below[1])
          const wide = Math.min(x + width, placing.width) - Math.max(x, 0)
          const high = Math.min(y + height, placing.height) - Math.max(y, 0)
          covered += Math.max(0, wide) * Math.max(0, high)
        }
        expect(covered).toBe(placing.width * placing.height)
      }),
    )
  })

  it('are as many around the canvas as on it and some more', () => {
    fc.assert(
      fc.property(placings, (placing) => {
        const near = new Set(tilesIn(beside(placing), placing.scale).map(([key]) => key))
        for (const [key] of tilesIn(placing, placing.scale)) expect(near).toContain(key)
      }),
    )
  })

  it('come from the middle outwards', () => {
    const [first] = tilesIn({ scale: 1, dx: 0, dy: 0, width: 768, height: 768 }, 1)
    expect(first).toEqual(['1,1', 1, 1])
  })
})
