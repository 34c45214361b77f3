import type { Queries } from '../../db/index.ts'
import { invariant } from '../../invariant.ts'
import { checkAndPack, type Packed } from './content.ts'
import { packAside } from './packing.ts'
import { insertPlan, keepContent, lockPlan, selectHallHashes, updatePlan } from './queries.ts'

export const THEATRE = '01993000-0000-7000-8000-000000000002'

/**
 * What the plans that come along say, by their ids: a start that finds it need not draw 60,000 seats. Who draws one of
 * them anew writes its new hash here (a test tells it), and each start brings it to whoever has the former.
 */
export const HALL_HASHES: ReadonlyMap<string, string> = new Map([
  ['01993000-0000-7000-8000-000000000001', '686533525f4196c0281a5d3d6d520560'],
  [THEATRE, 'cad40deafcb667ef20f45383f1260de9'],
  ['01993000-0000-7000-8000-000000000003', '2d07cc69bb790376282a268b300b3ceb'],
])

/**
 * Makes the plans that come along, where they are missing or of an earlier form: on another thread, as any large
 * plan. Any number of nodes may do so at once.
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
    const locked = await lockPlan(tx, planId)
    if (locked?.hash === content.hash) return
    await keepContent(tx, content, locked?.hash)
    if (locked) await updatePlan(tx, planId, content.hash)
    else await insertPlan(tx, { id: planId, organizerId: null, hash: content.hash })
  })
}
