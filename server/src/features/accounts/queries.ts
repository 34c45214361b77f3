import type { Role } from '@fairground/contract'
import { sql } from 'kysely'

import type { Queries, Tx } from '../../db/index.ts'

// Accounts

export interface NewAccount {
  id: string
  email: string
  name: string
  passwordHash: string | null
  admin: boolean
  createdAt?: Date
}

/** Whether the address was free. */
export async function insertAccount(tx: Tx, account: NewAccount): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('accounts')
    .values({
      id: account.id,
      email: account.email,
      name: account.name,
      password_hash: account.passwordHash,
      admin: account.admin,
      created_at: account.createdAt,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function findAccountByEmail(on: Queries | Tx, email: string) {
  return on
    .selectFrom('accounts')
    .select(['id', 'email', 'name', 'admin', 'password_hash as passwordHash'])
    .where('email', '=', email)
    .executeTakeFirst()
}

export async function findAccount(on: Queries | Tx, accountId: string) {
  return on
    .selectFrom('accounts')
    .select(['id', 'email', 'name', 'admin', 'password_hash as passwordHash'])
    .where('id', '=', accountId)
    .executeTakeFirst()
}

/** Locks the account until the transaction ends, whatever it becomes in the meantime. */
export async function lockAccount(tx: Tx, accountId: string) {
  return tx
    .selectFrom('accounts')
    .select(['name', 'password_hash as passwordHash'])
    .where('id', '=', accountId)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

export async function updatePassword(tx: Tx, accountId: string, passwordHash: string): Promise<void> {
  await tx.updateTable('accounts').set({ password_hash: passwordHash }).where('id', '=', accountId).execute()
}

/** Makes it an admin; a password is given only where there is none. */
export async function promoteAccount(tx: Tx, accountId: string, passwordHash: string): Promise<void> {
  await tx
    .updateTable('accounts')
    .set((is) => ({ admin: true, password_hash: is.fn.coalesce('password_hash', sql.val(passwordHash)) }))
    .where('id', '=', accountId)
    .execute()
}

// Sessions

export interface NewSession {
  id: string
  accountId: string
  tokenHash: Buffer
  device: string
}

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      id: session.id,
      account_id: session.accountId,
      token_hash: session.tokenHash,
      device: session.device,
      expires_at: sql<Date>`now() + interval '30 days'`,
    })
    .execute()
}

/** Accounts that nobody can sign in to, each with a session, as one statement a table: a call for 2,000 takes 0.15 s. */
export async function insertBurstAccounts(tx: Tx, rows: readonly BurstRow[], device: string): Promise<void> {
  const ids = rows.map(({ accountId }) => accountId)
  await sql`
    INSERT INTO accounts (id, email, name)
    SELECT id, 'burst-' || id || '@burst.invalid', 'Burst buyer' FROM unnest(${ids}::uuid[]) AS id`.execute(tx)
  await sql`
    INSERT INTO sessions (id, account_id, token_hash, device, expires_at)
    SELECT made.*, ${device}, now() + interval '3 hours'
    FROM unnest(
      ${rows.map(({ sessionId }) => sessionId)}::uuid[], ${ids}::uuid[],
      ${rows.map(({ tokenHash }) => tokenHash)}::bytea[]
    ) AS made`.execute(tx)
}

export interface BurstRow {
  accountId: string
  sessionId: string
  tokenHash: Buffer
}

/** Ends those of an account that were not used for longest, until it has at most `most`. */
export async function trimSessions(tx: Tx, accountId: string, most: number): Promise<void> {
  const extra = tx
    .selectFrom('sessions')
    .select('id')
    .where('account_id', '=', accountId)
    .orderBy('last_used_at', 'desc')
    .orderBy('id', 'desc')
    .offset(most)
  await tx.deleteFrom('sessions').where('id', 'in', extra).execute()
}

/** Who is behind these tokens; ended sessions are not among them. Milliseconds that are left to each. */
export async function readCallers(on: Queries, tokenHashes: readonly Buffer[]) {
  const { rows } = await sql<{
    tokenHash: Buffer
    sessionId: string
    accountId: string
    name: string
    admin: boolean
    remainingMs: number
    useIsOld: boolean
  }>`
    SELECT s.token_hash AS "tokenHash", s.id AS "sessionId", a.id AS "accountId", a.name, a.admin,
      (extract(epoch FROM s.expires_at - now()) * 1000)::float8 AS "remainingMs",
      s.last_used_at < now() - interval '1 minute' AS "useIsOld"
    FROM sessions s JOIN accounts a ON a.id = s.account_id
    WHERE s.token_hash = ANY (${tokenHashes}::bytea[]) AND s.expires_at > now()`.execute(on)
  return rows
}

/** Another node may write the same ones right now: those are left to it. */
export async function noteUse(on: Queries, sessionIds: readonly string[]): Promise<void> {
  await sql`
    UPDATE sessions SET last_used_at = now() WHERE id IN (
      SELECT id FROM sessions
      WHERE id = ANY (${sessionIds}::uuid[]) AND last_used_at < now() - interval '1 minute'
      FOR NO KEY UPDATE SKIP LOCKED
    )`.execute(on)
}

/** Most recently used first. */
export async function readSessions(on: Queries, accountId: string, limit: number) {
  return on
    .selectFrom('sessions')
    .select(['id', 'created_at', 'last_used_at', 'expires_at', 'device'])
    .where('account_id', '=', accountId)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('last_used_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Whether the account had this session. */
export async function deleteSession(tx: Tx, accountId: string, sessionId: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('sessions')
    .where('id', '=', sessionId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return numDeletedRows === 1n
}

/** How many sessions ended: all of the account but the one to keep. */
export async function deleteOtherSessions(tx: Tx, accountId: string, keptSessionId: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('sessions')
    .where('account_id', '=', accountId)
    .where('id', '<>', keptSessionId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** Deletes what nothing refers to any more: ended sessions, guesses of an earlier window, old invitations. */
export async function purgeSessions(on: Queries): Promise<void> {
  await on
    .deleteFrom('sessions')
    .where('expires_at', '<=', sql<Date>`now()`)
    .execute()
  await on
    .deleteFrom('sign_in_failures')
    .where('window_start', '<', sql<Date>`now() - ${WINDOW}`)
    .execute()
  await on
    .deleteFrom('admin_invitations')
    .where('expires_at', '<', sql<Date>`now() - interval '30 days'`)
    .execute()
}

// Guesses of passwords

const WINDOW = sql`interval '15 minutes'`

/**
 * Counts a guess before the password is looked at, so that guesses that come at once cannot be more than those
 * that come one by one. Gives the number of guesses in the window and the seconds to its end.
 */
export async function countGuess(on: Queries, key: Buffer): Promise<{ guesses: number; seconds: number }> {
  const { rows } = await sql<{ guesses: number; seconds: number }>`
    INSERT INTO sign_in_failures AS known (email_hash, window_start, failures) VALUES (${key}, now(), 1)
    ON CONFLICT (email_hash) DO UPDATE SET
      failures = CASE WHEN known.window_start <= now() - ${WINDOW} THEN 1 ELSE least(known.failures, 1000) + 1 END,
      window_start = CASE WHEN known.window_start <= now() - ${WINDOW} THEN now() ELSE known.window_start END
    RETURNING failures AS guesses, ceil(extract(epoch FROM window_start + ${WINDOW} - now()))::int AS seconds`.execute(
    on,
  )
  const [row] = rows
  return row ?? { guesses: 1, seconds: 0 }
}

export async function clearGuesses(tx: Tx, key: Buffer): Promise<void> {
  await tx.deleteFrom('sign_in_failures').where('email_hash', '=', key).execute()
}

// Organizers and their members

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
export async function findOwnOrganizer(tx: Tx, accountId: string): Promise<string | undefined> {
  const organizer = await tx
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

// Invitations of admins

export async function insertInvitation(
  tx: Tx,
  invitation: { tokenHash: Buffer; email: string | null; invitedBy: string },
): Promise<Date> {
  const { expires_at } = await tx
    .insertInto('admin_invitations')
    .values({
      token_hash: invitation.tokenHash,
      email: invitation.email,
      invited_by: invitation.invitedBy,
      expires_at: sql<Date>`now() + interval '7 days'`,
    })
    .returning('expires_at')
    .executeTakeFirstOrThrow()
  return expires_at
}

/** Uses the invitation up; whether it was still good for this address. Of two at once, the second waits and loses. */
export async function useInvitation(tx: Tx, tokenHash: Buffer, email: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('admin_invitations')
    .set({ used_at: sql<Date>`now()` })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .where((is) => is.or([is('email', 'is', null), is('email', '=', email)]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

// Archives

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
