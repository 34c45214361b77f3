import pg from 'pg'
import { expect, it } from 'vitest'

import { startTestService } from '../testing/service.ts'
import { ask, clientOf, gatherCrowd, type OnSale, openSale } from './crowd.ts'
import { expectFairSale, rush, sellThrough, wishesOf } from './rush.ts'
import { sellUnguarded } from './unguarded.ts'

const PLACES = 100
/** The race without a guard is lost at once nearly always; more rounds than this would mean that it is none. */
const MOST_ROUNDS = 10

it('the same rush oversells without the lock, which the invariants see, and does not with it', async () => {
  const service = await startTestService()
  const pool = new pg.Pool({ connectionString: service.connectionString, max: 16 })
  try {
    const { buyers, admin } = await gatherCrowd(service.connectionString, 50)
    const wishes = wishesOf(buyers, 10)
    const organizer = clientOf(service.url, admin)

    const guarded = await openSale(organizer, PLACES)
    const { finals } = await rush(wishes, sellThrough([service.url], guarded))
    await expectFairSale(service.connectionString, guarded, PLACES, finals)
    await service.invariants()

    let soldMost = 0
    for (let round = 0; round < MOST_ROUNDS && soldMost <= PLACES; round += 1) {
      const sale = await openSale(organizer, PLACES)
      await rush(wishes, sellUnguarded(pool, sale))
      soldMost = Math.max(soldMost, await ticketsOf(sale))
    }
    expect(soldMost).toBeGreaterThan(PLACES)
    const broken = (await service.operations.check()).filter(({ violations }) => violations > 0)
    expect(broken.map(({ name }) => name)).toContain(
      "a ticket type's counter is the number of its live holds' places and of its tickets",
    )
  } finally {
    await pool.end()
    await service.stop()
  }

  async function ticketsOf({ eventId }: OnSale): Promise<number> {
    return (await ask(service.connectionString, 'SELECT FROM tickets WHERE event_id = $1', [eventId])).length
  }
})
