import { expect, it } from 'vitest'

import { decodeEntity } from './entities.ts'

it.each([
  ['amp', '&'],
  ['zwnj', '\u200C'],
  ['constructor', undefined],
  ['eacute', undefined],
])('&%s; is %j', (name, character) => {
  expect(decodeEntity(name)).toBe(character)
})
