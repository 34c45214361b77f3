import {
  type Event,
  readSeatGeometry,
  readSeats,
  readSeatStatus,
  type SeatChanges,
  type SeatName,
  type SeatStatus,
} from '@fairground/contract'
import type { Client, Outcome } from '@fairground/contract/client'
import { nameOfSeat, NOT_FOR_SALE, readGeometry, type SeatMap, unpackChanges, unpackStates } from '@fairground/seating'

import { seatsWords } from './names.ts'

/** The seats of an event: where they are, and the state of each as of a version. */
export interface Hall {
  readonly map: SeatMap
  /** A byte a seat. */
  readonly states: Uint8Array
  readonly version: number
}

export type Area = Event['areas'][number]
export type TicketType = Area['ticketTypes'][number]

/** The area with seats; an event has one at most. */
export function seatedAreaOf({ areas }: Event): Area | undefined {
  return areas.find(({ kind }) => kind === 'seated')
}

/** Another plan may be taken between two of the reads; then they are done again, so often. */
const MOST_READS = 3

export async function readHall(client: Client, eventId: string, signal?: AbortSignal): Promise<Outcome<Hall>> {
  const params = { eventId }
  for (let read = 1; ; read += 1) {
    const seats = await client(readSeats, { params, signal })
    if (!seats.ok) return seats
    const { hash } = seats.data
    const [geometry, status] = await Promise.all([
      client(readSeatGeometry, { params: { eventId, hash }, signal }),
      client(readSeatStatus, { params, signal }),
    ])
    if (geometry.ok && status.ok && status.data.hash === hash) {
      const hall = hallWith(readGeometry(geometry.data), status.data)
      return { ok: true, status: status.status, data: hall }
    }
    const refused = [geometry, status].find((outcome) => !outcome.ok)
    if (refused && !refused.ok && (refused.problem.code !== 'not-found' || read === MOST_READS)) return refused
    if (read === MOST_READS) return { ok: false, problem: MOVING }
  }
}

const MOVING = {
  code: 'busy',
  status: 503,
  title: 'The seats are being changed',
  detail: 'The plan of this event changes just now. Try again in a moment.',
} as const

export function hallWith(map: SeatMap, { states, version }: SeatStatus): Hall {
  return { map, states: unpackStates(states, map.seats), version }
}

/** The hall after these changes; undefined where some before them are missing. Older ones change nothing. */
export function applyChanges(hall: Hall, { hash, from, version, changes }: SeatChanges): Hall | undefined {
  if (hash !== hall.map.hash || from > hall.version) return undefined
  if (version <= hall.version) return hall
  const states = hall.states.slice()
  for (const { seat, state } of unpackChanges(changes)) states[seat] = state
  return { ...hall, states, version }
}

/** Ticket types that this seat can be sold as: those of its category. */
export function typesOfSeat(map: SeatMap, seat: number, types: readonly TicketType[]): TicketType[] {
  const category = map.category[seat] ?? NOT_FOR_SALE
  const name = map.categories[category]?.name
  return name === undefined ? [] : types.filter((type) => type.category === name)
}

/** The names of these seats, in the order of the plan; of one that is not in it, its id. */
export function wordsOfSeats(map: SeatMap, ids: readonly string[]): string {
  const seats = ids.map((id) => map.indexOf(id)).toSorted((one, other) => one - other)
  const unknown = ids.filter((id) => map.indexOf(id) === -1)
  const names: SeatName[] = seats.filter((seat) => seat !== -1).map((seat) => nameOfSeat(map, seat))
  return [...(names.length > 0 ? [seatsWords(names)] : []), ...unknown].join('; ')
}
