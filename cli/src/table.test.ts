import { expect, test } from 'vitest'

import { table } from './table.ts'
import { widthOf } from './text.ts'

const columns = [
  { name: 'id' },
  { name: 'title', least: 8 },
  { name: 'left', align: 'right' as const },
  { name: 'venue', optional: true as const },
]

test('columns line up by what a terminal shows, whatever the script', () => {
  const titles = ['Workshop', '🎪 Zirkus', '日本語の会', 'کنفرانس می‌روم', 'Café', '👨‍👩‍👧‍👦 Familie']
  const lines = table(
    columns,
    titles.map((title, index) => [index, title, 5, '']),
  )
  expect(new Set(lines.map((line) => widthOf(line))).size).toBe(1)
})

test('without a terminal nothing is cut and nothing is left out', () => {
  const title = 'A title that is a good deal longer than any terminal is wide, and then some more of it'
  const [, row] = table(columns, [['1', title, 5, 'Cellar']], undefined)
  expect(row).toBe(`1   ${title}     5  Cellar`)
})

test('a narrow terminal loses the optional columns first, then the ends of long titles, never an id', () => {
  const id = '0193e7a0-1111-7111-8111-000000000001'
  const title = 'A title that is rather long'
  const medium = table(columns, [[id, title, 5, 'Cellar']], 75)
  expect(medium[1]).toBe(`${id}  ${title}     5`)
  const narrow = table(columns, [[id, title, 5, 'Cellar']], 60)
  expect(narrow[1]).toBe(`${id}  A title that is…     5`)
  expect(narrow.every((line) => widthOf(line) <= 60)).toBe(true)
  const tooNarrow = table(columns, [[id, title, 5, 'Cellar']], 20)
  expect(tooNarrow[1]).toContain(id)
})

test('a column that no row fills is left out', () => {
  const [header] = table(columns, [['1', 'A', 5, '']])
  expect(header).not.toContain('venue')
})
