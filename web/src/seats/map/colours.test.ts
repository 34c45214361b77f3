import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { categoryColor, contrast, onColour } from './colours.ts'

const part = fc.integer({ min: 0, max: 255 })
const colours = fc
  .tuple(part, part, part)
  .map((parts) => `#${parts.map((own) => own.toString(16).padStart(2, '0')).join('')}`)
const of = (color: string | null) => ({
  categories: [
    { name: 'A', color },
    { name: 'B', color },
  ],
})

describe('the colour of a category', () => {
  it('can be seen on the light and on the dark ground, whatever the plan says', () => {
    fc.assert(
      fc.property(colours, (colour) => {
        expect(contrast(categoryColor(of(colour), 0, false), '#ffffff')).toBeGreaterThanOrEqual(2.98)
        expect(contrast(categoryColor(of(colour), 0, true), '#1a1d2a')).toBeGreaterThanOrEqual(2.98)
      }),
    )
  })

  it('can be written on', () => {
    fc.assert(
      fc.property(colours, (colour) => {
        expect(contrast(colour, onColour(colour))).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })

  it('is as the plan says where that can be seen', () => {
    expect(categoryColor(of('#2f6fb0'), 0, false)).toBe('#2f6fb0')
    expect(categoryColor(of('rgb(47, 111, 176)'), 0, false)).toBe('#2f6fb0')
    expect(categoryColor(of('#f00'), 0, false)).toBe(categoryColor(of('#ff0000'), 0, false))
  })

  it('is one of ours, another for each category, where the plan says none or one that nobody reads', () => {
    for (const colour of [null, '', 'papayawhip', 'url(x)']) {
      const [one, other] = [categoryColor(of(colour), 0, false), categoryColor(of(colour), 1, false)]
      expect(one).toMatch(/^#[\da-f]{6}$/)
      expect(one).not.toBe(other)
    }
  })
})
