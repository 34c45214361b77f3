import type { Line, LineRequest, Order, PaymentMethod, TicketState } from '@fairground/contract'
import type { SeatMap } from '@fairground/seating'

import type { Queries } from '../../db/index.ts'
import { type Caller, invalid, JsonText, type Refusal } from '../../http/index.ts'
import { newId } from '../../ids.ts'
import type { EventNow, Sale } from '../events/index.ts'
import type { Asker, Cart, Inventory, Part, Settled } from '../inventory/index.ts'
import { insertTickets, type NewTicket, type Tickets } from '../tickets/index.ts'
import { openHistory, orderOf, seatOf } from './history.ts'
import { insertOrders, type OrderRow, selectOrder } from './queries.ts'
import { openTransactions } from './transactions.ts'

export interface OrdersOptions {
  readonly queries: Queries
  readonly inventory: Inventory
  readonly tickets: Tickets
  /** Whether the caller may see all transactions of the event. Throws `not-found`. */
  readonly mayManage: (caller: Caller, eventId: string) => Promise<boolean>
  /** The events with these ids, from memory where they are known. */
  readonly readEvents: (eventIds: readonly string[]) => Promise<Map<string, EventNow>>
  /** The map of a plan's content. */
  readonly readMap: (planHash: string) => Promise<SeatMap>
  /** How often buyers of an event were refused, by the refusal's code; most frequent first. */
  readonly sumRefusals: (eventId: string) => Promise<{ code: string; count: number }[]>
}

export interface NewOrder {
  readonly holdId?: string
  readonly lines?: readonly LineRequest[]
  readonly payment?: { readonly method: PaymentMethod }
}

export type Orders = ReturnType<typeof openOrders>

export function openOrders(options: OrdersOptions) {
  const { queries, inventory, tickets } = options

  /** Buys: the places move, and the order and its tickets are written, in one commit. */
  async function placeOrder(eventId: string, accountId: string, asked: NewOrder, asker: Asker): Promise<JsonText> {
    const from = sourceOf(asked)
    const method = asked.payment?.method
    const verb = {
      kind: 'sell',
      from,
      refuse: (cart: Cart, sale: Sale) => paymentRefusal(cart, sale, method),
      payment: method ?? null,
    } as const
    const payload: SalePayload = { orderId: newId(), method }
    const stored = await inventory.allocate(eventId, accountId, verb, salePart(tickets.keyId), payload, asker)
    return new JsonText(withCodes(tickets, stored.text), stored.replayed)
  }

  /** Takes over an order that was confirmed elsewhere, with its ids. False when it is there already. */
  async function restoreOrder(eventId: string, accountId: string, order: RestoredOrder): Promise<boolean> {
    // Bought here, or restored so long ago that its key is forgotten.
    if (await selectOrder(queries, order.id)) return false
    const asker = { key: `restore:${order.id}`, deadline: performance.now() + RESTORE_WITHIN_MS, isGone: () => false }
    const lines = linesOf(order.tickets.filter((ticket) => ticket.state !== 'void'))
    const verb = { kind: 'restore', lines } as const
    const payload: RestorePayload = { order, keyId: tickets.keyId }
    return !(await inventory.allocate(eventId, accountId, verb, restorePart, payload, asker)).replayed
  }

  return { placeOrder, restoreOrder, ...openHistory(options), ...openTransactions(options) }
}

function sourceOf(asked: NewOrder): { holdId: string } | { lines: readonly LineRequest[] } {
  if (asked.holdId !== undefined && asked.lines === undefined) return { holdId: asked.holdId }
  if (asked.lines !== undefined && asked.holdId === undefined) return { lines: asked.lines }
  throw invalid([{ path: 'holdId', message: 'give either holdId or lines, not both and not neither', rule: 'either' }])
}

/** Free is free; what costs something needs a way to pay that the event offers. Without a choice, its only one. */
function paymentRefusal(cart: Cart, sale: Sale, asked: PaymentMethod | undefined): Refusal | undefined {
  if (cart.totalMinor === 0) return undefined
  const method = methodOf(cart, sale, asked)
  if (method !== undefined && sale.paymentMethods.includes(method)) return undefined
  const detail =
    sale.paymentMethods.length === 0
      ? 'These tickets cost money, and this event takes no payment here yet. Nothing was taken or charged.'
      : `Choose how to pay: ${sale.paymentMethods.join(', ')}. Nothing was taken or charged.`
  return { code: 'payment-required', detail }
}

function methodOf(cart: Cart, sale: Sale, asked: PaymentMethod | undefined): PaymentMethod | undefined {
  if (cart.totalMinor === 0) return undefined
  return asked ?? (sale.paymentMethods.length === 1 ? sale.paymentMethods[0] : undefined)
}

interface SalePayload {
  readonly orderId: string
  readonly method: PaymentMethod | undefined
}

/** What a sale adds to the batch: its orders and tickets, and an answer that lacks only the tickets' codes. */
export function salePart(keyId: number): Part {
  const known = saleParts.get(keyId)
  if (known) return known
  const part: Part = {
    settle({ eventId, sale, now, seatMap }, settled) {
      const orders = settled.map((one) => newOrderRow(one, sale, now))
      const tickets = orders.map((order) => newTickets(order, keyId))
      return {
        replies: orders.map((order, index) =>
          storedAnswer(eventId, order, tickets[index] ?? [], sale.currency, seatMap),
        ),
        writes: [insertOrders(eventId, orders), insertTickets(eventId, tickets.flat())],
        activity: orders.map((order, index) => ({
          eventId,
          accountId: order.account_id,
          operation: 'place-order',
          subjectId: order.id,
          detail: { tickets: tickets[index]?.length ?? 0, totalMinor: order.total_minor },
        })),
      }
    },
  }
  saleParts.set(keyId, part)
  return part
}

/** One part a key, so that all orders of a batch share one. */
const saleParts = new Map<number, Part>()

type NewOrderRow = Omit<OrderRow, 'event_id'>

function newOrderRow({ request, payload, cart, hold }: Settled, sale: Sale, now: number): NewOrderRow {
  // `placeOrder` is the only one who hands members to this part.
  const { orderId, method } = payload as SalePayload
  const paidBy = methodOf(cart, sale, method) ?? null
  return {
    id: orderId,
    account_id: request.accountId,
    state: 'confirmed',
    hold_id: hold?.id ?? null,
    lines: [...cart.lines],
    total_minor: cart.totalMinor,
    payment_method: paidBy,
    payment_state: paidBy === null ? 'none' : 'due',
    due_minor: paidBy === null ? 0 : cart.totalMinor,
    created_at: new Date(now),
  }
}

/** Ids of one millisecond have no order of their own; sorted, the tickets stay in the order of the lines for ever. */
function newTickets(order: NewOrderRow, keyId: number): NewTicket[] {
  const places = order.lines.flatMap((line) =>
    Array.from({ length: line.quantity }, (_, place) => ({ line, seatId: line.seatIds?.[place] ?? null })),
  )
  const ids = places.map(() => newId()).toSorted()
  return places.map(({ line, seatId }, index) => ({
    id: ids[index] ?? newId(),
    orderId: order.id,
    ticketTypeId: line.ticketTypeId,
    priceMinor: line.unitPriceMinor,
    state: 'valid',
    keyId,
    seatId,
  }))
}

/** An order with its tickets as an archive carries it. Instants are ISO 8601. */
export interface RestoredOrder {
  readonly id: string
  readonly createdAt: string
  readonly paymentMethod: PaymentMethod | null
  readonly lines: readonly Line[]
  readonly tickets: readonly {
    id: string
    ticketTypeId: string
    priceMinor: number
    state: TicketState
    seatId?: string
  }[]
}

interface RestorePayload {
  readonly order: RestoredOrder
  readonly keyId: number
}

const RESTORE_WITHIN_MS = 30_000

/** The places that are still in use: a line a ticket type and price. */
function linesOf(tickets: RestoredOrder['tickets']): Line[] {
  return [...Map.groupBy(tickets, (ticket) => `${ticket.ticketTypeId} ${ticket.priceMinor}`).values()].flatMap(
    ([first, ...rest]) => {
      if (!first) return []
      const seatIds = [first, ...rest].flatMap(({ seatId }) => seatId ?? [])
      const line = { ticketTypeId: first.ticketTypeId, quantity: rest.length + 1, unitPriceMinor: first.priceMinor }
      return [seatIds.length > 0 ? { ...line, seatIds } : line]
    },
  )
}

const restorePart: Part = {
  settle({ eventId }, settled) {
    const restored = settled.map(({ request, payload }) => {
      // `restoreOrder` is the only one who hands members to this part.
      const { order, keyId } = payload as RestorePayload
      const totalMinor = order.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0)
      const row: NewOrderRow = {
        id: order.id,
        account_id: request.accountId,
        state: 'confirmed',
        hold_id: null,
        lines: [...order.lines],
        total_minor: totalMinor,
        payment_method: totalMinor === 0 ? null : order.paymentMethod,
        payment_state: totalMinor === 0 ? 'none' : 'due',
        due_minor: totalMinor,
        created_at: new Date(order.createdAt),
      }
      return {
        row,
        tickets: order.tickets.map(({ seatId = null, ...ticket }) => ({ ...ticket, orderId: order.id, keyId, seatId })),
      }
    })
    return {
      replies: restored.map(({ row }) => JSON.stringify({ id: row.id })),
      writes: [
        insertOrders(
          eventId,
          restored.map(({ row }) => row),
        ),
        insertTickets(
          eventId,
          restored.flatMap(({ tickets }) => tickets),
        ),
      ],
      activity: [],
    }
  },
}

interface StoredOrder extends Omit<Order, 'tickets'> {
  tickets: (Omit<Order['tickets'][number], 'code'> & { keyId: number; generation: number })[]
}

function storedAnswer(
  eventId: string,
  row: NewOrderRow,
  tickets: NewTicket[],
  currency: string,
  seatMap: SeatMap | undefined,
): string {
  const order: StoredOrder = {
    ...orderOf({ ...row, event_id: eventId }, currency),
    tickets: tickets.map(({ id, ticketTypeId, priceMinor, state, keyId, seatId }) => ({
      id,
      ticketTypeId,
      ...seatOf(seatId, seatMap),
      priceMinor,
      state,
      keyId,
      generation: 1,
    })),
  }
  return JSON.stringify(order)
}

/** Signed after the commit, never while the event is locked; deterministic, so a repeated answer has the same bytes. */
function withCodes(tickets: Tickets, stored: string): string {
  // Our own text, from `storedAnswer`.
  const order = JSON.parse(stored) as StoredOrder
  return JSON.stringify({
    ...order,
    tickets: order.tickets.map(({ keyId, generation, id, ...ticket }) => ({
      id,
      code: tickets.codeOf({ eventId: order.eventId, ticketId: id, keyId, generation }),
      ...ticket,
    })),
  })
}
