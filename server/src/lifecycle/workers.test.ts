import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { placeOrder } from '@fairground/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import { findEmbedded } from '../db/index.ts'
import { processGone } from '../db/embedded/process.ts'
import { type ServiceProcess, startProcess } from '../testing/process.ts'
import { MAIN, PATIENCE_MS, postmasterOf, startProgram, waitUntilGone } from './programs.ts'
import { newBuyers, newSale } from './sale.ts'

const STOPS_WITHIN_MS = 15_000
/** Each new connection goes to the next process; more of them than buyers would need. */
const BUYERS = 12
const UNANSWERED_MS = 2_000

let dataDir: string
let service: ServiceProcess
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'fairground-workers-'))
  service = await startProcess({ dataDir, env: { WORKERS: '2' } })
})
afterAll(async () => {
  await service.stop()
  await rm(dataDir, { recursive: true, force: true })
})

/** Ids of the processes that have served the operation, by their log lines. */
function servedBy(operation: string): Set<number> {
  const pids = service
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as { node: string; operation?: string })
    .filter((line) => line.operation === operation)
    .map((line) => Number(line.node.split('-').at(-1)))
  return new Set(pids)
}

/** Over a connection of its own, which goes to whichever process is next. */
async function readAnew(path: string): Promise<string> {
  const response = await fetch(`${service.url}${path}`, {
    headers: { connection: 'close' },
    signal: AbortSignal.timeout(UNANSWERED_MS),
  })
  return response.text()
}

function sampleOf(metrics: string, sample: string): number {
  const line = metrics.split('\n').find((each) => each.startsWith(`${sample} `))
  return line === undefined ? Number.NaN : Number(line.slice(sample.length + 1))
}

test('two processes sell one event, not one place too many, and the metrics of either are those of both', async () => {
  const capacity = 30
  const buyers = await newBuyers(service.url, BUYERS)
  const [organizer] = buyers
  if (!organizer) throw new Error('buyers were asked for')
  const { eventId, one } = await newSale(organizer, capacity)
  const outcomes = await Promise.all(
    buyers.flatMap(({ client }) =>
      Array.from({ length: 4 }, (_, turn) =>
        client(placeOrder, { params: { eventId }, body: one, key: `turn-${turn}` }),
      ),
    ),
  )
  const refusals = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.problem.code]))
  expect(refusals).toEqual(Array.from({ length: outcomes.length - capacity }, () => 'sold-out'))
  await vi.waitUntil(() => servedBy('place-order').size === 2, { timeout: PATIENCE_MS })

  const sold = 'fairground_request_seconds_count{operation="place-order",outcome="ok"}'
  const seen = new Set<number>()
  for (let reading = 0; reading < 4; reading += 1) {
    const metrics = await readAnew('/metrics')
    seen.add(sampleOf(metrics, sold))
    expect(sampleOf(metrics, 'fairground_queue_depth')).toBe(0)
  }
  expect([...seen]).toEqual([capacity])
})

test('a process that is killed is replaced, and the others serve meanwhile', async () => {
  const [victim = 0, other = 0] = servedBy('place-order')
  process.kill(victim, 'SIGKILL')
  await waitUntilGone(victim)
  await vi.waitUntil(
    async () => {
      // The connection that was just being handed to the dead process is lost, and nobody tells; the next is not.
      await readAnew('/healthz').catch(() => undefined)
      return [...servedBy('check-health')].some((pid) => pid !== victim && pid !== other)
    },
    { timeout: PATIENCE_MS },
  )
  expect(await processGone(other)).toBe(false)
  expect(service.output()).toContain('a process died; a new one takes its place')
})

test('SIGTERM ends all of them and PostgreSQL within 15 s', async () => {
  const postmaster = (await postmasterOf(dataDir)) ?? 0
  const pids = [...servedBy('check-health'), ...servedBy('place-order'), service.pid, postmaster]
  expect(new Set(pids).size).toBeGreaterThanOrEqual(4)
  const startedAt = performance.now()
  expect(await service.stop('SIGTERM')).toEqual({ code: 0, signal: null })
  expect(performance.now() - startedAt).toBeLessThan(STOPS_WITHIN_MS)
  for (const pid of pids) expect(await processGone(pid)).toBe(true)
  expect(await findEmbedded(dataDir)).toBeUndefined()
})

test('with a port that is taken they do not start: one sentence, exit code 1, and nothing left behind', async () => {
  const occupier = createServer().listen(0, '127.0.0.1')
  await once(occupier, 'listening')
  const address = occupier.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const empty = await mkdtemp(join(tmpdir(), 'fairground-workers-'))
  const program = startProgram(MAIN, [], {
    FAIRGROUND_ROOT: empty,
    DATA_DIR: empty,
    PORT: String(port),
    WORKERS: '2',
  })
  expect(await program.exited).toEqual({ code: 1, signal: null })
  expect(program.output()).toBe(
    `Port ${port} is in use already, perhaps by another Fairground. Stop that one, or choose another: PORT=8081 npm start\n`,
  )
  expect(await readdir(empty)).toEqual([])
  occupier.close()
  await rm(empty, { recursive: true, force: true })
})
