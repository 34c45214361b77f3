import { FREE, HELD, SOLD, TAKEN_BY_HOUSE } from '@fairground/seating'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { noteMatch, noteStates, tallyOf } from './tally.ts'
import { smallMap } from './testing.ts'

const map = smallMap()

describe('the tally of the map', () => {
  it('names the seats that changed, also when the same array is changed in place', () => {
    const tally = tallyOf(map)
    const states = new Uint8Array(map.seats)
    expect(noteStates(tally, map, states)).toHaveLength(map.seats)
    expect(noteStates(tally, map, states)).toEqual([])
    states[3] = HELD
    states[20] = SOLD
    expect(noteStates(tally, map, states)).toEqual([3, 20])
    expect([...tally.matching]).toEqual([14, 14, 0])
  })

  it('counts what is free and looked for of each section, whatever comes first', () => {
    const state = fc.constantFrom(FREE, HELD, SOLD, TAKEN_BY_HOUSE)
    const step = fc.record({
      states: fc.array(state, { minLength: map.seats, maxLength: map.seats }),
      category: fc.option(fc.constantFrom(0, 1), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
        const tally = tallyOf(map)
        for (const { states, category } of steps) {
          noteMatch(tally, map, category === undefined ? undefined : (own) => own === category)
          noteStates(tally, map, Uint8Array.from(states))
        }
        const last = steps.at(-1)
        const counted = [0, 0, 0]
        for (const [seat, own] of (last?.states ?? []).entries()) {
          const isWanted = last?.category === undefined || map.category[seat] === last.category
          const section = map.rows[map.row[seat] ?? -1]?.section ?? -1
          if (own === FREE && isWanted) counted[section] = (counted[section] ?? 0) + 1
        }
        expect([...tally.matching]).toEqual(counted)
      }),
    )
  })

  it('dims only what it did not dim before', () => {
    const tally = tallyOf(map)
    expect(noteMatch(tally, map, (category) => category === 0)).toHaveLength(15)
    expect(noteMatch(tally, map, (category) => category === 0)).toEqual([])
    expect(noteMatch(tally, map, undefined)).toHaveLength(15)
  })
})
