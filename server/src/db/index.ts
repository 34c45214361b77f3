import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'

import { migrations } from './migrations/index.ts'
import { applicationNames } from './serving.ts'
import type { Tables } from './tables.ts'

export { arrayOf, joinTexts, splitTexts, uuidsOf } from './arrays.ts'
export { containing } from './patterns.ts'
export type { StoredPicture, Tables } from './tables.ts'
export { type EmbeddedPostgres, findEmbedded, startEmbedded } from './embedded.ts'
export { applicationNames, isServing } from './serving.ts'

/** Where a query runs: the pool, or the transaction that it is passed. */
export type Queries = Kysely<Tables>
export type Tx = Transaction<Tables>

export interface Database {
  /** Everything but the allocator. */
  readonly queries: Queries
  /** The allocator's own connections, so that slow reads never starve buying. */
  readonly batchPool: pg.Pool
  /** Of both pools: connections that there are, those at rest, and those who wait for one. */
  connections(): { total: number; idle: number; waiting: number }
  close(): Promise<void>
}

export interface DatabaseOptions {
  connectionString: string
  /** Connections in all; a quarter of them, 2 to 8, belong to the allocator. */
  poolSize: number
  onError: (error: Error) => void
}

const INT8 = 20

/** Opens the pools. Connects lazily: the first query fails where the database is away. */
export function openDatabase(options: DatabaseOptions): Database {
  const batchSize = Math.min(8, Math.max(2, Math.floor(options.poolSize / 4)))
  const shared = {
    connectionString: options.connectionString,
    types: { getTypeParser },
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  }
  const pool = new pg.Pool({
    ...shared,
    max: options.poolSize - batchSize,
    application_name: applicationNames.queries,
    // A read that takes longer than a request may live is of use to nobody.
    statement_timeout: 14_000,
    query_timeout: 15_000,
  })
  const batchPool = new pg.Pool({
    ...shared,
    max: batchSize,
    application_name: applicationNames.batches,
    pipeline: true,
    // A node that sleeps between its two round trips holds the event's lock; after 2 s PostgreSQL takes it away.
    idle_in_transaction_session_timeout: 2_000,
    lock_timeout: 3_000,
    statement_timeout: 5_000,
    query_timeout: 8_000,
    // The batch's statements look up and write by key. Without these a plan made while the tables were small, or for
    // unusual values, may scan a table that has grown to millions of rows.
    options:
      '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off',
  })
  for (const each of [pool, batchPool]) {
    each.on('error', options.onError)
    // A connection that is lost while it is in use fails its queries; the event itself must not end the process.
    each.on('connect', (client) => client.on('error', () => {}))
  }
  const queries = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    queries,
    batchPool,
    connections: () => ({
      total: pool.totalCount + batchPool.totalCount,
      idle: pool.idleCount + batchPool.idleCount,
      waiting: pool.waitingCount + batchPool.waitingCount,
    }),
    async close() {
      await Promise.all([queries.destroy(), batchPool.end()])
    },
  }
}

/** int8 arrives as text by default. Ours are counts and minor units, all far below 2^53. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === INT8) return Number
  return (pg.types.getTypeParser as (id: number, as?: string) => (value: string) => unknown)(oid, format)
}

/** Brings the schema up to date; nodes that start together take turns by the migrator's lock. Throws what failed. */
export async function migrate(queries: Queries): Promise<void> {
  const migrator = new Migrator({ db: queries, provider: { getMigrations: () => Promise.resolve(migrations) } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error instanceof Error ? error : new Error('A migration failed', { cause: error })
}

/** A named statement as pg takes it: parsed and planned once a connection. `values` are bound in order. */
export interface Statement {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
}
