import { type RawBuilder, type Selectable, sql } from 'kysely'

import type { Queries, Tables, Tx } from '../../db/index.ts'
import type { PlanContent } from './content.ts'

export type PlanRow = Selectable<Tables['plans']> &
  Pick<Tables['plan_contents'], 'name' | 'seats' | 'categories' | 'standing'>

function plansOn(on: Queries | Tx) {
  return on
    .selectFrom('plans as p')
    .innerJoin('plan_contents as c', 'c.hash', 'p.hash')
    .select(['p.id', 'p.organizer_id', 'p.version', 'p.changed_at', 'c.hash', 'c.name', 'c.seats'])
    .select(['c.categories', 'c.standing'])
}

export async function selectPlan(on: Queries | Tx, planId: string): Promise<PlanRow | undefined> {
  return plansOn(on).where('p.id', '=', planId).executeTakeFirst()
}

/** Of the organizers to which the account belongs, or of one of them; those that come along are the last. */
export async function selectPlans(
  on: Queries,
  whose: { readonly member: string | undefined; readonly organizerId: string | undefined },
  limit: number,
): Promise<PlanRow[]> {
  const { member, organizerId } = whose
  return plansOn(on)
    .where((plan) => {
      const shipped = plan('p.organizer_id', 'is', null)
      const wanted = organizerId === undefined ? [] : [plan('p.organizer_id', '=', organizerId)]
      const own =
        member === undefined
          ? []
          : [
              plan(
                'p.organizer_id',
                'in',
                plan.selectFrom('members').select('organizer_id').where('account_id', '=', member),
              ),
            ]
      return plan.or([shipped, plan.and([...wanted, ...own])])
    })
    .orderBy(sql`p.organizer_id IS NULL`)
    .orderBy('p.changed_at', 'desc')
    .orderBy('p.id', 'desc')
    .limit(limit)
    .execute()
}

/** How many plans the organizer has, and seats in all of them; without one of them, where that is to be another. */
export async function countPlans(
  on: Queries | Tx,
  organizerId: string,
  exceptId?: string,
): Promise<{ plans: number; seats: number }> {
  let counted = on
    .selectFrom('plans as p')
    .innerJoin('plan_contents as c', 'c.hash', 'p.hash')
    .select((all) => all.fn.countAll<number>().as('plans'))
    .select(sql<number>`coalesce(sum(c.seats), 0)::int`.as('seats'))
    .where('p.organizer_id', '=', organizerId)
  if (exceptId !== undefined) counted = counted.where('p.id', '<>', exceptId)
  return counted.executeTakeFirstOrThrow()
}

/** Its version and content, which nobody else changes until the transaction ends. */
export async function lockPlan(tx: Tx, planId: string) {
  return tx.selectFrom('plans').select(['version', 'hash']).where('id', '=', planId).forUpdate().executeTakeFirst()
}

/**
 * Keeps a content, and lets go of the `former` one that it takes the place of: in the order of their hashes, since two
 * who exchange the same two at once would wait for each other for ever.
 */
export async function keepContent(tx: Tx, content: PlanContent, former?: string): Promise<void> {
  if (former !== undefined && former < content.hash) await touchContent(tx, former)
  await insertContent(tx, content)
  if (former !== undefined && former > content.hash) await touchContent(tx, former)
}

/** What is there already, is the same; but from now on it is in use again. */
async function insertContent(tx: Tx, content: PlanContent): Promise<void> {
  const { categories, standing, ...columns } = content
  await tx
    .insertInto('plan_contents')
    .values({ ...columns, categories: json(categories), standing: json(standing) })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet({ used_at: sql`now()` }))
    .execute()
}

/** pg would take a list for an array of PostgreSQL's. */
function json<Value>(value: Value): RawBuilder<Value> {
  return sql<Value>`${JSON.stringify(value)}::json`
}

/** False where there is a plan with this id. */
export async function insertPlan(
  tx: Tx,
  plan: { id: string; organizerId: string | null; hash: string },
): Promise<boolean> {
  const inserted = await tx
    .insertInto('plans')
    .values({ id: plan.id, organizer_id: plan.organizerId, hash: plan.hash })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function updatePlan(tx: Tx, planId: string, hash: string): Promise<void> {
  await tx
    .updateTable('plans')
    .set({ hash, version: sql<number>`version + 1`, changed_at: sql<Date>`now()` })
    .where('id', '=', planId)
    .execute()
}

export async function deletePlan(tx: Tx, planId: string): Promise<void> {
  await tx.deleteFrom('plans').where('id', '=', planId).execute()
}

/** A plan has let go of it, perhaps the last one: whoever has just read it has time to pin it. */
export async function touchContent(tx: Tx, hash: string): Promise<void> {
  await tx
    .updateTable('plan_contents')
    .set({ used_at: sql`now()` })
    .where('hash', '=', hash)
    .execute()
}

export async function selectContent(on: Queries, hash: string) {
  return on
    .selectFrom('plan_contents')
    .select(['hash', 'name', 'seats', 'categories', 'standing'])
    .where('hash', '=', hash)
    .executeTakeFirst()
}

export async function selectPackedPlan(on: Queries, hash: string): Promise<Buffer | undefined> {
  const row = await on.selectFrom('plan_contents').select('plan').where('hash', '=', hash).executeTakeFirst()
  return row?.plan
}

export async function selectPackedGeometry(on: Queries, hash: string): Promise<Buffer | undefined> {
  const row = await on.selectFrom('plan_contents').select('geometry').where('hash', '=', hash).executeTakeFirst()
  return row?.geometry
}

/** What the plans that come along say, as they are here: a hash for each id. */
export async function selectHallHashes(on: Queries): Promise<Map<string, string>> {
  const rows = await on.selectFrom('plans').select(['id', 'hash']).where('organizer_id', 'is', null).execute()
  return new Map(rows.map(({ id, hash }) => [id, hash]))
}

/** Contents that no plan and no event has had for a day: an editor saves often, and each time it is another one. */
export async function purgePlanContents(on: Queries): Promise<void> {
  await sql`DELETE FROM plan_contents c
    WHERE used_at < now() - interval '1 day'
      AND NOT EXISTS (SELECT FROM plans p WHERE p.hash = c.hash)
      AND NOT EXISTS (SELECT FROM areas a WHERE a.plan_hash = c.hash)`.execute(on)
}
