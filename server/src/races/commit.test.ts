import { setTimeout as sleep } from 'node:timers/promises'

import { type Order, placeOrder } from '@fairground/contract'
import type { Outcome } from '@fairground/contract/client'
import pg from 'pg'
import { describe, expect, it } from 'vitest'

import { openProxy, type Proxy } from '../testing/proxy.ts'
import { createDatabase, dropDatabase, startTestService, type TestService } from '../testing/service.ts'
import { ask, type Buyer, clientOf, type Crowd, gatherCrowd, type OnSale, openSale, problemOf } from './crowd.ts'

interface Scene {
  readonly service: TestService
  readonly proxy: Proxy
  /** The database without the proxy. */
  readonly direct: string
  readonly crowd: Crowd
}

async function withScene(act: (scene: Scene) => Promise<void>): Promise<void> {
  const direct = await createDatabase()
  const proxy = await openProxy(direct)
  const service = await startTestService({ connectionString: proxy.connectionString })
  try {
    await act({ service, proxy, direct, crowd: await gatherCrowd(direct, 4) })
    await service.invariants()
  } finally {
    await service.stop()
    await proxy.close()
    await dropDatabase(direct)
  }
}

function saleIn({ service, crowd }: Scene): Promise<OnSale> {
  return openSale(clientOf(service.url, crowd.admin), 1_000)
}

function order(
  service: TestService,
  buyer: Buyer,
  { eventId, ticketTypeId }: OnSale,
  key: string,
): Promise<Outcome<Order>> {
  return clientOf(service.url, buyer)(placeOrder, {
    params: { eventId },
    body: { lines: [{ ticketTypeId, quantity: 2 }] },
    key,
  })
}

/** Ids of the event's orders, beside the proxy. */
async function ordersOf({ direct }: Scene, { eventId }: OnSale): Promise<string[]> {
  const rows = await ask<{ id: string }>(direct, 'SELECT id FROM orders WHERE event_id = $1 ORDER BY id', [eventId])
  return rows.map(({ id }) => id)
}

const ROUNDS = 100
const CHAINS = 4

// Each spends its time waiting, so they wait together.
describe.concurrent('a connection that is lost at COMMIT', () => {
  it('100 times the answer to COMMIT is lost with its connection: the buyer gets 201, and one order is under the key', () =>
    withScene(async (scene) => {
      const sales = await Promise.all(Array.from({ length: CHAINS }, () => saleIn(scene)))
      let cuts = 0
      scene.proxy.decideCommit = () => {
        cuts += 1
        return 'cut-after'
      }
      await Promise.all(
        sales.map(async (sale, chain) => {
          const buyer = scene.crowd.buyers[chain]
          if (!buyer) throw new Error('each chain has its buyer')
          const acknowledged: string[] = []
          for (let round = 0; round < ROUNDS / CHAINS; round += 1) {
            const outcome = await order(scene.service, buyer, sale, `key-${round}`)
            if (!outcome.ok) throw new Error(`${round}: ${outcome.problem.code}`)
            acknowledged.push(outcome.data.id)
          }
          expect(await ordersOf(scene, sale)).toEqual(acknowledged.toSorted())
        }),
      )
      expect(cuts).toBe(ROUNDS)
    }))

  it('20 times COMMIT itself is lost with its connection: the buyer gets 201, and one order is under the key', () =>
    withScene(async (scene) => {
      const sale = await saleIn(scene)
      const [buyer] = scene.crowd.buyers
      if (!buyer) throw new Error('there is a buyer')
      const acknowledged: string[] = []
      let commits = 0
      // Every second one is the repeat of the one before it.
      scene.proxy.decideCommit = () => ((commits += 1) % 2 === 1 ? 'cut-before' : 'deliver')
      for (let round = 0; round < 20; round += 1) {
        const outcome = await order(scene.service, buyer, sale, `key-${round}`)
        if (!outcome.ok) throw new Error(`${round}: ${outcome.problem.code}`)
        acknowledged.push(outcome.data.id)
      }
      expect(commits).toBe(40)
      expect(await ordersOf(scene, sale)).toEqual(acknowledged.toSorted())
    }))

  it('a database that goes silent at COMMIT is left for a new connection, and the order is there once', () =>
    withScene(async (scene) => {
      const sale = await saleIn(scene)
      const [buyer] = scene.crowd.buyers
      if (!buyer) throw new Error('there is a buyer')
      let commits = 0
      scene.proxy.decideCommit = () => ((commits += 1) === 1 ? 'silence-after' : 'deliver')
      const outcome = await order(scene.service, buyer, sale, 'key')
      expect(commits).toBe(1)
      expect(outcome).toMatchObject({ ok: true, status: 201 })
      expect(await ordersOf(scene, sale)).toHaveLength(1)
    }))

  it('an outcome that is not known stays so, even when the event is locked while it is looked for', () =>
    withScene(async (scene) => {
      const sale = await saleIn(scene)
      const [buyer] = scene.crowd.buyers
      if (!buyer) throw new Error('there is a buyer')
      scene.proxy.decideCommit = () => 'gone-after'
      const asked = order(scene.service, buyer, sale, 'key')
      while ((await ordersOf(scene, sale)).length === 0) await sleep(10)
      const holder = new pg.Client({ connectionString: scene.direct })
      await holder.connect()
      try {
        await holder.query('BEGIN')
        await holder.query('SELECT FROM sales WHERE event_id = $1 FOR NO KEY UPDATE', [sale.eventId])
        scene.proxy.admit()
        expect(problemOf(await asked)).toMatchObject({ code: 'outcome-unknown', status: 503 })
      } finally {
        await holder.end()
      }
      expect(await ordersOf(scene, sale)).toHaveLength(1)
    }))

  it('a database that is gone from COMMIT on is outcome-unknown and never busy; the same key later gives the one order', () =>
    withScene(async (scene) => {
      const sale = await saleIn(scene)
      const [buyer, another] = scene.crowd.buyers
      if (!buyer || !another) throw new Error('there are two buyers')
      // Both are known to the node, so that their requests need nothing of the database but the batch.
      const never = await saleIn(scene)
      await order(scene.service, buyer, never, 'before')
      await order(scene.service, another, never, 'before')
      scene.proxy.decideCommit = () => 'gone-after'
      const refused = order(scene.service, buyer, sale, 'key')
      while ((await ordersOf(scene, sale)).length === 0) await sleep(10)
      // The control: whose COMMIT was never sent is told that nothing was taken.
      const [unknown, busy] = await Promise.all([refused, order(scene.service, another, never, 'key')])
      expect(problemOf(unknown)).toMatchObject({ code: 'outcome-unknown', status: 503, retryAfterSeconds: 1 })
      expect(problemOf(busy)).toMatchObject({ code: 'busy', status: 503 })
      scene.proxy.decideCommit = () => 'deliver'
      scene.proxy.admit()
      const [committed] = await ordersOf(scene, sale)
      let repeated = await order(scene.service, buyer, sale, 'key')
      while (!repeated.ok && repeated.problem.status === 503) {
        await sleep(100)
        repeated = await order(scene.service, buyer, sale, 'key')
      }
      expect(repeated).toMatchObject({ ok: true, status: 201, data: { id: committed } })
      expect(await ordersOf(scene, sale)).toHaveLength(1)
      expect(await ordersOf(scene, never)).toHaveLength(2)
    }))
})
