import { type LineRequest, placeHold, placeOrder, readAvailability } from '@fairground/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { startTestService, type TestService } from '../testing/service.ts'
import { type Buyer, clientOf, type Crowd, dataOf, gatherCrowd, type OnSale, openSale } from './crowd.ts'
import { rush } from './rush.ts'

let service: TestService
let nodes: string[]
let crowd: Crowd

beforeAll(async () => {
  service = await startTestService()
  nodes = [service.url, (await service.second()).url]
  crowd = await gatherCrowd(service.connectionString, 60)
})
afterAll(() => service.stop())

interface Request {
  readonly buyer: Buyer
  readonly key: string
  readonly line: LineRequest
  readonly wants: 'order' | 'hold'
}

/** All at once over both nodes. The quantities that were had, by ticket type, and the codes of the refusals. */
async function send({ eventId }: OnSale, requests: readonly Request[]) {
  const { finals } = await rush<Request, unknown>(requests, ({ buyer, key, line, wants }, attempt) => {
    const client = clientOf(nodes[(Number(key) + attempt) % nodes.length] ?? '', buyer)
    const input = { params: { eventId }, body: { lines: [line] }, key }
    return wants === 'order' ? client(placeOrder, input) : client(placeHold, input)
  })
  const had = new Map<string, number>()
  const refusals = new Map<string, number>()
  for (const { wish, outcome } of finals) {
    const { ticketTypeId, quantity } = wish.line
    if (outcome.ok) had.set(ticketTypeId, (had.get(ticketTypeId) ?? 0) + (quantity ?? 0))
    else refusals.set(outcome.problem.code, (refusals.get(outcome.problem.code) ?? 0) + 1)
  }
  return { had, refusals }
}

function someone(index: number): Buyer {
  const found = crowd.buyers[index]
  if (!found) throw new Error('the crowd is too small')
  return found
}

it('50 parallel orders of one account over two nodes end with exactly the 4 tickets that it may have', async () => {
  const sale = await openSale(clientOf(service.url, crowd.admin), 100, {
    areas: [
      {
        name: 'Floor',
        kind: 'general',
        capacity: 100,
        ticketTypes: [{ name: 'Entry', priceMinor: 0, maxPerAccount: 4 }],
      },
    ],
  })
  const line = { ticketTypeId: sale.ticketTypeId, quantity: 1 }
  const requests = Array.from({ length: 50 }, (_, index) => {
    return { buyer: someone(0), key: String(index), line, wants: 'order' } as const
  })
  const { had, refusals } = await send(sale, requests)
  expect(had).toEqual(new Map([[sale.ticketTypeId, 4]]))
  expect(refusals).toEqual(new Map([['account-limit', 46]]))
  await service.invariants()
})

it("an event's limit for one account holds over its ticket types, holds and orders together", async () => {
  const ticketTypes = ['Adult', 'Student'].map((name) => ({ name, priceMinor: 0 }))
  const sale = await openSale(clientOf(service.url, crowd.admin), 100, {
    maxTicketsPerAccount: 5,
    areas: [{ name: 'Floor', kind: 'general', capacity: 100, ticketTypes }],
  })
  const types = sale.event.areas[0]?.ticketTypes.map((type) => type.id) ?? []
  const requests = Array.from({ length: 40 }, (_, index) => ({
    buyer: someone(0),
    key: String(index),
    line: { ticketTypeId: types[(index >> 1) % 2] ?? '', quantity: 1 },
    wants: (index >> 2) % 2 === 0 ? ('order' as const) : ('hold' as const),
  }))
  const { had, refusals } = await send(sale, requests)
  expect([...had.values()].reduce((sum, quantity) => sum + quantity, 0)).toBe(5)
  expect(refusals).toEqual(new Map([['account-limit', 35]]))
  await service.invariants()
})

it('a quota of 10 within an area of 100 is sold to the last place and no further, and so is the area', async () => {
  const ticketTypes = [
    { name: 'Student', priceMinor: 0, quota: 10 },
    { name: 'Adult', priceMinor: 0 },
  ]
  const sale = await openSale(clientOf(service.url, crowd.admin), 100, {
    areas: [{ name: 'Floor', kind: 'general', capacity: 100, ticketTypes }],
  })
  const [student = '', adult = ''] = sale.event.areas[0]?.ticketTypes.map((type) => type.id) ?? []
  const requests = Array.from({ length: 240 }, (_, index) => ({
    buyer: someone(index >> 2),
    key: String(index),
    line: { ticketTypeId: index % 4 === 0 ? student : adult, quantity: 1 },
    wants: 'order' as const,
  }))
  const { had, refusals } = await send(sale, requests)
  expect(had).toEqual(
    new Map([
      [student, 10],
      [adult, 90],
    ]),
  )
  expect(refusals).toEqual(new Map([['sold-out', 140]]))
  const availability = await service.client()(readAvailability, { params: { eventId: sale.eventId } })
  expect(dataOf(availability).areas).toMatchObject([{ held: 0, sold: 100, left: 0 }])
  await service.invariants()
})
