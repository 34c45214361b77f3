import { create } from 'qrcode/lib/core/qrcode.js'
import { describe, expect, test } from 'vitest'

import { drawQr } from './qr-code.tsx'

/** As long as a ticket's code is. */
const CODE = 'A'.repeat(135)

/** The dark modules that a path draws, each as `column row`. */
function darkOf(path: string): Set<string> {
  const dark = new Set<string>()
  for (const [, column, row, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let step = 0; step < Number(length); step += 1) dark.add(`${Number(column) + step} ${row}`)
  }
  return dark
}

describe("a ticket's code as a picture", () => {
  const { size, path } = drawQr(CODE)
  const dark = darkOf(path)

  test('has four modules of quiet zone on every side', () => {
    const marks = [...dark].flatMap((module) => module.split(' ').map(Number))
    expect(Math.min(...marks)).toBe(4)
    expect(Math.max(...marks)).toBe(size - 5)
  })

  test('has the three finder patterns in its corners', () => {
    const far = size - 11
    for (const [x, y] of [
      [4, 4],
      [far, 4],
      [4, far],
    ] as const) {
      const row = Array.from({ length: 7 }, (_, step) => dark.has(`${x + step} ${y + 3}`))
      expect(row).toEqual([true, false, true, true, true, false, true])
    }
  })

  test('has each dark module of the code, and no other', () => {
    const { modules } = create(CODE, { errorCorrectionLevel: 'M' })
    expect(dark.size).toBe(modules.data.filter((isDark) => isDark).length)
    for (const module of dark) {
      const [column = 0, row = 0] = module.split(' ').map(Number)
      expect(modules.get(row - 4, column - 4)).toBeTruthy()
    }
  })
})
