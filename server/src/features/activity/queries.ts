import { CompiledQuery, sql } from 'kysely'

import { type Queries, type Statement, type Tx, uuidsOf } from '../../db/index.ts'
import type { RefusalTally } from './refusals.ts'

/** One thing that was done. `operation` is a route's name. `detail` never has an e-mail address, token or password. */
export interface ActivityRecord {
  eventId?: string
  accountId?: string
  operation: string
  subjectId?: string
  detail?: Record<string, unknown>
}

/** One statement a kind of operation, whatever the number of records; of one event, or of none. */
export function activityStatements(eventId: string | null, records: readonly ActivityRecord[]): Statement[] {
  return [...Map.groupBy(records, (record) => record.operation)].map(([operation, done]) => ({
    name: 'insert-activity',
    text: `INSERT INTO activity (event_id, operation, account_ids, subject_ids, details)
      VALUES ($1, $2, $3::uuid[], $4::uuid[], $5::json)`,
    values: [
      eventId,
      operation,
      uuidsOf(done.map((record) => record.accountId ?? null)),
      uuidsOf(done.map((record) => record.subjectId ?? null)),
      JSON.stringify(done.map((record) => record.detail ?? null)),
    ],
  }))
}

export async function insertActivity(on: Queries | Tx, records: readonly ActivityRecord[]): Promise<void> {
  for (const [eventId, done] of Map.groupBy(records, (record) => record.eventId ?? null)) {
    for (const { text, values } of activityStatements(eventId, done)) {
      await on.executeQuery(CompiledQuery.raw(text, [...values]))
    }
  }
}

export interface ActivityRow {
  id: number
  /** Which of the row's records, from 1. */
  n: number
  at: Date
  operation: string
  eventId: string | null
  accountId: string | null
  accountName: string | null
  subjectId: string | null
  detail: Record<string, unknown> | null
}

/** Newest first, those before the given place. */
export async function readActivity(
  on: Queries,
  filter: { eventId: string | undefined; before: { id: number; n: number } | undefined; limit: number },
): Promise<ActivityRow[]> {
  const ofEvent = filter.eventId === undefined ? sql`true` : sql`event_id = ${filter.eventId}`
  const upTo = filter.before === undefined ? sql`true` : sql`id <= ${filter.before.id}`
  const isBefore =
    filter.before === undefined ? sql`true` : sql`(a.id, r.n) < (${filter.before.id}, ${filter.before.n})`
  // Each row has a record at least, and of the row of `before` all may be behind us: one row more is always enough.
  const { rows } = await sql<ActivityRow>`
    SELECT a.id, r.n, a.at, a.operation, a.event_id AS "eventId", r.account_id AS "accountId",
      accounts.name AS "accountName", r.subject_id AS "subjectId", r.detail
    FROM (SELECT * FROM activity WHERE ${ofEvent} AND ${upTo} ORDER BY id DESC LIMIT ${filter.limit + 1}) a
    CROSS JOIN LATERAL ROWS FROM (unnest(a.account_ids), unnest(a.subject_ids), json_array_elements(a.details))
      WITH ORDINALITY AS r (account_id, subject_id, detail, n)
    LEFT JOIN accounts ON accounts.id = r.account_id
    WHERE ${isBefore}
    ORDER BY a.id DESC, r.n DESC LIMIT ${filter.limit}`.execute(on)
  return rows
}

/** Adds to the counts. In order of the key, so that two nodes that do so at once cannot lock each other out. */
export async function addRefusals(on: Queries, tallies: readonly RefusalTally[], now: number): Promise<void> {
  await sql`
    INSERT INTO refusals AS known (event_id, minute, code, count)
    SELECT tally.event_id, date_trunc('minute', now() - tally.age_ms * interval '1 ms') AS minute, tally.code,
      sum(tally.count)
    FROM unnest(
      ${tallies.map((tally) => tally.eventId)}::uuid[], ${tallies.map((tally) => tally.code)}::text[],
      ${tallies.map((tally) => now - tally.since)}::float8[], ${tallies.map((tally) => tally.count)}::bigint[]
    ) AS tally (event_id, code, age_ms, count)
    GROUP BY 1, 2, 3
    ORDER BY 1, 2, 3
    ON CONFLICT (event_id, minute, code) DO UPDATE SET count = known.count + excluded.count`.execute(on)
}

/** Newest minute first, in it by code; those after the given one. */
export async function readRefusals(
  on: Queries,
  filter: { eventId: string; after: { minute: Date; code: string } | undefined; limit: number },
) {
  let query = on
    .selectFrom('refusals')
    .select(['minute', 'code', 'count'])
    .where('event_id', '=', filter.eventId)
    .orderBy('minute', 'desc')
    .orderBy('code')
    .limit(filter.limit)
  const { after } = filter
  if (after !== undefined) {
    query = query.where((is) =>
      is.or([is('minute', '<', after.minute), is.and([is('minute', '=', after.minute), is('code', '>', after.code)])]),
    )
  }
  return query.execute()
}

/** How often buyers were refused since the event was made, by code; most frequent first. */
export async function sumRefusals(on: Queries, eventId: string): Promise<{ code: string; count: number }[]> {
  return on
    .selectFrom('refusals')
    .select(['code', sql<number>`sum(count)::bigint`.as('count')])
    .where('event_id', '=', eventId)
    .groupBy('code')
    .orderBy('count', 'desc')
    .orderBy('code')
    .execute()
}

/** Whether somebody follows the log, at any node. */
export async function isLogWatched(on: Queries): Promise<boolean> {
  const watch = await on
    .selectFrom('log_watch')
    .select('one')
    .where('until', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return watch !== undefined
}

/** Twice the time after which it is renewed, so that one lost renewal does not silence the nodes. */
export async function renewLogWatch(on: Queries): Promise<void> {
  const until = sql<Date>`now() + interval '10 seconds'`
  await on
    .insertInto('log_watch')
    .values({ until })
    .onConflict((conflict) => conflict.column('one').doUpdateSet({ until }))
    .execute()
}

export async function insertLogLines(on: Queries, node: string, lines: readonly string[]): Promise<void> {
  await sql`INSERT INTO log_lines (node, line) SELECT ${node}::text, unnest(${lines}::text[])`.execute(on)
}

/** Lines beyond an id, and those of the given ids that have appeared since; lowest id first. */
export async function readLogLines(on: Queries, place: { after: number; gaps: readonly number[]; limit: number }) {
  const { rows } = await sql<{ id: number; line: string }>`
    SELECT id, line FROM log_lines WHERE id > ${place.after}::bigint OR id = ANY (${place.gaps}::bigint[])
    ORDER BY id LIMIT ${place.limit}`.execute(on)
  return rows
}

/** Id of the newest line; 0 without any. */
export async function newestLogLine(on: Queries): Promise<number> {
  const { id } = await on
    .selectFrom('log_lines')
    .select((newest) => newest.fn.max('id').as('id'))
    .executeTakeFirstOrThrow()
  return id ?? 0
}

/** Lines of more than a minute ago have reached everybody who followed. */
export async function deleteOldLogLines(on: Queries): Promise<void> {
  await on
    .deleteFrom('log_lines')
    .where('at', '<', sql<Date>`now() - interval '1 minute'`)
    .execute()
}
