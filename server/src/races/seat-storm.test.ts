import { randomInt } from 'node:crypto'

import {
  blockSeats,
  changeHold,
  type Hold,
  type LineRequest,
  type Order,
  placeHold,
  placeOrder,
  type ProblemCode,
  readSeatStatus,
  releaseHold,
} from '@fairground/contract'
import type { ClientProblem, Outcome } from '@fairground/contract/client'
import { FREE, HELD, SOLD, TAKEN_BY_HOUSE, unpackStates } from '@fairground/seating'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

import { openSeatedEvent, type SeatedEvent } from '../testing/seats.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { ask, type Buyer, clientOf, dataOf, gatherCrowd, seededRandom } from './crowd.ts'

const STORM_MS = 5_000
const FEWEST_STEPS = 60
const BUYERS = 20
/** So that it is nearly full at the end, and everybody is in everybody's way. */
const HALL = { rows: 12, seats: 24 }
const SEATS = HALL.rows * HALL.seats
/** Of its holds a buyer remembers the newest: some of them are over, and some are not. */
const REMEMBERED = 12
const seed = Number(process.env['STORM_SEED'] ?? randomInt(2 ** 31))

/** What may be answered in fair weather and foul; anything else is a fault. */
const EXPECTED = new Set<ClientProblem['code']>([
  'sold-out',
  'not-enough-left',
  'seat-taken',
  'lonely-seat',
  'hold-ended',
  'hold-expired',
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
  readonly sale: SeatedEvent
  readonly random: () => number
  readonly until: number
  /** How often each verb was answered with each outcome. */
  readonly seen: Map<string, number>
}

it(`a storm of every verb of seats over two nodes leaves every seat with one owner (STORM_SEED=${seed})`, async () => {
  const { admin, buyers } = await gatherCrowd(service.connectionString, BUYERS)
  const sale = await openSeatedEvent(clientOf(service.url, admin), {
    plan: HALL,
    noLonelySeats: true,
    over: { holdSeconds: 1 },
  })
  const random = seededRandom(seed)
  const storm: Storm = { sale, random, until: performance.now() + STORM_MS, seen: new Map() }
  const bought = await Promise.all([...buyers.map((buyer) => buy(storm, buyer)), house(storm, admin)])
  // Every hold that is left ends within its second, and nothing is held any more.
  await vi.waitUntil(async () => (await claims(storm, 'held')).length === 0, { timeout: 10_000, interval: 50 })
  await service.invariants()

  const sold = bought.flat().flatMap((order) => order.tickets.map(({ seatId = '' }) => seatId))
  expect(new Set(sold).size).toBe(sold.length)
  expect(await claims(storm, 'sold')).toEqual(sold.toSorted())
  // Both nodes show what the table has.
  for (const url of nodes) {
    await vi.waitUntil(
      async () => {
        const { states } = dataOf(await clientOf(url, admin)(readSeatStatus, { params: { eventId: sale.eventId } }))
        const shown = [...unpackStates(states, SEATS)]
        const of = (state: number) => sale.seatIds.filter((_id, seat) => shown[seat] === state).toSorted()
        if (of(HELD).length > 0) return false
        expect(of(SOLD)).toEqual(sold.toSorted())
        expect(of(TAKEN_BY_HOUSE)).toEqual(await claims(storm, 'blocked'))
        expect(of(FREE).length).toBe(SEATS - of(SOLD).length - of(TAKEN_BY_HOUSE).length)
        return true
      },
      { timeout: 5_000, interval: 50 },
    )
  }
  // The control: it was a storm. Each verb was carried out, and met its refusals.
  const verbs = ['choose', 'best', 'exchange', 'release', 'confirm', 'buy', 'block', 'unblock']
  expect(verbs.filter((verb) => !storm.seen.has(`${verb} ok`))).toEqual([])
  const codes = ['seat-taken', 'lonely-seat', 'hold-expired']
  expect(codes.filter((code) => ![...storm.seen.keys()].some((name) => name.endsWith(code)))).toEqual([])
}, 60_000)

async function claims({ sale }: Storm, state: string): Promise<string[]> {
  const text = 'SELECT seat_id FROM seat_claims WHERE event_id = $1 AND state = $2'
  const rows = await ask<{ seat_id: string }>(service.connectionString, text, [sale.eventId, state])
  return rows.map(({ seat_id }) => seat_id).toSorted()
}

/** One buyer, who does one thing after the other with seats of their own until the time is over. */
async function buy(storm: Storm, buyer: Buyer): Promise<Order[]> {
  const { eventId, ticketTypeId } = storm.sale
  const holds: Hold[] = []
  const orders: Order[] = []
  for (let step = 0; step < FEWEST_STEPS || performance.now() < storm.until; step += 1) {
    const client = clientOf(pick(storm, nodes), buyer)
    const key = `${seed}-${step}`
    const chosen = [{ ticketTypeId, seatIds: neighbours(storm) }]
    const best: LineRequest[] = [{ ticketTypeId, quantity: 1 + Math.floor(storm.random() * 3), best: true }]
    const held = pick(storm, holds.slice(-REMEMBERED))
    const params = { eventId, holdId: held?.id ?? '' }
    const verb = held ? pick(storm, VERBS) : pick(storm, FIRST_VERBS)
    switch (verb) {
      case 'choose':
      case 'best': {
        const body = { lines: verb === 'best' ? best : chosen }
        const outcome = note(storm, verb, await client(placeHold, { params: { eventId }, body, key }))
        if (outcome.ok) holds.push(outcome.data)
        break
      }
      case 'exchange': {
        const lines = storm.random() < 0.5 ? best : chosen
        note(storm, verb, await client(changeHold, { params, body: { lines }, key }))
        break
      }
      case 'release':
        note(storm, verb, await client(releaseHold, { params }))
        break
      case 'confirm': {
        const input = { params: { eventId }, body: { holdId: params.holdId }, key }
        // The same request twice at once is answered once.
        const [one, two] = await Promise.all([client(placeOrder, input), client(placeOrder, input)])
        const outcome = note(storm, verb, one.ok ? one : two)
        if (outcome.ok) orders.push(outcome.data)
        break
      }
      case 'buy': {
        // Few, so that the hall is not full at once.
        const body = { lines: [{ ticketTypeId, seatIds: neighbours(storm).slice(0, 1) }] }
        const outcome = note(storm, verb, await client(placeOrder, { params: { eventId }, body, key }))
        if (outcome.ok) orders.push(outcome.data)
        break
      }
      default:
        verb satisfies undefined
    }
  }
  return orders
}

const FIRST_VERBS = ['choose', 'choose', 'best', 'best', 'best', 'buy'] as const
const VERBS = [...FIRST_VERBS, 'exchange', 'exchange', 'exchange', 'release', 'release', 'confirm'] as const

/** One to three seats beside each other. */
function neighbours(storm: Storm): string[] {
  const first = Math.floor(storm.random() * (SEATS - 3))
  return storm.sale.seatIds.slice(first, first + 1 + Math.floor(storm.random() * 3))
}

/** An organizer, who keeps seats for the house and gives them back all the while. */
async function house(storm: Storm, admin: Buyer): Promise<Order[]> {
  const params = { eventId: storm.sale.eventId }
  while (performance.now() < storm.until) {
    const client = clientOf(pick(storm, nodes), admin)
    const seats = neighbours(storm)
    note(storm, 'block', await client(blockSeats, { params, body: { blocked: seats } }))
    if (storm.random() < 0.8) note(storm, 'unblock', await client(blockSeats, { params, body: { unblocked: seats } }))
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
