import { drawHall, FREE, geometryOf, HELD, readGeometry, SOLD, TAKEN_BY_HOUSE } from '@fairground/seating'
import { expect, test } from 'vitest'

import { canBeChosen, countStates, sorted, stateOf, toggledSeats } from './blocking.ts'

const map = readGeometry(geometryOf(drawHall({ rows: 1, seats: 5 }), 'hash'))
const states = Uint8Array.from([FREE, HELD, SOLD, TAKEN_BY_HOUSE, FREE])

test('seats are counted by how they stand', () => {
  expect(countStates(states)).toEqual({ free: 2, held: 1, sold: 1, blocked: 1 })
  expect([0, 1, 2, 3].map((seat) => stateOf(states, seat))).toEqual(['free', 'held', 'sold', 'blocked'])
})

test('only free and blocked seats can be chosen', () => {
  expect([0, 1, 2, 3, 4].filter((seat) => canBeChosen(states, seat))).toEqual([0, 3, 4])
})

test('of the chosen seats the free ones can be blocked, the blocked ones put on sale, and those taken since neither', () => {
  expect(sorted(map, states, new Set([0, 2, 3]))).toEqual({ free: ['A-1'], blocked: ['A-4'] })
})

test('a row is chosen as a whole, and left as a whole', () => {
  expect([...toggledSeats(new Set([1]), [0, 1])]).toEqual([1, 0])
  expect([...toggledSeats(new Set([0, 1, 2]), [0, 1])]).toEqual([2])
  expect([...toggledSeats(new Set([1]), [])]).toEqual([1])
})
