import { randomInt } from 'node:crypto'

import {
  changeEvent,
  changeHold,
  extendHold,
  type Hold,
  listOrders,
  type Order,
  placeHold,
  placeOrder,
  type ProblemCode,
  readEvent,
  releaseHold,
} from '@fairground/contract'
import type { Client, ClientProblem, Outcome } from '@fairground/contract/client'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

import { startTestService, type TestService } from '../testing/service.ts'
import { ask, type Buyer, clientOf, dataOf, gatherCrowd, type OnSale, openSale, seededRandom } from './crowd.ts'

/** Long enough for holds to end in the middle of it, and enough steps for everything to be sold, on any machine. */
const STORM_MS = 6_000
const FEWEST_STEPS = 80
const BUYERS = 24
/** So that it is sold out in the second half of the storm. */
const CAPACITY = 500
/** Of its holds a buyer remembers the newest: some of them are over, and most are not. */
const REMEMBERED = 5
const seed = Number(process.env['STORM_SEED'] ?? randomInt(2 ** 31))

/** What may be answered in fair weather and foul; anything else is a fault. */
const EXPECTED = new Set<ClientProblem['code']>([
  'sold-out',
  'not-enough-left',
  'account-limit',
  'order-limit',
  'hold-ended',
  'hold-expired',
  'extension-limit',
  'below-sold',
  'stale-version',
  'too-many-requests',
  'busy',
] satisfies ProblemCode[])

let service: TestService
let nodes: string[]

beforeAll(async () => {
  service = await startTestService()
  nodes = [service.url, (await service.second()).url]
})
afterAll(() => service.stop())

interface Storm {
  readonly sale: OnSale
  readonly types: readonly string[]
  readonly random: () => number
  readonly until: number
  /** How often each verb was answered with each outcome. */
  readonly seen: Map<string, number>
}

it(`a storm of every verb over two nodes leaves every invariant whole (STORM_SEED=${seed})`, async () => {
  const { admin, buyers } = await gatherCrowd(service.connectionString, BUYERS)
  const ticketTypes = [
    { name: 'Adult', priceMinor: 0 },
    { name: 'Student', priceMinor: 0, quota: 90, maxPerAccount: 12 },
    { name: 'Child', priceMinor: 0, maxPerOrder: 3 },
  ]
  const areas = [{ name: 'Floor', kind: 'general' as const, capacity: CAPACITY, ticketTypes }]
  const sale = await openSale(clientOf(service.url, admin), CAPACITY, {
    areas,
    holdSeconds: 1,
    maxTicketsPerAccount: 50,
  })
  const storm: Storm = {
    sale,
    types: sale.event.areas[0]?.ticketTypes.map((type) => type.id) ?? [],
    random: seededRandom(seed),
    until: performance.now() + STORM_MS,
    seen: new Map(),
  }
  const bought = await Promise.all([
    ...buyers.map((buyer) => buy(storm, buyer)),
    rebuild(storm, admin),
    rebuild(storm, admin),
  ])
  // Every hold that is left ends within its second, and nothing is held any more.
  await vi.waitUntil(async () => (await heldOf(sale)) === 0, { timeout: 10_000, interval: 50 })
  await service.invariants()

  const orders = bought.flat().map((order) => order.id)
  const rows = await ask<{ id: string }>(service.connectionString, 'SELECT id FROM orders WHERE event_id = $1', [
    sale.eventId,
  ])
  expect(rows.map(({ id }) => id).toSorted()).toEqual(orders.toSorted())
  for (const [index, buyer] of buyers.entries()) {
    const { items } = dataOf(await clientOf(service.url, buyer)(listOrders, { query: { limit: 200 } }))
    expect(items.map(({ id }) => id).toSorted()).toEqual((bought[index] ?? []).map(({ id }) => id).toSorted())
  }
  // The control: it was a storm. Each verb was carried out, and each met its refusals.
  const verbs = ['place', 'change', 'extend', 'release', 'confirm', 'buy', 'rebuild']
  expect(verbs.filter((verb) => !storm.seen.has(`${verb} ok`))).toEqual([])
  const codes = ['sold-out', 'hold-expired', 'hold-ended', 'stale-version']
  expect(codes.filter((code) => ![...storm.seen.keys()].some((name) => name.endsWith(code)))).toEqual([])
}, 60_000)

async function heldOf({ eventId, areaId }: OnSale): Promise<number | undefined> {
  const counter = 'SELECT held FROM counters WHERE event_id = $1 AND id = $2'
  return (await ask<{ held: number }>(service.connectionString, counter, [eventId, areaId]))[0]?.held
}

/** One buyer, who does one thing after the other to places of their own until the time is over. */
async function buy(storm: Storm, buyer: Buyer): Promise<Order[]> {
  const { eventId } = storm.sale
  const holds: Hold[] = []
  const orders: Order[] = []
  for (let step = 0; step < FEWEST_STEPS || performance.now() < storm.until; step += 1) {
    const client = clientOf(pick(storm, nodes), buyer)
    const key = `${seed}-${step}`
    const lines = [{ ticketTypeId: pick(storm, storm.types), quantity: 1 + Math.floor(storm.random() * 4) }]
    const held = pick(storm, holds.slice(-REMEMBERED))
    const params = { eventId, holdId: held?.id ?? '' }
    const verb = held ? pick(storm, VERBS) : pick(storm, FIRST_VERBS)
    switch (verb) {
      case 'place': {
        const outcome = note(storm, verb, await client(placeHold, { params: { eventId }, body: { lines }, key }))
        if (outcome.ok) holds.push(outcome.data)
        break
      }
      case 'change':
        note(storm, verb, await client(changeHold, { params, body: { lines }, key }))
        break
      case 'extend':
        note(storm, verb, await client(extendHold, { params, key }))
        break
      case 'release':
        note(storm, verb, await client(releaseHold, { params }))
        break
      case 'confirm': {
        const input = { params: { eventId }, body: { holdId: params.holdId }, key }
        const outcome = note(storm, verb, await twice(storm, client, input))
        if (outcome.ok) orders.push(outcome.data)
        break
      }
      case 'buy': {
        const outcome = note(storm, verb, await client(placeOrder, { params: { eventId }, body: { lines }, key }))
        if (outcome.ok) orders.push(outcome.data)
        break
      }
      default:
        verb satisfies undefined
    }
  }
  return orders
}

const FIRST_VERBS = ['place', 'place', 'buy'] as const
const VERBS = [...FIRST_VERBS, 'change', 'change', 'extend', 'extend', 'release', 'confirm'] as const

/** The same request twice at once is answered once. */
async function twice(storm: Storm, client: Client, input: Parameters<typeof confirmOnce>[1]): Promise<Outcome<Order>> {
  const [one, two] = await Promise.all([confirmOnce(client, input), confirmOnce(client, input)])
  if (one.ok && two.ok) expect(two.data).toEqual(one.data)
  note(storm, 'repeat', two)
  return one.ok ? one : two
}

function confirmOnce(
  client: Client,
  input: { params: { eventId: string }; body: { holdId: string }; key: string },
): Promise<Outcome<Order>> {
  return client(placeOrder, input)
}

/** An organizer, who makes the area larger and smaller all the while. */
async function rebuild(storm: Storm, admin: Buyer): Promise<Order[]> {
  const { eventId, areaId } = storm.sale
  while (performance.now() < storm.until) {
    const client = clientOf(pick(storm, nodes), admin)
    const read = await client(readEvent, { params: { eventId } })
    if (!read.ok) throw new Error(read.problem.detail)
    const capacity = CAPACITY - 100 + Math.floor(storm.random() * 200)
    const body = { areas: [{ id: areaId, capacity }] }
    note(storm, 'rebuild', await client(changeEvent, { params: { eventId }, body, ifMatch: read.etag }))
  }
  return []
}

function note<Data>(storm: Storm, verb: string, outcome: Outcome<Data>): Outcome<Data> {
  const name = `${verb} ${outcome.ok ? 'ok' : outcome.problem.code}`
  storm.seen.set(name, (storm.seen.get(name) ?? 0) + 1)
  if (!outcome.ok && !EXPECTED.has(outcome.problem.code)) {
    throw new Error(`${name}: ${outcome.problem.detail} (STORM_SEED=${seed})`)
  }
  return outcome
}

function pick<Choice>({ random }: Storm, choices: readonly Choice[]): Choice {
  // Undefined only of an empty list, for which the caller looks.
  return choices[Math.floor(random() * choices.length)] as Choice
}
