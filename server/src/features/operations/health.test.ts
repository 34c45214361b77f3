import { createEvent, type NewEvent, placeHold, readEvent, readHealth, releaseHold } from '@fairground/contract'
import type { Outcome } from '@fairground/contract/client'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'

import { openDatabase } from '../../db/index.ts'
import { openMetrics } from '../../http/index.ts'
import { getOf, openWire } from '../../lifecycle/wire.ts'
import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'
import { openHealthWriter } from './health.ts'
import { deleteOldHealth } from './queries/health.ts'

/** A node says how it is every 2 s; others use the machine, too. */
const PATIENCE = { timeout: 20_000, interval: 100 }

let service: TestService
let admin: Visitor
let buyer: Visitor

beforeAll(async () => {
  service = await startTestService()
  admin = await service.admin()
  buyer = await service.signUp()
})
afterAll(() => service.stop())

function dataOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problem.detail)
  return outcome.data
}

const health = async () => dataOf(await admin.client(readHealth, {}))

async function newSale() {
  const ticketTypes = [{ name: 'Entry', priceMinor: 0 }]
  const areas: NewEvent['areas'] = [{ name: 'Hall', kind: 'general', capacity: 100, ticketTypes }]
  const body = { title: 'Busy', startsAt: '2099-06-01T18:00:00Z', areas }
  const event = dataOf(await buyer.client(createEvent, { body }))
  const lines = [{ ticketTypeId: event.areas[0]?.ticketTypes[0]?.id ?? '', quantity: 1 }]
  return { params: { eventId: event.id }, body: { lines } }
}

describe('a node that serves', () => {
  test('tells its version, its start, and what it uses of the machine', async () => {
    const [own] = await vi.waitFor(async () => {
      const { nodes } = await health()
      expect(nodes).toHaveLength(1)
      return nodes
    }, PATIENCE)
    expect(own?.version).toMatch(/^\d+\.\d+/)
    expect(Date.parse(own?.startedAt ?? '')).toBeLessThan(Date.parse(own?.seenAt ?? ''))
    expect(own?.memoryMb).toBeGreaterThan(20)
    expect(own?.cpuPercent).toBeGreaterThan(0)
    expect(own?.loopDelayMsP99).toBeGreaterThanOrEqual(0)
    expect(own?.pool.total).toBeGreaterThan(0)
  })

  test('tells how many requests, refusals and batches a second there were', async () => {
    const { params, body } = await newSale()
    await vi.waitFor(
      async () => {
        await buyer.client(readEvent, { params: { eventId: 'nothing-there' } })
        dataOf(await buyer.client(placeHold, { params, body }))
        const [own] = (await health()).nodes
        expect(own?.requestsPerSecond).toBeGreaterThan(own?.refusalsPerSecond ?? Infinity)
        expect(own?.refusalsPerSecond).toBeGreaterThan(0)
        expect(own?.failuresPerSecond).toBe(0)
        expect(own?.latencyMsP99).toBeGreaterThan(0)
        expect(own?.batchesPerSecond).toBeGreaterThan(0)
        expect(own?.requestsPerBatch).toBeGreaterThan(0)
        expect(own?.batchMsP99).toBeGreaterThan(0)
      },
      { timeout: PATIENCE.timeout, interval: 900 },
    )
  })

  test('tells who waits for the allocator: those who hold places, new ones, and of how many events', async () => {
    const [one, other] = [await newSale(), await newSale()]
    const held = dataOf(await buyer.client(placeHold, one))
    service.inventory.allocator.pause()
    const waiting = [
      buyer.client(releaseHold, { params: { ...one.params, holdId: held.id } }),
      buyer.client(placeHold, one),
      buyer.client(placeHold, other),
    ]
    await vi.waitFor(async () => {
      expect((await health()).nodes).toMatchObject([{ queue: { urgent: 1, holds: 2, events: 2 } }])
    }, PATIENCE)
    service.inventory.allocator.resume()
    for (const outcome of await Promise.all(waiting)) expect(outcome.ok).toBe(true)
    await vi.waitFor(async () => {
      expect((await health()).nodes).toMatchObject([{ queue: { urgent: 0, holds: 0, events: 0 } }])
    }, PATIENCE)
  })

  test('tells how many pages follow an event, and no longer those that have gone', async () => {
    const { params } = await newSale()
    const pages = await Promise.all([1, 2].map(() => openWire(service.url)))
    for (const page of pages) {
      page.send(getOf(`/api/events/${params.eventId}/live`))
      await page.receives('event: availability')
    }
    const follows = (followers: number) =>
      vi.waitFor(async () => expect((await health()).nodes).toMatchObject([{ followers }]), PATIENCE)
    await follows(2)
    for (const page of pages) page.socket.destroy()
    await follows(0)
  })
})

describe('what is told of all nodes', () => {
  beforeEach(async () => {
    await sql`DELETE FROM node_health WHERE node LIKE 'other%'`.execute(service.database.queries)
  })

  /** Rows of another node, `everySeconds`, the first so many seconds ago. */
  async function addRows(node: string, firstSeconds: number, lastSeconds: number, everySeconds: number) {
    await sql`
      INSERT INTO node_health (node, at, health)
      SELECT ${node}, now() - ago * interval '1 s', json_build_object(
        'node', ${node}::text, 'version', '0', 'startedAt', '2026-01-01T00:00:00.000Z', 'cpuPercent', 50, 'memoryMb', 100,
        'loopDelayMsP99', CASE WHEN ago = ${firstSeconds - everySeconds}::int THEN 900 ELSE 2 END,
        'requestsPerSecond', 1000, 'refusalsPerSecond', 0, 'failuresPerSecond', 0, 'latencyMsP99', 5,
        'batchesPerSecond', 10, 'requestsPerBatch', 2, 'batchMsP99', 3,
        'queue', json_build_object('urgent', 1, 'holds', 2, 'events', 1), 'followers', 0,
        'pool', json_build_object('total', 1, 'idle', 1, 'waiting', 0))
      FROM generate_series(${firstSeconds}::int, ${lastSeconds}::int, ${-everySeconds}::int) AS ago`.execute(
      service.database.queries,
    )
  }

  test('is the newest word of each, with its time, until it was silent for a minute', async () => {
    await addRows('other-alive', 40, 20, 2)
    await addRows('other-gone', 100, 62, 2)
    const { at, nodes } = await health()
    const other = nodes.filter(({ node }) => node.startsWith('other'))
    expect(other).toMatchObject([{ node: 'other-alive', cpuPercent: 50 }])
    const silentSeconds = (Date.parse(at) - Date.parse(other[0]?.seenAt ?? '')) / 1000
    expect(silentSeconds).toBeGreaterThanOrEqual(20)
    expect(silentSeconds).toBeLessThan(30)
  })

  test('goes back 15 minutes in at most 150 points a node, and the worst moment is in them', async () => {
    await addRows('other-busy', 1_000, 2, 2)
    // Within the 15 minutes.
    await addRows('other-short', 880, 800, 2)
    const { at, history } = await health()
    const busy = history.filter(({ node }) => node === 'other-busy')
    expect(busy.length).toBeLessThanOrEqual(150)
    expect(busy.length).toBeGreaterThan(140)
    const ages = busy.map((point) => (Date.parse(at) - Date.parse(point.at)) / 1000)
    expect(ages).toEqual(ages.toSorted((one, other) => other - one))
    expect(ages[0]).toBeLessThanOrEqual(900)
    expect(busy[70]).toMatchObject({ cpuPercent: 50, requestsPerSecond: 1000, latencyMsP99: 5, queued: 3 })
    const short = history.filter(({ node }) => node === 'other-short')
    expect(Math.max(...short.map(({ loopDelayMsP99 }) => loopDelayMsP99))).toBe(900)
  })

  test('is forgotten after that', async () => {
    await addRows('other-old', 1_000, 800, 2)
    await deleteOldHealth(service.database.queries)
    const { rows } = await sql<{ oldest: number }>`
      SELECT extract(epoch FROM now() - min(at))::float8 AS oldest FROM node_health WHERE node = 'other-old'`.execute(
      service.database.queries,
    )
    expect(rows[0]?.oldest).toBeLessThan(910)
    expect(rows[0]?.oldest).toBeGreaterThan(800)
  })
})

test('the database tells its version, size, connections, oldest transaction and how soon it answers', async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const transaction = service.database.queries.transaction().execute(async (tx) => {
    await sql`SELECT 1`.execute(tx)
    begin()
    await held
  })
  await begun
  const { database } = await health()
  release()
  await transaction
  expect(database.version).toMatch(/^\d+/)
  expect(database.sizeMb).toBeGreaterThan(5)
  expect(database.connections).toBeGreaterThan(1)
  expect(database.mostConnections).toBeGreaterThan(database.connections)
  expect(database.oldestTransactionSeconds).toBeGreaterThanOrEqual(0)
  expect(database.answeredInMs).toBeGreaterThan(0)
  expect(database.isReplica).toBe(false)
})

test('the background work tells what waits and what failed for good', async () => {
  const { queries } = service.database
  const before = (await health()).jobs
  const soon = sql`now() + interval '1 hour'`
  await sql`SELECT graphile_worker.add_job('nobody-does-this', run_at := ${soon})`.execute(queries)
  await sql`SELECT graphile_worker.add_job('nobody-does-this', run_at := ${soon}, job_key := 'dead')`.execute(queries)
  await sql`SELECT graphile_worker.permanently_fail_jobs(ARRAY(SELECT id FROM graphile_worker.jobs WHERE key = 'dead'))`.execute(
    queries,
  )
  const { jobs } = await health()
  expect(jobs).toEqual({ waiting: before.waiting + 1, failed: before.failed + 1, running: 0 })
})

test('a node without a database goes on, tries again, and can be stopped', async () => {
  const database = openDatabase({
    connectionString: 'postgres://nobody@127.0.0.1:1/none',
    poolSize: 6,
    onError: () => {},
  })
  let taken = 0
  const writer = openHealthWriter({
    queries: database.queries,
    node: 'lonely',
    metrics: openMetrics(),
    queue() {
      taken += 1
      return { urgent: 0, holds: 0, events: 0 }
    },
    followers: () => 0,
    pool: () => database.connections(),
  })
  writer.start()
  await vi.waitUntil(() => taken >= 2, PATIENCE)
  expect(database.connections().waiting).toBe(0)
  await writer.stop()
  await database.close()
})
