import { gzipSync } from 'node:zlib'

import { type Plan, SeatGeometry } from '@fairground/contract'
import * as fc from 'fast-check'
import { Check } from 'typebox/value'
import { describe, expect, test } from 'vitest'

import { geometryOf, readGeometry } from './geometry.ts'
import { arena } from './halls/arena.ts'
import { rowLabel } from './labels.ts'
import { ACCESSIBLE, AISLE, BLOCKED, COMPANION, nameOfSeat, RESTRICTED_VIEW } from './seat-map.ts'
import { packStates } from './states.ts'
import { anyPlan } from './testing/any-plan.ts'

/** The map as whoever gets the geometry over the wire reads it. */
function mapOf(plan: Plan) {
  const text = JSON.stringify(geometryOf(plan, 'hash'))
  return readGeometry(JSON.parse(text) as SeatGeometry)
}

const hall: Plan = {
  name: 'Hall',
  size: { width: 400, height: 300 },
  categories: [{ name: 'Front', color: '#c2571a' }, { name: 'Back' }],
  zones: [
    {
      name: 'Stalls',
      position: { x: 100, y: 50 },
      rows: [
        {
          row_number: '7',
          row_label: 'Reihe %s',
          seat_label: 'Platz %s',
          row_number_position: 'both',
          position: { x: 10, y: 20 },
          seats: [
            { seat_guid: 'one', seat_number: '1', position: { x: 1, y: 2 }, category: 'Back', accessible: true },
            { seat_guid: 'two', seat_number: '2', position: { x: 31, y: 2 }, category: '', radius: 25 },
          ],
        },
      ],
    },
  ],
}

describe('a geometry', () => {
  test('gives back every seat of any plan: id, words, place to a tenth, category, flags, radius', () => {
    fc.assert(
      fc.property(anyPlan({ ours: true }), (plan) => {
        const map = mapOf(plan)
        const seats = plan.zones.flatMap((zone) =>
          zone.rows.flatMap((row) => row.seats.map((seat) => ({ zone, row, seat }))),
        )
        expect(map.seats).toBe(seats.length)
        expect(map.ids).toEqual(seats.map(({ seat }) => seat.seat_guid))
        expect(map.numbers).toEqual(seats.map(({ seat }) => seat.seat_number))
        for (const [index, { zone, row, seat }] of seats.entries()) {
          expect(map.indexOf(seat.seat_guid)).toBe(index)
          expect(nameOfSeat(map, index)).toEqual({
            section: zone.name ?? '',
            row: rowLabel(row),
            number: seat.seat_number,
            ...(zone.floor !== undefined && plan.floors ? { floor: zone.floor } : {}),
          })
          const x = zone.position.x + (row.position?.x ?? 0) + seat.position.x
          const y = zone.position.y + (row.position?.y ?? 0) + seat.position.y
          expect(Math.abs((map.x[index] ?? NaN) - x)).toBeLessThanOrEqual(0.06)
          expect(Math.abs((map.y[index] ?? NaN) - y)).toBeLessThanOrEqual(0.06)
          expect(map.radius[index]).toBe(seat.radius ?? 10)
          expect(map.category[index]).toBe(plan.categories.findIndex(({ name }) => name === seat.category))
          expect(map.flags[index]).toBe(
            (seat.accessible ? ACCESSIBLE : 0) +
              (seat.companion ? COMPANION : 0) +
              (seat.restricted_view ? RESTRICTED_VIEW : 0) +
              (seat.aisle ? AISLE : 0) +
              (seat.blocked ? BLOCKED : 0),
          )
        }
        expect(map.indexOf('nobody')).toBe(-1)
      }),
      { numRuns: 300 },
    )
  })

  test('is what the contract says, of any plan', () => {
    fc.assert(
      fc.property(anyPlan({ ours: true }), (plan) => {
        const geometry: unknown = JSON.parse(JSON.stringify(geometryOf(plan, 'hash')))
        expect(Check(SeatGeometry, geometry)).toBe(true)
      }),
    )
  })

  test('puts sections, rows and seats in the order of the plan', () => {
    fc.assert(
      fc.property(anyPlan({ ours: true }), (plan) => {
        const map = mapOf(plan)
        let [row, seat] = [0, 0]
        for (const [index, zone] of plan.zones.entries()) {
          const section = map.sections[index]
          const seats = zone.rows.reduce((sum, { seats: own }) => sum + own.length, 0)
          expect(section).toMatchObject({ firstRow: row, rows: zone.rows.length, firstSeat: seat, seats })
          for (const own of zone.rows) {
            expect(map.rows[row]).toMatchObject({ section: index, firstSeat: seat, seats: own.seats.length })
            for (const _ of own.seats) expect(map.row[seat++]).toBe(row)
            row += 1
          }
        }
      }),
    )
  })

  test('adds up the positions of zone, row and seat', () => {
    const map = mapOf(hall)
    expect([map.x[0], map.y[0], map.x[1], map.y[1]]).toEqual([111, 72, 141, 72])
    expect(map.rows[0]?.numbered).toBe('both')
    expect([...map.category]).toEqual([1, -1])
  })

  test('calls rows and seats by their numbers where the labels of pretix are phrases around them: tickets have their own', () => {
    expect(nameOfSeat(mapOf(hall), 1)).toEqual({ section: 'Stalls', row: '7', number: '2' })
    const [zone] = hall.zones
    const rows = zone?.rows.map((row) => ({ ...row, row_label: 'Box', seat_label: 'Chair' })) ?? []
    const named = mapOf({ ...hall, zones: [{ position: { x: 0, y: 0 }, rows }] })
    expect(nameOfSeat(named, 1)).toEqual({ section: '', row: 'Box', number: '2' })
  })

  test('draws a line around a section without an outline, so that no seat sticks out, however wide', () => {
    const outline = mapOf(hall).sections[0]?.outline ?? []
    const [xs, ys] = [outline.map(({ x }) => x), outline.map(({ y }) => y)]
    expect(Math.max(...xs)).toBeGreaterThan(141 + 25)
    expect(Math.min(...ys)).toBeLessThan(72 - 25)
  })

  test('moves the shapes of a zone to their places, turned around their positions', () => {
    const rectangle = { width: 40, height: 10 }
    const areas: Plan['zones'][number]['areas'] = [
      { shape: 'rectangle', rectangle, position: { x: 5, y: 5 }, rotation: 90, stage: true },
      { shape: 'circle', circle: { radius: 7 }, standing: { name: 'Pit', capacity: 10 } },
      { shape: 'text', position: { x: 1, y: 1 }, text: { text: 'Bar', position: { x: 2, y: 3 } } },
    ]
    const map = mapOf({ ...hall, zones: [{ position: { x: 100, y: 100 }, rows: [], areas }] })
    const [stage, pit, bar] = map.shapes
    expect(stage?.points).toEqual([
      { x: 105, y: 105 },
      { x: 105, y: 145 },
      { x: 95, y: 145 },
      { x: 95, y: 105 },
    ])
    expect(pit).toMatchObject({ standing: 'Pit', isStage: false })
    expect(pit?.points[0]).toEqual({ x: 107, y: 100 })
    expect(bar).toMatchObject({ points: [], text: { text: 'Bar', x: 103, y: 104, size: 16 } })
    expect(map.focalPoint).toEqual({ x: 100, y: 125 })
    expect(map.sections[0]?.outline).toEqual([])
  })

  test('looks to the point of the plan, else to its stage, else to the middle of its upper edge', () => {
    expect(mapOf({ ...hall, focal_point: { x: 1, y: 2 } }).focalPoint).toEqual({ x: 1, y: 2 })
    expect(mapOf(hall).focalPoint).toEqual({ x: 200, y: 0 })
  })
})

test('the 60,000 seats of the arena and their states are at most 400 kB on the wire', () => {
  const geometry = gzipSync(JSON.stringify(geometryOf(arena(), 'hash'))).length
  // 68 kB, and 15 kB in the worst case: states without any order.
  const states = Uint8Array.from({ length: 60_000 }, (_, seat) => (Math.imul(seat + 1, 2_654_435_761) >>> 13) & 3)
  const status = gzipSync(JSON.stringify({ states: packStates(states) })).length
  expect(geometry).toBeLessThan(80_000)
  expect(geometry + status).toBeLessThan(400_000)
})

test('the geometry of the arena is read in a frame or three', () => {
  const geometry = geometryOf(arena(), 'hash')
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now()
    readGeometry(geometry)
    return performance.now() - start
  })
  expect(Math.min(...times)).toBeLessThan(40)
})
