import { seededRandom } from '@fairground/load'
import { drawHall } from '@fairground/seating'

import type { SeatWish, Target } from './load.ts'

type Plan = ReturnType<typeof drawHall>

export const ROWS = 100
export const SEATS_A_ROW = 200
/** The same order in every run. */
const SEED = 20

/** Two neighbours each, all over the hall in an order of chance. No seat is in two, so nobody is refused. */
export type Pairs = readonly Extract<SeatWish, { seatIds: unknown }>[]

export interface House {
  readonly pairs: Pairs
  /** Events on sale, each with all seats of the hall free and a free ticket type. */
  openHalls(count: number): Promise<Target[]>
}

/** Keeps the plan of a hall of 20,000 seats in the service, for one of the signed-in people who then has events there. */
export async function openHouse(server: string, token: string): Promise<House> {
  const plan = drawHall({ rows: ROWS, seats: SEATS_A_ROW })
  const send = sender(server, token)
  const { id: planId } = await send<{ id: string }>('/api/plans', { plan })
  return {
    pairs: pairsOf(plan, seededRandom(SEED)),
    async openHalls(count) {
      const halls: Target[] = []
      while (halls.length < count) {
        const { id: eventId, areas } = await send<MadeEvent>('/api/events', hallEvent(planId))
        const [area] = areas
        const [type] = area?.ticketTypes ?? []
        if (!area || !type) throw new Error('the hall has no seats')
        halls.push({ eventId, areaId: area.id, ticketTypeId: type.id })
      }
      return halls
    },
  }
}

interface MadeEvent {
  readonly id: string
  readonly areas: readonly { readonly id: string; readonly ticketTypes: readonly { readonly id: string }[] }[]
}

function hallEvent(planId: string) {
  return {
    title: 'A seat for everybody',
    startsAt: '2099-06-01T18:00:00Z',
    // As long and as wide as they may be: nothing ends and nobody reaches a limit, but both are looked at.
    holdSeconds: 3_600,
    maxTicketsPerAccount: 1_000,
    areas: [{ name: 'Hall', kind: 'seated', planId, ticketTypes: [{ name: 'Seat', priceMinor: 0 }] }],
  }
}

/** Posts JSON. What it resolves to is what the route answers with. */
function sender(server: string, token: string) {
  return async <Reply>(path: string, body: object): Promise<Reply> => {
    const reply = await fetch(new URL(path, server), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
    if (!reply.ok) throw new Error(`${path} answered ${reply.status}: ${await reply.text()}`)
    return (await reply.json()) as Reply
  }
}

/** Every two seats that follow each other in a row, from its first one on; `random` (from 0, below 1) puts them in order. */
export function pairsOf(plan: Plan, random: () => number): Pairs {
  const pairs = plan.zones.flatMap(({ rows }) =>
    rows.flatMap(({ seats }) =>
      Array.from({ length: seats.length >> 1 }, (_, pair) => ({
        seatIds: seats.slice(2 * pair, 2 * pair + 2).map((seat) => seat.seat_guid),
      })),
    ),
  )
  return shuffled(pairs, random)
}

/** Source: Fisher and Yates, in Durstenfeld's form. */
function shuffled<Entry>(entries: Entry[], random: () => number): Entry[] {
  for (let last = entries.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    // Both are within the list.
    ;[entries[last], entries[other]] = [entries[other] as Entry, entries[last] as Entry]
  }
  return entries
}
