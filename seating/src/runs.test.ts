import type { Plan, PlanSeat } from '@fairground/contract'
import { describe, expect, it } from 'vitest'

import { geometryOf, readGeometry } from './geometry.ts'
import { runsOf } from './runs.ts'

describe('runs of seats', () => {
  it('are a row whose seats stand evenly, straight or curved', () => {
    expect(runsIn(rowAt([0, 20, 40, 60]))).toEqual(['0-3'])
    const curved = Array.from({ length: 9 }, (_, n) => seatAt(n, 200 * Math.cos(n / 10), 200 * Math.sin(n / 10)))
    expect(runsIn(curved)).toEqual(['0-8'])
  })

  it('end where the distance is more than 1.6 times the usual one of the row', () => {
    expect(runsIn(rowAt([0, 20, 40, 72, 92]))).toEqual(['0-4'])
    expect(runsIn(rowAt([0, 20, 40, 73, 93]))).toEqual(['0-2', '3-4'])
    // The usual distance is each row's own.
    expect(runsIn(rowAt([0, 20, 40]), rowAt([0, 35, 70]))).toEqual(['0-2', '3-5'])
  })

  it('end between two seats beside an aisle, and not where only one of them is', () => {
    const row = rowAt([0, 20, 40, 60, 80])
    const withAisles = (...at: number[]) => row.map((seat, n) => (at.includes(n) ? { ...seat, aisle: true } : seat))
    expect(runsIn(withAisles(1, 2))).toEqual(['0-1', '2-4'])
    expect(runsIn(withAisles(0, 2, 4))).toEqual(['0-4'])
  })

  it('go on over seats that nobody can buy', () => {
    const row = rowAt([0, 20, 40]).map((seat, n) => (n === 1 ? { ...seat, category: '' } : seat))
    expect(runsIn(row)).toEqual(['0-2'])
  })

  it('end with the row, and have each seat once', () => {
    expect(runsIn(rowAt([0, 20]), [], rowAt([40]), rowAt([60, 80, 100]))).toEqual(['0-1', '2-2', '3-5'])
    expect(runsIn(rowAt([0, 20, 500, 520, 1_000, 1_020]))).toEqual(['0-1', '2-3', '4-5'])
    expect(runsIn([])).toEqual([])
  })

  it('say the usual distance of their row', () => {
    const map = mapOf(rowAt([0, 20, 40, 100, 120]), rowAt([0]))
    expect(runsOf(map).map(({ spacing }) => spacing)).toEqual([20, 20, 0])
  })
})

function runsIn(...rows: PlanSeat[][]): string[] {
  return runsOf(mapOf(...rows)).map(({ firstSeat, seats }) => `${firstSeat}-${firstSeat + seats - 1}`)
}

function mapOf(...rows: PlanSeat[][]) {
  const plan: Plan = {
    name: 'Rows',
    categories: [{ name: 'Stalls' }],
    size: { width: 1_000, height: 1_000 },
    zones: [
      {
        name: 'Stalls',
        position: { x: 0, y: 0 },
        rows: rows.map((seats, row) => ({
          row_number: `${row}`,
          position: { x: 0, y: row * 30 },
          seats: seats.map((seat) => ({ ...seat, seat_guid: `${row}-${seat.seat_number}` })),
        })),
      },
    ],
  }
  return readGeometry(geometryOf(plan, 'rows'))
}

function rowAt(places: readonly number[]): PlanSeat[] {
  return places.map((x, n) => seatAt(n, x, 0))
}

function seatAt(n: number, x: number, y: number): PlanSeat {
  return { seat_guid: `${n}`, seat_number: `${n + 1}`, position: { x, y }, category: 'Stalls' }
}
