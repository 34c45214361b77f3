import { FREE, HELD, type SeatChange, SOLD } from '@fairground/seating'
import { sql } from 'kysely'

import {
  arrayOf,
  joinTexts,
  type Queries,
  splitTexts,
  type Statement,
  type Tables,
  type Tx,
  uuidsOf,
} from '../../db/index.ts'
import { invariant } from '../../invariant.ts'
import type { Counter, Decision, HoldRow, Request, SeatMove, StoredAnswer, TypePlaces } from './decide.ts'

/**
 * The batch's statements. All are named (parsed and planned once a connection) and set-based, and look up many keys
 * as one scan of an index over an array. A plain join of a table with UNNEST is never used: planned while the table
 * was small it reads all of it ever after (80 µs a row where 5 are enough). What has to join, finds its rows one by one
 * in a LATERAL with a LIMIT and changes them by their ctid, which nobody moves while the event is locked.
 */

/** Locks the event's row and does nothing else: whatever reads comes after it, with a snapshot that is not older. */
export function lockSale(eventId: string): Statement {
  return {
    name: 'lock-sale',
    text: `SELECT config_version AS "configVersion", counts_version AS "countsVersion"
      FROM sales WHERE event_id = $1 FOR NO KEY UPDATE`,
    values: [eventId],
  }
}

export function readCounters(eventId: string): Statement {
  return {
    name: 'read-counters',
    text: `SELECT id, kind, capacity, held, sold FROM counters WHERE event_id = $1`,
    values: [eventId],
  }
}

const HOLD_COLUMNS = `id, account_id AS "accountId", state, (extract(epoch FROM expires_at) * 1000)::float8 AS "expiresAt",
  extensions, lines, total_minor AS "totalMinor"`

/** At most as many as one batch expires; what is left over is due in the next. */
export const MOST_DUE = 1_000

export function readDueHolds(eventId: string): Statement {
  return {
    name: 'read-due-holds',
    text: `SELECT ${HOLD_COLUMNS} FROM holds
      WHERE event_id = $1 AND state = 'active' AND expires_at <= statement_timestamp()
      ORDER BY expires_at LIMIT ${MOST_DUE}`,
    values: [eventId],
  }
}

export function readHolds(eventId: string, holdIds: string[]): Statement {
  return {
    name: 'read-holds',
    text: `SELECT ${HOLD_COLUMNS} FROM holds WHERE event_id = $1 AND id = ANY ($2::uuid[])`,
    values: [eventId, uuidsOf(holdIds)],
  }
}

export function readAnswers(eventId: string, requests: readonly Request[]): Statement {
  return {
    name: 'read-answers',
    text: `SELECT key, fingerprint, reply FROM answers WHERE event_id = $1 AND key = ANY ($2::uuid[])`,
    values: [eventId, uuidsOf(requests.map((request) => request.key))],
  }
}

export function readPlaces(eventId: string, accountIds: string[]): Statement {
  return {
    name: 'read-places',
    text: `SELECT account_id AS "accountId", ticket_type_id AS "ticketTypeId", places FROM account_places
      WHERE event_id = $1 AND account_id = ANY ($2::uuid[])`,
    values: [eventId, uuidsOf(accountIds)],
  }
}

/** Last of the reads, so that no hold that an earlier one called due is still alive by this clock. */
export const readClock: Statement = {
  name: 'read-clock',
  text: `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`,
  values: [],
}

/** New holds. Those of one batch are all active and end at the same time: `holdSeconds` after the batch's clock. */
export function insertHolds(eventId: string, holds: HoldRow[]): Statement {
  const expiresAt = holds[0]?.expiresAt
  invariant(
    holds.every((hold) => hold.state === 'active' && hold.expiresAt === expiresAt),
    'the new holds of a batch are active and end together',
  )
  return {
    name: 'insert-holds',
    text: `INSERT INTO holds (event_id, state, expires_at, id, account_id, lines, total_minor)
      SELECT $1, 'active', to_timestamp($2::float8 / 1000), h.id, h.account_id, h.lines::json, h.total_minor
      FROM unnest($3::uuid[], $4::uuid[], ${splitTexts('$5')}, $6::bigint[]) AS h(id, account_id, lines, total_minor)`,
    values: [
      eventId,
      expiresAt,
      uuidsOf(holds.map((hold) => hold.id)),
      uuidsOf(holds.map((hold) => hold.accountId)),
      joinTexts(holds.map((hold) => JSON.stringify(hold.lines))),
      arrayOf(holds.map((hold) => hold.totalMinor)),
    ],
  }
}

export function updateHolds(eventId: string, holds: HoldRow[]): Statement {
  return {
    name: 'update-holds',
    text: `UPDATE holds SET state = new.state, expires_at = to_timestamp(new.expires_at / 1000),
        lines = new.lines::json, total_minor = new.total_minor, extensions = new.extensions
      FROM (
        SELECT old.ctid, h.* FROM unnest($2::uuid[], $3::text[], $4::float8[], ${splitTexts('$5')}, $6::bigint[],
          $7::int[])
          AS h(id, state, expires_at, lines, total_minor, extensions),
          LATERAL (SELECT ctid FROM holds WHERE event_id = $1 AND holds.id = h.id LIMIT 1) old
      ) new
      WHERE holds.ctid = new.ctid`,
    values: [
      eventId,
      uuidsOf(holds.map((hold) => hold.id)),
      arrayOf(holds.map((hold) => hold.state)),
      arrayOf(holds.map((hold) => hold.expiresAt)),
      joinTexts(holds.map((hold) => JSON.stringify(hold.lines))),
      arrayOf(holds.map((hold) => hold.totalMinor)),
      arrayOf(holds.map((hold) => hold.extensions)),
    ],
  }
}

export function writeCounters(eventId: string, decision: Decision): Statement {
  const changed = [...decision.changedCounters]
  const counters = changed.map((id) => decision.counters.get(id)).filter((counter) => counter !== undefined)
  return {
    name: 'write-counters',
    text: `INSERT INTO counters (event_id, id, kind, capacity, held, sold)
      SELECT $1, c.* FROM unnest($2::uuid[], $3::text[], $4::int[], $5::int[], $6::int[]) AS c
      ON CONFLICT (event_id, id) DO UPDATE
        SET capacity = excluded.capacity, held = excluded.held, sold = excluded.sold`,
    values: [
      eventId,
      uuidsOf(changed),
      arrayOf(counters.map((counter) => counter.kind)),
      arrayOf(counters.map((counter) => counter.capacity)),
      arrayOf(counters.map((counter) => counter.held)),
      arrayOf(counters.map((counter) => counter.sold)),
    ],
  }
}

/** Gains are upserted and losses subtracted: a proposed row with a negative count would fail its own CHECK. */
export function writePlaces(eventId: string, decision: Decision): Statement[] {
  const gains = emptyPlaces()
  const losses = emptyPlaces()
  for (const [accountId, types] of decision.places) {
    for (const { ticketTypeId, places } of types) {
      if (places === 0) continue
      const rows = places > 0 ? gains : losses
      rows.accounts.push(accountId)
      rows.types.push(ticketTypeId)
      rows.places.push(Math.abs(places))
    }
  }
  const statements: Statement[] = []
  if (gains.places.length > 0) {
    statements.push({
      name: 'add-places',
      text: `INSERT INTO account_places (event_id, account_id, ticket_type_id, places)
        SELECT $1, p.* FROM unnest($2::uuid[], $3::uuid[], $4::int[]) AS p
        ON CONFLICT (event_id, account_id, ticket_type_id) DO UPDATE
          SET places = account_places.places + excluded.places`,
      values: [eventId, uuidsOf(gains.accounts), uuidsOf(gains.types), arrayOf(gains.places)],
    })
  }
  if (losses.places.length > 0) {
    statements.push({
      name: 'take-places',
      text: `UPDATE account_places SET places = account_places.places - lost.places
        FROM (
          SELECT old.ctid, l.places FROM unnest($2::uuid[], $3::uuid[], $4::int[])
            AS l(account_id, ticket_type_id, places),
            LATERAL (SELECT ctid FROM account_places p WHERE p.event_id = $1 AND p.account_id = l.account_id
              AND p.ticket_type_id = l.ticket_type_id LIMIT 1) old
        ) lost
        WHERE account_places.ctid = lost.ctid`,
      values: [eventId, uuidsOf(losses.accounts), uuidsOf(losses.types), arrayOf(losses.places)],
    })
  }
  return statements
}

function emptyPlaces(): { accounts: string[]; types: string[]; places: number[] } {
  return { accounts: [], types: [], places: [] }
}

export function insertAnswers(eventId: string, requests: readonly Request[], replies: readonly string[]): Statement {
  return {
    name: 'insert-answers',
    text: `INSERT INTO answers (event_id, key, fingerprint, reply)
      SELECT $1, a.* FROM unnest($2::uuid[], $3::uuid[], ${splitTexts('$4')}) AS a`,
    values: [
      eventId,
      uuidsOf(requests.map((request) => request.key)),
      uuidsOf(requests.map((request) => request.fingerprint)),
      joinTexts(replies),
    ],
  }
}

/** What changed of the seats since a version that one knows, a row a version. */
export function readSeatChanges(eventId: string, version: number): Statement {
  return {
    name: 'read-seat-changes',
    text: `SELECT version, seats FROM inventory_changes WHERE event_id = $1 AND version > $2 ORDER BY version`,
    values: [eventId, version],
  }
}

/** Every seat that is not free. */
export function readClaims(eventId: string): Statement {
  return {
    name: 'read-claims',
    text: `SELECT seat_id AS id, state FROM seat_claims WHERE event_id = $1`,
    values: [eventId],
  }
}

/**
 * What becomes of the claims. A seat that goes from one hold to another in one batch loses its claim and gets a new
 * one; who sells a seat that is held keeps its row. A claim on a seat that has one fails the batch: the key sees to it.
 */
export function writeClaims(eventId: string, moves: readonly SeatMove[]): Statement[] {
  const freed: string[] = []
  const sold: string[] = []
  const claimed: SeatMove[] = []
  for (const move of moves) {
    if (move.before === HELD && move.after === SOLD) sold.push(move.id)
    else {
      if (move.before !== FREE) freed.push(move.id)
      if (move.after !== FREE) claimed.push(move)
    }
  }
  const statements: Statement[] = []
  if (freed.length > 0) {
    statements.push({
      name: 'delete-claims',
      text: `DELETE FROM seat_claims WHERE event_id = $1 AND seat_id = ANY (${splitTexts('$2')})`,
      values: [eventId, joinTexts(freed)],
    })
  }
  if (sold.length > 0) {
    statements.push({
      name: 'sell-claims',
      text: `UPDATE seat_claims SET state = 'sold', hold_id = NULL
        WHERE event_id = $1 AND seat_id = ANY (${splitTexts('$2')})`,
      values: [eventId, joinTexts(sold)],
    })
  }
  if (claimed.length > 0) {
    statements.push({
      name: 'insert-claims',
      text: `INSERT INTO seat_claims (event_id, seat_id, state, hold_id)
        SELECT $1, c.* FROM unnest(${splitTexts('$2')}, $3::text[], $4::uuid[]) AS c`,
      values: [
        eventId,
        joinTexts(claimed.map((move) => move.id)),
        arrayOf(claimed.map((move) => CLAIM_STATES[move.after] ?? null)),
        uuidsOf(claimed.map((move) => move.holdId)),
      ],
    })
  }
  return statements
}

/** In the words of the table, by the number that a state has everywhere else. */
export const CLAIM_STATES = [null, 'held', 'sold', 'blocked'] as const

/** Raises the versions, and tells what changed to whoever keeps a copy of the counts. */
export function writeVersions(
  eventId: string,
  configVersion: number,
  countsVersion: number,
  decision: Decision,
): Statement {
  const changed = [...decision.changedCounters].map((id) => {
    const counter = decision.counters.get(id)
    return { id, capacity: counter?.capacity ?? null, held: counter?.held ?? 0, sold: counter?.sold ?? 0 }
  })
  return {
    name: 'write-versions',
    text: `WITH change AS (
        INSERT INTO inventory_changes (event_id, version, counters, seats)
        SELECT $1::uuid, $3::bigint, $4::jsonb, $5::bytea WHERE jsonb_array_length($4::jsonb) > 0 OR $5::bytea IS NOT NULL
      )
      UPDATE sales SET config_version = $2, counts_version = $3 WHERE event_id = $1`,
    values: [eventId, configVersion, countsVersion, JSON.stringify(changed), packMoves(decision.seats)],
  }
}

/** 4 bytes a seat, lowest first: its number times 4, plus its state. Null where no state has changed. */
function packMoves(moves: readonly SeatMove[]): Buffer | null {
  const changed = moves.filter((move) => move.before !== move.after)
  if (changed.length === 0) return null
  const bytes = Buffer.allocUnsafe(changed.length * 4)
  for (const [index, { seat, after }] of changed.entries()) bytes.writeUInt32LE(seat * 4 + after, index * 4)
  return bytes
}

/** What `packMoves` wrote. */
export function unpackMoves(bytes: Buffer | null): SeatChange[] {
  if (bytes === null) return []
  return Array.from({ length: bytes.length / 4 }, (_, index) => {
    const packed = bytes.readUInt32LE(index * 4)
    return { seat: packed >>> 2, state: packed & 3 }
  })
}

/** The rows of the reads, by the form in which `decide` wants them. */
export function countersOf(rows: readonly ({ id: string } & Counter)[]): Map<string, Counter> {
  return new Map(rows.map(({ id, ...counter }) => [id, counter]))
}

export function placesByAccount(
  rows: readonly ({ accountId: string } & TypePlaces)[],
): Map<string, readonly TypePlaces[]> {
  return Map.groupBy(rows, (row) => row.accountId)
}

export function answersByKey(rows: readonly (StoredAnswer & { key: string })[]): Map<string, StoredAnswer> {
  return new Map(rows.map((row) => [row.key, row]))
}

/* Outside the batch. */

export async function insertSale(
  tx: Tx,
  eventId: string,
  counters: { id: string; kind: Counter['kind']; capacity: number | null }[],
  blocked: readonly string[],
): Promise<void> {
  await tx.insertInto('sales').values({ event_id: eventId }).execute()
  await tx
    .insertInto('counters')
    .values(counters.map((counter) => ({ event_id: eventId, ...counter })))
    .execute()
  if (blocked.length === 0) return
  await sql`INSERT INTO seat_claims (event_id, seat_id, state)
    SELECT ${eventId}, seat_id, 'blocked' FROM unnest(${blocked}::text[]) AS seat_id`.execute(tx)
}

/** For the batch that gives an event its seats: those that the house keeps from the beginning. */
export function insertBlocked(eventId: string, blocked: readonly string[]): Statement {
  return {
    name: 'insert-blocked',
    text: `INSERT INTO seat_claims (event_id, seat_id, state)
      SELECT $1, seat_id, 'blocked' FROM unnest(${splitTexts('$2')}) AS seat_id`,
    values: [eventId, joinTexts(blocked)],
  }
}

/** An event's version with all that is not free of its seats, of one moment. No row where there is no such event. */
export async function selectClaims(on: Queries, eventId: string) {
  const { rows } = await sql<{ version: number; ids: string[]; states: string[] }>`
    SELECT s.counts_version AS version, coalesce(array_agg(c.seat_id) FILTER (WHERE c.seat_id IS NOT NULL), '{}') AS ids,
      coalesce(array_agg(c.state) FILTER (WHERE c.seat_id IS NOT NULL), '{}') AS states
    FROM sales s LEFT JOIN seat_claims c ON c.event_id = s.event_id
    WHERE s.event_id = ${eventId} GROUP BY s.event_id`.execute(on)
  return rows[0]
}

/** What came after the known versions, of the events that have moved on: a row a version, with where each event is now. */
export async function selectSeatChanges(on: Queries, known: readonly { eventId: string; version: number }[]) {
  const { rows } = await sql<{ eventId: string; current: number; version: number | null; seats: Buffer | null }>`
    SELECT s.event_id AS "eventId", s.counts_version AS current, c.version, c.seats
    FROM unnest(${known.map((one) => one.eventId)}::uuid[], ${known.map((one) => one.version)}::bigint[])
      AS known(event_id, version)
    JOIN sales s ON s.event_id = known.event_id AND s.counts_version <> known.version
    LEFT JOIN LATERAL (
      SELECT version, seats FROM inventory_changes i
      WHERE i.event_id = known.event_id AND i.version > known.version ORDER BY version LIMIT ${MOST_CHANGES}
    ) c ON true
    ORDER BY s.event_id, c.version`.execute(on)
  return rows
}

/** Who is further behind reads everything anew. */
const MOST_CHANGES = 1_000

export async function selectHold(on: Queries, eventId: string, holdId: string, accountId: string) {
  return on
    .selectFrom('holds')
    .innerJoin('events', 'events.id', 'holds.event_id')
    .select(['holds.id', 'holds.state', 'holds.expires_at', 'holds.lines', 'holds.total_minor', 'events.currency'])
    .select(sql<boolean>`holds.expires_at <= clock_timestamp()`.as('is_due'))
    .where('holds.event_id', '=', eventId)
    .where('holds.id', '=', holdId)
    .where('holds.account_id', '=', accountId)
    .executeTakeFirst()
}

/**
 * The account's active holds of an event, newest first. No index is by account: one more would cost each hold of the
 * batch a write, and this is asked when somebody comes back, not while they buy. So who has no places at all is told at
 * once (1 ms), and for the others the event's active holds are read: 8 ms where 20,000 are active.
 */
export async function selectActiveHolds(on: Queries, eventId: string, accountId: string, limit: number) {
  const { rows } = await sql<
    Pick<Tables['holds'], 'id' | 'expires_at' | 'lines' | 'total_minor'> & { currency: string }
  >`
    WITH mine AS MATERIALIZED (
      SELECT id, expires_at, lines, total_minor FROM holds
      WHERE event_id = ${eventId} AND state = 'active' AND expires_at > clock_timestamp() AND account_id = ${accountId}
        AND EXISTS (
          SELECT FROM account_places WHERE event_id = ${eventId} AND account_id = ${accountId} AND places > 0
        )
    )
    SELECT mine.*, events.currency FROM mine JOIN events ON events.id = ${eventId} ORDER BY mine.id DESC LIMIT ${limit}`.execute(
    on,
  )
  return rows
}

/** Events with holds past their end: a loose scan of the index of active holds, one probe an event. */
export async function selectDueEvents(on: Queries): Promise<string[]> {
  const { rows } = await sql<{ event_id: string }>`
    WITH RECURSIVE held AS (
      (SELECT event_id FROM holds WHERE state = 'active' ORDER BY event_id LIMIT 1)
      UNION ALL
      SELECT (SELECT event_id FROM holds WHERE state = 'active' AND event_id > held.event_id ORDER BY event_id LIMIT 1)
      FROM held WHERE held.event_id IS NOT NULL
    )
    SELECT event_id FROM held
    WHERE event_id IS NOT NULL AND EXISTS (
      SELECT FROM holds h WHERE h.event_id = held.event_id AND h.state = 'active' AND h.expires_at <= statement_timestamp()
    )`.execute(on)
  return rows.map((row) => row.event_id)
}

export interface CountsRow {
  event_id: string
  config_version: number
  counts_version: number
  counters: ({ id: string } & Counter)[]
}

/** The counts of those of the events whose versions are not the known ones. */
export async function selectMovedCounts(
  on: Queries,
  known: { eventId: string; configVersion: number; countsVersion: number }[],
): Promise<CountsRow[]> {
  const { rows } = await sql<CountsRow>`
    SELECT s.event_id, s.config_version, s.counts_version,
      (SELECT json_agg(json_build_object('id', c.id, 'kind', c.kind, 'capacity', c.capacity, 'held', c.held, 'sold', c.sold))
        FROM counters c WHERE c.event_id = s.event_id) AS counters
    FROM unnest(${known.map((one) => one.eventId)}::uuid[], ${known.map((one) => one.configVersion)}::int[],
        ${known.map((one) => one.countsVersion)}::bigint[]) AS known(event_id, config_version, counts_version)
    JOIN sales s ON s.event_id = known.event_id
    WHERE (s.config_version, s.counts_version) <> (known.config_version, known.counts_version)`.execute(on)
  return rows
}

/** Repeats of a key are honoured for 24 h at least, change rows are of use for 10 minutes. */
export async function purgeInventory(on: Queries): Promise<void> {
  await on
    .deleteFrom('answers')
    .where('created_at', '<', sql<Date>`now() - interval '48 hours'`)
    .execute()
  await on
    .deleteFrom('inventory_changes')
    .where('at', '<', sql<Date>`now() - interval '10 minutes'`)
    .execute()
}
