import type { Role } from '@fairground/contract'
import { sql } from 'kysely'

import { containing, type Queries, type Tx } from '../../../db/index.ts'

export async function readMemberships(on: Queries | Tx, accountId: string, limit: number) {
  return on
    .selectFrom('members')
    .innerJoin('organizers', 'organizers.id', 'members.organizer_id')
    .select(['organizers.id', 'organizers.name', 'organizers.slug', 'members.role'])
    .where('members.account_id', '=', accountId)
    .orderBy('organizers.created_at')
    .orderBy('organizers.id')
    .limit(limit)
    .execute()
}

/** The organizer that the account has owned for longest. */
export async function findOwnOrganizer(on: Queries | Tx, accountId: string): Promise<string | undefined> {
  const organizer = await on
    .selectFrom('members')
    .innerJoin('organizers', 'organizers.id', 'members.organizer_id')
    .select('organizers.id')
    .where('members.account_id', '=', accountId)
    .where('members.role', '=', 'owner')
    .orderBy('organizers.created_at')
    .orderBy('organizers.id')
    .limit(1)
    .executeTakeFirst()
  return organizer?.id
}

export async function countOwned(on: Queries | Tx, accountId: string): Promise<number> {
  const { count } = await on
    .selectFrom('members')
    .select((all) => all.fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .where('role', '=', 'owner')
    .executeTakeFirstOrThrow()
  return count
}

/** Whether the slug was free. */
export async function insertOrganizer(tx: Tx, organizer: { id: string; name: string; slug: string }): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('organizers')
    .values(organizer)
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function updateOrganizer(tx: Tx, organizerId: string, name: string) {
  return tx
    .updateTable('organizers')
    .set({ name })
    .where('id', '=', organizerId)
    .returning(['id', 'name', 'slug'])
    .executeTakeFirstOrThrow()
}

/** Locks the organizer, and with it who belongs to it; whether there is one. */
export async function lockOrganizer(tx: Tx, organizerId: string): Promise<boolean> {
  const organizer = await tx
    .selectFrom('organizers')
    .select('id')
    .where('id', '=', organizerId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return organizer !== undefined
}

export async function organizerExists(on: Queries | Tx, organizerId: string): Promise<boolean> {
  const organizer = await on.selectFrom('organizers').select('id').where('id', '=', organizerId).executeTakeFirst()
  return organizer !== undefined
}

export async function findRole(on: Queries | Tx, accountId: string, organizerId: string): Promise<Role | undefined> {
  const member = await on
    .selectFrom('members')
    .select('role')
    .where('organizer_id', '=', organizerId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return member?.role
}

export async function readMembers(on: Queries | Tx, organizerId: string, limit: number) {
  return on
    .selectFrom('members')
    .innerJoin('accounts', 'accounts.id', 'members.account_id')
    .select(['members.account_id as accountId', 'accounts.name', 'accounts.email', 'members.role'])
    .where('members.organizer_id', '=', organizerId)
    .orderBy('accounts.name')
    .orderBy('accounts.id')
    .limit(limit)
    .execute()
}

export async function insertMember(tx: Tx, organizerId: string, accountId: string, role: Role): Promise<void> {
  await tx.insertInto('members').values({ organizer_id: organizerId, account_id: accountId, role }).execute()
}

export async function updateMember(tx: Tx, organizerId: string, accountId: string, role: Role): Promise<void> {
  await tx
    .updateTable('members')
    .set({ role })
    .where('organizer_id', '=', organizerId)
    .where('account_id', '=', accountId)
    .execute()
}

export async function deleteMember(tx: Tx, organizerId: string, accountId: string): Promise<void> {
  await tx.deleteFrom('members').where('organizer_id', '=', organizerId).where('account_id', '=', accountId).execute()
}

export interface OrganizerSearch {
  /** A part of the name or slug. */
  readonly text: string | undefined
  readonly before: string | undefined
  readonly limit: number
}

/** Newest first, with how many members and events each has: counted for the page only. */
export async function searchOrganizers(on: Queries, { text, before, limit }: OrganizerSearch) {
  const pattern = containing(text ?? '')
  const { rows } = await sql<{
    id: string
    name: string
    slug: string
    createdAt: Date
    members: number
    events: number
  }>`
    SELECT page.*,
      (SELECT count(*) FROM members m WHERE m.organizer_id = page.id) AS members,
      (SELECT count(*) FROM events e WHERE e.organizer_id = page.id) AS events
    FROM (
      SELECT id, name, slug, created_at AS "createdAt" FROM organizers
      WHERE ${before === undefined ? sql`true` : sql`id < ${before}`}
        AND ${text === undefined ? sql`true` : sql`(name ILIKE ${pattern} OR slug ILIKE ${pattern})`}
      ORDER BY id DESC LIMIT ${limit}
    ) page
    ORDER BY page.id DESC`.execute(on)
  return rows
}

/** False where the organizer is there already. */
export async function restoreOrganizer(
  tx: Tx,
  organizer: { id: string; name: string; slug: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('organizers')
    .values(organizer)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function restoreMember(tx: Tx, organizerId: string, accountId: string, role: Role): Promise<void> {
  await tx
    .insertInto('members')
    .values({ organizer_id: organizerId, account_id: accountId, role })
    .onConflict((conflict) => conflict.columns(['organizer_id', 'account_id']).doNothing())
    .execute()
}
