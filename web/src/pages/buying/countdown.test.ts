import { describe, expect, test } from 'vitest'

import { nextTickMs, secondsUntil } from './countdown.ts'

const END = '2026-11-05T12:10:00.000Z'
const end = Date.parse(END)

describe('the countdown', () => {
  test('shows the seconds that have begun, and 0 only when nothing is left', () => {
    expect(secondsUntil(END, end - 60_000)).toBe(60)
    expect(secondsUntil(END, end - 59_001)).toBe(60)
    expect(secondsUntil(END, end - 1)).toBe(1)
    expect(secondsUntil(END, end)).toBe(0)
    expect(secondsUntil(END, end + 5_000)).toBe(0)
  })

  test('moves when the number changes, and not in between', () => {
    expect(nextTickMs(END, end - 59_300)).toBe(300)
    expect(nextTickMs(END, end - 59_000)).toBe(1_000)
    expect(nextTickMs(END, end - 1)).toBe(1)
  })

  test('stands still at its end', () => {
    expect(nextTickMs(END, end)).toBeUndefined()
    expect(nextTickMs(END, end + 1)).toBeUndefined()
  })
})
