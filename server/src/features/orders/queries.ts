import { sql } from 'kysely'

import { arrayOf, joinTexts, type Queries, splitTexts, type Statement, type Tables, uuidsOf } from '../../db/index.ts'

export type OrderRow = Tables['orders']

/** For the allocator's batch: all its orders in one statement. */
export function insertOrders(eventId: string, orders: readonly Omit<OrderRow, 'event_id'>[]): Statement {
  return {
    name: 'insert-orders',
    text: `INSERT INTO orders (event_id, id, account_id, state, hold_id, lines, total_minor, payment_method,
        payment_state, due_minor, created_at)
      SELECT $1, o.id, o.account_id, o.state, o.hold_id, o.lines::json, o.total_minor, o.payment_method,
        o.payment_state, o.due_minor, o.created_at
      FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], ${splitTexts('$6')}, $7::bigint[], $8::text[], $9::text[],
        $10::bigint[], $11::timestamptz[])
        AS o(id, account_id, state, hold_id, lines, total_minor, payment_method, payment_state, due_minor, created_at)`,
    values: [
      eventId,
      uuidsOf(orders.map((order) => order.id)),
      uuidsOf(orders.map((order) => order.account_id)),
      arrayOf(orders.map((order) => order.state)),
      uuidsOf(orders.map((order) => order.hold_id)),
      joinTexts(orders.map((order) => JSON.stringify(order.lines))),
      arrayOf(orders.map((order) => order.total_minor)),
      arrayOf(orders.map((order) => order.payment_method)),
      arrayOf(orders.map((order) => order.payment_state)),
      arrayOf(orders.map((order) => order.due_minor)),
      arrayOf(orders.map((order) => order.created_at.toISOString())),
    ],
  }
}

function ordersWithEvent(on: Queries) {
  return on
    .selectFrom('orders')
    .innerJoin('events', 'events.id', 'orders.event_id')
    .selectAll('orders')
    .select(['events.title', 'events.starts_at', 'events.time_zone', 'events.currency'])
}

export type OrderWithEventRow = Awaited<ReturnType<typeof selectOrdersOfAccount>>[number]

export async function selectOrdersOfAccount(on: Queries, accountId: string, before: string | undefined, limit: number) {
  let query = ordersWithEvent(on).where('orders.account_id', '=', accountId)
  if (before) query = query.where('orders.id', '<', before)
  return query.orderBy('orders.id', 'desc').limit(limit).execute()
}

export async function selectOrder(on: Queries, orderId: string) {
  return ordersWithEvent(on).where('orders.id', '=', orderId).executeTakeFirst()
}

export async function selectOrdersOfEvent(on: Queries, eventId: string, before: string | undefined, limit: number) {
  let query = on
    .selectFrom('orders')
    .innerJoin('accounts', 'accounts.id', 'orders.account_id')
    .innerJoin('events', 'events.id', 'orders.event_id')
    .selectAll('orders')
    .select(['accounts.name as buyer_name', 'accounts.email as buyer_email', 'events.currency'])
    .select((row) =>
      row
        .selectFrom('tickets')
        .select(sql<number>`count(*)`.as('count'))
        .whereRef('tickets.event_id', '=', 'orders.event_id')
        .whereRef('tickets.order_id', '=', 'orders.id')
        .as('ticket_count'),
    )
    .where('orders.event_id', '=', eventId)
  if (before) query = query.where('orders.id', '<', before)
  return query.orderBy('orders.id', 'desc').limit(limit).execute()
}

/** What counts: orders that are confirmed, and their tickets that are not void. */
export async function selectTotalsOfEvent(on: Queries, eventId: string) {
  const { rows } = await sql<{
    orders: number
    tickets: number
    totalMinor: number
    dueMinor: number
    currency: string
  }>`
    SELECT e.currency,
      (SELECT count(*) FROM orders WHERE event_id = e.id AND state = 'confirmed') AS orders,
      (SELECT count(*) FROM tickets WHERE event_id = e.id AND state <> 'void') AS tickets,
      (SELECT coalesce(sum(total_minor), 0)::bigint FROM orders WHERE event_id = e.id AND state = 'confirmed')
        AS "totalMinor",
      (SELECT coalesce(sum(due_minor), 0)::bigint FROM orders WHERE event_id = e.id AND state = 'confirmed')
        AS "dueMinor"
    FROM events e WHERE e.id = ${eventId}`.execute(on)
  return rows[0]
}
