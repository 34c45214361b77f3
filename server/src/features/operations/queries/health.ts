import type { NodeHealth } from '@fairground/contract'
import { sql } from 'kysely'

import type { Queries } from '../../../db/index.ts'

/** What a node says of itself; when it said so is the database's to know. */
export type OwnHealth = Omit<NodeHealth, 'seenAt'>

export async function insertHealth(on: Queries, health: OwnHealth): Promise<void> {
  await sql`INSERT INTO node_health (node, health) VALUES (${health.node}, ${JSON.stringify(health)}::json)`.execute(on)
}

/** How far back the pictures reach. */
const HISTORY_SECONDS = 900

export async function deleteOldHealth(on: Queries): Promise<void> {
  await sql`DELETE FROM node_health WHERE at < now() - ${HISTORY_SECONDS} * interval '1 s'`.execute(on)
}

/** Who was not seen for so long is not among the nodes any more; before that it is shown as gone. */
const GONE_AFTER_SECONDS = 60

/** The newest word of each node. */
export async function selectNodes(on: Queries): Promise<{ at: Date; health: OwnHealth }[]> {
  const { rows } = await sql<{ at: Date; health: OwnHealth }>`
    SELECT DISTINCT ON (node) at, health FROM node_health
    WHERE at > now() - ${GONE_AFTER_SECONDS} * interval '1 s'
    ORDER BY node, at DESC`.execute(on)
  return rows
}

/** More than a picture has room for. */
const MOST_POINTS = 150
/** A stretch of time touches one step more than it has room for. */
const STEP_SECONDS = HISTORY_SECONDS / (MOST_POINTS - 1)

/** At most 150 points a node, oldest first: the mean of what is a rate, the worst of what is a delay or a queue. */
export async function selectHistory(on: Queries) {
  const { rows } = await sql<{
    at: Date
    node: string
    cpuPercent: number
    memoryMb: number
    loopDelayMsP99: number
    requestsPerSecond: number
    refusalsPerSecond: number
    latencyMsP99: number
    batchesPerSecond: number
    batchMsP99: number
    queued: number
  }>`
    SELECT max(at) AS at, node, avg(h."cpuPercent") AS "cpuPercent", max(h."memoryMb") AS "memoryMb",
      max(h."loopDelayMsP99") AS "loopDelayMsP99", avg(h."requestsPerSecond") AS "requestsPerSecond",
      avg(h."refusalsPerSecond") AS "refusalsPerSecond", max(h."latencyMsP99") AS "latencyMsP99",
      avg(h."batchesPerSecond") AS "batchesPerSecond", max(h."batchMsP99") AS "batchMsP99",
      max((h.queue ->> 'urgent')::int + (h.queue ->> 'holds')::int) AS queued
    FROM node_health, json_to_record(health) AS h("cpuPercent" float8, "memoryMb" float8, "loopDelayMsP99" float8,
      "requestsPerSecond" float8, "refusalsPerSecond" float8, "latencyMsP99" float8, "batchesPerSecond" float8,
      "batchMsP99" float8, queue json)
    WHERE at > now() - ${HISTORY_SECONDS} * interval '1 s'
    GROUP BY node, floor(extract(epoch FROM at) / ${STEP_SECONDS}::float8)
    ORDER BY 1, 2`.execute(on)
  return rows
}

/** Of the whole server where it says so. Counted without what only a superuser may see of others' connections. */
export async function selectDatabase(on: Queries) {
  const { rows } = await sql<{
    at: Date
    version: string
    sizeMb: number
    connections: number
    mostConnections: number
    oldestTransactionSeconds: number
    isReplica: boolean
  }>`
    SELECT clock_timestamp() AS at, current_setting('server_version') AS version,
      pg_database_size(current_database()) / 1048576.0::float8 AS "sizeMb",
      (SELECT sum(numbackends)::int FROM pg_stat_database) AS connections,
      current_setting('max_connections')::int AS "mostConnections",
      coalesce((
        SELECT extract(epoch FROM clock_timestamp() - min(xact_start))::float8 FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
      ), 0) AS "oldestTransactionSeconds",
      pg_is_in_recovery() AS "isReplica"`.execute(on)
  return rows
}

/** Milliseconds from asking the database for nothing to its answer. */
export async function timeAnswer(on: Queries): Promise<number> {
  const askedAt = performance.now()
  await sql`SELECT 1`.execute(on)
  return performance.now() - askedAt
}

/** Of the background work. A job that failed for the last time stays; one that is to be tried again waits. */
export async function selectJobs(on: Queries) {
  const { rows } = await sql<{ waiting: number; failed: number; running: number }>`
    SELECT count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts)::int AS waiting,
      count(*) FILTER (WHERE locked_at IS NULL AND attempts >= max_attempts)::int AS failed,
      count(*) FILTER (WHERE locked_at IS NOT NULL)::int AS running
    FROM graphile_worker.jobs`.execute(on)
  return rows
}
