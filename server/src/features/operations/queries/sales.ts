import type { EventStatus } from '@fairground/contract'
import { sql } from 'kysely'

import { containing, type Queries } from '../../../db/index.ts'
import { HOURS_WITHOUT_END } from '../../events/index.ts'

export interface SalesSearch {
  readonly isOver: boolean
  /** Each has to be in the title, the venue's name or the organizer's. */
  readonly words: readonly string[]
  readonly after: { readonly startsAt: number; readonly id: string } | undefined
  readonly limit: number
}

export interface SaleRow {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly status: EventStatus
  readonly startsAt: Date
  readonly endsAt: Date | null
  readonly timeZone: string
  readonly venue: { name: string; address?: string } | null
  readonly organizer: { id: string; name: string }
  readonly currency: string
  readonly total: number
  readonly left: number
  readonly held: number
  readonly sold: number
  readonly orders: number
  readonly totalMinor: number
  readonly dueMinor: number
}

/**
 * Events of any status, soonest first, or those that are over, newest first. One statement: it chooses the page, and
 * then reads by key what belongs to its events. Each reading adds up all confirmed orders of the page's events, and
 * nothing of it is kept: its time grows with them (not measured). If that is ever slow, keep the sums by event.
 */
export async function selectSales(on: Queries, { isOver, words, after, limit }: SalesSearch): Promise<SaleRow[]> {
  const direction = isOver ? sql`DESC` : sql`ASC`
  const end = sql`coalesce(e.ends_at, e.starts_at + ${HOURS_WITHOUT_END} * interval '1 hour')`
  const isWanted = isOver ? sql`${end} <= now()` : sql`${end} > now()`
  const text = sql`concat_ws(E'\\n', e.title, e.venue ->> 'name', o.name)`
  const hasWords = words.length === 0 ? sql`true` : sql`${text} ILIKE ALL (${words.map(containing)}::text[])`
  const place = after && sql`(${new Date(after.startsAt)}::timestamptz, ${after.id}::uuid)`
  const isAfter = place ? sql`(e.starts_at, e.id) ${isOver ? sql`<` : sql`>`} ${place}` : sql`true`
  const { rows } = await sql<SaleRow>`
    SELECT page.*, places.*, bought.*
    FROM (
      SELECT e.id, e.slug, e.title, e.status, e.starts_at AS "startsAt", e.ends_at AS "endsAt",
        e.time_zone AS "timeZone", e.venue, json_build_object('id', o.id, 'name', o.name) AS organizer, e.currency
      FROM events e JOIN organizers o ON o.id = e.organizer_id
      WHERE ${isWanted} AND ${hasWords} AND ${isAfter}
      ORDER BY e.starts_at ${direction}, e.id ${direction} LIMIT ${limit}
    ) page
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(capacity), 0) AS total, coalesce(sum(capacity - held - sold), 0) AS left,
        coalesce(sum(held), 0) AS held, coalesce(sum(sold), 0) AS sold
      FROM counters WHERE event_id = page.id AND kind = 'area'
    ) places
    CROSS JOIN LATERAL (
      SELECT count(*) AS orders, coalesce(sum(total_minor), 0)::bigint AS "totalMinor",
        coalesce(sum(due_minor), 0)::bigint AS "dueMinor"
      FROM orders WHERE event_id = page.id AND state = 'confirmed'
    ) bought
    ORDER BY page."startsAt" ${direction}, page.id ${direction}`.execute(on)
  return rows
}
