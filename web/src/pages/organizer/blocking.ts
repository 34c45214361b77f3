import { blockSeats } from '@fairground/contract'
import { FREE, SOLD, TAKEN_BY_HOUSE, type SeatMap } from '@fairground/seating'

import { call } from '../../api/client.ts'

/** As many as the service takes at once. */
const MOST_AT_ONCE = 1_000

export interface SeatCounts {
  readonly free: number
  readonly held: number
  readonly sold: number
  readonly blocked: number
}

export function countStates(states: Uint8Array): SeatCounts {
  const counts = [0, 0, 0, 0]
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1
  const [free = 0, held = 0, sold = 0, blocked = 0] = counts
  return { free, held, sold, blocked }
}

export type SeatState = 'free' | 'held' | 'sold' | 'blocked'

export function stateOf(states: Uint8Array, seat: number): SeatState {
  const state = states[seat]
  if (state === FREE) return 'free'
  if (state === SOLD) return 'sold'
  return state === TAKEN_BY_HOUSE ? 'blocked' : 'held'
}

/** What is held or sold is its buyer's. */
export function canBeChosen(states: Uint8Array, seat: number): boolean {
  return states[seat] === FREE || states[seat] === TAKEN_BY_HOUSE
}

/** Of the chosen seats those that can be blocked and those that can be put on sale, as they stand now. */
export function sorted(
  map: SeatMap,
  states: Uint8Array,
  chosen: ReadonlySet<number>,
): { free: readonly string[]; blocked: readonly string[] } {
  const ids = (state: number) => [...chosen].filter((seat) => states[seat] === state).map((seat) => map.ids[seat] ?? '')
  return { free: ids(FREE), blocked: ids(TAKEN_BY_HOUSE) }
}

/** The chosen seats with more of them, or without them where all of them are chosen already. */
export function toggledSeats(chosen: ReadonlySet<number>, seats: readonly number[]): ReadonlySet<number> {
  if (seats.length === 0) return chosen
  return seats.every((seat) => chosen.has(seat)) ? chosen.difference(new Set(seats)) : chosen.union(new Set(seats))
}

/** Each thousand at once or not at all. Throws Refused. */
export async function changeBlocked(
  eventId: string,
  what: 'blocked' | 'unblocked',
  seatIds: readonly string[],
): Promise<void> {
  for (let first = 0; first < seatIds.length; first += MOST_AT_ONCE) {
    const some = seatIds.slice(first, first + MOST_AT_ONCE)
    await call(blockSeats, { params: { eventId }, body: { [what]: some } })
  }
}
