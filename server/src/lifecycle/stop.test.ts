import { once } from 'node:events'
import { connect } from 'node:net'

import { placeHold, placeOrder, releaseHold } from '@fairground/contract'
import pg from 'pg'
import { afterEach, describe, expect, test, vi } from 'vitest'

import { startProcess } from '../testing/process.ts'
import { createDatabase, dropDatabase, startTestService, type TestService } from '../testing/service.ts'
import { PATIENCE_MS } from './programs.ts'
import { type Buyer, newBuyers, newSale } from './sale.ts'
import { getOf, openWire } from './wire.ts'

/** The bound for a refusal while nothing moves. */
const REFUSED_WITHIN_MS = 100
const STOPS_WITHIN_MS = 15_000
/** Of a stop: when connections are ended that do not end by themselves. */
const CUT_AFTER_MS = 10_000
/** Requests of one account that may be under way at once. */
const AT_ONCE = 4

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function startService(env: Record<string, string>): Promise<TestService> {
  const service = await startTestService({ env })
  cleanups.push(() => service.stop())
  return service
}

/** `AT_ONCE` requests of each buyer, all under way at the same moment. */
function allAtOnce<Answer>(buyers: readonly Buyer[], ask: (buyer: Buyer) => Promise<Answer>): Promise<Answer>[] {
  return buyers.flatMap((buyer) => Array.from({ length: AT_ONCE }, () => ask(buyer)))
}

describe('while the pump is paused', () => {
  const QUEUE_LIMIT = 20

  test('hold number QUEUE_LIMIT + 1 is refused within 100 ms, and who holds places still gets through', async () => {
    const service = await startService({ QUEUE_LIMIT: String(QUEUE_LIMIT) })
    const buyers = await newBuyers(service.url, QUEUE_LIMIT / AT_ONCE)
    const [keeper, late] = await newBuyers(service.url, 2)
    if (!keeper || !late) throw new Error('two buyers were asked for')
    const { eventId, one } = await newSale(keeper, 1_000)
    const hold = () => keeper.client(placeHold, { params: { eventId }, body: one })
    const [toRelease, toConfirm] = [await hold(), await hold()]
    if (!toRelease.ok || !toConfirm.ok) throw new Error('there is room for two')
    const { allocator } = service.inventory

    allocator.pause()
    const holds = allAtOnce(buyers, ({ client }) => client(placeHold, { params: { eventId }, body: one }))
    await vi.waitUntil(() => allocator.depth() === QUEUE_LIMIT, { timeout: PATIENCE_MS })

    const tooMany: number[] = []
    for (let attempt = 0; attempt < 11; attempt += 1) {
      const startedAt = performance.now()
      const refused = await fetch(`${service.url}/api/events/${eventId}/holds`, {
        method: 'POST',
        headers: { authorization: `Bearer ${late.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(one),
      })
      expect(await refused.json()).toMatchObject({ status: 503, code: 'busy' })
      tooMany.push(performance.now() - startedAt)
      expect(refused.status).toBe(503)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    }
    // The middle one: a machine that is busy with something else may hold up a few.
    expect(tooMany.toSorted((fast, slow) => fast - slow)[5]).toBeLessThan(REFUSED_WITHIN_MS)

    const released = keeper.client(releaseHold, { params: { eventId, holdId: toRelease.data.id } })
    const confirmed = keeper.client(placeOrder, { params: { eventId }, body: { holdId: toConfirm.data.id } })
    await vi.waitUntil(() => allocator.depth() === QUEUE_LIMIT + 2, { timeout: PATIENCE_MS })

    allocator.resume()
    expect(await released).toMatchObject({ ok: true, status: 204 })
    expect(await confirmed).toMatchObject({ ok: true, status: 201 })
    expect((await Promise.all(holds)).map((outcome) => outcome.ok && outcome.status)).toEqual(
      Array.from({ length: QUEUE_LIMIT }, () => 201),
    )
    await service.invariants()
  })

  test('a stop answers all that were accepted, tells who asks that it is not ready, and closes what is idle', async () => {
    const service = await startTestService()
    const [organizer, ...buyers] = await newBuyers(service.url, 5)
    if (!organizer) throw new Error('five buyers were asked for')
    const { eventId, one } = await newSale(organizer, 1_000)
    const idle = await openWire(service.url)
    idle.send(getOf('/readyz'))
    await idle.receives('{"ready":true}')
    expect(idle.received()).toMatch(/^connection: keep-alive\r$/im)
    // Begun before the stop, as by a load balancer that asks at this very moment.
    const probe = await openWire(service.url)
    probe.send('GET /readyz HTTP/1.1\r\nhost: 127.0.0.1\r\n')
    const { allocator } = service.inventory

    allocator.pause()
    const orders = allAtOnce(buyers, ({ client }) => client(placeOrder, { params: { eventId }, body: one }))
    const keptAlive = await openWire(service.url)
    const body = JSON.stringify(one)
    keptAlive.send(
      `POST /api/events/${eventId}/orders HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${organizer.token}\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    await vi.waitUntil(() => allocator.depth() === orders.length + 1, { timeout: PATIENCE_MS })
    const stopped = service.stop()
    await idle.ended
    probe.send('\r\n')
    await probe.ended
    expect(probe.received()).toMatch(/^HTTP\/1.1 503 /)
    expect(probe.received()).toMatch(/^connection: close\r$/im)
    expect(probe.received()).toMatch(/^retry-after: 1\r$/im)
    expect(probe.received()).toContain('"code":"unavailable"')
    const refused = once(connect(Number(new URL(service.url).port), '127.0.0.1'), 'connect')
    await expect(refused).rejects.toThrow('ECONNREFUSED')

    allocator.resume()
    const resumedAt = performance.now()
    const outcomes = await Promise.all(orders)
    expect(outcomes.map((outcome) => outcome.ok && outcome.status)).toEqual(orders.map(() => 201))
    await Promise.all([stopped, keptAlive.ended])
    // Who keeps a connection open for more is told to close it, and not waited for until it is cut.
    expect(keptAlive.received()).toMatch(/^HTTP\/1.1 201 /)
    expect(keptAlive.received()).toMatch(/^connection: close\r$/im)
    expect(performance.now() - resumedAt).toBeLessThan(CUT_AFTER_MS)
  })
})

describe('SIGTERM', () => {
  test('answers everything that waits for a locked event, and the process ends with 0 within 15 s', async () => {
    const connectionString = await createDatabase()
    cleanups.push(() => dropDatabase(connectionString))
    const service = await startProcess({ connectionString })
    cleanups.push(() => service.stop())
    const [organizer, ...buyers] = await newBuyers(service.url, 9)
    if (!organizer) throw new Error('nine buyers were asked for')
    const { eventId, one } = await newSale(organizer, 1_000)
    const lock = await connectTo(connectionString)
    // In a transaction PostgreSQL goes on answering what it saw of the others at first.
    const watch = await connectTo(connectionString)
    await lock.query('BEGIN')
    await lock.query('SELECT FROM sales WHERE event_id = $1 FOR UPDATE', [eventId])

    const order = ({ client }: Buyer) => client(placeOrder, { params: { eventId }, body: one })
    const first = order(organizer)
    await vi.waitUntil(async () => (await waitingForLocks(watch)) > 0, { timeout: PATIENCE_MS })
    const others = allAtOnce(buyers, order)
    const depth = `fairground_queue_depth ${others.length}\n`
    await vi.waitUntil(async () => (await (await fetch(`${service.url}/metrics`)).text()).includes(depth), {
      timeout: PATIENCE_MS,
    })

    const startedAt = performance.now()
    const exited = service.stop('SIGTERM')
    await vi.waitUntil(() => service.output().includes('Stopping'), { timeout: PATIENCE_MS })
    await lock.query('COMMIT')
    const outcomes = await Promise.all([first, ...others])
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.status : outcome.problem))).toEqual(outcomes.map(() => 201))
    expect(await exited).toEqual({ code: 0, signal: null })
    expect(performance.now() - startedAt).toBeLessThan(STOPS_WITHIN_MS)
    const { rows } = await lock.query('SELECT count(*)::int AS tickets FROM tickets WHERE event_id = $1', [eventId])
    expect(rows).toEqual([{ tickets: outcomes.length }])
  })

  test('is not held up by half a request, by a reader that reads nothing or by an open stream', async () => {
    const connectionString = await createDatabase()
    cleanups.push(() => dropDatabase(connectionString))
    const service = await startProcess({ connectionString })
    cleanups.push(() => service.stop())
    const [organizer] = await newBuyers(service.url, 1)
    if (!organizer) throw new Error('a buyer was asked for')
    const { eventId } = await newSale(organizer, 10)
    const half = await openWire(service.url)
    half.send(
      'POST /api/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    )
    const stalled = await openWire(service.url)
    stalled.socket.pause()
    stalled.send(getOf('/openapi.json').repeat(500))
    const stream = await openWire(service.url)
    stream.send(getOf(`/api/events/${eventId}/live`))
    await stream.receives('event: availability')

    const startedAt = performance.now()
    expect(await service.stop('SIGTERM')).toEqual({ code: 0, signal: null })
    expect(performance.now() - startedAt).toBeLessThan(STOPS_WITHIN_MS)
    await Promise.all([half.ended, stream.ended])
    stalled.socket.destroy()
  })
})

async function connectTo(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  cleanups.push(() => client.end())
  return client
}

async function waitingForLocks(client: pg.Client): Promise<number> {
  const { rows } = await client.query(`SELECT count(*)::int AS waiting FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'fairground-batch' AND wait_event_type = 'Lock'`)
  return rows[0]?.waiting ?? 0
}
