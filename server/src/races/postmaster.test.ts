import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Order } from '@fairground/contract'
import { afterEach, expect, it } from 'vitest'

import { findEmbedded } from '../db/index.ts'
import { type ServiceProcess, startProcess } from '../testing/process.ts'
import { clientOf, expectInvariants, gatherCrowd, openSale } from './crowd.ts'
import { atSale, expectFairSale, rush, sellThrough, wishesOf } from './rush.ts'

let service: ServiceProcess | undefined
afterEach(() => service?.stop())

it('kill -9 of the embedded PostgreSQL in the middle of a rush loses no order, and the service recovers by itself', async () => {
  service = await startProcess({ env: { QUEUE_LIMIT: '100', LOG_LEVEL: 'warn' } })
  const { dataDir, url } = service
  const connectionString = (await findEmbedded(dataDir)) ?? ''
  const { buyers, admin } = await gatherCrowd(connectionString, 500)
  const sale = await openSale(clientOf(url, admin), 1_000)
  const postmaster = await postmasterOf(dataDir)
  const kill = atSale<Order>(100, () => process.kill(postmaster, 'SIGKILL'))
  const { finals, repeats } = await rush(wishesOf(buyers, 10), sellThrough([url], sale), kill)
  expect(await postmasterOf(dataDir)).not.toBe(postmaster)
  expect(service.output()).toContain('PostgreSQL answers again.')
  // The control: there was a gap, and buyers who met it were told to come again.
  expect(repeats.get('unavailable')).toBeGreaterThan(0)
  expect(await findEmbedded(dataDir)).toBe(connectionString)
  await expectFairSale(connectionString, sale, 1_000, finals)
  await expectInvariants(url, admin)
}, 120_000)

async function postmasterOf(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])
}
