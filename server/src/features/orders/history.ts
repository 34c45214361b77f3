import type { Order, OrderWithEvent, Ticket } from '@fairground/contract'
import { nameOfSeat, type SeatMap } from '@fairground/seating'

import { type Caller, problem } from '../../http/index.ts'
import { invariant } from '../../invariant.ts'
import { type EventNow, type EventRecord, planHashOf } from '../events/index.ts'
import { selectTicketsOfOrders } from '../tickets/index.ts'
import type { OrdersOptions } from './orders.ts'
import { type OrderRow, selectBuyer, selectOrder, selectOrdersOfAccount } from './queries.ts'

type HistoryOptions = Pick<OrdersOptions, 'queries' | 'tickets' | 'mayManage' | 'readEvents' | 'readMap'>

/** Orders as their buyers see them: with their tickets, and with all of the event that a ticket has to say. */
export function openHistory({ queries, tickets, mayManage, readEvents, readMap }: HistoryOptions) {
  async function listOrders(accountId: string, before: string | undefined, limit: number) {
    return withTickets(await selectOrdersOfAccount(queries, accountId, before, limit))
  }

  /** For the buyer, and for whoever may see the event's transactions; for others there is no such order. */
  async function readOrder(caller: Caller, orderId: string): Promise<OrderWithEvent> {
    const row = await selectOrder(queries, orderId)
    const mayRead = row && (row.account_id === caller.accountId || (await mayManage(caller, row.event_id)))
    if (!mayRead) throw problem('not-found', 'There is no such order of yours.')
    const [[order], buyer] = await Promise.all([withTickets([row]), selectBuyer(queries, row.account_id)])
    invariant(order && buyer, 'an order that was read has an event and a buyer')
    return { ...order, buyer }
  }

  /** Two statements, however many orders and events there are. */
  async function withTickets(rows: readonly OrderRow[]): Promise<OrderWithEvent[]> {
    const keys = rows.map((row) => ({ eventId: row.event_id, orderId: row.id }))
    const [events, bought] = await Promise.all([
      readEvents([...new Set(rows.map((row) => row.event_id))]),
      selectTicketsOfOrders(queries, keys),
    ])
    const maps = await mapsOf(
      events,
      bought.filter((ticket) => ticket.seat_id !== null).map((ticket) => ticket.event_id),
    )
    const byOrder = Map.groupBy(bought, (ticket) => ticket.order_id)
    return rows.map((row) => {
      const event = events.get(row.event_id)?.record
      invariant(event, 'an order has an event')
      return {
        ...orderOf(row, event.currency),
        event: eventOf(event),
        tickets: (byOrder.get(row.id) ?? []).map((ticket) => ({
          id: ticket.id,
          code: tickets.codeOf({
            eventId: row.event_id,
            ticketId: ticket.id,
            keyId: ticket.key_id,
            generation: ticket.generation,
          }),
          ticketTypeId: ticket.ticket_type_id,
          ...seatOf(ticket.seat_id, maps.get(row.event_id)),
          priceMinor: ticket.price_minor,
          state: ticket.state,
        })),
      }
    })
  }

  /** The maps of those events of which somebody has a seat. */
  async function mapsOf(events: ReadonlyMap<string, EventNow>, eventIds: readonly string[]) {
    const found = await Promise.all(
      [...new Set(eventIds)].map(async (eventId) => {
        const event = events.get(eventId)
        const planHash = event && planHashOf(event.record)
        return planHash ? ([eventId, await readMap(planHash)] as const) : undefined
      }),
    )
    return new Map(found.filter((one) => one !== undefined))
  }

  return { listOrders, readOrder }
}

/** A ticket's seat, with the words that stand on it. */
export function seatOf(seatId: string | null, map: SeatMap | undefined): Pick<Ticket, 'seatId' | 'seat'> {
  if (seatId === null) return {}
  const seat = map?.indexOf(seatId) ?? -1
  return map && seat !== -1 ? { seatId, seat: nameOfSeat(map, seat) } : { seatId }
}

/** An order as every answer tells it. */
export function orderOf(row: Omit<OrderRow, 'hold_id'>, currency: string): Omit<Order, 'tickets'> {
  return {
    id: row.id,
    eventId: row.event_id,
    state: row.state,
    payment: { method: row.payment_method, state: row.payment_state, dueMinor: row.due_minor },
    lines: row.lines,
    totalMinor: row.total_minor,
    currency,
    createdAt: row.created_at.toISOString(),
  }
}

function eventOf(record: EventRecord): OrderWithEvent['event'] {
  const { id, slug, title, status, startsAt, endsAt, timeZone, venue, organizer, areas } = record
  return {
    ...{ id, slug, title, status, timeZone, venue, organizer },
    startsAt: new Date(startsAt).toISOString(),
    endsAt: endsAt === null ? null : new Date(endsAt).toISOString(),
    ticketTypes: areas.flatMap((area) =>
      area.ticketTypes.map((type) => ({ id: type.id, name: type.name, areaName: area.name })),
    ),
  }
}
