import { sql } from 'kysely'

import type { Queries, Statement, Tx } from '../../db/index.ts'
import type { RefusalTally } from './refusals.ts'

/** One thing that was done. `operation` is a route's name. `detail` never has an e-mail address, token or password. */
export interface ActivityRecord {
  eventId?: string
  accountId?: string
  operation: string
  subjectId?: string
  detail?: Record<string, unknown>
}

export async function insertActivity(on: Queries | Tx, records: readonly ActivityRecord[]): Promise<void> {
  await on
    .insertInto('activity')
    .values(
      records.map((record) => ({
        event_id: record.eventId ?? null,
        account_id: record.accountId ?? null,
        operation: record.operation,
        subject_id: record.subjectId ?? null,
        detail: record.detail ?? null,
      })),
    )
    .execute()
}

/** The same for the allocator's batch: one event, any number of records, one statement that is planned once. */
export function activityStatement(eventId: string, records: readonly ActivityRecord[]): Statement {
  return {
    name: 'insert-activity',
    text: `
      INSERT INTO activity (event_id, account_id, operation, subject_id, detail)
      SELECT $1::uuid, done.account_id, done.operation, done.subject_id, done.detail
      FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::jsonb[]) AS done (account_id, operation, subject_id, detail)`,
    values: [
      eventId,
      records.map((record) => record.accountId ?? null),
      records.map((record) => record.operation),
      records.map((record) => record.subjectId ?? null),
      records.map((record) => (record.detail === undefined ? null : JSON.stringify(record.detail))),
    ],
  }
}

/** Newest first, those with a lower id than `before`. */
export async function readActivity(
  on: Queries,
  filter: { eventId: string | undefined; before: number | undefined; limit: number },
) {
  let query = on
    .selectFrom('activity')
    .leftJoin('accounts', 'accounts.id', 'activity.account_id')
    .select([
      'activity.id',
      'activity.at',
      'activity.operation',
      'activity.event_id as eventId',
      'activity.account_id as accountId',
      'accounts.name as accountName',
      'activity.subject_id as subjectId',
      'activity.detail',
    ])
    .orderBy('activity.id', 'desc')
    .limit(filter.limit)
  if (filter.eventId !== undefined) query = query.where('activity.event_id', '=', filter.eventId)
  if (filter.before !== undefined) query = query.where('activity.id', '<', filter.before)
  return query.execute()
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
