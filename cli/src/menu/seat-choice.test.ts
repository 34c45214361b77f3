import type { Hold } from '@fairground/contract'
import type { ClientProblem } from '@fairground/contract/client'
import { drawHall, FREE, geometryOf, HELD, readGeometry, SOLD, TAKEN_BY_HOUSE } from '@fairground/seating'
import { describe, expect, test } from 'vitest'

import { gridOf } from '../seats/grid.ts'
import type { Hall, TicketType } from '../seats/hall.ts'
import {
  type Booking,
  expireIfDue,
  keep,
  linesOf,
  loseTaken,
  newBooking,
  offerOf,
  press,
  refuseSeats,
} from './booking.ts'
import { countSection } from './sections.tsx'
import { faceOf, moveInGrid, placeOf } from './seat-choice.ts'
import { runsOf } from './seat-grid.tsx'
import type { Stroke } from './strokes.ts'

const map = readGeometry(geometryOf(drawHall({ rows: 3, seats: 4 }), 'hash'))
/** Rules look at nothing else of a ticket type. */
const seated = [
  { id: 'adult', name: 'Adult', category: 'Standard', priceMinor: 2_000, left: 12 },
  { id: 'child', name: 'Child', category: 'Standard', priceMinor: 1_000, left: 12 },
] as TicketType[]
const standing = { id: 'pit', name: 'Pit', category: null, priceMinor: 500, left: 9 } as TicketType

function hallWith(taken: Record<string, number> = {}): Hall {
  const states = new Uint8Array(map.seats).fill(FREE)
  for (const [id, state] of Object.entries(taken)) states[map.indexOf(id)] = state
  return { map, states, version: 1 }
}

let keys = 0
const newKey = () => `key-${(keys += 1)}`

function after(booking: Booking, strokes: readonly Stroke[], hall = hallWith(), types = seated): Booking {
  return strokes.reduce((current, stroke) => {
    const next = press(current, stroke, types, newKey, offerOf(current, hall, types))
    return typeof next === 'object' ? next : current
  }, booking)
}

const offer = (booking: Booking, hall = hallWith(), types = seated) => {
  const found = offerOf(booking, hall, types)
  if (!found) throw new Error('there is a hall')
  return found
}

const chosenOf = ({ seats }: Booking) => [...seats.chosen]
const SPACE: Stroke = { text: ' ' }
const ENTER: Stroke = { key: 'enter' }
const TAB: Stroke = { key: 'next' }
const RIGHT: Stroke = { key: 'right' }
const DOWN: Stroke = { key: 'down' }

/** Two seats in the middle of the first row. */
const two = () => after(newBooking(newKey), [SPACE, RIGHT, SPACE])

describe('choosing seats', () => {
  test('begins in the grid where there is one section, at the free seat nearest to the stage', () => {
    expect(placeOf(newBooking(newKey).seats, offer(newBooking(newKey)))).toEqual({
      at: 'seats',
      section: 0,
      seat: map.indexOf('A-2'),
    })
    const taken = offer(newBooking(newKey), hallWith({ 'A-2': SOLD }))
    expect(placeOf(newBooking(newKey).seats, taken)).toMatchObject({ seat: map.indexOf('A-3') })
  })

  test('stays where it began, whatever is sold meanwhile', () => {
    const begun = loseTaken(newBooking(newKey), offer(newBooking(newKey)), newKey)
    const later = offer(begun, hallWith({ 'A-2': SOLD }))
    expect(placeOf(loseTaken(begun, later, newKey).seats, later)).toMatchObject({ seat: map.indexOf('A-2') })
  })

  test('begins with the list where there are standing places, too', () => {
    const types = [...seated, standing]
    const begun = newBooking(newKey)
    expect(placeOf(begun.seats, offer(begun, hallWith(), types))).toEqual({ at: 'sections', row: 0 })
    const pit = after(begun, [DOWN, ENTER], hallWith(), types)
    expect(linesOf(pit, types, offer(pit, hallWith(), types))).toEqual([{ ticketTypeId: 'pit', quantity: 1 }])
    const back = after(pit, [{ key: 'escape' }, ENTER, SPACE], hallWith(), types)
    expect(linesOf(back, types, offer(back, hallWith(), types))).toEqual([{ ticketTypeId: 'adult', seatIds: ['A-2'] }])
  })

  test('is moved by arrows within the rows, and up and down to the seat nearest in the next', () => {
    const grid = gridOf(map, 0)
    const from = map.indexOf('B-4')
    expect(moveInGrid(grid, from, 'right')).toBe(from)
    expect(moveInGrid(grid, from, 'home')).toBe(map.indexOf('B-1'))
    expect(moveInGrid(grid, from, 'up')).toBe(map.indexOf('A-4'))
    expect(moveInGrid(grid, from, 'page-down')).toBe(map.indexOf('C-4'))
    expect(moveInGrid(grid, from, 'enter')).toBeUndefined()
  })

  test('takes seats with Space or Enter, gives them back the same way, and sends them with their ticket types', () => {
    expect(chosenOf(two())).toEqual([
      ['A-2', 'adult'],
      ['A-3', 'adult'],
    ])
    expect(chosenOf(after(two(), [ENTER]))).toEqual([['A-2', 'adult']])
    const mixed = after(two(), [{ text: 't' }, TAB, ENTER])
    expect(mixed.stage).toEqual({ step: 'placing' })
    expect(linesOf(mixed, seated, offer(mixed))).toEqual([
      { ticketTypeId: 'adult', seatIds: ['A-2'] },
      { ticketTypeId: 'child', seatIds: ['A-3'] },
    ])
  })

  test('goes to Buy with Tab, or below the last row, once something is chosen', () => {
    const none = after(newBooking(newKey), [TAB, DOWN, DOWN, DOWN, ENTER])
    expect(chosenOf(none)).toEqual([['C-2', 'adult']])
    expect(after(none, [DOWN, ENTER]).stage.step).toBe('placing')
    expect(after(none, [DOWN, { key: 'up' }, SPACE]).seats.chosen.size).toBe(0)
  })

  test('says which seats cannot be had, and why', () => {
    const hall = hallWith({ 'A-2': SOLD, 'A-1': TAKEN_BY_HOUSE })
    const refused = after(newBooking(newKey), [{ key: 'left' }, SPACE], hall)
    expect(refused.seats).toMatchObject({ said: 'Hall, row A, seat 2 is taken.', chosen: new Map() })
    expect(after(refused, [{ key: 'left' }], hall).seats.said).toBeUndefined()
    expect(after(refused, [{ key: 'left' }, SPACE], hall).seats.said).toBe('Hall, row A, seat 1 is kept for the house.')
  })

  test('has one key for one choice, however often it is sent, and another for another', () => {
    const sent = after(two(), [TAB, ENTER])
    expect(after(sent, [{ key: 'escape' }, { key: 'up' }, TAB, ENTER]).holdKey).toBe(sent.holdKey)
    expect(after(sent, [{ key: 'escape' }, { key: 'up' }, SPACE, TAB, ENTER]).holdKey).not.toBe(sent.holdKey)
  })

  test('asks for the best seats of a number, of the type at the cursor', () => {
    const best = after(newBooking(newKey), [{ text: 't' }, { text: 'b' }, { key: 'backspace' }, { text: '3' }, ENTER])
    expect(best.stage.step).toBe('placing')
    expect(linesOf(best, seated, offer(best))).toEqual([{ ticketTypeId: 'child', quantity: 3, best: true }])
  })
})

describe('a chosen seat that somebody else takes', () => {
  test('leaves the choice at once, by its name; what is being sent is left to the service', () => {
    const hall = hallWith({ 'A-3': HELD })
    const lost = loseTaken(two(), offer(two(), hall), newKey)
    expect(lost.refusal).toEqual(['Hall, row A, seat 3 was taken by somebody else just now.'])
    expect(chosenOf(lost)).toEqual([['A-2', 'adult']])
    const sent = after(two(), [TAB, ENTER])
    expect(loseTaken(sent, offer(sent, hall), newKey)).toBe(sent)
    // Given up while it was under way, the seats may have become one's own.
    const givenUp = after(sent, [{ key: 'escape' }])
    expect(loseTaken(givenUp, offer(givenUp, hall), newKey)).toBe(givenUp)
  })

  test('is not said to be somebody else’s where a request for it was given up, whatever was chosen since', () => {
    const hall = hallWith({ 'A-2': HELD, 'A-3': HELD })
    const givenUp = after(two(), [TAB, ENTER, { key: 'escape' }])
    const more = after(givenUp, [{ key: 'up' }, RIGHT, SPACE])
    expect(more.seats.chosen.size).toBe(3)
    expect(loseTaken(more, offer(more, hall), newKey)).toBe(more)
    const sent = after(more, [TAB, ENTER])
    const problem: ClientProblem = { code: 'seat-taken', status: 409, title: '', detail: '', seatIds: ['A-2', 'A-3'] }
    expect(refuseSeats(sent, problem, offer(sent), newKey).refusal).toEqual([
      expect.stringMatching(/^Hall, row A, seats 2 and 3 are held, perhaps for you: /),
    ])
  })

  test('is named by the service with what is free instead, which one stroke takes', () => {
    const sent = after(two(), [TAB, ENTER])
    const problem: ClientProblem = { code: 'seat-taken', status: 409, title: '', detail: '', seatIds: ['A-3'] }
    const refused = refuseSeats(sent, { ...problem, offered: ['B-2', 'B-3'] }, offer(sent), newKey)
    expect(refused.refusal).toEqual([
      'Hall, row A, seat 3 was taken by somebody else just now.',
      'Free instead: Hall, row B, seats 2 and 3. o takes these.',
    ])
    expect(chosenOf(refused)).toEqual([['A-2', 'adult']])
    const hall = hallWith({ 'A-3': HELD })
    expect(chosenOf(after(refused, [{ text: 'o' }], hall))).toEqual([
      ['B-2', 'adult'],
      ['B-3', 'adult'],
    ])
    const one = refuseSeats(sent, { ...problem, offered: ['A-1'] }, offer(sent), newKey)
    expect(chosenOf(after(one, [{ text: 'o' }], hall))).toEqual([
      ['A-2', 'adult'],
      ['A-1', 'adult'],
    ])
  })
})

describe('seats of a hold', () => {
  const lines = [{ ticketTypeId: 'child', quantity: 1, unitPriceMinor: 1_000, seatIds: ['A-2'] }]
  const hold = { id: 'hold', expiresAt: '2027-06-01T12:00:00Z', lines } as Hold
  const hall = hallWith({ 'A-2': HELD })
  const changing = () => after(keep(newBooking(newKey), hold, newKey), [{ text: 'c' }], hall)

  test('are chosen when they are to be changed, and stay one’s own until others are held', () => {
    expect(chosenOf(changing())).toEqual([['A-2', 'child']])
    const cursor = placeOf(changing().seats, offer(changing(), hall))
    expect(cursor).toMatchObject({ seat: map.indexOf('A-2') })
    const moved = after(changing(), [SPACE, RIGHT, SPACE], hall)
    expect(chosenOf(moved)).toEqual([['A-3', 'adult']])
    expect(faceOf(map.indexOf('A-2'), moved.seats, offer(moved, hall))).toBe('mine')
    expect(loseTaken(moved, offer(moved, hall), newKey)).toBe(moved)
    const sent = after(moved, [TAB, ENTER], hall)
    expect(sent.stage).toMatchObject({ step: 'placing', exchanges: { hold } })
    const kept = keep(sent, { ...hold, lines: [] }, newKey)
    expect(kept.stage).toMatchObject({ step: 'held', orderKey: expect.stringMatching(/^key/) })
  })

  test('stay as they are when nobody changes them, and when the others are refused', () => {
    expect(after(changing(), [{ key: 'escape' }], hall).stage).toMatchObject({ step: 'held', hold })
    const sent = after(changing(), [RIGHT, SPACE, TAB, ENTER], hall)
    const problem: ClientProblem = { code: 'seat-taken', status: 409, title: '', detail: '', seatIds: ['A-3'] }
    const refused = refuseSeats(sent, problem, offer(sent, hall), newKey)
    expect(refused.stage).toMatchObject({ step: 'choosing', exchanges: { hold } })
    expect(expireIfDue(refused, Date.parse(hold.expiresAt)).stage).toEqual({ step: 'expired' })
  })
})

describe('what is seen', () => {
  test('differs by character for every state, with the cursor in brackets', () => {
    const hall = hallWith({ 'A-1': SOLD, 'A-2': TAKEN_BY_HOUSE })
    const booking = after(newBooking(newKey), [SPACE], hall)
    const [line] = gridOf(map, 0).lines
    if (!line) throw new Error('there are rows')
    const runs = runsOf(line, { from: 0, to: 4 }, 2, (seat) => faceOf(seat, booking.seats, offer(booking, hall)))
    expect(runs.map(({ text }) => text).join('')).toBe(' × ■[●]○ ')
    const part = runsOf(line, { from: 1, to: 3 }, undefined, () => 'free')
    expect(part.map(({ text }) => text).join('')).toBe(' ○ ○ ')
  })

  test('counts what is free of a section, and its prices', () => {
    const hall = hallWith({ 'A-1': SOLD, 'B-2': TAKEN_BY_HOUSE })
    expect(countSection(hall, 0, seated)).toEqual({ free: 10, seats: 12, minors: [2_000, 1_000] })
  })
})
