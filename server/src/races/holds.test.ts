import { changeHold, type Hold, placeHold, placeOrder, readHold, releaseHold } from '@fairground/contract'
import type { Outcome } from '@fairground/contract/client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { createDatabase, dropDatabase, startTestService, type TestService } from '../testing/service.ts'
import {
  ask,
  type Buyer,
  clientOf,
  type Crowd,
  dataOf,
  gatherCrowd,
  type OnSale,
  openSale,
  problemOf,
} from './crowd.ts'
import { rush } from './rush.ts'

let connectionString: string
let service: TestService
let other: TestService
let crowd: Crowd

beforeAll(async () => {
  connectionString = await createDatabase()
  service = await startTestService({ connectionString })
  other = await service.second()
  crowd = await gatherCrowd(connectionString, 60)
})
afterAll(async () => {
  await service.stop()
  await dropDatabase(connectionString)
})

function someone(index: number): Buyer {
  const found = crowd.buyers[index]
  if (!found) throw new Error('the crowd is too small')
  return found
}

function newSale(capacity: number, holdSeconds: number): Promise<OnSale> {
  return openSale(clientOf(service.url, crowd.admin), capacity, { holdSeconds })
}

function hold(url: string, buyer: Buyer, { eventId, ticketTypeId }: OnSale, quantity: number): Promise<Outcome<Hold>> {
  const body = { lines: [{ ticketTypeId, quantity }] }
  return clientOf(url, buyer)(placeHold, { params: { eventId }, body, key: 'hold' })
}

function confirm(url: string, buyer: Buyer, { eventId, id }: Pick<Hold, 'eventId' | 'id'>, key: string) {
  return clientOf(url, buyer)(placeOrder, { params: { eventId }, body: { holdId: id }, key })
}

interface Counted {
  held: number
  sold: number
  /** Milliseconds from the end of the last hold to the batch that took it off, by the database's clock. */
  lateMs: number | null
}

/** The area of a sale as the database has it, beside the services. */
async function countsOf({ eventId, areaId }: OnSale): Promise<Counted> {
  const [row] = await ask<Counted>(
    connectionString,
    `SELECT held, sold, (extract(epoch FROM (
        (SELECT max(at) FROM inventory_changes WHERE event_id = $1)
        - (SELECT max(expires_at) FROM holds WHERE event_id = $1 AND state = 'expired'))) * 1000)::float8 AS "lateMs"
      FROM counters WHERE event_id = $1 AND id = $2`,
    [eventId, areaId],
  )
  if (!row) throw new Error('the area has its counter')
  return row
}

async function untilDue({ eventId }: OnSale): Promise<void> {
  const due = 'SELECT FROM holds WHERE event_id = $1 HAVING bool_and(expires_at <= clock_timestamp())'
  await vi.waitUntil(async () => (await ask(connectionString, due, [eventId])).length === 1, {
    timeout: 10_000,
    interval: 20,
  })
}

/** Waits until nothing is held, for at most 5 s; this asks nothing of the services. */
async function untilFree(sale: OnSale): Promise<Counted> {
  await vi.waitUntil(async () => (await countsOf(sale)).held === 0, { timeout: 5_000, interval: 50 })
  return countsOf(sale)
}

describe('the end of a hold', () => {
  it('gives its places back by itself, within 1 s', async () => {
    const sales = await Promise.all(Array.from({ length: 7 }, () => newSale(5, 1)))
    const held = await Promise.all(sales.map((sale) => hold(service.url, someone(0), sale, 5)))
    for (const one of held) expect(dataOf(one).state).toBe('active')
    const counts = await Promise.all(sales.map(untilFree))
    for (const one of counts) expect(one.sold).toBe(0)
    // The middle one of seven: a machine that stops for a moment is not the service's doing.
    const late = counts.map(({ lateMs }) => lateMs ?? Infinity).toSorted((one, two) => one - two)
    expect(late[3]).toBeLessThan(1_000)
    expect(late[0]).toBeGreaterThanOrEqual(0)
    await service.invariants()
  })

  it('that came while no service ran gives the places back after the start', async () => {
    const closed = await createDatabase()
    const before = await startTestService({ connectionString: closed })
    const { admin, buyers } = await gatherCrowd(closed, 1)
    const sale = await openSale(clientOf(before.url, admin), 5, { holdSeconds: 1 })
    const [buyer = admin] = buyers
    dataOf(await hold(before.url, buyer, sale, 5))
    await before.stop()
    const heldNow = 'SELECT FROM holds WHERE expires_at <= clock_timestamp() AND state = $1'
    await vi.waitUntil(async () => (await ask(closed, heldNow, ['active'])).length === 1, { timeout: 5_000 })
    const after = await startTestService({ connectionString: closed })
    try {
      await vi.waitUntil(async () => (await ask(closed, heldNow, ['expired'])).length === 1, { timeout: 5_000 })
      await after.invariants()
    } finally {
      await after.stop()
      await dropDatabase(closed)
    }
  })

  it('returns the places before the next buyer is refused, whether it was swept or not', async () => {
    const sale = await newSale(5, 1)
    dataOf(await hold(service.url, someone(0), sale, 5))
    // No batch runs at either node, so nobody sweeps.
    for (const node of [service, other]) node.inventory.allocator.pause()
    await untilDue(sale)
    const body = { lines: [{ ticketTypeId: sale.ticketTypeId, quantity: 5 }] }
    const bought = clientOf(service.url, someone(1))(placeOrder, { params: { eventId: sale.eventId }, body })
    await vi.waitUntil(() => service.inventory.allocator.depth() > 0)
    expect(await countsOf(sale)).toMatchObject({ held: 5, sold: 0 })
    service.inventory.allocator.resume()
    expect(await bought).toMatchObject({ ok: true, status: 201 })
    other.inventory.allocator.resume()
    expect(await countsOf(sale)).toMatchObject({ held: 0, sold: 5 })
    await service.invariants()
  })
})

describe('an exchange under contention', () => {
  it('gives what was asked or leaves what was held, and never less', async () => {
    const holders = Array.from({ length: 10 }, (_, index) => someone(index))
    const buyers = Array.from({ length: 10 }, (_, index) => someone(20 + index))
    for (let round = 0; round < 5; round += 1) {
      const sale = await newSale(30, 600)
      const { eventId, ticketTypeId } = sale
      const holds = await Promise.all(
        holders.map(async (holder) => ({ holder, held: dataOf(await hold(service.url, holder, sale, 2)) })),
      )
      // Ten places are left, and thirty are asked for: two more by each holder, one by each buyer.
      const [exchanged] = await Promise.all([
        rush(holds, ({ holder, held }, attempt) =>
          clientOf(nodeOf(attempt + holders.indexOf(holder)), holder)(changeHold, {
            params: { eventId, holdId: held.id },
            body: { lines: [{ ticketTypeId, quantity: 4 }] },
            key: 'exchange',
          }),
        ),
        rush(buyers, (buyer, attempt) =>
          clientOf(nodeOf(attempt + buyers.indexOf(buyer)), buyer)(placeOrder, {
            params: { eventId },
            body: { lines: [{ ticketTypeId, quantity: 1 }] },
            key: 'buy',
          }),
        ),
      ])
      const refused = exchanged.finals.filter(({ outcome }) => !outcome.ok)
      // The control: there was not enough for all of them.
      expect(refused.length).toBeGreaterThan(0)
      for (const { outcome } of refused) expect(['sold-out', 'not-enough-left']).toContain(problemOf(outcome).code)
      const confirmed = await rush(exchanged.finals, async ({ wish: { holder, held }, outcome }) => {
        const now = dataOf(await clientOf(service.url, holder)(readHold, { params: { eventId, holdId: held.id } }))
        expect(now).toMatchObject({ state: 'active', lines: [{ quantity: outcome.ok ? 4 : 2 }] })
        return confirm(service.url, holder, held, 'confirm')
      })
      for (const { wish, outcome } of confirmed.finals) {
        expect(dataOf(outcome).tickets).toHaveLength(wish.outcome.ok ? 4 : 2)
      }
      await service.invariants()
    }
  })
})

function nodeOf(index: number): string {
  return index % 2 === 0 ? service.url : other.url
}

describe('one hold', () => {
  it('that is confirmed twice at once is one order: the same key has it twice, another key is refused', async () => {
    const holders = Array.from({ length: 20 }, (_, index) => someone(index))
    const [same, different] = await Promise.all([newSale(100, 600), newSale(100, 600)])
    await Promise.all(
      holders.flatMap(async (holder) => {
        const held = dataOf(await hold(service.url, holder, same, 1))
        const [one, two] = await Promise.all([
          confirm(service.url, holder, held, 'key'),
          confirm(other.url, holder, held, 'key'),
        ])
        expect(dataOf(one)).toEqual(dataOf(two))
      }),
    )
    await Promise.all(
      holders.map(async (holder) => {
        const held = dataOf(await hold(service.url, holder, different, 1))
        const outcomes = await Promise.all([
          confirm(service.url, holder, held, 'one'),
          confirm(other.url, holder, held, 'two'),
        ])
        const [won, lost] = outcomes.toSorted((one) => (one.ok ? -1 : 1))
        expect(won).toMatchObject({ ok: true, status: 201 })
        expect(lost).toMatchObject({ ok: false, problem: { code: 'hold-ended', status: 409 } })
      }),
    )
    for (const sale of [same, different]) expect(await countsOf(sale)).toMatchObject({ held: 0, sold: 20 })
    await service.invariants()
  })

  it('of 100 parallel confirmations and releases is an order or free again, and every answer says the same', async () => {
    const sale = await newSale(100, 600)
    const states = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const holder = someone(index)
        const held = dataOf(await hold(service.url, holder, sale, 2))
        const verbs = Array.from({ length: 100 }, (_one, number) => ({ number, confirms: (number + index) % 2 === 0 }))
        const { finals } = await rush<{ number: number; confirms: boolean }, unknown>(
          verbs,
          ({ number, confirms }, attempt) => {
            const url = nodeOf((number >> 1) + attempt)
            const params = { eventId: sale.eventId, holdId: held.id }
            return confirms
              ? confirm(url, holder, held, `key-${number}`)
              : clientOf(url, holder)(releaseHold, { params })
          },
        )
        const { state } = dataOf(
          await clientOf(service.url, holder)(readHold, { params: { eventId: sale.eventId, holdId: held.id } }),
        )
        const count = (isMeant: boolean) =>
          finals.filter(({ wish, outcome }) => wish.confirms === isMeant && outcome.ok).length
        const [confirmations, releases] = [count(true), count(false)]
        expect([
          ['confirmed', 1, 0],
          ['released', 0, 50],
        ]).toContainEqual([state, confirmations, releases])
        return state
      }),
    )
    const confirmed = states.filter((state) => state === 'confirmed').length
    expect(await countsOf(sale)).toMatchObject({ held: 0, sold: 2 * confirmed })
    await service.invariants()
  })
})
