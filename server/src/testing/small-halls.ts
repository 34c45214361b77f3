import type { Plan, PlanSeat } from '@fairground/contract'
import { FREE, geometryOf, HELD, readGeometry, type SeatMap, SOLD, TAKEN_BY_HOUSE } from '@fairground/seating'
import fc from 'fast-check'

/** A seat for wheelchairs, with a restricted view and so on. */
type Flags = Pick<PlanSeat, 'accessible' | 'companion' | 'restricted_view' | 'aisle'>

export interface DrawnSeat extends Flags {
  readonly x: number
  readonly y: number
  /** Of the categories A and B; none: not for sale. */
  readonly category: 'A' | 'B' | ''
}

/** Sections of rows of seats; the focal point is in the middle before them. */
export function mapOf(sections: readonly (readonly (readonly DrawnSeat[])[])[]): SeatMap {
  const plan: Plan = {
    name: 'Small hall',
    categories: [{ name: 'A' }, { name: 'B' }],
    size: { width: 400, height: 400 },
    focal_point: { x: 90, y: -40 },
    zones: sections.map((rows, section) => ({
      name: `Section ${section}`,
      position: { x: 0, y: 0 },
      rows: rows.map((seats, row) => ({
        row_number: `${row + 1}`,
        seats: seats.map(({ x, y, ...seat }, n) => ({
          ...seat,
          seat_guid: `${section}-${row}-${n}`,
          seat_number: `${n + 1}`,
          position: { x, y },
        })),
      })),
    })),
  }
  return readGeometry(geometryOf(plan, 'small'))
}

/** Rows of so many seats, all alike, 20 apart and 25 behind each other. */
export function gridOf(rows: number, seats: number): SeatMap {
  return mapOf([
    Array.from({ length: rows }, (_, row) =>
      Array.from({ length: seats }, (__, n) => ({ x: n * 20, y: row * 25, category: 'A' as const })),
    ),
  ])
}

export interface SmallHall {
  readonly map: SeatMap
  readonly states: Uint8Array
}

/** One or two sections, in all at most four rows of two to eight seats, with gaps, aisles and everything that a seat can be. */
export const smallHalls: fc.Arbitrary<SmallHall> = fc
  .record({
    rows: fc.array(
      fc.record({
        seats: fc.array(
          fc.record({
            category: fc.oneof(
              { weight: 12, arbitrary: fc.constant('A' as const) },
              { weight: 4, arbitrary: fc.constant('B' as const) },
              { weight: 1, arbitrary: fc.constant('' as const) },
            ),
            distance: fc.oneof({ weight: 12, arbitrary: fc.constant(20) }, { weight: 1, arbitrary: fc.constant(45) }),
            accessible: rarely(),
            companion: rarely(),
            restricted_view: rarely(),
            aisle: rarely(),
            state: fc.oneof(
              { weight: 5, arbitrary: fc.constant(FREE) },
              { weight: 2, arbitrary: fc.constantFrom(HELD, SOLD, TAKEN_BY_HOUSE) },
            ),
          }),
          { minLength: 2, maxLength: 8 },
        ),
        indent: fc.constantFrom(0, 0, 10, 20),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    rowsOfFirstSection: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ rows, rowsOfFirstSection }) => {
    const drawn = rows.map(({ seats, indent }, row) => {
      let x = indent
      return seats.map(({ distance, state: _, ...seat }) => {
        x += distance
        return { ...seat, x, y: row * 25 }
      })
    })
    const sections = [drawn.slice(0, rowsOfFirstSection), drawn.slice(rowsOfFirstSection)]
    const states = rows.flatMap(({ seats }) => seats.map(({ state }) => state))
    return { map: mapOf(sections.filter((section) => section.length > 0)), states: Uint8Array.from(states) }
  })

function rarely(): fc.Arbitrary<boolean> {
  return fc.integer({ min: 0, max: 11 }).map((value) => value === 0)
}

/** Numbers from 0 to 1, the same ones for the same seed. Source: mulberry32 by Tommy Ettinger. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
