import type { Account, Language } from '@fairground/contract'

import type { Queries, Tx } from '../../db/index.ts'
import { type Caller, problem } from '../../http/index.ts'
import { newId } from '../../ids.ts'
import { invariant } from '../../invariant.ts'
import type { Log } from '../../log.ts'
import type { Activity } from '../activity/index.ts'
import { openAdministration } from './administration.ts'
import { guessesKey, normalizeEmail } from './email.ts'
import { openOrganizers } from './organizers.ts'
import { hashPassword, isRightPassword, isWeak } from './passwords.ts'
import {
  findAccount,
  findAccountByEmail,
  insertAccount,
  insertBurstAccounts,
  insertInvitation,
  lockAccount,
  promoteAccount,
  updateOwnAccount,
  updatePassword,
  useInvitation,
} from './queries/accounts.ts'
import { readMemberships } from './queries/organizers.ts'
import {
  clearGuesses,
  countGuess,
  deleteOtherSessions,
  deleteSession,
  insertSession,
  readSessions,
  trimSessions,
} from './queries/sessions.ts'
import { restore } from './restore.ts'
import { hashToken, newToken, openSessions } from './sessions.ts'
import { openTurns } from './turns.ts'

export interface AccountsDeps {
  readonly queries: Queries
  readonly activity: Activity
  readonly publicUrl: string
  readonly log: Log
  /** Whether accounts may be made in bulk; asked at each call. */
  readonly allowsBursts: () => boolean
  /** Told after an organizer was renamed, and by whom: others may show its name from memory. */
  readonly onRename: (organizerId: string, accountId: string) => Promise<void>
}

export type Accounts = ReturnType<typeof openAccounts>

interface SignedIn {
  account: Account
  token: string
}

/** For one address, known or not, in 15 minutes. */
const MOST_GUESSES = 10
/** One page shows where somebody is signed in; beyond it, the session that was not used for longest ends. */
const MOST_SESSIONS = 100
/** What an account may own and a few that it was added to. */
const MOST_MEMBERSHIPS = 200
const WRITE_USES_EVERY_MS = 5_000

/** Who people are, where they are signed in, and for whom they may act. */
export function openAccounts({ queries, activity, publicUrl, log, allowsBursts, onRename }: AccountsDeps) {
  const sessions = openSessions(queries)
  const organizers = openOrganizers(queries, activity, onRename)
  const administration = openAdministration(queries, activity, (accountId) => sessions.forget({ accountId }))
  const inTurn = openTurns()
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  /**
   * Makes an account and signs it in. Throws `email-taken`, `invitation-expired`, `busy`. With an invitation the
   * account is an admin: the invitation is used up in the same transaction, so it makes one admin or none.
   */
  async function signUp(wanted: {
    email: string
    password: string
    name: string
    invitation?: string
    device: string
  }): Promise<SignedIn> {
    const email = normalizeEmail(wanted.email)
    // Before the address is looked up, so that a known one takes as long.
    const passwordHash = await inTurn(() => hashPassword(wanted.password))
    const admin = wanted.invitation !== undefined
    const id = newId()
    const account = { id, email, name: wanted.name, admin }
    const token = await queries.transaction().execute(async (tx) => {
      if (wanted.invitation !== undefined) await acceptInvitation(tx, wanted.invitation, email)
      if (!(await insertAccount(tx, { ...account, passwordHash }))) {
        throw problem('email-taken', 'There is an account with this e-mail address already. Sign in instead.')
      }
      await activity.record(tx, [{ accountId: id, operation: 'sign-up', subjectId: id, detail: { admin } }])
      return beginSession(tx, id, wanted.device)
    })
    return { account: { ...account, language: null, organizers: [] }, token }
  }

  /**
   * Throws `wrong-credentials`, `too-many-requests` until the window ends, `busy`, and only to whoever knows the
   * password `account-disabled`.
   */
  async function signIn(given: { email: string; password: string; device: string }): Promise<SignedIn> {
    const email = normalizeEmail(given.email)
    const checked = await inTurn(async () => {
      await spendGuess(email)
      return checkPassword(email, given.password)
    })
    if (!checked) throw wrongCredentials()
    const { account, passwordHash, stronger } = checked
    const token = await queries.transaction().execute(async (tx) => {
      // The password may have changed since it was looked at: a session must not begin with the old one.
      const now = await lockAccount(tx, account.id)
      if (now?.passwordHash !== passwordHash) throw wrongCredentials()
      if (now.disabled) throw problem('account-disabled', 'This account is disabled. Ask an admin of this site why.')
      if (stronger !== undefined) await updatePassword(tx, account.id, stronger)
      await clearGuesses(tx, guessesKey(email))
      await trimSessions(tx, account.id, MOST_SESSIONS - 1)
      await activity.record(tx, [{ accountId: account.id, operation: 'sign-in', subjectId: account.id }])
      return beginSession(tx, account.id, given.device)
    })
    return { account: { ...account, organizers: await memberships(account.id) }, token }
  }

  /** The account that the password belongs to. The same work, whether there is such an account or not. */
  async function checkPassword(email: string, password: string) {
    const found = await findAccountByEmail(queries, email)
    const isRight = await isRightPassword(password, found?.passwordHash)
    if (!isRight || !found || found.passwordHash === null) return undefined
    const { passwordHash, disabled: _, ...account } = found
    return { account, passwordHash, stronger: isWeak(passwordHash) ? await hashPassword(password) : undefined }
  }

  async function spendGuess(addressOrAccountId: string): Promise<void> {
    const { guesses, seconds } = await countGuess(queries, guessesKey(addressOrAccountId))
    if (guesses <= MOST_GUESSES) return
    const minutes = Math.ceil(seconds / 60)
    throw problem('too-many-requests', `Too many wrong passwords. Try again in ${minutes} min.`, {
      retryAfterSeconds: seconds,
    })
  }

  async function memberships(accountId: string): Promise<Account['organizers']> {
    return readMemberships(queries, accountId, MOST_MEMBERSHIPS)
  }

  async function readMe(caller: Caller): Promise<Account> {
    const found = await findAccount(queries, caller.accountId)
    if (!found) throw noAccount()
    const { passwordHash: _, disabled: _disabled, ...account } = found
    return { ...account, organizers: await memberships(caller.accountId) }
  }

  /** Changes the own name, or the language of pages and mails (null: the browser's). */
  async function changeMe(caller: Caller, change: { name?: string; language?: Language | null }): Promise<Account> {
    const { accountId } = caller
    const account = await queries.transaction().execute(async (tx) => {
      const changed = await updateOwnAccount(tx, accountId, change)
      if (!changed) throw noAccount()
      const detail = { fields: Object.keys(change) }
      await activity.record(tx, [{ accountId, operation: 'change-me', subjectId: accountId, detail }])
      return changed
    })
    // A session knows its account's name.
    sessions.forget({ accountId })
    return { ...account, organizers: await memberships(accountId) }
  }

  async function listSessions(caller: Caller) {
    return readSessions(queries, caller.accountId, MOST_SESSIONS)
  }

  /** Throws `not-found` where the session is not the caller's. */
  async function endSession(caller: Caller, sessionId: string, operation: 'sign-out' | 'end-session'): Promise<void> {
    await queries.transaction().execute(async (tx) => {
      if (!(await deleteSession(tx, caller.accountId, sessionId))) {
        // Signing out twice is signing out.
        if (operation === 'sign-out') return
        throw problem('not-found', 'You have no such session; perhaps it has ended already.')
      }
      await activity.record(tx, [{ accountId: caller.accountId, operation, subjectId: sessionId }])
    })
    sessions.forget({ sessionId })
  }

  /**
   * Ends every other session of the account: refused here at once, at other nodes within 5 s. Throws
   * `wrong-credentials`, `too-many-requests` and `busy`, as signing in does: whoever found a session open must not
   * be able to guess the password. Those guesses are counted apart, so that a stranger who guesses at sign-in does
   * not keep anybody from changing a password that is being guessed.
   */
  async function changePassword(
    caller: Caller,
    given: { currentPassword: string; newPassword: string },
  ): Promise<void> {
    const account = await findAccount(queries, caller.accountId)
    if (!account) throw noAccount()
    const { before, after } = await inTurn(async () => {
      await spendGuess(account.id)
      const checked = await checkPassword(account.email, given.currentPassword)
      if (!checked) throw problem('wrong-credentials', 'The current password is wrong. Nothing was changed.')
      return { before: checked.passwordHash, after: await hashPassword(given.newPassword) }
    })
    await queries.transaction().execute(async (tx) => {
      const now = await lockAccount(tx, account.id)
      if (now?.passwordHash !== before) {
        throw problem('wrong-credentials', 'The password was changed elsewhere in the meantime.')
      }
      await updatePassword(tx, account.id, after)
      await clearGuesses(tx, guessesKey(account.id))
      const endedSessions = await deleteOtherSessions(tx, account.id, caller.sessionId)
      await activity.record(tx, [
        { accountId: account.id, operation: 'change-password', subjectId: account.id, detail: { endedSessions } },
      ])
    })
    sessions.forget({ accountId: account.id })
  }

  /** An invitation through which one new admin signs up within 7 days; for one address, when one is given. */
  async function inviteAdmin(caller: Caller, wanted: { email?: string }) {
    const invitation = newToken()
    const email = wanted.email === undefined ? null : normalizeEmail(wanted.email)
    const expiresAt = await queries.transaction().execute(async (tx) => {
      const row = { tokenHash: hashToken(invitation), email, invitedBy: caller.accountId }
      await activity.record(tx, [{ accountId: caller.accountId, operation: 'invite-admin' }])
      return insertInvitation(tx, row)
    })
    // Behind the hash: a browser sends that to nobody, so no proxy's log has it.
    return { invitation, link: `${publicUrl}/sign-up#invitation=${invitation}`, email, expiresAt }
  }

  /**
   * Accounts for the burst tester, without passwords, each signed in for a few hours. Throws `not-found` where the
   * service does not allow it, as an address does that is not there.
   */
  async function createBurstAccounts(caller: Caller, count: number): Promise<{ accountId: string; token: string }[]> {
    if (!allowsBursts()) throw problem('not-found', 'There is no page or route at this address.')
    const accounts = Array.from({ length: count }, () => {
      const token = newToken()
      return { accountId: newId(), sessionId: newId(), token, tokenHash: hashToken(token) }
    })
    await queries.transaction().execute(async (tx) => {
      await insertBurstAccounts(tx, accounts, 'burst tester')
      await activity.record(tx, [
        { accountId: caller.accountId, operation: 'create-burst-accounts', detail: { count } },
      ])
    })
    return accounts.map(({ accountId, token }) => ({ accountId, token }))
  }

  /**
   * Makes an admin from outside the API: at start and by `fairground admin create`. An account that exists becomes
   * one, is enabled and keeps its password. Does nothing where all is so already.
   */
  async function createAdmin(wanted: { email: string; password: string; name: string }): Promise<CreatedAdmin> {
    const email = normalizeEmail(wanted.email)
    const known = await findAccountByEmail(queries, email)
    if (known?.admin && !known.disabled && known.passwordHash !== null)
      return { accountId: known.id, state: 'unchanged' }
    const passwordHash = await inTurn(() => hashPassword(wanted.password))
    const made = await queries.transaction().execute((tx) => insertAdmin(tx, { ...wanted, email, passwordHash }))
    sessions.forget({ accountId: made.accountId })
    return made
  }

  /** Makes an account without signing it in, for the demo. One that is there already stays as it is. */
  async function createAccount(wanted: {
    email: string
    password: string
    name: string
    admin: boolean
  }): Promise<Caller> {
    const email = normalizeEmail(wanted.email)
    const passwordHash = await inTurn(() => hashPassword(wanted.password))
    const account = { id: newId(), email, name: wanted.name, admin: wanted.admin }
    await queries.transaction().execute((tx) => insertAccount(tx, { ...account, passwordHash }))
    const made = (await findAccountByEmail(queries, email)) ?? account
    return { accountId: made.id, sessionId: made.id, name: made.name, admin: made.admin }
  }

  async function insertAdmin(
    tx: Tx,
    wanted: { email: string; passwordHash: string; name: string },
  ): Promise<CreatedAdmin> {
    const id = newId()
    const done = { operation: 'create-admin', accountId: id, subjectId: id }
    if (await insertAccount(tx, { ...wanted, id, admin: true })) {
      await activity.record(tx, [done])
      return { accountId: id, state: 'created' }
    }
    const known = await findAccountByEmail(tx, wanted.email)
    invariant(known !== undefined, 'an address that is taken belongs to an account')
    await promoteAccount(tx, known.id, wanted.passwordHash)
    await activity.record(tx, [{ ...done, accountId: known.id, subjectId: known.id }])
    return { accountId: known.id, state: 'promoted' }
  }

  async function writeUses(): Promise<void> {
    try {
      await sessions.writeUses()
    } catch (error) {
      log.warn({ err: error }, 'when sessions were last used could not be written')
    }
  }

  return {
    ...organizers,
    ...administration,
    /** Who holds this token, as of 4 s ago at most. */
    identify: sessions.identify,
    signUp,
    signIn,
    readMe,
    changeMe,
    listSessions,
    endSession,
    changePassword,
    inviteAdmin,
    createBurstAccounts,
    createAdmin,
    createAccount,
    restore,

    start(): void {
      timer = setInterval(() => {
        writing = writing.then(writeUses)
      }, WRITE_USES_EVERY_MS)
      timer.unref()
    },

    async stop(): Promise<void> {
      clearInterval(timer)
      await writing
      await writeUses()
    },
  }
}

async function acceptInvitation(tx: Tx, invitation: string, email: string): Promise<void> {
  if (await useInvitation(tx, hashToken(invitation), email)) return
  throw problem(
    'invitation-expired',
    'This invitation was used, has expired, was withdrawn or is for another e-mail address. Ask for a new one.',
  )
}

async function beginSession(tx: Tx, accountId: string, device: string): Promise<string> {
  const token = newToken()
  await insertSession(tx, { id: newId(), accountId, tokenHash: hashToken(token), device })
  return token
}

function noAccount(): Error {
  return problem('not-signed-in', 'This account does not exist any more.')
}

function wrongCredentials(): Error {
  return problem('wrong-credentials', 'The e-mail address or the password is wrong.')
}

/** `promoted`: there was an account, which keeps its password. */
export interface CreatedAdmin {
  accountId: string
  state: 'created' | 'promoted' | 'unchanged'
}
