import { sql } from 'kysely'

import type { Queries, Tx } from '../../../db/index.ts'

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

/** Who is behind these tokens; ended sessions and disabled accounts are not among them. Milliseconds that are left to each. */
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
    WHERE s.token_hash = ANY (${tokenHashes}::bytea[]) AND s.expires_at > now() AND a.disabled_at IS NULL`.execute(on)
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

/** How many sessions ended. */
export async function deleteSessions(tx: Tx, accountId: string): Promise<number> {
  const { numDeletedRows } = await tx.deleteFrom('sessions').where('account_id', '=', accountId).executeTakeFirst()
  return Number(numDeletedRows)
}

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
