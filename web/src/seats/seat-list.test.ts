import { FREE, HELD, SOLD } from '@fairground/seating'
import { describe, expect, it } from 'vitest'

import { area, event, ticketType } from '../pages/events/testing.ts'
import { freeByCategory, listSections } from './seat-list.ts'
import { areTogether, lostSeats, offerOf, situationOf, traitsOf } from './seat-offer.ts'
import { hall } from './testing.ts'

const map = hall()
const seats = area(
  10,
  [
    ticketType(1, { category: 'Gold', priceMinor: 3_000 }),
    ticketType(2, { category: 'Gold', priceMinor: 2_000 }),
    ticketType(3, { category: 'Blue', priceMinor: 1_000 }),
  ],
  { kind: 'seated' },
)
const concert = event([seats])
const offer = offerOf(concert, seats, map, undefined)
const allFree = () => new Uint8Array(map.seats).fill(FREE)
const numbers = (...ids: string[]) => new Set(ids.map((id) => map.indexOf(id)))
const everything = { map, offer, categories: new Set<number>() }

describe('the list of sections', () => {
  it('says floor by floor how many seats are free, and from which price', () => {
    const states = allFree()
    states[map.indexOf('S-A1')] = HELD
    states[map.indexOf('B-A2')] = SOLD
    expect(listSections({ ...everything, states })).toEqual([
      { name: 'Ground', sections: [{ section: 0, name: 'Stalls', free: 13, fromMinor: 2_000 }] },
      { name: 'First', sections: [{ section: 1, name: 'Balcony', free: 2, fromMinor: 1_000 }] },
    ])
    expect(freeByCategory(map, states, offer)).toEqual([13, 2])
  })

  it('leaves out sections without what is looked for, and keeps those where it is taken', () => {
    const states = allFree().fill(SOLD)
    expect(listSections({ ...everything, states, categories: new Set([1]) })).toEqual([
      { name: 'First', sections: [{ section: 1, name: 'Balcony', free: 0, fromMinor: 1_000 }] },
    ])
  })

  it('counts nothing as free that no ticket type sells', () => {
    const none = offerOf(concert, { ...seats, ticketTypes: seats.ticketTypes.slice(0, 2) }, map, undefined)
    expect(freeByCategory(map, allFree(), none)).toEqual([14, 0])
  })
})

describe('a seat', () => {
  const view = { map, offer, states: allFree(), chosen: numbers('S-A1'), mine: numbers('S-A1', 'S-A2') }
  view.states[map.indexOf('S-A2')] = HELD
  view.states[map.indexOf('S-A3')] = HELD
  view.states[map.indexOf('S-A4')] = SOLD

  it.each([
    ['S-A1', 'chosen'],
    ['S-A2', 'mine'],
    ['S-A3', 'held'],
    ['S-A4', 'taken'],
    ['S-B1', 'free'],
  ])('%s is %s', (id, situation) => {
    expect(situationOf(view, map.indexOf(id))).toBe(situation)
  })

  it('that no ticket type sells any more is taken', () => {
    expect(situationOf({ ...view, offer: [[], []] }, map.indexOf('S-B1'))).toBe('taken')
  })

  it('is lost when somebody else has it, not while the reader holds it', () => {
    expect(lostSeats(view, ['S-A1', 'S-A2', 'S-A3', 'S-A4', 'S-B1'])).toEqual(['S-A3', 'S-A4'])
    expect(lostSeats(view, ['gone'])).toEqual(['gone'])
  })

  it('is beside others when nothing of their row stands between them', () => {
    expect(areTogether(map, [...numbers('S-A2', 'S-A1')])).toBe(true)
    expect(areTogether(map, [...numbers('S-A1', 'S-A3')])).toBe(false)
    expect(areTogether(map, [...numbers('S-A4', 'S-B1')])).toBe(false)
  })

  it('says what else there is to know', () => {
    const flags = new Uint8Array(map.seats)
    flags[0] = 1 | 4
    expect(traitsOf({ flags }, 0)).toEqual(['accessible', 'restricted-view'])
    expect(traitsOf({ flags }, 1)).toEqual([])
  })
})

it('is not offered as a ticket type whose sale is over', () => {
  const late = event([
    { ...seats, ticketTypes: [ticketType(1, { category: 'Gold', salesEndAt: '2026-01-01T00:00:00Z' })] },
  ])
  const [own] = late.areas
  expect(own && offerOf(late, own, map, Date.parse('2026-02-01T00:00:00Z'))).toEqual([[], []])
})
