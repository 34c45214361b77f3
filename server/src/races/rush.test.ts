import type { Order } from '@fairground/contract'
import { afterEach, expect, it } from 'vitest'

import { type ServiceProcess, startProcess } from '../testing/process.ts'
import { createDatabase, dropDatabase, startTestService } from '../testing/service.ts'
import { clientOf, expectInvariants, gatherCrowd, openSale } from './crowd.ts'
import { atSale, expectFairSale, rush, sellThrough, wishesOf } from './rush.ts'

const ACCOUNTS = 500
const ORDERS_EACH = 10
const PLACES = 1_000
/** Fewer than are under way at once, so that some are told to come again. */
const QUEUE_LIMIT = '100'

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step()
})

it('5,000 orders of 500 accounts for 1,000 places sell no place twice and leave none that somebody could have had', async () => {
  const service = await startTestService({ env: { QUEUE_LIMIT } })
  undo.push(() => service.stop())
  const { buyers, admin } = await gatherCrowd(service.connectionString, ACCOUNTS)
  const sale = await openSale(clientOf(service.url, admin), PLACES)
  const { allocator } = service.inventory
  // The rush waits at the door until somebody had to be sent away, so that this answer is part of what is tried.
  allocator.pause()
  const sell = sellThrough([service.url], sale)
  const { finals, repeats } = await rush(wishesOf(buyers, ORDERS_EACH), sell, (outcome) => {
    if (!outcome.ok && outcome.problem.code === 'busy') allocator.resume()
  })
  expect(finals).toHaveLength(ACCOUNTS * ORDERS_EACH)
  await expectFairSale(service.connectionString, sale, PLACES, finals)
  await service.invariants()
  // The control: it was a rush, and both answers that ask for a repeat were given in it.
  expect([...repeats.keys()].toSorted()).toEqual(['busy', 'too-many-requests'])
}, 120_000)

async function startNodes(count: number): Promise<{ connectionString: string; nodes: ServiceProcess[] }> {
  const connectionString = await createDatabase()
  undo.push(() => dropDatabase(connectionString))
  const nodes = await Promise.all(Array.from({ length: count }, () => startNode(connectionString)))
  return { connectionString, nodes }
}

async function startNode(connectionString: string): Promise<ServiceProcess> {
  const node = await startProcess({ connectionString, env: { QUEUE_LIMIT, LOG_LEVEL: 'warn' } })
  undo.push(() => node.stop())
  return node
}

it('two processes on one database sell one event together without one place too many', async () => {
  const { connectionString, nodes } = await startNodes(2)
  const urls = nodes.map((node) => node.url)
  const { buyers, admin } = await gatherCrowd(connectionString, ACCOUNTS)
  const sale = await openSale(clientOf(urls[0] ?? '', admin), PLACES)
  const { finals } = await rush(wishesOf(buyers, ORDERS_EACH), sellThrough(urls, sale))
  await expectFairSale(connectionString, sale, PLACES, finals)
  await expectInvariants(urls[0] ?? '', admin)
}, 120_000)

it('kill -9 of one of two processes in the middle of the rush loses no order and doubles none', async () => {
  const { connectionString, nodes } = await startNodes(2)
  const [stays, dies] = nodes
  if (!stays || !dies) throw new Error('there are two nodes')
  const urls = [stays.url, dies.url]
  const { buyers, admin } = await gatherCrowd(connectionString, ACCOUNTS)
  const sale = await openSale(clientOf(stays.url, admin), PLACES)
  let restarted: Promise<ServiceProcess> | undefined
  async function killAndStart(node: ServiceProcess): Promise<ServiceProcess> {
    await node.stop('SIGKILL')
    const started = await startNode(connectionString)
    urls[1] = started.url
    return started
  }
  const kill = atSale<Order>(100, () => {
    restarted = killAndStart(dies)
  })
  const { finals, repeats } = await rush(wishesOf(buyers, ORDERS_EACH), sellThrough(urls, sale), kill)
  const anew = await restarted
  expect(anew).toBeDefined()
  // Requests were lost with the process, and their buyers went on elsewhere.
  expect(repeats.get('unreachable')).toBeGreaterThan(0)
  await expectFairSale(connectionString, sale, PLACES, finals)
  await expectInvariants(anew?.url ?? '', admin)
}, 120_000)
