import { drawHall, geometryOf, readGeometry } from '@fairground/seating'
import { expect, test } from 'vitest'

import { weightOf } from './content.ts'
import { openMemory } from './memory.ts'

function watched(most: number) {
  const reads: string[] = []
  const read = (key: string) => {
    reads.push(key)
    return Promise.resolve(key === 'nothing' ? undefined : key)
  }
  return { reads, ...openMemory(read, ({ length }) => length, most) }
}

test('what is known is not read again', async () => {
  const { recall, reads } = watched(100)
  expect([await recall('hall'), await recall('hall')]).toEqual(['hall', 'hall'])
  expect(reads).toEqual(['hall'])
})

test('a thousand who ask at once read once', async () => {
  const { recall, reads } = watched(100)
  const found = await Promise.all(Array.from({ length: 1_000 }, () => recall('hall')))
  expect(new Set(found)).toEqual(new Set(['hall']))
  expect(reads).toEqual(['hall'])
})

test('what was used longest ago is forgotten first, as much as is too heavy', async () => {
  const { recall, reads } = watched(10)
  for (const key of ['aaaa', 'bbbb', 'aaaa', 'cccc', 'aaaa', 'bbbb']) await recall(key)
  expect(reads).toEqual(['aaaa', 'bbbb', 'cccc', 'bbbb'])
})

test('what is too heavy alone is given to who asks, and not kept', async () => {
  const { recall, reads } = watched(3)
  expect(await recall('arena')).toBe('arena')
  await recall('arena')
  expect(reads).toEqual(['arena', 'arena'])
})

test('what is not there is looked for again', async () => {
  const { recall, reads } = watched(10)
  expect([await recall('nothing'), await recall('nothing')]).toEqual([undefined, undefined])
  expect(reads).toHaveLength(2)
})

test('a map weighs what it has, not its seats alone', () => {
  const weigh = (areas: number) => {
    const hall = drawHall({ rows: 2, seats: 4 })
    const circles = Array.from({ length: areas }, () => ({ shape: 'circle' as const, circle: { radius: 9 } }))
    const zones = [...hall.zones, { position: { x: 0, y: 0 }, rows: [{ row_number: '', seats: [] }], areas: circles }]
    return weightOf(readGeometry(geometryOf({ ...hall, zones }, 'hash')))
  }
  expect(weigh(0)).toBeGreaterThanOrEqual(8 + 3 + 4)
  expect(weigh(10) - weigh(0)).toBe(480)
})
