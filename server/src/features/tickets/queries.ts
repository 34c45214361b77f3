import { arrayOf, joinTexts, type Queries, splitTexts, type Statement, uuidsOf } from '../../db/index.ts'

export interface NewTicket {
  readonly id: string
  readonly orderId: string
  readonly ticketTypeId: string
  readonly priceMinor: number
  readonly state: 'valid' | 'used' | 'void'
  readonly keyId: number
  readonly seatId: string | null
}

/** For the allocator's batch: the tickets of all its orders in one statement. No seat's id is empty: '' is a ticket without. */
export function insertTickets(eventId: string, tickets: readonly NewTicket[]): Statement {
  return {
    name: 'insert-tickets',
    text: `INSERT INTO tickets (event_id, id, order_id, ticket_type_id, price_minor, state, key_id, seat_id)
      SELECT $1, t.id, t.order_id, t.ticket_type_id, t.price_minor, t.state, t.key_id, nullif(t.seat_id, '')
      FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::smallint[], ${splitTexts('$8')})
        AS t(id, order_id, ticket_type_id, price_minor, state, key_id, seat_id)`,
    values: [
      eventId,
      uuidsOf(tickets.map((ticket) => ticket.id)),
      uuidsOf(tickets.map((ticket) => ticket.orderId)),
      uuidsOf(tickets.map((ticket) => ticket.ticketTypeId)),
      arrayOf(tickets.map((ticket) => ticket.priceMinor)),
      arrayOf(tickets.map((ticket) => ticket.state)),
      arrayOf(tickets.map((ticket) => ticket.keyId)),
      joinTexts(tickets.map((ticket) => ticket.seatId ?? '')),
    ],
  }
}

/** The tickets of orders, each order's in the order of their making. */
export async function selectTicketsOfOrders(on: Queries, orders: readonly { eventId: string; orderId: string }[]) {
  if (orders.length === 0) return []
  return on
    .selectFrom('tickets')
    .selectAll()
    .where('event_id', 'in', [...new Set(orders.map((order) => order.eventId))])
    .where(
      'order_id',
      'in',
      orders.map((order) => order.orderId),
    )
    .orderBy('id')
    .execute()
}

export async function selectKeys(on: Queries) {
  return on.selectFrom('ticket_keys').selectAll().orderBy('id').execute()
}

/** Nodes that start together all try; the first one's key stays. */
export async function insertFirstKey(on: Queries, privateKey: Buffer, publicKey: Buffer): Promise<void> {
  await on
    .insertInto('ticket_keys')
    .values({ id: 1, private_key: privateKey, public_key: publicKey })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}
