import {
  checkReadiness,
  type Event,
  listEventOrders,
  readAvailability,
  readOrder,
  readSeatStatus,
  type ReplyOf,
  runCheck,
} from '@fairground/contract'
import type { Client } from '@fairground/contract/client'
import { fetchOver, openConnections } from '@fairground/load'
import { SOLD } from '@fairground/seating'

import { answered } from '../connection.ts'
import { type Hall, hallWith, seatedAreaOf } from '../seats/hall.ts'
import type { Target } from './access.ts'
import type { BurstAccount } from './buyer.ts'
import type { Ledger } from './ledger.ts'
import { readHolds, settleWrites } from './settlement.ts'
import { judge, type PlacesSeen, type ServerOrder, type Verdict } from './verdict.ts'

/** The books before the run. */
export interface Opening {
  readonly places: PlacesSeen
  /** Id of the newest order, where there is one. */
  readonly newestOrderId: string | undefined
}

export async function readOpening(client: Client, eventId: string): Promise<Opening> {
  const places = await readPlaces(client, eventId)
  const { items } = await answered(client(listEventOrders, { params: { eventId }, query: { limit: 1 } }))
  return { places, newestOrderId: items[0]?.id }
}

interface Ended {
  readonly target: Target
  /** An admin's. */
  readonly client: Client
  readonly event: Event
  /** Its seats, where it has some. */
  readonly hall: Hall | undefined
  readonly accounts: readonly BurstAccount[]
  readonly opening: Opening
  readonly ledger: Ledger
  /** How many came. */
  readonly buyers: number
  readonly interrupted: boolean
  /** How long what is not known may take to find out. */
  readonly patienceMs: number
}

const CONNECTIONS = 32

/**
 * Finds out what is not known yet, and compares what the buyers were told with what the service says. Rejects with a
 * `Failure` where the service does not answer.
 */
export async function compareBooks(ended: Ended): Promise<{ after: PlacesSeen; verdict: Verdict }> {
  const { target, client, event, hall, accounts, opening } = ended
  // Before hundreds of buyers find out one by one that nobody is there.
  await answered(client(checkReadiness, {}))
  const connections = openConnections({ ...target, connections: CONNECTIONS })
  const until = performance.now() + ended.patienceMs
  const way = { server: target.server, send: fetchOver(connections), eventId: event.id, accounts, until }
  try {
    const ledger = await settleWrites(way, ended.ledger)
    const holds = await readHolds(way, ledger.holds)
    const after = await readPlaces(client, event.id)
    const areaId = seatedAreaOf(event)?.id
    const listed = await readOrdersAfter(client, event.id, opening.newestOrderId)
    const orders = [...listed, ...(await readUnlisted(client, ledger, listed))]
    const verdict = judge({
      buyers: ended.buyers,
      interrupted: ended.interrupted,
      acknowledged: ledger.orders,
      unsettled: ledger.unsettled,
      holds,
      accountIds: accounts.map(({ accountId }) => accountId),
      before: opening.places,
      after,
      orders,
      seats: hall && areaId !== undefined ? await readSoldSeats(client, event.id, hall, areaId, after) : undefined,
      checked: await check(client),
    })
    return { after, verdict }
  } finally {
    await connections.close()
  }
}

/** How long caches may be behind: the service promises a second. */
const AGREE_WITHIN_MS = 3_000
const ASK_AGAIN_AFTER_MS = 100

/** What is held, sold and left, and the tickets of all orders; asked again while caches are behind. */
async function readPlaces(client: Client, eventId: string): Promise<PlacesSeen> {
  const giveUpAt = performance.now() + AGREE_WITHIN_MS
  for (;;) {
    const params = { eventId }
    const { totals } = await answered(client(listEventOrders, { params, query: { limit: 1 } }))
    const { areas } = await answered(client(readAvailability, { params }))
    const agrees = areas.reduce((sum, { sold }) => sum + sold, 0) === totals.tickets
    if (agrees || performance.now() > giveUpAt) return { areas, tickets: totals.tickets }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_AFTER_MS))
  }
}

/** The seats that are sold by the service's map; asked again while that is behind the counts. */
async function readSoldSeats(
  client: Client,
  eventId: string,
  { map }: Hall,
  areaId: string,
  { areas }: PlacesSeen,
): Promise<{ areaId: string; sold: ReadonlySet<string> }> {
  const counted = areas.find(({ id }) => id === areaId)?.sold
  const giveUpAt = performance.now() + AGREE_WITHIN_MS
  for (;;) {
    const { states } = hallWith(map, await answered(client(readSeatStatus, { params: { eventId } })))
    const sold = new Set(map.ids.filter((_, seat) => states[seat] === SOLD))
    if (sold.size === counted || performance.now() > giveUpAt) return { areaId, sold }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_AFTER_MS))
  }
}

const PAGE_LIMIT = 200

/** Every order of the event that is newer than the one which was its newest. Ids begin with their time: they grow. */
async function readOrdersAfter(client: Client, eventId: string, newestId: string | undefined): Promise<ServerOrder[]> {
  const orders: ServerOrder[] = []
  let cursor: string | undefined
  for (;;) {
    const page: ReplyOf<typeof listEventOrders> = await answered(
      client(listEventOrders, { params: { eventId }, query: { cursor, limit: PAGE_LIMIT } }),
    )
    const newer = page.items.filter(({ id }) => newestId === undefined || id > newestId)
    for (const { id, state, ticketCount, buyer } of newer)
      orders.push({ id, state, ticketCount, accountId: buyer.accountId })
    if (page.nextCursor === null || newer.length < page.items.length) return orders
    cursor = page.nextCursor
  }
}

/** Beyond this many the verdict is clear. */
const MOST_READ_ALONE = 500

/** Acknowledged orders that the list does not show, asked for by their id: nodes' clocks differ, and ids are times. */
async function readUnlisted(client: Client, ledger: Ledger, listed: readonly ServerOrder[]): Promise<ServerOrder[]> {
  const ids = new Set(listed.map(({ id }) => id))
  const missing = ledger.orders.filter(({ id }) => !ids.has(id)).slice(0, MOST_READ_ALONE)
  const found: ServerOrder[] = []
  for (const { id } of missing) {
    const outcome = await client(readOrder, { params: { orderId: id } })
    if (!outcome.ok) continue
    const { state, tickets } = outcome.data
    found.push({ id, state, ticketCount: tickets.length, accountId: undefined })
  }
  return found
}

/** The number of violations that the service finds itself; undefined where it cannot say. */
async function check(client: Client): Promise<number | undefined> {
  const outcome = await client(runCheck, {})
  return outcome.ok ? outcome.data.violations : undefined
}
