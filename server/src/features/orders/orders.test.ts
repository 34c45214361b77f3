import {
  createEvent,
  listEventOrders,
  listOrders,
  type NewEvent,
  placeHold,
  placeOrder,
  readAvailability,
  readEvent,
  readOrder,
} from '@fairground/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let service: TestService
let organizer: Visitor

beforeAll(async () => {
  service = await startTestService()
  organizer = await service.signUp('Organizer')
})
afterAll(() => service.stop())

/** An event of one area and one ticket type. */
async function newEvent(capacity: number, over: Partial<NewEvent> = {}, priceMinor = 0) {
  const outcome = await organizer.client(createEvent, {
    body: {
      title: 'A night to count',
      startsAt: '2099-06-01T18:00:00Z',
      areas: [{ name: 'Hall', kind: 'general', capacity, ticketTypes: [{ name: 'Entry', priceMinor }] }],
      ...over,
    },
  })
  if (!outcome.ok) throw new Error(outcome.problem.detail)
  const event = outcome.data
  return { eventId: event.id, ticketTypeId: event.areas[0]?.ticketTypes[0]?.id ?? '' }
}

describe('an order', () => {
  it('in one step is confirmed at once when it is free, with a signed code for each ticket', async () => {
    const { eventId, ticketTypeId } = await newEvent(10)
    const buyer = await service.signUp()
    const outcome = await buyer.client(placeOrder, {
      params: { eventId },
      body: { lines: [{ ticketTypeId, quantity: 3 }] },
    })
    expect(outcome).toMatchObject({
      ok: true,
      data: { state: 'confirmed', totalMinor: 0, payment: { method: null, state: 'none', dueMinor: 0 } },
    })
    if (!outcome.ok) return
    expect(new Set(outcome.data.tickets.map((ticket) => ticket.code)).size).toBe(3)
    const history = await buyer.client(listOrders, {})
    expect(history).toMatchObject({ ok: true, data: { items: [outcome.data], nextCursor: null } })
    await service.invariants()
  })

  it('confirms a hold at the price that the hold was given', async () => {
    const { eventId, ticketTypeId } = await newEvent(10, { paymentMethods: ['door'] }, 1_250)
    const buyer = await service.signUp()
    const hold = await buyer.client(placeHold, {
      params: { eventId },
      body: { lines: [{ ticketTypeId, quantity: 2 }] },
    })
    expect(hold).toMatchObject({ ok: true, data: { state: 'active', totalMinor: 2_500 } })
    if (!hold.ok) return
    const order = await buyer.client(placeOrder, { params: { eventId }, body: { holdId: hold.data.id } })
    expect(order).toMatchObject({
      ok: true,
      data: { totalMinor: 2_500, payment: { method: 'door', state: 'due', dueMinor: 2_500 } },
    })
    const availability = await service.client()(readAvailability, { params: { eventId } })
    expect(availability).toMatchObject({ ok: true, data: { areas: [{ held: 0, sold: 2, left: 8 }] } })
    const again = await buyer.client(placeOrder, { params: { eventId }, body: { holdId: hold.data.id } })
    expect(again).toMatchObject({ ok: false, problem: { code: 'hold-ended', status: 409 } })
    await service.invariants()
  })

  it('that costs something is refused with 402 where the event takes no payment, and takes nothing', async () => {
    const { eventId, ticketTypeId } = await newEvent(10, {}, 1_250)
    const buyer = await service.signUp()
    const outcome = await buyer.client(placeOrder, {
      params: { eventId },
      body: { lines: [{ ticketTypeId, quantity: 1 }] },
    })
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'payment-required', status: 402 } })
    const availability = await service.client()(readAvailability, { params: { eventId } })
    expect(availability).toMatchObject({ ok: true, data: { areas: [{ held: 0, sold: 0, left: 10 }] } })
  })

  it('is given back byte for byte when it is repeated under its key, and the key refuses another body', async () => {
    const { eventId, ticketTypeId } = await newEvent(10)
    const buyer = await service.signUp()
    const buy = (quantity: number) =>
      fetch(`${service.url}/api/events/${eventId}/orders`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${buyer.token}`,
          'content-type': 'application/json',
          'idempotency-key': 'one',
        },
        body: JSON.stringify({ lines: [{ quantity, ticketTypeId }] }),
      })
    const first = await buy(2)
    const second = await buy(2)
    expect(first.status).toBe(201)
    expect(second.status).toBe(201)
    expect(await second.text()).toBe(await first.text())
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    const other = await buy(3)
    expect(other.status).toBe(422)
    expect(await other.json()).toMatchObject({ code: 'key-reused' })
    await service.invariants()
  })

  it('carries all of its event that a ticket has to say, and its buyer where it is read alone', async () => {
    const ends = { endsAt: '2099-06-01T23:00:00.000Z', venue: { name: 'Pier', address: 'Meadow Lane 1' } }
    const { eventId, ticketTypeId } = await newEvent(10, ends)
    const { eventId: otherId, ticketTypeId: otherType } = await newEvent(10, { title: 'Another night' })
    const buyer = await service.signUp('Ada')
    const bought = async (id: string, type: string) => {
      const body = { lines: [{ ticketTypeId: type, quantity: 1 }] }
      const order = await buyer.client(placeOrder, { params: { eventId: id }, body })
      if (!order.ok) throw new Error(order.problem.detail)
      return order.data
    }
    const [order, other] = [await bought(eventId, ticketTypeId), await bought(otherId, otherType)]
    const told = await service.client()(readEvent, { params: { eventId } })
    if (!told.ok) throw new Error(told.problem.detail)
    const { id, slug, title, status, startsAt, endsAt, timeZone, venue, organizer: seller } = told.data
    const event = {
      ...{ id, slug, title, status, startsAt, endsAt, timeZone, venue, organizer: seller },
      ticketTypes: [{ id: ticketTypeId, name: 'Entry', areaName: 'Hall' }],
    }
    const read = await buyer.client(readOrder, { params: { orderId: order.id } })
    expect(read).toEqual({
      ok: true,
      status: 200,
      data: { ...order, event, buyer: { accountId: buyer.account.id, name: 'Ada', email: buyer.email } },
    })
    const history = await buyer.client(listOrders, {})
    expect(history.ok && history.data.items).toEqual([
      { ...other, event: expect.objectContaining({ id: otherId, title: 'Another night' }) },
      { ...order, event },
    ])
  })

  it('is seen by its buyer, the organizer and admins, and by nobody else', async () => {
    const { eventId, ticketTypeId } = await newEvent(10)
    const [buyer, stranger, admin] = [await service.signUp(), await service.signUp(), await service.admin()]
    const order = await buyer.client(placeOrder, {
      params: { eventId },
      body: { lines: [{ ticketTypeId, quantity: 1 }] },
    })
    if (!order.ok) throw new Error(order.problem.detail)
    const orderId = order.data.id
    for (const visitor of [buyer, organizer, admin]) {
      expect(await visitor.client(readOrder, { params: { orderId } })).toMatchObject({
        ok: true,
        data: { id: orderId },
      })
    }
    expect(await stranger.client(readOrder, { params: { orderId } })).toMatchObject({
      ok: false,
      problem: { code: 'not-found' },
    })
    for (const visitor of [organizer, admin]) {
      expect(await visitor.client(listEventOrders, { params: { eventId } })).toMatchObject({
        ok: true,
        data: {
          items: [{ id: orderId, ticketCount: 1, buyer: { accountId: buyer.account.id } }],
          totals: { orders: 1, tickets: 1, totalMinor: 0, dueMinor: 0, currency: 'EUR' },
        },
      })
    }
    expect(await buyer.client(listEventOrders, { params: { eventId } })).toMatchObject({
      ok: false,
      problem: { code: 'not-allowed' },
    })
  })
})
