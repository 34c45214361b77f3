import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'

import pg from 'pg'

import { openDatabase, startEmbedded } from '../../server/src/db/index.ts'
import { runInvariants } from '../../server/src/features/operations/index.ts'
import { databaseOn } from '../../server/src/testing/postgres.ts'
import { startNode } from './children.ts'
import type { Target } from './load.ts'

/** A PostgreSQL of the bench's own, with fsync on, and a database that others are copied from. */
export interface Stage {
  /** Its data are here: the disk that is measured. */
  readonly dataDir: string
  /** A new database with accounts and one hot event: 0.1 s instead of the second that making it takes. */
  openScene(): Promise<Scene>
  /** Ends whatever the database is doing. */
  interrupt(): Promise<void>
  /** Ends the server and leaves nothing behind. */
  close(): Promise<void>
}

export interface Scene {
  readonly connectionString: string
  /** Of signed-in buyers. */
  readonly tokens: readonly string[]
  /** On sale, with practically endless places. */
  readonly hot: Target
  addEvents(count: number, capacity: number): Promise<Target[]>
  query<Row>(statement: string, values?: unknown[]): Promise<Row[]>
  /** The connections of services to this database, as process ids. */
  backends(): Promise<number[]>
  /** What is wrong in the data, as sentences; none when all is well. */
  brokenInvariants(): Promise<string[]>
  close(): Promise<void>
}

const ACCOUNTS = 2_000
/** Nobody comes near it within a run. */
const ENDLESS = 50_000_000
/** The check of an account's limit is part of the work, but nobody is meant to reach it. */
const MOST_PER_ACCOUNT = 10_000_000
const TEMPLATE = 'bench_template'
/** At a million sold an invariant reads several million rows. */
const INVARIANT_TIMEOUT_MS = 120_000

/** Starts the PostgreSQL. Its folder is under `data/`, where the service's own is, too: the same kind of disk. */
export async function openStage(): Promise<Stage> {
  const parent = join(import.meta.dirname, '..', '..', 'data')
  await mkdir(parent, { recursive: true })
  const dataDir = await mkdtemp(join(parent, 'bench-'))
  const clear = async () => {
    await rm(dataDir, { recursive: true, force: true })
    // Where the service has data of its own, the folder stays.
    await rmdir(parent).catch(() => {})
  }
  try {
    const postgres = await startEmbedded({ dataDir })
    try {
      return await prepareStage(dataDir, postgres.connectionString, async () => {
        await postgres.stop()
        await clear()
      })
    } catch (error) {
      await postgres.stop()
      throw error
    }
  } catch (error) {
    await clear()
    throw error
  }
}

async function prepareStage(dataDir: string, server: string, close: () => Promise<void>): Promise<Stage> {
  const connectionString = databaseOn(server, TEMPLATE)
  await ask(server, `CREATE DATABASE ${TEMPLATE}`)
  // A first start of the service makes everything that it needs.
  const node = await startNode('batched', connectionString)
  await node.stop()
  const tokens = await signInBuyers(connectionString)
  // Where strategies without the event's lock take the numbers of their changes from.
  await ask(connectionString, 'CREATE SEQUENCE bench_versions')
  const [hot] = await addEvents(connectionString, 1, ENDLESS)
  if (!hot) throw new Error('the hot event was not made')
  await ask(connectionString, 'VACUUM ANALYZE')
  return {
    dataDir,
    close,
    async openScene() {
      const name = `bench_${randomBytes(4).toString('hex')}`
      await ask(server, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`)
      return openScene(databaseOn(server, name), tokens, hot, () => ask(server, `DROP DATABASE ${name} WITH (FORCE)`))
    },
    async interrupt() {
      await ask(server, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'bench_%'`)
    },
  }
}

function openScene(connectionString: string, tokens: string[], hot: Target, drop: () => Promise<unknown>): Scene {
  const patient = new URL(connectionString)
  // What a connection string says goes before the shorter times of the service's own pools.
  for (const name of ['statement_timeout', 'query_timeout'])
    patient.searchParams.set(name, String(INVARIANT_TIMEOUT_MS))
  return {
    connectionString,
    tokens,
    hot,
    addEvents: (count, capacity) => addEvents(connectionString, count, capacity),
    query: (statement, values) => ask(connectionString, statement, values),
    async backends() {
      const rows = await ask<{ pid: number }>(
        connectionString,
        `SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      )
      return rows.map((row) => row.pid)
    },
    async brokenInvariants() {
      const database = openDatabase({ connectionString: patient.toString(), poolSize: 6, onError: () => {} })
      try {
        const results = await runInvariants(database.queries)
        return results.flatMap(({ name, violations }) => (violations > 0 ? [`${name} (${violations} times not)`] : []))
      } finally {
        await database.close()
      }
    },
    async close() {
      await drop()
    },
  }
}

/** Accounts that are signed in, written directly: passwords would take a minute. Their sessions' tokens. */
async function signInBuyers(connectionString: string): Promise<string[]> {
  const tokens = Array.from({ length: ACCOUNTS }, () => randomBytes(32).toString('base64url'))
  const ids = tokens.map(() => randomUUID())
  await ask(
    connectionString,
    `INSERT INTO accounts (id, email, name) SELECT id, id || '@bench.test', 'Buyer' FROM unnest($1::uuid[]) AS id`,
    [ids],
  )
  await ask(
    connectionString,
    `INSERT INTO sessions (id, account_id, token_hash, device, expires_at)
     SELECT id, id, hash, 'bench', now() + interval '1 day' FROM unnest($1::uuid[], $2::bytea[]) AS s(id, hash)`,
    [ids, tokens.map((token) => createHash('sha256').update(token).digest())],
  )
  return tokens
}

/** Published events with one area and one free ticket type each. */
async function addEvents(connectionString: string, count: number, capacity: number): Promise<Target[]> {
  const targets = Array.from({ length: count }, () => ({
    eventId: randomUUID(),
    areaId: randomUUID(),
    ticketTypeId: randomUUID(),
  }))
  const [events, areas, types] = [
    targets.map((target) => target.eventId),
    targets.map((target) => target.areaId),
    targets.map((target) => target.ticketTypeId),
  ]
  await ask(
    connectionString,
    `WITH new AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n(event_id, area_id, type_id)),
      organizer AS (
        INSERT INTO organizers (id, name, slug) SELECT event_id, 'Bench', 'bench-' || event_id FROM new
      ), made AS (
        INSERT INTO events (id, organizer_id, slug, title, description, status, starts_at, time_zone, currency,
          hold_seconds, payment_methods, max_tickets_per_account)
        SELECT event_id, event_id, 'event-' || event_id, 'An evening at the fair', '', 'published',
          now() + interval '30 days', 'UTC', 'EUR', 3600, '{}', $5 FROM new
      ), area AS (
        INSERT INTO areas (event_id, id, name, kind, position) SELECT event_id, area_id, 'Hall', 'general', 0 FROM new
      ), type AS (
        INSERT INTO ticket_types (event_id, id, area_id, name, description, price_minor, position)
        SELECT event_id, type_id, area_id, 'Entry', '', 0, 0 FROM new
      ), sale AS (INSERT INTO sales (event_id) SELECT event_id FROM new)
    INSERT INTO counters (event_id, id, kind, capacity)
    SELECT event_id, area_id, 'area', $4::int FROM new UNION ALL SELECT event_id, type_id, 'ticket-type', NULL FROM new`,
    [events, areas, types, capacity, MOST_PER_ACCOUNT],
  )
  return targets
}

/** Runs SQL on a connection of its own: a database that is to be copied or dropped has none left open. */
async function ask<Row>(connectionString: string, statement: string, values?: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString })
  // Ended from outside when the bench is interrupted: the query fails, and that is enough.
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query(statement, values)
    // The statement's author knows its columns.
    return rows as Row[]
  } finally {
    await client.end()
  }
}
