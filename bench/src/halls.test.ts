import { seededRandom } from '@fairground/load'
import { drawHall } from '@fairground/seating'
import { describe, expect, it } from 'vitest'

import { pairsOf } from './halls.ts'

const plan = drawHall({ rows: 3, seats: 20 })
const seats = plan.zones.flatMap(({ rows }) => rows.flatMap((row) => row.seats.map((seat) => seat.seat_guid)))
const pairs = pairsOf(plan, seededRandom(1)).map(({ seatIds }) => seatIds)

describe('the pairs of a hall', () => {
  it('are all of its seats, each once, so that nobody is refused', () => {
    expect(pairs.flat().toSorted()).toEqual(seats.toSorted())
  })

  it('are neighbours, on one side of the aisle', () => {
    const rows = plan.zones.flatMap((zone) => zone.rows)
    for (const [one = '', other = ''] of pairs) {
      const row = rows.find((candidate) => candidate.seats.some((seat) => seat.seat_guid === one))
      const x = (id: string) => row?.seats.find((seat) => seat.seat_guid === id)?.position.x ?? Number.NaN
      expect(x(other) - x(one)).toBeCloseTo(24)
    }
  })

  it('come in another order than that of the rows', () => {
    expect(pairs.flat()).not.toEqual(seats)
  })
})
