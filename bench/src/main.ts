// Ways to sell places, side by side over one route: rounds in turns, medians, ratios, invariants after each.
import { fork, spawnSync } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'

import pg from 'pg'

import { migrate, openDatabase, startEmbedded } from '../../server/src/db/index.ts'
import { runInvariants } from '../../server/src/features/operations/index.ts'
import type { Load, LoadResult } from './load.ts'
import type { StrategyName } from './strategies.ts'

const ROUNDS = 3
const SECONDS = 5
const WARM_UP_SECONDS = 2
const CONNECTIONS = 256
const ACCOUNTS = 2_000
const CAPACITY = 5_000_000
const order: StrategyName[] = ['no-op', 'batched', 'pessimistic']

const here = import.meta.dirname
const dataDir = await mkdtemp(join(tmpdir(), 'fairground-bench-'))
const postgres = await startEmbedded({ dataDir })
try {
  const measured = new Map<StrategyName, Measured[]>()
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const strategy of order) {
      const result = await measure(strategy)
      measured.set(strategy, [...(measured.get(strategy) ?? []), result])
      print(
        `round ${round}  ${strategy.padEnd(12)} ${Math.round(result.perSecond).toString().padStart(7)}/s  p99 ${result.latencyMsP99} ms`,
      )
    }
  }
  await report(measured)
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}

type Measured = LoadResult & { oversold: boolean }

/** One strategy on a new database: warmed up, measured, and its invariants checked. */
async function measure(strategy: StrategyName): Promise<Measured> {
  const name = `bench_${randomBytes(4).toString('hex')}`
  await onServer(`CREATE DATABASE ${name}`)
  const url = new URL(postgres.connectionString)
  url.pathname = `/${name}`
  const database = openDatabase({ connectionString: url.toString(), poolSize: 6, onError: () => {} })
  await migrate(database.queries)
  const scene = await setScene(url.toString())
  const node = fork(join(here, 'node.ts'), [strategy, url.toString()], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  try {
    const [{ url: address }] = (await once(node, 'message')) as [{ url: string }]
    const load = { ...scene, url: address, connections: CONNECTIONS }
    await generate({ ...load, seconds: WARM_UP_SECONDS })
    const result = await generate({ ...load, seconds: SECONDS })
    const broken = (await runInvariants(database.queries)).filter((invariant) => invariant.violations > 0)
    for (const invariant of broken) print(`${strategy} broke: ${invariant.name} (${invariant.violations})`)
    return { ...result, oversold: broken.length > 0 }
  } finally {
    node.disconnect()
    await once(node, 'exit')
    await database.close()
    await onServer(`DROP DATABASE ${name} WITH (FORCE)`)
  }
}

async function generate(load: Load): Promise<LoadResult> {
  const generator = fork(join(here, 'load.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  generator.send(load)
  const [result] = (await once(generator, 'message')) as [LoadResult]
  await once(generator, 'exit')
  return result
}

/** Accounts that are signed in, and one event with a practically endless area; written directly, for speed. */
async function setScene(
  connectionString: string,
): Promise<{ eventId: string; ticketTypeId: string; tokens: string[] }> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const tokens = Array.from({ length: ACCOUNTS }, () => randomBytes(32).toString('base64url'))
  const ids = tokens.map(() => randomUUID())
  await client.query(
    `INSERT INTO accounts (id, email, name) SELECT id, id || '@bench.test', 'Buyer' FROM unnest($1::uuid[]) AS id`,
    [ids],
  )
  await client.query(
    `INSERT INTO sessions (id, account_id, token_hash, device, expires_at)
     SELECT id, id, hash, 'bench', now() + interval '1 day' FROM unnest($1::uuid[], $2::bytea[]) AS s(id, hash)`,
    [ids, tokens.map((token) => createHash('sha256').update(token).digest())],
  )
  const [organizerId, eventId, areaId, ticketTypeId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  await client.query(`INSERT INTO organizers (id, name, slug) VALUES ($1, 'Bench', 'bench')`, [organizerId])
  await client.query(
    `INSERT INTO events (id, organizer_id, slug, title, description, status, starts_at, time_zone, currency,
      hold_seconds, payment_methods, max_tickets_per_account)
     VALUES ($1, $2, 'hot', 'Hot', '', 'published', now() + interval '30 days', 'UTC', 'EUR', 3600, '{}', 1000)`,
    [eventId, organizerId],
  )
  await client.query(`INSERT INTO areas VALUES ($1, $2, 'Hall', 'general', 0)`, [eventId, areaId])
  await client.query(
    `INSERT INTO ticket_types (event_id, id, area_id, name, description, price_minor, position)
     VALUES ($1, $2, $3, 'Entry', '', 0, 0)`,
    [eventId, ticketTypeId, areaId],
  )
  await client.query('INSERT INTO sales (event_id) VALUES ($1)', [eventId])
  await client.query(
    `INSERT INTO counters (event_id, id, kind, capacity) VALUES ($1, $2, 'area', $4), ($1, $3, 'ticket-type', NULL)`,
    [eventId, areaId, ticketTypeId, CAPACITY],
  )
  await client.query('VACUUM ANALYZE')
  await client.end()
  return { eventId, ticketTypeId, tokens }
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.connectionString })
  await client.connect()
  await client.query(statement)
  await client.end()
}

async function report(measured: Map<StrategyName, Measured[]>): Promise<void> {
  const strategies = Object.fromEntries(
    [...measured].map(([name, results]) => [
      name,
      {
        perSecond: results.map((result) => Math.round(result.perSecond)),
        median: Math.round(median(results.map((result) => result.perSecond))),
        latencyMsP50: median(results.map((result) => result.latencyMsP50)),
        latencyMsP99: median(results.map((result) => result.latencyMsP99)),
        oversold: results.some((result) => result.oversold),
      },
    ]),
  )
  const rate = (name: StrategyName) => strategies[name]?.median ?? Number.NaN
  const ratios = {
    'batched/no-op': rounded(rate('batched') / rate('no-op')),
    'batched/pessimistic': rounded(rate('batched') / rate('pessimistic')),
  }
  const [cpu] = cpus()
  const machine = `${cpus().length} x ${cpu?.model}, Node ${process.version}`
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: here, encoding: 'utf8' }).stdout?.trim()
  const results = { at: new Date().toISOString(), commit, machine, rounds: ROUNDS, strategies, ratios }
  await writeFile(join(here, '..', 'results.json'), `${JSON.stringify(results, null, 2)}\n`)
  print(JSON.stringify({ strategies, ratios }, null, 2))
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

function rounded(number: number): number {
  return Math.round(number * 1000) / 1000
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
