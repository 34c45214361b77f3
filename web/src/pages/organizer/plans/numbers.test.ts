import { expect, test } from 'vitest'

import { numberText, readNumber } from './numbers.ts'

test('a number is read as any of our languages writes it', () => {
  expect(['24', ' 24 ', '-12.5', '12,5', '۲۴٫۵', '−3', '.5'].map(readNumber)).toEqual([
    24, 24, -12.5, 12.5, 24.5, -3, 0.5,
  ])
})

test('what is no number is none', () => {
  expect(['', '-', 'a', '1.2.3', '12px'].map(readNumber)).toEqual(['', '-', 'a', '1.2.3', '12px'].map(() => undefined))
})

test('a number is written so that it is read again as the same', () => {
  for (const language of ['en', 'fa', 'zh', 'tr'] as const) {
    for (const value of [0, 24, -12.5, 1_234.25]) expect(readNumber(numberText(value, language))).toBe(value)
  }
})
