import type { Plan } from '@fairground/contract'
import { geometryOf, readGeometry, type SeatMap } from '@fairground/seating'

/** Seats stand this far from each other, and rows. */
const STEP = 20

interface Row {
  readonly label: string
  readonly seats: number
  /** Of the first seat. */
  readonly x?: number
  /** From right to left. */
  readonly reversed?: boolean
}

/** A section with straight rows below each other; the ids of its seats are the row's label and the number. */
function zone(name: string, rows: readonly Row[], category: string, floor?: string): Plan['zones'][number] {
  return {
    name,
    position: { x: 0, y: 0 },
    ...(floor ? { floor } : {}),
    rows: rows.map(({ label, seats, x = 0, reversed = false }, row) => ({
      row_number: label,
      seats: Array.from({ length: seats }, (_, seat) => ({
        seat_guid: `${name[0]}-${label}${seat + 1}`,
        seat_number: String(seat + 1),
        position: { x: x + (reversed ? seats - 1 - seat : seat) * STEP, y: row * STEP },
        category,
      })),
    })),
  }
}

/** Stalls with rows A (4), B (6, one seat wider on each side) and C (4, numbered from the right); a balcony with row A. */
export function hall(): SeatMap {
  const plan: Plan = {
    name: 'Hall',
    size: { width: 400, height: 400 },
    categories: [{ name: 'Gold', color: 'goldenrod' }, { name: 'Blue' }],
    floors: [{ name: 'Ground' }, { name: 'First' }],
    zones: [
      zone(
        'Stalls',
        [
          { label: 'A', seats: 4, x: STEP },
          { label: 'B', seats: 6 },
          { label: 'C', seats: 4, x: STEP, reversed: true },
        ],
        'Gold',
        'Ground',
      ),
      zone('Balcony', [{ label: 'A', seats: 3 }], 'Blue', 'First'),
    ],
  }
  return readGeometry(geometryOf(plan, 'hash-of-hall'))
}
