import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { planErrors } from './checks.ts'
import { drawHall, drawRow, drawRows, seatPositions } from './drawing.ts'

const start = { x: 100, y: 200 }

describe('a row', () => {
  test('is a line of seats as seen from its first one', () => {
    const row = drawRow({ start, seats: 3, spacing: 25, label: 'C', category: 'Front' })
    expect(row).toEqual({
      row_number: 'C',
      row_number_position: null,
      position: start,
      drawn: { spacing: 25, curve: 0, rotation: 0 },
      seats: [
        { seat_guid: 'C-1', seat_number: '1', position: { x: 0, y: 0 }, category: 'Front' },
        { seat_guid: 'C-2', seat_number: '2', position: { x: 25, y: 0 }, category: 'Front' },
        { seat_guid: 'C-3', seat_number: '3', position: { x: 50, y: 0 }, category: 'Front' },
      ],
    })
  })

  test('turns clockwise around its first seat', () => {
    expect(seatPositions(3, 20, 0, 90)).toEqual([
      { x: 0, y: 0 },
      { x: 0, y: 20 },
      { x: 0, y: 40 },
    ])
  })

  test('bends as far back in its middle as it says, or forwards', () => {
    const [first, , middle, , last] = seatPositions(5, 24, 10, 0)
    expect([first?.y, middle?.y, last?.y]).toEqual([0, 10, 0])
    expect(seatPositions(5, 24, -10, 0)[2]?.y).toBe(-10)
  })

  test('has its seats equally far from each other, however it bends and turns', () => {
    const curve = fc.double({ min: -10_000, max: 10_000, noNaN: true })
    const rotation = fc.double({ min: -360, max: 360, noNaN: true })
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 80 }),
        fc.integer({ min: 10, max: 60 }),
        curve,
        rotation,
        (seats, spacing, bend, turn) => {
          const places = seatPositions(seats, spacing, bend, turn)
          expect(places.length).toBe(seats)
          for (const [index, place] of places.slice(1).entries()) {
            const before = places[index] ?? { x: NaN, y: NaN }
            // Both places are rounded to a tenth.
            expect(Math.abs(Math.hypot(place.x - before.x, place.y - before.y) - spacing)).toBeLessThan(0.15)
          }
        },
      ),
    )
  })

  test('bends to half a circle at most', () => {
    const places = seatPositions(21, 20, 10_000, 0)
    const width = (places.at(-1)?.x ?? 0) - (places[0]?.x ?? 0)
    expect(places[10]?.y).toBeCloseTo(width / 2, 0)
  })

  test('of no seats, one seat or two has nothing to bend', () => {
    expect(seatPositions(0, 20, 50, 0)).toEqual([])
    expect(seatPositions(1, 20, 50, 0)).toEqual([{ x: 0, y: 0 }])
    expect(seatPositions(2, 20, 50, 0)).toEqual([
      { x: 0, y: 0 },
      { x: 20, y: 0 },
    ])
  })

  test('is drawn again from what it remembers', () => {
    const row = drawRow({ start, seats: 12, spacing: 23.5, curve: 14, rotation: -35 })
    const { spacing, curve, rotation } = row.drawn ?? { spacing: 0, curve: 0, rotation: 0 }
    expect(seatPositions(12, spacing, curve, rotation)).toEqual(row.seats.map(({ position }) => position))
  })
})

describe('a block of rows', () => {
  test('has its rows behind each other, labelled and numbered', () => {
    const rows = drawRows({ start, rows: 3, seats: 2, rowGap: 30, labels: { scheme: 'numbers', fromBack: true } })
    expect(rows.map((row) => [row.row_number, row.position])).toEqual([
      ['3', { x: 100, y: 200 }],
      ['2', { x: 100, y: 230 }],
      ['1', { x: 100, y: 260 }],
    ])
    expect(rows[1]?.seats.map((seat) => seat.seat_number)).toEqual(['1', '2'])
  })

  test('grows evenly to both sides', () => {
    const rows = drawRows({ start, rows: 3, seats: 4, growth: 2, spacing: 20 })
    expect(rows.map((row) => [row.seats.length, row.position?.x])).toEqual([
      [4, 100],
      [6, 80],
      [8, 60],
    ])
  })

  test('shrinks to a seat a row at last', () => {
    expect(drawRows({ start, rows: 4, seats: 3, growth: -1 }).map((row) => row.seats.length)).toEqual([3, 2, 1, 1])
  })

  test('turns as a whole', () => {
    const [, second] = drawRows({ start, rows: 2, seats: 2, spacing: 20, rowGap: 30, rotation: 90 })
    expect(second?.position).toEqual({ x: 70, y: 200 })
    expect(second?.seats[1]?.position).toEqual({ x: 0, y: 20 })
  })
})

describe('a plain hall', () => {
  test('has its rows, a stage in front, one section and one category', () => {
    const plan = drawHall({ rows: 10, seats: 20 })
    expect(plan.categories.length).toBe(1)
    expect(plan.zones.length).toBe(1)
    expect(plan.zones[0]?.rows.map((row) => row.seats.length)).toEqual(Array.from({ length: 10 }, () => 20))
    expect(plan.zones[0]?.rows[9]?.seats[19]?.seat_guid).toBe('J-20')
    expect(plan.zones[0]?.areas?.some((area) => area.stage)).toBe(true)
  })

  test('has an aisle in the middle of long rows alone', () => {
    const gap = (seats: number) => {
      const [row] = drawHall({ rows: 1, seats }).zones[0]?.rows ?? []
      const [left, right] = row?.seats.slice(seats / 2 - 1) ?? []
      return { width: (right?.position.x ?? 0) - (left?.position.x ?? 0), beside: [left?.aisle, right?.aisle] }
    }
    expect(gap(16)).toEqual({ width: 24, beside: [undefined, undefined] })
    expect(gap(18)).toEqual({ width: 50, beside: [true, true] })
  })

  test('has nothing wrong with it, however large', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 100 }), (rows, seats) => {
        expect(planErrors(drawHall({ rows, seats }))).toEqual([])
      }),
      { numRuns: 30 },
    )
  })
})
