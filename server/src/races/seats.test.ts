import { listOrders, type Order, placeOrder, readSeatStatus } from '@fairground/contract'
import type { Outcome } from '@fairground/contract/client'
import { SOLD, unpackStates } from '@fairground/seating'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

import { newId } from '../ids.ts'
import { openSeatedEvent, type SeatedEvent } from '../testing/seats.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { ask, type Buyer, clientOf, type Crowd, dataOf, gatherCrowd } from './crowd.ts'
import { type Attempt, rush } from './rush.ts'

const ROWS = 10
const SEATS_A_ROW = 20
const SEATS = ROWS * SEATS_A_ROW
/** The race without a guard is lost at once nearly always; more rounds than this would mean that it is none. */
const MOST_ROUNDS = 10

let service: TestService
let nodes: string[]
let crowd: Crowd

beforeAll(async () => {
  service = await startTestService()
  nodes = [service.url, (await service.second()).url]
  crowd = await gatherCrowd(service.connectionString, 2 * SEATS)
})
afterAll(() => service.stop())

function openSeats(): Promise<SeatedEvent> {
  return openSeatedEvent(clientOf(service.url, crowd.admin), { plan: { rows: ROWS, seats: SEATS_A_ROW } })
}

interface Wish {
  readonly buyer: Buyer
  readonly seatId: string
}

/** Two buyers for every seat, one right after the other. */
function rivals({ seatIds }: SeatedEvent): Wish[] {
  return crowd.buyers.map((buyer, index) => ({ buyer, seatId: seatIds[index >> 1] ?? '' }))
}

function buySeat({ eventId, ticketTypeId }: SeatedEvent): Attempt<Wish, Order> {
  return ({ buyer, seatId }, attempt) => {
    const node = nodes[(buyer.accountId.charCodeAt(35) + attempt) % nodes.length] ?? ''
    const body = { lines: [{ ticketTypeId, seatIds: [seatId] }] }
    return clientOf(node, buyer)(placeOrder, { params: { eventId }, body, key: `seat-${seatId}` })
  }
}

/** What everybody writes first: look whether the seat is free, and sell it. */
function sellUnguarded(pool: pg.Pool, { eventId, ticketTypeId }: SeatedEvent): Attempt<Wish, { id: string }> {
  return async ({ buyer, seatId }): Promise<Outcome<{ id: string }>> => {
    const { rows } = await pool.query('SELECT FROM tickets WHERE event_id = $1 AND seat_id = $2', [eventId, seatId])
    if (rows.length > 0) {
      return { ok: false, problem: { code: 'seat-taken', status: 409, title: 'A seat was just taken', detail: seatId } }
    }
    const id = newId()
    await pool.query(
      `INSERT INTO tickets (event_id, id, order_id, ticket_type_id, price_minor, key_id, seat_id)
        SELECT $1, gen_random_uuid(), $2, $3, 0, 1, $4 FROM accounts WHERE id = $5`,
      [eventId, id, ticketTypeId, seatId, buyer.accountId],
    )
    return { ok: true, status: 201, data: { id } }
  }
}

it('400 buyers who choose the same 200 seats over two nodes buy each seat once, and all of them', async () => {
  const sale = await openSeats()
  const { finals } = await rush(rivals(sale), buySeat(sale))
  const bought = finals.flatMap(({ wish, outcome }) => (outcome.ok ? [{ wish, order: outcome.data }] : []))
  const refused = finals.flatMap(({ wish, outcome }) => (outcome.ok ? [] : [{ wish, problem: outcome.problem }]))
  expect(bought).toHaveLength(SEATS)
  const sold = bought.flatMap(({ order }) => order.tickets.map(({ seatId = '' }) => seatId))
  expect(sold.toSorted()).toEqual(sale.seatIds.toSorted())
  for (const { wish, order } of bought) expect(order.tickets[0]?.seatId).toBe(wish.seatId)
  const codes = new Set(refused.map(({ problem }) => problem.code))
  expect([...codes].filter((code) => code !== 'seat-taken' && code !== 'sold-out')).toEqual([])
  const taken = refused.filter(({ problem }) => problem.code === 'seat-taken')
  expect(taken.map(({ problem }) => problem.seatIds)).toEqual(taken.map(({ wish }) => [wish.seatId]))
  await service.invariants()
  for (const url of nodes) {
    const isSoldOut = async () => {
      const status = dataOf(await clientOf(url, crowd.admin)(readSeatStatus, { params: { eventId: sale.eventId } }))
      return [...unpackStates(status.states, SEATS)].every((state) => state === SOLD)
    }
    await vi.waitUntil(isSoldOut, { timeout: 2_000, interval: 20 })
  }
}, 60_000)

it('everybody who was refused has nothing, and everybody who bought finds the seat in the history', async () => {
  const sale = await openSeats()
  const wishes = rivals(sale).slice(0, 20)
  const same = wishes.map((wish) => ({ ...wish, seatId: sale.seatIds[0] ?? '' }))
  const { finals } = await rush(same, buySeat(sale))
  const histories = await Promise.all(
    finals.map(async ({ wish, outcome }) => {
      const { items } = dataOf(await clientOf(service.url, wish.buyer)(listOrders, { query: {} }))
      const own = items.filter(({ eventId }) => eventId === sale.eventId)
      return { isBuyer: outcome.ok, seats: own.flatMap(({ tickets }) => tickets.map(({ seat }) => seat)) }
    }),
  )
  expect(histories.filter(({ isBuyer }) => isBuyer)).toHaveLength(1)
  for (const { isBuyer, seats } of histories) expect(seats).toHaveLength(isBuyer ? 1 : 0)
  expect(histories.find(({ isBuyer }) => isBuyer)?.seats[0]).toMatchObject({ row: 'A', number: '1' })
}, 60_000)

it('the same rush sells seats twice without lock and key, is stopped by the key alone, and the invariants see it', async () => {
  const pool = new pg.Pool({ connectionString: service.connectionString, max: 16 })
  try {
    // The database by itself: nobody is sold a seat that somebody has, but buyers meet an error in the place of an answer.
    let errors = 0
    for (let round = 0; round < MOST_ROUNDS && errors === 0; round += 1) {
      const keyed = await openSeats()
      const outcomes = await Promise.allSettled(rivals(keyed).map((wish) => sellUnguarded(pool, keyed)(wish, 0)))
      errors = outcomes.filter(({ status }) => status === 'rejected').length
      expect(await soldTwice(keyed)).toBe(0)
    }
    expect(errors).toBeGreaterThan(0)

    await ask(service.connectionString, 'DROP INDEX one_ticket_a_seat')
    let twice = 0
    for (let round = 0; round < MOST_ROUNDS && twice === 0; round += 1) {
      const sale = await openSeats()
      await rush(rivals(sale), sellUnguarded(pool, sale))
      twice = await soldTwice(sale)
    }
    expect(twice).toBeGreaterThan(0)
    const broken = (await service.operations.check()).filter(({ violations }) => violations > 0)
    expect(broken.map(({ name }) => name)).toContain('a seat is sold exactly where one ticket in use has it')
  } finally {
    await pool.end()
  }
}, 60_000)

async function soldTwice({ eventId }: SeatedEvent): Promise<number> {
  const rows = await ask(
    service.connectionString,
    'SELECT seat_id FROM tickets WHERE event_id = $1 GROUP BY seat_id HAVING count(*) > 1',
    [eventId],
  )
  return rows.length
}
