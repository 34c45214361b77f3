import { describe, expect, it } from 'vitest'

import { isInside } from './find.ts'
import { spotOf } from './spots.ts'

describe('where a name stands in an outline', () => {
  it('is the middle of a rectangle, with nearly all of its room', () => {
    const spot = spotOf([
      { x: 0, y: 0 },
      { x: 200, y: 0 },
      { x: 200, y: 80 },
      { x: 0, y: 80 },
    ])
    expect(spot).toEqual({ x: 100, y: 40, width: 200, height: 80 })
  })

  it('is inside an outline that is bent around its own middle', () => {
    const arc = Array.from({ length: 40 }, (_, index) => {
      const [angle, radius] = index < 20 ? [(index / 19) * Math.PI, 100] : [((39 - index) / 19) * Math.PI, 70]
      return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) }
    })
    const spot = spotOf(arc)
    expect(isInside(spot, arc)).toBe(true)
    expect(spot.height).toBeGreaterThan(15)
  })
})
