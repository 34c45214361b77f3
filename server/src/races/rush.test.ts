import { afterEach, expect, it } from 'vitest'

import { type ServiceProcess, startProcess } from '../testing/process.ts'
import { createDatabase, dropDatabase, startTestService } from '../testing/service.ts'
import { clientOf, expectInvariants, gatherCrowd, openSale } from './crowd.ts'
import { expectFairSale, rush, sellThrough, wishesOf } from './rush.ts'

const ACCOUNTS = 500
const ORDERS_EACH = 10
const PLACES = 1_000
/** So that a part of the rush is told to come again: the way of 503 is part of what is tried. */
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
  const t0=Date.now();const c0=process.cpuUsage();
  const { finals, repeats } = await rush(wishesOf(buyers, ORDERS_EACH), sellThrough([service.url], sale))
  console.log(Date.now()-t0, process.cpuUsage(c0), repeats, (await service.operations.check()).length, await (await fetch(service.url+'/metrics')).text().then(t=>t.split('\n').filter(l=>/batch_(requests|seconds)_(sum|count)/.test(l))))
  expect(finals).toHaveLength(ACCOUNTS * ORDERS_EACH)
  const t1=Date.now();await expectFairSale(service.connectionString, sale, PLACES, finals)
  console.log('judge',Date.now()-t1); console.log((await service.operations.check()).map(i=>i.ms))
  await service.invariants()
  // The control of the rush itself: it was one, and the answers 429 and 503 were among those that had to be repeated.
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
  const { finals, repeats } = await rush(wishesOf(buyers, ORDERS_EACH), sellThrough(urls, sale), (sold) => {
    if (sold !== 100) return
    restarted = dies.stop('SIGKILL').then(async () => {
      const anew = await startNode(connectionString)
      urls[1] = anew.url
      return anew
    })
  })
  const anew = await restarted
  expect(anew).toBeDefined()
  // Requests were lost with the process, and their buyers went on elsewhere.
  expect(repeats.get('unreachable')).toBeGreaterThan(0)
  await expectFairSale(connectionString, sale, PLACES, finals)
  await expectInvariants(anew?.url ?? '', admin)
}, 120_000)
