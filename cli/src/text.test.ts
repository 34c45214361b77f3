import { expect, test } from 'vitest'

import { fit, harmless, paragraphs, text, widthOf } from './text.ts'

test("others' text cannot steer the terminal", () => {
  expect(harmless('evil\u001b[2J\u001b]0;title\u0007 \u009b31mred')).not.toMatch(/\p{Cc}/u)
  expect(harmless('two\nlines\rand\ttab')).toBe('two lines and tab')
  expect(harmless('turned\u202earound\u2066')).toBe('turnedaround')
  expect(text`safe ${'\u001b[31mred'}`).toBe('safe red')
})

test('letters, emoji and Persian come through as they are', () => {
  for (const title of ['Café', '👨‍👩‍👧‍👦 Familie', '日本語']) expect(harmless(title)).toBe(title)
  expect(harmless('می‌روم')).toBe('می‌روم\u200e')
})

test('a width is counted in columns', () => {
  expect(['a', 'é', '日', '🎪'].map((character) => widthOf(character))).toEqual([1, 1, 2, 2])
  expect(widthOf('می‌روم\u200e')).toBe(5)
  expect(widthOf('👨‍👩‍👧‍👦')).toBe(2)
})

test('a cut never splits a character', () => {
  expect(fit('abcdef', 6)).toBe('abcdef')
  expect(fit('abcdef', 4)).toBe('abc…')
  expect(fit('日本語', 4)).toBe('日…')
  expect(fit('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 3)).toBe('👨‍👩‍👧‍👦…')
})

test('long lines are wrapped between words, and empty ones stay', () => {
  expect(paragraphs('one two three\n\nfour', 8)).toEqual(['one two', 'three', '', 'four'])
})
