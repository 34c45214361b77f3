import { describe, expect, it } from 'vitest'

import {
  countsOf,
  isSameChoice,
  linesOfSeats,
  parseSeats,
  seatsOfLines,
  withOffered,
  withoutSeats,
  withSeat,
} from './seat-choice.ts'

const seat = (seatId: string, ticketTypeId = 'adult') => ({ seatId, ticketTypeId })
const always = () => true

describe('a choice of seats', () => {
  it('takes a seat once, and as the ticket type that was named last', () => {
    const chosen = withSeat(withSeat([], seat('A1')), seat('A2'))
    expect(withSeat(chosen, seat('A1', 'student'))).toEqual([seat('A1', 'student'), seat('A2')])
  })

  it('is asked for as a line for each ticket type, and read back from the lines of a hold', () => {
    const chosen = [seat('A1'), seat('A2', 'student'), seat('A3')]
    const lines = linesOfSeats(chosen)
    expect(lines).toEqual([
      { ticketTypeId: 'adult', seatIds: ['A1', 'A3'] },
      { ticketTypeId: 'student', seatIds: ['A2'] },
    ])
    expect(isSameChoice(seatsOfLines(lines), chosen)).toBe(true)
    expect(seatsOfLines([{ ticketTypeId: 'standing' }])).toEqual([])
  })

  it('is asked for in the order of the seats, not of the presses', () => {
    expect(linesOfSeats([seat('B-10'), seat('B-9')])).toEqual([{ ticketTypeId: 'adult', seatIds: ['B-9', 'B-10'] }])
  })

  it('is another one with another seat or another ticket type', () => {
    expect(isSameChoice([seat('A1')], [seat('A2')])).toBe(false)
    expect(isSameChoice([seat('A1')], [seat('A1', 'student')])).toBe(false)
    expect(isSameChoice([seat('A1')], [])).toBe(false)
  })

  it('is counted by ticket type', () => {
    expect(countsOf([seat('A1'), seat('A2', 'student'), seat('A3')])).toEqual({ adult: 2, student: 1 })
  })

  it('lets go of what is named', () => {
    expect(withoutSeats([seat('A1'), seat('A2')], ['A1', 'Z9'])).toEqual([seat('A2')])
  })
})

describe('an offer after a refusal', () => {
  it('takes the place of the seats that were taken, as their ticket types, and leaves the others', () => {
    const asked = [seat('A1'), seat('A2', 'student'), seat('A3')]
    expect(withOffered(asked, ['A2'], ['A4'], always)).toEqual([seat('A1'), seat('A3'), seat('A4', 'student')])
  })

  it('takes the place of all where it moves the whole party', () => {
    const asked = [seat('A1'), seat('A2', 'student')]
    expect(withOffered(asked, ['A2'], ['B1', 'B2'], always)).toEqual([seat('B1'), seat('B2', 'student')])
    expect(withOffered(asked, ['A3'], ['A2', 'A3'], always)).toEqual([seat('A2'), seat('A3', 'student')])
  })

  it('gives each seat a ticket type that is sold there', () => {
    const asked = [seat('A1', 'stalls'), seat('Z1', 'balcony')]
    const fits = (type: string, seatId: string) => (type === 'balcony') === seatId.startsWith('Z')
    expect(withOffered(asked, ['A1', 'Z1'], ['Z2', 'A2'], fits)).toEqual([seat('Z2', 'balcony'), seat('A2', 'stalls')])
    expect(withOffered(asked, ['A1'], ['Z2'], fits)).toBeUndefined()
  })
})

describe('what a tab kept of a choice', () => {
  it('is taken where it is one', () => {
    expect(parseSeats([seat('A1')])).toEqual([seat('A1')])
  })

  it.each([null, 7, {}, [null, 'A1', { seatId: 1, ticketTypeId: 'x' }, { seatId: 'A1' }]])(
    'is nothing where it is none: %j',
    (kept) => {
      expect(parseSeats(kept)).toEqual([])
    },
  )
})
