import { describe, expect, it } from 'vitest'

import { rowSeats, seatAfter, sectionRows } from './seat-grid.ts'
import { hall } from './testing.ts'

const map = hall()
const idOf = (seat: number | undefined) => (seat === undefined ? undefined : map.ids[seat])
const after = (id: string, key: string, withControl = false) => idOf(seatAfter(map, map.indexOf(id), key, withControl))

describe('the rows of a section', () => {
  it('are its own, with their seats from left to right whichever end is number one', () => {
    expect(sectionRows(map, 0)).toEqual([0, 1, 2])
    expect(rowSeats(map, 0).map(idOf)).toEqual(['S-A1', 'S-A2', 'S-A3', 'S-A4'])
    expect(rowSeats(map, 2).map(idOf)).toEqual(['S-C4', 'S-C3', 'S-C2', 'S-C1'])
  })
})

describe('a key in the grid', () => {
  it.each([
    ['to the right', 'S-A1', 'ArrowRight', 'S-A2'],
    ['to the left', 'S-A2', 'ArrowLeft', 'S-A1'],
    ['no farther than the last seat', 'S-A4', 'ArrowRight', 'S-A4'],
    ['down to the seat that stands behind, not to its number', 'S-A1', 'ArrowDown', 'S-B2'],
    ['up again', 'S-B2', 'ArrowUp', 'S-A1'],
    ['up from a seat with nobody before it to the nearest', 'S-B6', 'ArrowUp', 'S-A4'],
    ['down into a row that is numbered from the right', 'S-B2', 'ArrowDown', 'S-C4'],
    ['no farther than the last row, into no other section', 'S-C1', 'ArrowDown', 'S-C1'],
    ['to the beginning of the row', 'S-B4', 'Home', 'S-B1'],
    ['to its end', 'S-B2', 'End', 'S-B6'],
    ['a page down, or to the last row', 'S-A1', 'PageDown', 'S-C4'],
    ['a page up, or to the first', 'S-C4', 'PageUp', 'S-A1'],
  ])('leads %s', (_, from, key, to) => {
    expect(after(from, key)).toBe(to)
  })

  it('leads to the corners of the section together with control', () => {
    expect(after('S-B4', 'Home', true)).toBe('S-A1')
    expect(after('S-A1', 'End', true)).toBe('S-C1')
  })

  it('leads nowhere where it is no key of the grid', () => {
    expect(after('S-A1', 'x')).toBeUndefined()
  })
})
