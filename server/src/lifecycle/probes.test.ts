import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { placeHold, placeOrder } from '@fairground/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import { type EmbeddedPostgres, startEmbedded } from '../db/index.ts'
import { startTestService, type TestService } from '../testing/service.ts'
import { PATIENCE_MS } from './programs.ts'
import { newBuyer, newSale } from './sale.ts'

let dataDir: string
let postgres: EmbeddedPostgres
let service: TestService

beforeAll(async () => {
  // A PostgreSQL of its own, since it is taken away.
  dataDir = await mkdtemp(join(tmpdir(), 'fairground-probes-'))
  postgres = await startEmbedded({ dataDir })
  service = await startTestService({ connectionString: postgres.connectionString })
})
afterAll(async () => {
  await service.stop()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function statusOf(path: string): Promise<number> {
  return (await fetch(`${service.url}${path}`)).status
}

test('the service is ready while its database answers, not ready while it is away, and ready again after; it lives all along', async () => {
  const buyer = await newBuyer(service.url)
  const { eventId, one } = await newSale(buyer, 10)
  expect(await statusOf('/healthz')).toBe(200)
  expect(await statusOf('/readyz')).toBe(200)

  await postgres.stop()
  const notReady = await fetch(`${service.url}/readyz`)
  expect(notReady.status).toBe(503)
  expect(Number(notReady.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(await notReady.json()).toMatchObject({ code: 'unavailable' })
  expect(await statusOf('/healthz')).toBe(200)
  expect(await statusOf('/metrics')).toBe(200)

  postgres = await startEmbedded({ dataDir })
  await vi.waitUntil(async () => (await statusOf('/readyz')) === 200, { timeout: PATIENCE_MS })
  expect(await buyer.client(placeOrder, { params: { eventId }, body: one })).toMatchObject({ ok: true })
})

test('a service whose database is away stops all the same', async () => {
  const away = await startTestService({ connectionString: postgres.connectionString })
  await newBuyer(away.url)
  await postgres.stop()
  await away.stop()
  postgres = await startEmbedded({ dataDir })
  await vi.waitUntil(async () => (await statusOf('/readyz')) === 200, { timeout: PATIENCE_MS })
})

test('/metrics is Prometheus text that counts requests, the queue, batches, outcomes and the delay of the event loop', async () => {
  const buyer = await newBuyer(service.url)
  const { eventId, one, ticketTypeId } = await newSale(buyer, 2)
  const before = await readMetrics()
  const hold = (quantity: number) =>
    buyer.client(placeHold, { params: { eventId }, body: { lines: [{ ticketTypeId, quantity }] } })
  expect(await buyer.client(placeOrder, { params: { eventId }, body: one })).toMatchObject({ ok: true })
  expect(await hold(2)).toMatchObject({ ok: false, problem: { code: 'not-enough-left' } })

  const { allocator } = service.inventory
  allocator.pause()
  const waiting = hold(1)
  await vi.waitUntil(() => allocator.depth() === 1, { timeout: PATIENCE_MS })
  expect((await readMetrics()).get('fairground_queue_depth')).toBe(1)
  allocator.resume()
  expect(await waiting).toMatchObject({ ok: true })

  const after = await readMetrics()
  const grown = (sample: string) => (after.get(sample) ?? Number.NaN) - (before.get(sample) ?? 0)
  expect(grown('fairground_request_seconds_count{operation="place-order",outcome="ok"}')).toBe(1)
  expect(grown('fairground_request_seconds_count{operation="place-hold",outcome="not-enough-left"}')).toBe(1)
  expect(grown('fairground_allocator_outcomes_total{code="ok"}')).toBe(2)
  expect(grown('fairground_allocator_outcomes_total{code="not-enough-left"}')).toBe(1)
  // Batches that only expire what is due are among them.
  expect(grown('fairground_batch_requests_sum')).toBe(3)
  expect(grown('fairground_batch_requests_bucket{le="1"}')).toBeGreaterThanOrEqual(3)
  expect(grown('fairground_batch_seconds_count')).toBe(grown('fairground_batch_requests_count'))
  expect(grown('fairground_batch_seconds_sum')).toBeGreaterThan(0)
  expect(after.get('fairground_queue_depth')).toBe(0)
  // Each reading begins a new measurement, which is empty at first.
  const delayOf = async () => (await readMetrics()).get('nodejs_eventloop_lag_p99_seconds') ?? 0
  await vi.waitUntil(async () => (await delayOf()) > 0, { timeout: PATIENCE_MS })
})

const NAME = /^[a-zA-Z_:][\w:]*$/
/** Prometheus reads NaN in any case, and prom-client writes it as Nan. */
/** Prometheus reads NaN however it is written, and prom-client writes Nan. */
const SAMPLE =
  /^([a-zA-Z_:][\w:]*)(\{[a-zA-Z_]\w*="[^"]*"(?:,[a-zA-Z_]\w*="[^"]*")*\})? (-?[\d.]+(?:e[+-]?\d+)?|[Nn][Aa][Nn]|[+-]Inf)$/

const TYPES = ['counter', 'gauge', 'histogram', 'summary']

async function readMetrics(): Promise<Map<string, number>> {
  const response = await fetch(`${service.url}/metrics`)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  return parseMetrics(await response.text())
}

/** All samples by name and labels. Throws at what a strict reader of the format would not accept. */
function parseMetrics(text: string): Map<string, number> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const types = new Map<string, string>()
  const samples = new Map<string, number>()
  for (const line of text.trimEnd().split('\n')) {
    const [mark, keyword, name = '', rest = ''] = line.split(' ', 4)
    if (mark === '#' && keyword === 'TYPE') {
      if (types.has(name) || !NAME.test(name) || !TYPES.includes(rest)) throw new Error(line)
      types.set(name, rest)
    } else if (mark !== '#' && line !== '') {
      const [, sample = '', labels = '', value = ''] = SAMPLE.exec(line) ?? []
      const isTyped = types.has(sample) || types.has(sample.replace(/_(bucket|sum|count)$/, ''))
      if (!isTyped || samples.has(sample + labels)) throw new Error(line)
      samples.set(sample + labels, value === '+Inf' ? Infinity : Number(value))
    }
  }
  for (const [key, value] of samples) {
    const count = key
      .replace('_bucket', '_count')
      .replace(/,?le="\+Inf",?/, '')
      .replace('{}', '')
    if (key.includes('le="+Inf"') && samples.get(count) !== value) throw new Error(`${key} is not ${count}`)
  }
  return samples
}
