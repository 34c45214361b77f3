import type { SeatMap } from '@fairground/seating'
import { describe, expect, it } from 'vitest'

import { rowLabelsOf } from './row-labels.ts'
import { smallMap } from './testing.ts'

const small = smallMap()
const labelled = (map: SeatMap, row: number) =>
  (rowLabelsOf(map, 10).get(row) ?? []).map(({ text, x, y }) => ({ text, x, y }))

describe('the labels of rows', () => {
  it('stand beyond the ends that the plan numbers, along the row', () => {
    const alone = { ...small, rows: small.rows.slice(0, 1) }
    expect(labelled(alone, 0)).toEqual([
      { text: 'A', x: -2, y: 20 },
      { text: 'A', x: 162, y: 20 },
    ])
    const [row] = small.rows
    const atStart = { ...small, rows: row ? [{ ...row, numbered: 'start' as const }] : [] }
    expect(labelled(atStart, 0)).toEqual([{ text: 'A', x: -2, y: 20 }])
    const nowhere = { ...small, rows: row ? [{ ...row, numbered: 'nowhere' as const }] : [] }
    expect(labelled(nowhere, 0)).toEqual([])
  })

  it('are one in the middle of a narrow aisle where both rows have the same, and the first where not', () => {
    expect(labelled(small, 0).at(-1)).toEqual({ text: 'A', x: 160, y: 20 })
    expect(labelled(small, 3).map(({ x }) => x)).toEqual([322])
    const other = { ...small, rows: small.rows.map((row, index) => (index < 3 ? row : { ...row, label: 'Z' })) }
    expect(labelled(other, 0).at(-1)).toEqual({ text: 'A', x: 162, y: 20 })
    expect(labelled(other, 3).map(({ x }) => x)).toEqual([322])
  })
})
