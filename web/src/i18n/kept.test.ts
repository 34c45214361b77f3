import { expect, test } from 'vitest'

import { kept } from './kept.ts'

test('a formatter is made once', () => {
  const formats = new Map<string, object>()
  expect(kept(formats, 'Europe/Berlin', () => ({}))).toBe(kept(formats, 'Europe/Berlin', () => ({})))
})

test('however many keys there are, no more than 200 formatters are kept', () => {
  const formats = new Map<string, number>()
  let most = 0
  for (let key = 0; key < 2_000; key++) {
    expect(kept(formats, String(key), () => key)).toBe(key)
    most = Math.max(most, formats.size)
  }
  expect(most).toBe(200)
})
