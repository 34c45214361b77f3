import { sql } from 'kysely'

import type { Queries } from '../../db/index.ts'

/** A promise that the data keep, as one statement that counts the rows that break it. */
export interface Invariant {
  readonly name: string
  readonly statement: string
}

export interface InvariantResult {
  readonly name: string
  readonly violations: number
  readonly ms: number
}

/** An unswept hold still counts as held; what is due longer than this has been forgotten. */
const GRACE_SECONDS = 5

/** What the counters count, from the rows themselves. */
const COUNTED = `
  counted AS (
    SELECT event_id, ticket_type_id, sum(held)::int AS held, sum(sold)::int AS sold FROM (
      SELECT event_id, (line->>'ticketTypeId')::uuid AS ticket_type_id, (line->>'quantity')::int AS held, 0 AS sold
        FROM holds, json_array_elements(lines) AS line WHERE state = 'active'
      UNION ALL
      SELECT event_id, ticket_type_id, 0, 1 FROM tickets WHERE state IN ('valid', 'used')
    ) places GROUP BY event_id, ticket_type_id
  )`

/** The seats of active holds, and in how many lines each of them is. */
const HELD_SEATS = `
  held AS (
    SELECT event_id, id AS hold_id, seat_id, count(*) AS times
    FROM holds, json_array_elements(lines) AS line, json_array_elements_text(line->'seatIds') AS seat_id
    WHERE state = 'active' GROUP BY event_id, id, seat_id
  )`

const PLACES_OF_ACCOUNTS = `
  owned AS (
    SELECT event_id, account_id, ticket_type_id, sum(places)::int AS places FROM (
      SELECT event_id, account_id, (line->>'ticketTypeId')::uuid AS ticket_type_id,
          (line->>'quantity')::int AS places
        FROM holds, json_array_elements(lines) AS line WHERE state = 'active'
      UNION ALL
      SELECT t.event_id, o.account_id, t.ticket_type_id, 1
        FROM tickets t JOIN orders o ON o.event_id = t.event_id AND o.id = t.order_id
        WHERE t.state IN ('valid', 'used')
    ) places GROUP BY event_id, account_id, ticket_type_id
  )`

export const invariants: readonly Invariant[] = [
  {
    name: 'no counter is negative or above its capacity',
    statement: `SELECT count(*) FROM counters WHERE held < 0 OR sold < 0 OR held + sold > capacity`,
  },
  {
    name: "a ticket type's counter is the number of its live holds' places and of its tickets",
    statement: `WITH ${COUNTED}
      SELECT count(*) FROM (SELECT * FROM counters WHERE kind = 'ticket-type') c
      FULL JOIN counted n ON n.event_id = c.event_id AND n.ticket_type_id = c.id
      WHERE (coalesce(c.held, -1), coalesce(c.sold, -1)) <> (coalesce(n.held, 0), coalesce(n.sold, 0))`,
  },
  {
    name: "an area's counter is the sum of its ticket types'",
    statement: `SELECT count(*) FROM counters a
      LEFT JOIN LATERAL (
        SELECT coalesce(sum(c.held), 0) AS held, coalesce(sum(c.sold), 0) AS sold
        FROM ticket_types t JOIN counters c ON c.event_id = t.event_id AND c.id = t.id
        WHERE t.event_id = a.event_id AND t.area_id = a.id
      ) types ON true
      WHERE a.kind = 'area' AND (a.held, a.sold) <> (types.held, types.sold)`,
  },
  {
    name: "a category's counter is the sum of its ticket types'",
    statement: `SELECT count(*) FROM counters c
      LEFT JOIN LATERAL (
        SELECT count(*) AS types, coalesce(sum(own.held), 0) AS held, coalesce(sum(own.sold), 0) AS sold
        FROM ticket_types t JOIN counters own ON own.event_id = t.event_id AND own.id = t.id
        WHERE t.event_id = c.event_id AND t.category_id = c.id
      ) types ON true
      WHERE c.kind = 'category' AND (types.types = 0 OR (c.held, c.sold) <> (types.held, types.sold))`,
  },
  {
    name: 'an area with seats has as many places as its plan has seats that are not blocked in all, and its categories have as many together',
    statement: `SELECT count(*) FROM areas a
      JOIN plan_contents p ON p.hash = a.plan_hash
      JOIN counters c ON c.event_id = a.event_id AND c.id = a.id
      CROSS JOIN LATERAL (
        SELECT coalesce(sum((category->>'seats')::int), 0) AS seats FROM json_array_elements(p.categories) AS category
      ) plan
      CROSS JOIN LATERAL (
        SELECT count(*) AS blocked FROM seat_claims s WHERE s.event_id = a.event_id AND s.state = 'blocked'
      ) house
      CROSS JOIN LATERAL (
        SELECT sum(capacity) AS places FROM counters k WHERE k.event_id = a.event_id AND k.kind = 'category'
      ) categories
      WHERE c.capacity <> plan.seats - house.blocked OR c.capacity IS DISTINCT FROM categories.places`,
  },
  {
    name: 'every event, area, category and ticket type has its counter',
    statement: `SELECT count(*) FROM (
        SELECT id FROM events e WHERE NOT EXISTS (SELECT FROM sales s WHERE s.event_id = e.id)
        UNION ALL SELECT id FROM areas a
          WHERE NOT EXISTS (SELECT FROM counters c WHERE c.event_id = a.event_id AND c.id = a.id AND c.kind = 'area')
        UNION ALL SELECT id FROM ticket_types t
          WHERE NOT EXISTS (SELECT FROM counters c WHERE c.event_id = t.event_id AND c.id = t.id AND c.kind = 'ticket-type')
        UNION ALL SELECT id FROM ticket_types t WHERE category_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM counters c WHERE c.event_id = t.event_id AND c.id = t.category_id AND c.kind = 'category')
      ) without`,
  },
  {
    name: 'a seat is held exactly where one active hold has it',
    statement: `WITH ${HELD_SEATS}
      SELECT count(*) FROM (SELECT * FROM seat_claims WHERE state = 'held') s
      FULL JOIN held h ON (h.event_id, h.seat_id, h.hold_id) = (s.event_id, s.seat_id, s.hold_id)
      WHERE s.seat_id IS NULL OR h.seat_id IS NULL OR h.times <> 1`,
  },
  {
    name: 'a seat is sold exactly where one ticket in use has it',
    statement: `SELECT count(*) FROM (SELECT * FROM seat_claims WHERE state = 'sold') s
      FULL JOIN (
        SELECT event_id, seat_id, count(*) AS times FROM tickets
        WHERE seat_id IS NOT NULL AND state IN ('valid', 'used') GROUP BY event_id, seat_id
      ) t ON (t.event_id, t.seat_id) = (s.event_id, s.seat_id)
      WHERE s.seat_id IS NULL OR t.seat_id IS NULL OR t.times <> 1`,
  },
  {
    name: 'a ticket has a seat exactly where its ticket type has seats, and so has each place of an active hold',
    statement: `SELECT count(*) FROM (
        SELECT t.id FROM tickets t JOIN ticket_types y ON y.event_id = t.event_id AND y.id = t.ticket_type_id
          WHERE (t.seat_id IS NULL) <> (y.category_id IS NULL)
        UNION ALL
        SELECT h.id FROM holds h, json_array_elements(h.lines) AS line
          JOIN ticket_types y ON y.id = (line->>'ticketTypeId')::uuid
          WHERE h.state = 'active' AND y.event_id = h.event_id AND coalesce(json_array_length(line->'seatIds'), 0)
            <> CASE WHEN y.category_id IS NULL THEN 0 ELSE (line->>'quantity')::int END
      ) wrong`,
  },
  {
    name: 'what an account is said to have is what it holds and bought',
    statement: `WITH ${PLACES_OF_ACCOUNTS}
      SELECT count(*) FROM account_places p
      FULL JOIN owned o ON (o.event_id, o.account_id, o.ticket_type_id) = (p.event_id, p.account_id, p.ticket_type_id)
      WHERE coalesce(p.places, 0) <> coalesce(o.places, 0)`,
  },
  {
    name: 'no account got past a limit (limits that were lowered afterwards apart)',
    statement: `WITH bought AS (
        SELECT p.event_id, p.account_id, p.ticket_type_id, p.places,
          sum(p.places) OVER (PARTITION BY p.event_id, p.account_id) AS total
        FROM account_places p
      )
      SELECT count(*) FROM bought b
      JOIN events e ON e.id = b.event_id
      JOIN ticket_types t ON t.event_id = b.event_id AND t.id = b.ticket_type_id
      WHERE (b.total > e.max_tickets_per_account OR b.places > t.max_per_account)
        AND NOT EXISTS (
          SELECT FROM activity a WHERE a.event_id = b.event_id
            AND a.operation IN ('change-event', 'change-ticket-type', 'import-archive'))`,
  },
  {
    name: `no hold is active ${GRACE_SECONDS} s past its end`,
    statement: `SELECT count(*) FROM holds
      WHERE state = 'active' AND expires_at < clock_timestamp() - interval '${GRACE_SECONDS} seconds'`,
  },
  {
    name: 'a confirmed hold is exactly one order, and no other hold is any',
    statement: `SELECT count(*) FROM (
        SELECT h.id FROM holds h WHERE h.state = 'confirmed'
          AND (SELECT count(*) FROM orders o WHERE o.event_id = h.event_id AND o.hold_id = h.id) <> 1
        UNION ALL
        SELECT o.id FROM orders o WHERE o.hold_id IS NOT NULL AND NOT EXISTS (
          SELECT FROM holds h WHERE h.event_id = o.event_id AND h.id = o.hold_id AND h.state = 'confirmed')
      ) wrong`,
  },
  {
    name: "a confirmed order has the tickets of its lines, at the lines' prices",
    statement: `WITH promised AS (
        SELECT o.event_id, o.id, (line->>'ticketTypeId')::uuid AS ticket_type_id,
          (line->>'unitPriceMinor')::bigint AS price_minor, sum((line->>'quantity')::int) AS quantity
        FROM orders o, json_array_elements(o.lines) AS line WHERE o.state = 'confirmed' GROUP BY 1, 2, 3, 4
      ), made AS (
        SELECT event_id, order_id, ticket_type_id, price_minor, count(*) AS quantity
        FROM tickets GROUP BY 1, 2, 3, 4
      )
      SELECT count(*) FROM promised p FULL JOIN made m
        ON (m.event_id, m.order_id, m.ticket_type_id, m.price_minor) = (p.event_id, p.id, p.ticket_type_id, p.price_minor)
      WHERE coalesce(p.quantity, 0) <> coalesce(m.quantity, 0)`,
  },
  {
    name: "an order's total is the sum of its lines, and what is due is part of it",
    statement: `SELECT count(*) FROM orders o
      WHERE o.total_minor <> (
          SELECT coalesce(sum((line->>'quantity')::bigint * (line->>'unitPriceMinor')::bigint), 0)
          FROM json_array_elements(o.lines) AS line)
        OR (o.payment_state = 'due') <> (o.due_minor > 0)
        OR (o.payment_state = 'none') <> (o.total_minor = 0)`,
  },
  {
    name: 'no ticket code exists twice',
    statement: `SELECT count(*) FROM (
        SELECT id FROM tickets GROUP BY id, generation HAVING count(*) > 1) twice`,
  },
  {
    name: 'what was answered under a key is there, exactly once',
    statement: `SELECT count(*) FROM answers a
      WHERE a.reply LIKE '{%'
        AND (SELECT count(*) FROM holds h WHERE h.event_id = a.event_id AND h.id = (a.reply::jsonb->>'id')::uuid
)
          + (SELECT count(*) FROM orders o WHERE o.event_id = a.event_id AND o.id = (a.reply::jsonb->>'id')::uuid
) <> 1`,
  },
]

/** Runs every invariant, each as one statement. A healthy system answers 0 to each. */
export async function runInvariants(on: Queries): Promise<InvariantResult[]> {
  const results: InvariantResult[] = []
  for (const { name, statement } of invariants) {
    const startedAt = performance.now()
    const { rows } = await sql.raw<{ count: number }>(statement).execute(on)
    const ms = Math.round((performance.now() - startedAt) * 10) / 10
    results.push({ name, violations: rows[0]?.count ?? 0, ms })
  }
  return results
}
