import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import { type Order, placeOrder, readAvailability } from '@fairground/contract'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'

import { startTestService, type TestService } from '../testing/service.ts'
import { ask, type Buyer, clientOf, type Crowd, dataOf, gatherCrowd, type OnSale, openSale } from './crowd.ts'

const FLOOD = 1_000
/** What one account may have under way at one node. */
const MOST_OF_ONE_ACCOUNT = 4

let service: TestService
let crowd: Crowd

beforeAll(async () => {
  service = await startTestService({ env: { QUEUE_LIMIT: '2000' } })
  crowd = await gatherCrowd(service.connectionString, FLOOD / MOST_OF_ONE_ACCOUNT + 2)
})
afterAll(() => service.stop())

function someone(index: number): Buyer {
  const found = crowd.buyers[index]
  if (!found) throw new Error('the crowd is too small')
  return found
}

function newSale(): Promise<OnSale> {
  return openSale(clientOf(service.url, crowd.admin), 5_000)
}

/** One order for one place; without a socket of its own, because a thousand at once may be more than a test can open. */
function inject({ eventId, ticketTypeId }: OnSale, buyer: Buyer) {
  return service.app.inject({
    method: 'POST',
    url: `/api/events/${eventId}/orders`,
    headers: { authorization: `Bearer ${buyer.token}` },
    payload: { lines: [{ ticketTypeId, quantity: 1 }] },
  })
}

/** Sends what `flood` says while no batch runs, then one order of another account; the orders that all of them got. */
async function floodThenBuy(sale: OnSale, flood: readonly Buyer[], waiting: number) {
  const { allocator } = service.inventory
  allocator.pause()
  const refused: { status: number; retryAfter: unknown }[] = []
  const sent = flood.map(async (buyer) => {
    const reply = await inject(sale, buyer)
    if (reply.statusCode === 201) return reply.json<Order>()
    refused.push({ status: reply.statusCode, retryAfter: reply.headers['retry-after'] })
    return undefined
  })
  await vi.waitUntil(() => allocator.depth() === waiting && refused.length === flood.length - waiting, 20_000)
  const other = inject(sale, someone(FLOOD / MOST_OF_ONE_ACCOUNT + 1))
  await vi.waitUntil(() => allocator.depth() === waiting + 1, 20_000)
  allocator.resume()
  const got = (await Promise.all(sent)).filter((order) => order !== undefined)
  return { got, refused, other: (await other).json<Order>() }
}

it('of 1,000 requests of one account 4 wait, the others get 429 at once, and the next account is in the very next batch', async () => {
  const sale = await newSale()
  const hoarder = someone(0)
  const flood = Array.from({ length: FLOOD }, () => hoarder)
  const { got, refused, other } = await floodThenBuy(sale, flood, MOST_OF_ONE_ACCOUNT)
  expect(refused).toHaveLength(FLOOD - MOST_OF_ONE_ACCOUNT)
  expect(new Set(refused.map((one) => JSON.stringify(one)))).toEqual(new Set(['{"status":429,"retryAfter":"1"}']))
  // All orders of a batch carry the one time that it read.
  expect(new Set([...got, other].map((order) => order.createdAt)).size).toBe(1)
  expect(await batchesOf(sale)).toBe(1)
  await service.invariants()
})

it('control: the same 1,000 requests of 250 accounts do put the next account into a later batch', async () => {
  const sale = await newSale()
  const flood = Array.from({ length: FLOOD }, (_, index) => someone(Math.floor(index / MOST_OF_ONE_ACCOUNT)))
  const { got, other } = await floodThenBuy(sale, flood, FLOOD)
  expect(got).toHaveLength(FLOOD)
  expect(other.createdAt > (got[0]?.createdAt ?? '')).toBe(true)
  expect(await batchesOf(sale)).toBeGreaterThan(1)
  await service.invariants()
})

async function batchesOf({ eventId }: OnSale): Promise<number> {
  const rows = await ask(service.connectionString, 'SELECT FROM inventory_changes WHERE event_id = $1', [eventId])
  return rows.length
}

it('a client that disconnects before its turn takes nothing', async () => {
  const sale = await newSale()
  const { socket, accepted } = await sendAndWait(sale)
  const noticed = once(accepted, 'close')
  socket.destroy()
  await noticed
  service.inventory.allocator.resume()
  await service.inventory.allocator.drained()
  await expectSold(sale, 0)
})

it('control: a client that stays gets its ticket by the same way', async () => {
  const sale = await newSale()
  const { socket } = await sendAndWait(sale)
  service.inventory.allocator.resume()
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1.1 201 /)
  socket.destroy()
  await expectSold(sale, 1)
})

async function expectSold({ eventId }: OnSale, sold: number): Promise<void> {
  const availability = await service.client()(readAvailability, { params: { eventId } })
  expect(dataOf(availability).areas).toMatchObject([{ held: 0, sold, left: 5_000 - sold }])
  expect(await ask(service.connectionString, 'SELECT FROM orders WHERE event_id = $1', [eventId])).toHaveLength(sold)
  await service.invariants()
}

/** An order that waits for its turn, while no batch runs, with both ends of its connection. */
async function sendAndWait(sale: OnSale): Promise<{ socket: Socket; accepted: Socket }> {
  service.inventory.allocator.pause()
  const connection = once(service.app.server, 'connection')
  const socket = sendOrder(sale, someone(0))
  // Node hands over the socket with its event.
  const [accepted] = (await connection) as [Socket]
  await vi.waitUntil(() => service.inventory.allocator.depth() === 1, 20_000)
  return { socket, accepted }
}

/** An order over a connection of its own. */
function sendOrder({ eventId, ticketTypeId }: OnSale, buyer: Buyer): Socket {
  const { hostname, port } = new URL(service.url)
  const body = JSON.stringify({ lines: [{ ticketTypeId, quantity: 1 }] })
  const socket = connect(Number(port), hostname)
  socket.write(
    [
      `${placeOrder.method} /api/events/${eventId}/orders HTTP/1.1`,
      `host: ${hostname}`,
      `authorization: Bearer ${buyer.token}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  )
  return socket
}
