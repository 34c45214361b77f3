import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

import { type Order, placeOrder } from '@fairground/contract'
import type { ClientProblem, Outcome } from '@fairground/contract/client'
import { expect } from 'vitest'

import { ask, type Buyer, clientOf, type OnSale, seededRandom } from './crowd.ts'

/** What one buyer wants, in one step, under one key however often it has to be asked. */
export interface Wish {
  readonly buyer: Buyer
  readonly key: string
  readonly quantity: number
}

/** One attempt at a wish. The number of the attempt counts from 0. */
export type Attempt<W, Data> = (wish: W, attempt: number) => Promise<Outcome<Data>>

export interface Final<W, Data> {
  readonly wish: W
  readonly outcome: Outcome<Data>
}

export interface Rush<W, Data> {
  readonly finals: readonly Final<W, Data>[]
  /** How often an attempt was told to come again, by code; `unreachable` where a node was gone. */
  readonly repeats: ReadonlyMap<string, number>
}

/** Connections of all buyers together: enough to fill every batch, few enough for two cores. */
const MOST_UNDER_WAY = 160
const SHORTEST_PAUSE_MS = 50
/** A buyer who was told to come again so often has met a service that does not recover. */
const MOST_ATTEMPTS = 60

/** One more than an account may have under way, so that the answer 429 is part of every rush. */
const BURST = 5

/**
 * Each buyer wants `each` orders of 1 to 4 tickets, and sends them in bursts. The seed is in the keys, and so in every
 * failure.
 */
export function wishesOf(buyers: readonly Buyer[], each: number, seed = randomInt(2 ** 31)): Wish[] {
  const random = seededRandom(seed)
  const bursts = Array.from({ length: Math.ceil(each / BURST) }, (_, burst) =>
    buyers.flatMap((buyer) =>
      Array.from({ length: Math.min(BURST, each - burst * BURST) }, (_one, index) => ({
        buyer,
        key: `seed-${seed}-${burst}-${index}`,
        quantity: 1 + Math.floor(random() * 4),
      })),
    ),
  )
  return bursts.flat()
}

/** Orders over HTTP; an attempt that follows another goes to the next node. */
export function sellThrough(nodes: readonly string[], { eventId, ticketTypeId }: OnSale): Attempt<Wish, Order> {
  return (wish, attempt) => {
    const node = nodes[(wish.quantity + attempt) % nodes.length] ?? ''
    return clientOf(node, wish.buyer)(placeOrder, {
      params: { eventId },
      body: { lines: [{ ticketTypeId, quantity: wish.quantity }] },
      key: wish.key,
    })
  }
}

/** All wishes at once. Whoever is told to come again does, after Retry-After and under the same key, to a final answer. */
export async function rush<W, Data>(
  wishes: readonly W[],
  attemptAt: Attempt<W, Data>,
  onAnswer = (_outcome: Outcome<Data>) => {},
): Promise<Rush<W, Data>> {
  const gate = openGate(MOST_UNDER_WAY)
  const repeats = new Map<string, number>()

  async function fulfil(wish: W): Promise<Final<W, Data>> {
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await gate(() => attemptAt(wish, attempt))
      onAnswer(outcome)
      if (outcome.ok || !mayPass(outcome.problem) || attempt === MOST_ATTEMPTS) return { wish, outcome }
      const { code, retryAfterSeconds } = outcome.problem
      repeats.set(code, (repeats.get(code) ?? 0) + 1)
      await sleep(Math.max((retryAfterSeconds ?? 0) * 1000, SHORTEST_PAUSE_MS))
    }
  }

  return { finals: await Promise.all(wishes.map(fulfil)), repeats }
}

/** Calls `act` once, when so many have got what they wanted. */
export function atSale<Data>(number: number, act: () => void): (outcome: Outcome<Data>) => void {
  let sold = 0
  return (outcome) => {
    if (outcome.ok && (sold += 1) === number) act()
  }
}

function mayPass({ status }: ClientProblem): boolean {
  return status === 429 || status === 503 || status === 0
}

/** Lets `width` through at a time, in their order. */
function openGate(width: number) {
  const waiting: (() => void)[] = []
  let free = width
  return async <Result>(pass: () => Promise<Result>): Promise<Result> => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await pass()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}

/**
 * What every rush must end with: 201 or 409 for each; no place too many; fewer only by what does not fit; each 201 in
 * the database exactly once with its own tickets; nothing else in the database.
 */
export async function expectFairSale(
  connectionString: string,
  { eventId }: OnSale,
  capacity: number,
  finals: readonly Final<Wish, Order>[],
): Promise<void> {
  expect(statusesOf(finals)).toEqual(new Set([201, 409]))
  const bought = finals.flatMap(({ wish, outcome }) => (outcome.ok ? [{ wish, order: outcome.data }] : []))
  const orders = await ask<{ id: string; account: string; answers: number; tickets: string[] }>(
    connectionString,
    `WITH answered AS MATERIALIZED (
        SELECT (reply::jsonb->>'id')::uuid AS order_id, count(*)::int AS answers FROM answers
        WHERE event_id = $1 GROUP BY 1
      ), made AS MATERIALIZED (
        SELECT order_id, array_agg(id ORDER BY id) AS tickets FROM tickets WHERE event_id = $1 GROUP BY 1
      )
      SELECT coalesce(o.id, a.order_id, m.order_id) AS id, o.account_id AS account, a.answers, m.tickets
      FROM (SELECT * FROM orders WHERE event_id = $1) o
      FULL JOIN answered a ON a.order_id = o.id
      FULL JOIN made m ON m.order_id = o.id`,
    [eventId],
  )
  const acknowledged = bought.map(({ wish, order }) => ({
    id: order.id,
    account: wish.buyer.accountId,
    answers: 1,
    tickets: order.tickets.map((ticket) => ticket.id).toSorted(),
  }))
  expect(byId(orders)).toEqual(byId(acknowledged))
  for (const { wish, order } of bought) expect(order.tickets).toHaveLength(wish.quantity)
  const codes = bought.flatMap(({ order }) => order.tickets.map((ticket) => ticket.code))
  expect(new Set(codes).size).toBe(codes.length)
  const left = capacity - codes.length
  expect(left).toBeGreaterThanOrEqual(0)
  // Nothing comes back in this sale, so what is left now was there at every refusal: none of them would have fitted.
  const fitting = finals.filter(({ wish, outcome }) => !outcome.ok && wish.quantity <= left)
  expect(fitting).toEqual([])
}

function statusesOf(finals: readonly Final<Wish, Order>[]): Set<number> {
  return new Set(finals.map(({ outcome }) => (outcome.ok ? outcome.status : outcome.problem.status)))
}

function byId<Row extends { id: string }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((one, other) => (one.id < other.id ? -1 : 1))
}
