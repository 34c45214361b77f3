import type { Queries } from '../../db/index.ts'
import { invariant } from '../../invariant.ts'
import { checkAndPack, packAside, type Packed } from './packing.ts'
import { insertContent, insertPlan, lockPlan, selectHallHashes, touchContent, updatePlan } from './queries.ts'

export const THEATRE = '01993000-0000-7000-8000-000000000002'

/**
 * What the plans that come along say, by their ids: a start that finds it need not draw 60,000 seats. Who draws one of
 * them anew writes its new hash here (a test tells it), and each start brings it to whoever has the former.
 */
export const HALL_HASHES: ReadonlyMap<string, string> = new Map([
  ['01993000-0000-7000-8000-000000000001', '4365947fe99d3e91dfcb7679e4ff92bd'],
  [THEATRE, '1cba3878e33463de7a225ce9788ac174'],
  ['01993000-0000-7000-8000-000000000003', '92bc34b84d364eedfe2dc3fd8942b842'],
])

/**
 * Makes the plans that come along, where they are missing or of an earlier form: on another thread, since the arena
 * keeps one for half a second. Any number of nodes may do so at once.
 */
export async function seedHalls(queries: Queries): Promise<void> {
  const known = await selectHallHashes(queries)
  for (const [planId, hash] of HALL_HASHES) {
    if (known.get(planId) !== hash) await keep(queries, planId, await packAside({ hallId: planId }))
  }
}

/** As `seedHalls`, for one of them that somebody waits for. */
export async function seedHall(queries: Queries, planId: string): Promise<void> {
  if ((await selectHallHashes(queries)).get(planId) === HALL_HASHES.get(planId)) return
  // Only who has to draw loads what draws.
  const { halls } = await import('@fairground/seating/halls')
  const hall = halls.find(({ id }) => id === planId)
  invariant(hall, 'a plan that comes along has an id that comes along')
  await keep(queries, planId, await checkAndPack(hall.plan()))
}

async function keep(queries: Queries, planId: string, packed: Packed): Promise<void> {
  invariant(packed.ok, 'nothing is wrong with a plan that comes along')
  const { content } = packed
  await queries.transaction().execute(async (tx) => {
    await insertContent(tx, content)
    if (await insertPlan(tx, { id: planId, organizerId: null, hash: content.hash })) return
    const locked = await lockPlan(tx, planId)
    if (!locked || locked.hash === content.hash) return
    await updatePlan(tx, planId, content.hash)
    await touchContent(tx, locked.hash)
  })
}
