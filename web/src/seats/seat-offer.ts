import type { Event } from '@fairground/contract'
import { ACCESSIBLE, COMPANION, FREE, HELD, nameOfSeat, RESTRICTED_VIEW, type SeatMap } from '@fairground/seating'

import { type Area, saleOfType, type TicketType } from '../pages/events/sale.ts'

/** What a seat is sold as: for each category of the plan the ticket types that are or will be sold. */
export type SeatOffer = readonly (readonly TicketType[])[]

export function offerOf(event: Event, area: Area, map: SeatMap, now: number | undefined): SeatOffer {
  return map.categories.map(({ name }) =>
    area.ticketTypes.filter((type) => {
      const { state } = saleOfType(event, type, now)
      // Sold out is what the seats themselves say; one that is held by the reader may still become another ticket type.
      return type.category === name && (state === 'open' || state === 'early' || state === 'sold-out')
    }),
  )
}

/** The ticket types as which a seat can be had; none where it is not for sale. */
export function typesOfSeat(offer: SeatOffer, map: SeatMap, seat: number): readonly TicketType[] {
  return offer[map.category[seat] ?? -1] ?? []
}

/** How a seat stands to the reader. `held`: by somebody else, who may give it back. */
export type Situation = 'free' | 'chosen' | 'mine' | 'held' | 'taken'

/** Everything that tells how a seat stands; its sets are of numbers of seats. */
export interface SeatView {
  readonly map: SeatMap
  readonly states: Uint8Array
  readonly chosen: ReadonlySet<number>
  /** Held by the reader. */
  readonly mine: ReadonlySet<number>
  readonly offer: SeatOffer
}

export function situationOf({ map, states, chosen, mine, offer }: SeatView, seat: number): Situation {
  if (chosen.has(seat)) return 'chosen'
  if (typesOfSeat(offer, map, seat).length === 0) return 'taken'
  if (mine.has(seat)) return 'mine'
  if (states[seat] === FREE) return 'free'
  return states[seat] === HELD ? 'held' : 'taken'
}

export function canChoose(situation: Situation): boolean {
  return situation === 'free' || situation === 'mine' || situation === 'chosen'
}

/** What else there is to know of a seat, in the order in which it matters. */
export type SeatTrait = 'accessible' | 'companion' | 'restricted-view'

export function traitsOf({ flags }: Pick<SeatMap, 'flags'>, seat: number): SeatTrait[] {
  const of = flags[seat] ?? 0
  return [
    ...(of & ACCESSIBLE ? (['accessible'] as const) : []),
    ...(of & COMPANION ? (['companion'] as const) : []),
    ...(of & RESTRICTED_VIEW ? (['restricted-view'] as const) : []),
  ]
}

/** Which of the chosen seats somebody else has: neither free nor held by the reader, or not there any more. */
export function lostSeats(
  { map, states, mine }: Pick<SeatView, 'map' | 'states' | 'mine'>,
  chosen: readonly string[],
): string[] {
  return chosen.filter((id) => {
    const seat = map.indexOf(id)
    return seat === -1 || (states[seat] !== FREE && !mine.has(seat))
  })
}

/** The lowest and the highest price of ticket types; undefined where there are none. */
export function priceRange(types: readonly TicketType[]): { lowest: number; highest: number } | undefined {
  if (types.length === 0) return undefined
  const prices = types.map(({ priceMinor }) => priceMinor)
  return { lowest: Math.min(...prices), highest: Math.max(...prices) }
}

/** Whether seats stand beside each other in one row. */
export function areTogether(map: SeatMap, seats: readonly number[]): boolean {
  const sorted = seats.toSorted((one, other) => one - other)
  return sorted.every(
    (seat, index) => index === 0 || (seat === (sorted[index - 1] ?? -1) + 1 && map.row[seat] === map.row[seat - 1]),
  )
}

/** The seats of a plan that have these ids. */
export function seatsOfIds(map: SeatMap, ids: readonly string[]): number[] {
  return ids.map((id) => map.indexOf(id)).filter((seat) => seat !== -1)
}

export function namesOfIds(map: SeatMap, ids: readonly string[]) {
  return seatsOfIds(map, ids).map((seat) => nameOfSeat(map, seat))
}
