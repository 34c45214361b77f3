import type { Language } from '@fairground/contract'
import { type RawBuilder, sql } from 'kysely'

import { containing, type Queries, type Tx } from '../../../db/index.ts'

export interface NewAccount {
  id: string
  email: string
  name: string
  passwordHash: string | null
  admin: boolean
  /** From now on. */
  disabled?: boolean
  language?: Language | null
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
      disabled_at: account.disabled ? sql<Date>`now()` : null,
      language: account.language,
      created_at: account.createdAt,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export async function findAccountByEmail(on: Queries | Tx, email: string) {
  return accountsOf(on).where('email', '=', email).executeTakeFirst()
}

export async function findAccount(on: Queries | Tx, accountId: string) {
  return accountsOf(on).where('id', '=', accountId).executeTakeFirst()
}

function accountsOf(on: Queries | Tx) {
  return on
    .selectFrom('accounts')
    .select(['id', 'email', 'name', 'admin', 'language', 'password_hash as passwordHash'])
    .select((is) => is('disabled_at', 'is not', null).$castTo<boolean>().as('disabled'))
}

/** Locks the account until the transaction ends, whatever it becomes in the meantime. */
export async function lockAccount(tx: Tx, accountId: string) {
  return accountsOf(tx).where('id', '=', accountId).forNoKeyUpdate().executeTakeFirst()
}

/** What a person changes of their own account; undefined where it does not exist any more. */
export async function updateOwnAccount(
  tx: Tx,
  accountId: string,
  change: { name?: string; language?: Language | null },
) {
  return tx
    .updateTable('accounts')
    .set(change)
    .where('id', '=', accountId)
    .returning(['id', 'email', 'name', 'admin', 'language'])
    .executeTakeFirst()
}

export async function updatePassword(tx: Tx, accountId: string, passwordHash: string): Promise<void> {
  await tx.updateTable('accounts').set({ password_hash: passwordHash }).where('id', '=', accountId).execute()
}

/** Makes it an admin who can sign in; a password is given only where there is none. */
export async function promoteAccount(tx: Tx, accountId: string, passwordHash: string): Promise<void> {
  await tx
    .updateTable('accounts')
    .set((is) => ({
      admin: true,
      disabled_at: null,
      password_hash: is.fn.coalesce('password_hash', sql.val(passwordHash)),
    }))
    .where('id', '=', accountId)
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

/**
 * Uses the invitation up; whether it was still good for this address, and who made it still an admin who can sign in.
 * Of two at once, the second waits and loses.
 */
export async function useInvitation(tx: Tx, tokenHash: Buffer, email: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('admin_invitations')
    .set({ used_at: sql<Date>`now()` })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .where((is) => is.or([is('email', 'is', null), is('email', '=', email)]))
    .where('invited_by', 'in', (is) =>
      is.selectFrom('accounts').select('id').where('admin', '=', true).where('disabled_at', 'is', null),
    )
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/**
 * Locks every admin who is not disabled, and the account. In the order of their ids, so that two admins who change each
 * other do not lock each other out; who was demoted while this waited is not among them any more.
 */
export async function lockAdminsAnd(tx: Tx, accountId: string) {
  return tx
    .selectFrom('accounts')
    .select(['id', 'admin'])
    .select((is) => is('disabled_at', 'is not', null).$castTo<boolean>().as('disabled'))
    .where((is) => is.or([is('id', '=', accountId), is.and([is('admin', '=', true), is('disabled_at', 'is', null)])]))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
}

/** An account that is disabled already stays so since then. */
export async function updateRights(
  tx: Tx,
  accountId: string,
  rights: { admin: boolean; disabled: boolean },
): Promise<void> {
  await tx
    .updateTable('accounts')
    .set((is) => ({
      admin: rights.admin,
      disabled_at: rights.disabled ? is.fn.coalesce('disabled_at', sql<Date>`now()`) : null,
    }))
    .where('id', '=', accountId)
    .execute()
}

export interface AccountSearch {
  /** A part of the name or e-mail address. */
  readonly text: string | undefined
  readonly adminsOnly: boolean
  readonly disabledOnly: boolean
  readonly before: string | undefined
  readonly limit: number
}

interface KnownAccountRow {
  id: string
  email: string
  name: string
  admin: boolean
  disabled: boolean
  createdAt: Date
  lastUsedAt: Date | null
  organizers: number
}

/** Newest first. A text reads all accounts until the page is full: half a second for a million of them. */
export async function searchAccounts(on: Queries, search: AccountSearch): Promise<KnownAccountRow[]> {
  const { text, adminsOnly, disabledOnly, before, limit } = search
  const pattern = containing(text ?? '')
  return readKnownAccounts(
    on,
    sql`
      ${adminsOnly ? sql`admin` : sql`true`} AND ${disabledOnly ? sql`disabled_at IS NOT NULL` : sql`true`}
      AND ${before === undefined ? sql`true` : sql`id < ${before}`}
      AND ${text === undefined ? sql`true` : sql`(name ILIKE ${pattern} OR email ILIKE ${pattern})`}`,
    limit,
  )
}

export async function readKnownAccount(on: Queries | Tx, accountId: string): Promise<KnownAccountRow | undefined> {
  return (await readKnownAccounts(on, sql`id = ${accountId}`, 1))[0]
}

/** Sessions and memberships are looked up for the page only, by their indexes. */
async function readKnownAccounts(on: Queries | Tx, where: RawBuilder<unknown>, limit: number) {
  const { rows } = await sql<KnownAccountRow>`
    SELECT page.*,
      (SELECT max(s.last_used_at) FROM sessions s WHERE s.account_id = page.id AND s.expires_at > now())
        AS "lastUsedAt",
      (SELECT count(*) FROM members m WHERE m.account_id = page.id) AS organizers
    FROM (
      SELECT id, email, name, admin, disabled_at IS NOT NULL AS disabled, created_at AS "createdAt"
      FROM accounts WHERE ${where} ORDER BY id DESC LIMIT ${limit}
    ) page
    ORDER BY page.id DESC`.execute(on)
  return rows
}
