import { setTimeout as sleep } from 'node:timers/promises'

import { placeOrder } from '@fairground/contract'
import pg from 'pg'
import { afterEach, expect, it, vi } from 'vitest'

import { type ServiceProcess, startProcess } from '../testing/process.ts'
import { openProxy } from '../testing/proxy.ts'
import { createDatabase, dropDatabase } from '../testing/service.ts'
import { ask, type Buyer, clientOf, dataOf, expectInvariants, gatherCrowd, type OnSale, openSale } from './crowd.ts'

/** After this the others go on, whatever a node does with the lock that it took. */
const OTHERS_GO_ON_WITHIN_MS = 5_000

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

async function startNode(connectionString: string): Promise<ServiceProcess> {
  const node = await startProcess({ connectionString, env: { LOG_LEVEL: 'warn' } })
  // A stopped process does not hear SIGTERM.
  undo.push(() => {
    process.kill(node.pid, 'SIGCONT')
    return node.stop()
  })
  return node
}

function order(url: string, buyer: Buyer, { eventId, ticketTypeId }: OnSale, key: string) {
  const body = { lines: [{ ticketTypeId, quantity: 1 }] }
  return clientOf(url, buyer)(placeOrder, { params: { eventId }, body, key })
}

/** Backends of the allocator that hold an event's lock and wait for their node. */
async function idleHolders(connectionString: string): Promise<number[]> {
  const rows = await ask<{ pid: number }>(
    connectionString,
    `SELECT a.pid FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
      WHERE a.datname = current_database() AND a.application_name = 'fairground-batch'
        AND a.state = 'idle in transaction' AND l.relation = 'sales'::regclass AND l.mode = 'RowShareLock' AND l.granted`,
  )
  return rows.map(({ pid }) => pid)
}

it('a node that sleeps between its two round trips stops the others for less than 5 s, and writes nothing late', async () => {
  const direct = await createDatabase()
  undo.push(() => dropDatabase(direct))
  const proxy = await openProxy(direct)
  undo.push(() => proxy.close())
  const [sleeper, waker] = await Promise.all([startNode(proxy.connectionString), startNode(direct)])
  const { admin, buyers } = await gatherCrowd(direct, 10)
  const [first, ...others] = buyers
  if (!first) throw new Error('there is a buyer')
  const organizer = clientOf(waker.url, admin)
  const [sale, blocked] = await Promise.all([openSale(organizer, 100), openSale(organizer, 100)])
  const asked = others.flatMap((buyer) => ['one', 'two'].map((key) => ({ buyer, key })))

  // What the server answers to the first round trip waits in the proxy: the lock is taken, and the node stops there.
  proxy.withholdsAnswers = true
  const early = asked.map(({ buyer, key }) => order(sleeper.url, buyer, sale, key))
  await vi.waitUntil(async () => (await idleHolders(direct)).length === 1, { timeout: 20_000, interval: 20 })
  process.kill(sleeper.pid, 'SIGSTOP')
  const frozenAt = performance.now()
  proxy.flow()
  expect(await idleHolders(direct)).toHaveLength(1)

  // The control: a holder to whom PostgreSQL sets no limit does stop the same node for longer.
  const holder = new pg.Client({ connectionString: direct })
  await holder.connect()
  undo.push(() => holder.end())
  await holder.query('BEGIN')
  await holder.query('SELECT FROM sales WHERE event_id = $1 FOR NO KEY UPDATE', [blocked.eventId])
  const stopped = order(waker.url, first, blocked, 'blocked')

  dataOf(await order(waker.url, first, sale, 'next'))
  expect(performance.now() - frozenAt).toBeLessThan(OTHERS_GO_ON_WITHIN_MS)
  const late = sleep(OTHERS_GO_ON_WITHIN_MS, 'still waiting')
  expect(await Promise.race([stopped, late])).toBe('still waiting')
  await holder.query('ROLLBACK')
  dataOf(await stopped)

  const repeated = await Promise.all(asked.map(({ buyer, key }) => order(waker.url, buyer, sale, key)))
  process.kill(sleeper.pid, 'SIGCONT')
  const woken = await Promise.all(early)
  expect(sleeper.output()).toContain('a batch failed')
  const ids = repeated.map((outcome) => dataOf(outcome).id)
  // Who waited at the sleeper is given the order that was made elsewhere, or is told to ask again; never another one.
  const wrong = woken.filter((outcome, index) =>
    outcome.ok ? outcome.data.id !== ids[index] : outcome.problem.status !== 503,
  )
  expect(wrong).toEqual([])
  const orders = await ask(direct, 'SELECT FROM orders WHERE event_id = $1', [sale.eventId])
  expect(orders).toHaveLength(asked.length + 1)
  await expectInvariants(waker.url, admin)
  dataOf(await order(sleeper.url, first, sale, 'after'))
}, 120_000)
