import { drawHall, FREE, geometryOf, HELD, readGeometry, SOLD, TAKEN_BY_HOUSE } from '@fairground/seating'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { SeatBook } from './seat-books.ts'

const map = readGeometry(geometryOf(drawHall({ rows: 3, seats: 5 }), 'hash'))

function openBook(): SeatBook {
  const book = new SeatBook(map, () => {})
  book.reset(10, [])
  return book
}

describe('a book of seats', () => {
  it('is after any versions what the last change of each seat says, and tells what came after each of them', () => {
    const change = fc.record({ seat: fc.nat(map.seats - 1), state: fc.constantFrom(FREE, HELD, SOLD, TAKEN_BY_HOUSE) })
    const version = fc.uniqueArray(change, { selector: ({ seat }) => seat, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(version, { maxLength: 12 }), (versions) => {
        const book = openBook()
        const history = [[...book.states]]
        for (const changes of versions) {
          book.apply(book.version + 1, changes)
          history.push([...book.states])
        }
        for (const [index, states] of history.entries()) {
          const now = [...states]
          for (const { seat, state } of book.changesSince(10 + index)) now[seat] = state
          expect(book.knows(10 + index)).toBe(true)
          expect(now).toEqual([...book.states])
        }
      }),
    )
  })

  it('takes no version twice, and none that is not the next one', () => {
    const book = openBook()
    book.apply(11, [{ seat: 1, state: HELD }])
    book.apply(11, [{ seat: 2, state: HELD }])
    book.apply(13, [{ seat: 3, state: HELD }])
    expect([book.version, book.states[1], book.states[2], book.states[3]]).toEqual([11, HELD, FREE, FREE])
  })

  it('knows what came after a version in which no seat moved', () => {
    const book = openBook()
    book.apply(11, [])
    expect([book.knows(9), book.knows(10), book.knows(11), book.knows(12)]).toEqual([false, true, true, false])
    expect(book.changesSince(10)).toEqual([])
  })

  it('begins anew with what the table says, and knows nothing of before', () => {
    const book = openBook()
    book.apply(11, [{ seat: 1, state: HELD }])
    book.reset(20, [{ id: map.ids[2] ?? '', state: 'sold' }])
    expect([book.states[1], book.states[2], book.version, book.knows(11), book.knows(20)]).toEqual([
      FREE,
      SOLD,
      20,
      false,
      true,
    ])
  })
})
