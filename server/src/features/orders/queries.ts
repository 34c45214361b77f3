import { type RawBuilder, sql } from 'kysely'

import {
  arrayOf,
  containing,
  joinTexts,
  type Queries,
  splitTexts,
  type Statement,
  type Tables,
  type Tx,
  uuidsOf,
} from '../../db/index.ts'
import { invariant } from '../../invariant.ts'

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

export async function selectOrdersOfAccount(on: Queries, accountId: string, before: string | undefined, limit: number) {
  let query = on.selectFrom('orders').selectAll().where('account_id', '=', accountId)
  if (before) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

export async function selectOrder(on: Queries, orderId: string) {
  return on.selectFrom('orders').selectAll().where('id', '=', orderId).executeTakeFirst()
}

export async function selectBuyer(on: Queries, accountId: string) {
  return on
    .selectFrom('accounts')
    .select(['id as accountId', 'name', 'email'])
    .where('id', '=', accountId)
    .executeTakeFirst()
}

export type OrderWithBuyerRow = OrderRow & { buyer_name: string; buyer_email: string; ticket_count: number }

/** Shorter ones are names: "Ada" is in the random part of one id in 250. */
const SHORTEST_PART_OF_AN_ID = 6

/** Newest first; with a text, those whose buyer's name or address, or whose id, has it in it. */
export async function selectOrdersOfEvent(
  on: Queries,
  eventId: string,
  page: { text: string | undefined; before: string | undefined; limit: number },
): Promise<OrderWithBuyerRow[]> {
  const { text, before, limit } = page
  const isBefore = before === undefined ? sql`true` : sql`o.id < ${before}`
  const found = text === undefined ? sql`` : sql`JOIN accounts b ON b.id = o.account_id AND (${isAbout(text)})`
  const orders = sql`
    SELECT o.* FROM orders o ${found} WHERE o.event_id = ${eventId} AND ${isBefore} ORDER BY o.id DESC LIMIT ${limit}`
  return withBuyers(on, orders, sql`DESC`)
}

function isAbout(text: string): RawBuilder<unknown> {
  const pattern = containing(text)
  const isPartOfId = text.length >= SHORTEST_PART_OF_AN_ID && /^[0-9a-f-]+$/i.test(text)
  return sql`b.name ILIKE ${pattern} OR b.email ILIKE ${pattern}
    OR ${isPartOfId ? sql`o.id::text LIKE ${pattern.toLowerCase()}` : sql`false`}`
}

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/** Oldest first, those after the given one. */
export async function selectOrdersAfter(
  on: Queries,
  eventId: string,
  after: string = BEFORE_ALL,
  limit: number,
): Promise<OrderWithBuyerRow[]> {
  const orders = sql`SELECT * FROM orders WHERE event_id = ${eventId} AND id > ${after} ORDER BY id LIMIT ${limit}`
  return withBuyers(on, orders, sql`ASC`)
}

/**
 * Buyers and tickets are looked up for the orders of the page one by one: joined, all accounts are read for each page,
 * and an export of 100,000 orders took 14 s on tables without statistics, where 3 are enough (1.5 s with them).
 */
async function withBuyers(on: Queries, orders: RawBuilder<unknown>, direction: RawBuilder<unknown>) {
  const { rows } = await sql<OrderWithBuyerRow>`
    SELECT page.*, buyer.name AS buyer_name, buyer.email AS buyer_email,
      (SELECT count(*) FROM tickets t
        WHERE t.event_id = page.event_id AND t.order_id = page.id AND t.state <> 'void') AS ticket_count
    FROM (${orders}) page, LATERAL (SELECT name, email FROM accounts WHERE id = page.account_id LIMIT 1) buyer
    ORDER BY page.id ${direction}`.execute(on)
  return rows
}

/** What counts: orders that are confirmed, and their tickets that are not void. */
export async function selectTotalsOfEvent(on: Queries, eventId: string) {
  const { rows } = await sql<{ orders: number; tickets: number; totalMinor: number; dueMinor: number }>`
    SELECT o.*, (SELECT count(*) FROM tickets WHERE event_id = ${eventId} AND state <> 'void') AS tickets
    FROM (
      SELECT count(*) AS orders, coalesce(sum(total_minor), 0)::bigint AS "totalMinor",
        coalesce(sum(due_minor), 0)::bigint AS "dueMinor"
      FROM orders WHERE event_id = ${eventId} AND state = 'confirmed'
    ) o`.execute(on)
  const [totals] = rows
  invariant(totals, 'a query without groups has one row')
  return totals
}

/* The dashboard's, in one transaction, so that they tell of the same moment. */

/** What confirmed orders come to, and the seconds since the epoch in which the first and the last were placed. */
export async function selectSalesOfEvent(on: Tx, eventId: string) {
  const { rows } = await sql<{
    orders: number
    totalMinor: number
    dueMinor: number
    firstSecond: number | null
    lastSecond: number | null
  }>`
    SELECT count(*) AS orders, coalesce(sum(total_minor), 0)::bigint AS "totalMinor",
      coalesce(sum(due_minor), 0)::bigint AS "dueMinor",
      floor(extract(epoch FROM min(created_at)))::bigint AS "firstSecond",
      floor(extract(epoch FROM max(created_at)))::bigint AS "lastSecond"
    FROM orders WHERE event_id = ${eventId} AND state = 'confirmed'`.execute(on)
  const [sales] = rows
  invariant(sales, 'a query without groups has one row')
  return sales
}

/** Tickets that are not void, and their money, by ticket type. */
export async function selectSalesOfTypes(on: Tx, eventId: string) {
  const { rows } = await sql<{ ticketTypeId: string; tickets: number; totalMinor: number }>`
    SELECT ticket_type_id AS "ticketTypeId", count(*) AS tickets, sum(price_minor)::bigint AS "totalMinor"
    FROM tickets WHERE event_id = ${eventId} AND state <> 'void' GROUP BY ticket_type_id`.execute(on)
  return rows
}

/** Confirmed orders by the step in which they were placed; steps of so many seconds are counted from the epoch. */
export async function selectSalesBySteps(on: Tx, eventId: string, stepSeconds: number) {
  const { rows } = await sql<{ step: number; orders: number; tickets: number; totalMinor: number }>`
    SELECT (extract(epoch FROM sold.at) / ${stepSeconds}::bigint)::bigint AS step, sold.orders, sold.tickets,
      sold."totalMinor"
    FROM (
      SELECT date_bin(make_interval(secs => ${stepSeconds}), o.created_at, to_timestamp(0)) AS at, count(*) AS orders,
        coalesce(sum(t.tickets), 0)::bigint AS tickets, sum(o.total_minor)::bigint AS "totalMinor"
      FROM orders o LEFT JOIN (
        SELECT order_id, count(*) AS tickets FROM tickets WHERE event_id = ${eventId} AND state <> 'void'
        GROUP BY order_id
      ) t ON t.order_id = o.id
      WHERE o.event_id = ${eventId} AND o.state = 'confirmed'
      GROUP BY 1
    ) sold ORDER BY 1`.execute(on)
  return rows
}
