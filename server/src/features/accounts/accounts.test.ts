import { argon2Sync, hash, randomBytes } from 'node:crypto'
import {
  changeAccount,
  changePassword,
  endSession,
  inviteAdmin,
  listSessions,
  readMe,
  signIn,
  signOut,
  signUp,
} from '@fairground/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestService, type TestService } from '../../testing/service.ts'
import { purgeSessions } from './index.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const PASSWORD = 'a password nobody has'

function newEmail(): string {
  return `${randomBytes(6).toString('hex')}@fairground.test`
}

/** Asks until it is so, for at most 10 s; whether it became so. */
async function becomes(isSo: () => Promise<boolean>): Promise<boolean> {
  const giveUpAt = performance.now() + 10_000
  while (performance.now() < giveUpAt) if (await isSo()) return true
  return false
}

describe('signing up', () => {
  test('makes an account whose address is written in one way', async () => {
    const email = newEmail()
    const body = { email: email.toUpperCase(), password: PASSWORD, name: 'Zoë 🎪 زهرا' }
    const made = await service.client()(signUp, { body })
    expect(made).toMatchObject({
      ok: true,
      status: 201,
      data: { account: { email, name: body.name, admin: false, organizers: [] } },
    })
    const again = await service.client()(signIn, { body: { email: ` ${email} `, password: PASSWORD } })
    expect(again).toMatchObject({ ok: true, data: { account: { email } } })
  })

  test('with an address that is taken is refused', async () => {
    const { email } = await service.signUp()
    const outcome = await service.client()(signUp, { body: { email, password: PASSWORD, name: 'Other' } })
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'email-taken', status: 409 } })
  })

  test('ten times at once with one address makes one account', async () => {
    const body = { email: newEmail(), password: PASSWORD, name: 'Ten' }
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => service.client()(signUp, { body })))
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
  })

  test('keeps neither the password nor the token as it is', async () => {
    const { account, token } = await service.signUp()
    const stored = await sql<{ text: string }>`
      SELECT a::text || s::text AS text FROM accounts a JOIN sessions s ON s.account_id = a.id
      WHERE a.id = ${account.id}`.execute(service.database.queries)
    expect(stored.rows[0]?.text).toContain('$argon2id$')
    expect(stored.rows[0]?.text).toContain(hash('sha256', token, 'hex'))
    expect(stored.rows[0]?.text).not.toContain(token)
  })
})

describe('signing in', () => {
  test('answers a wrong password and an unknown address alike', async () => {
    const { email } = await service.signUp()
    const known = await service.client()(signIn, { body: { email, password: PASSWORD } })
    const unknown = await service.client()(signIn, { body: { email: newEmail(), password: PASSWORD } })
    expect(known).toMatchObject({ ok: false, problem: { code: 'wrong-credentials', status: 401 } })
    expect(unknown).toEqual(known)
  })

  test('gives fifty guesses at once ten answers, and known and unknown addresses the same ones', async () => {
    const visitor = await service.signUp()
    const answers = async (email: string) => {
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, () => service.client()(signIn, { body: { email, password: PASSWORD } })),
      )
      return outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.problem.code)).toSorted()
    }
    const tenOf = [...Array<string>(40).fill('too-many-requests'), ...Array<string>(10).fill('wrong-credentials')]
    expect(await answers(visitor.email)).toEqual(tenOf)
    expect(await answers(newEmail())).toEqual(tenOf)
    const { email, password } = visitor
    const right = await service.client()(signIn, { body: { email, password } })
    expect(right).toMatchObject({ ok: false, problem: { code: 'too-many-requests', status: 429 } })
    const wait = right.ok ? 0 : (right.problem.retryAfterSeconds ?? 0)
    expect(wait).toBeGreaterThan(14 * 60)
    expect(wait).toBeLessThanOrEqual(15 * 60)

    await sql`UPDATE sign_in_failures SET window_start = now() - interval '15 minutes'`.execute(
      service.database.queries,
    )
    expect(await service.client()(signIn, { body: { email, password } })).toMatchObject({ ok: true })
  })

  test('would answer all fifty if failures were counted after the password was looked at (control)', async () => {
    const failures = { count: 0 }
    const everybodyHasRead = Promise.withResolvers<void>()
    let readers = 0
    let answered = 0
    const guess = async () => {
      const seen = failures.count
      readers += 1
      if (readers === 50) everybodyHasRead.resolve()
      await everybodyHasRead.promise
      if (seen >= 10) return
      answered += 1
      failures.count = seen + 1
    }
    await Promise.all(Array.from({ length: 50 }, guess))
    expect(answered).toBe(50)
  })

  test('with the right password forgets the failures before it', async () => {
    const { email, password } = await service.signUp()
    for (let round = 0; round < 3; round += 1) {
      for (let guess = 0; guess < 5; guess += 1) {
        await service.client()(signIn, { body: { email, password: PASSWORD } })
      }
      expect(await service.client()(signIn, { body: { email, password } })).toMatchObject({ ok: true })
    }
  })

  test('stores a password anew that was hashed with less', async () => {
    const { account, email } = await service.signUp()
    const nonce = randomBytes(16)
    const parameters = { message: 'from long ago', nonce, memory: 8_192, passes: 1, parallelism: 1, tagLength: 32 }
    const parts = [nonce, argon2Sync('argon2id', parameters)].map((part) => part.toString('base64').replaceAll('=', ''))
    const { queries } = service.database
    await queries
      .updateTable('accounts')
      .set({ password_hash: `$argon2id$v=19$m=8192,t=1,p=1$${parts.join('$')}` })
      .where('id', '=', account.id)
      .execute()
    const body = { email, password: 'from long ago' }
    expect(await service.client()(signIn, { body })).toMatchObject({ ok: true })
    const now = await queries.selectFrom('accounts').select('password_hash').where('id', '=', account.id).execute()
    expect(now[0]?.password_hash).toContain('$m=47104,t=1,p=1$')
    expect(await service.client()(signIn, { body })).toMatchObject({ ok: true })
  })

  test('for the hundred-and-first time ends the session that was not used for longest', async () => {
    const { account, email, password, client } = await service.signUp()
    await sql`
      INSERT INTO sessions (id, account_id, token_hash, device, last_used_at, expires_at)
      SELECT gen_random_uuid(), ${account.id}, sha256(n::text::bytea || ${account.id}::text::bytea), 'old',
        now() - n * interval '1 hour', now() + interval '1 day'
      FROM generate_series(1, 100) AS n`.execute(service.database.queries)
    await service.client()(signIn, { body: { email, password } })
    const listed = await client(listSessions, {})
    expect(listed.ok && listed.data.items).toHaveLength(100)
    expect(listed.ok && listed.data.items.filter((session) => session.current)).toHaveLength(1)
  })

  test('is over within a turn: a flood of it is told to wait while those who are signed in are answered', async () => {
    const { client } = await service.signUp()
    await client(readMe, {})
    let finished = 0
    const flood = Array.from({ length: 200 }, async () => {
      const outcome = await service.client()(signIn, { body: { email: newEmail(), password: PASSWORD } })
      finished += 1
      return outcome.ok ? undefined : outcome.problem
    })
    const refused = await Promise.race(flood)
    expect(refused).toMatchObject({ code: 'busy', status: 503, retryAfterSeconds: 2 })
    expect(await client(readMe, {})).toMatchObject({ ok: true })
    expect(finished).toBeLessThan(200)
    const codes = new Set((await Promise.all(flood)).map((problem) => problem?.code))
    expect(codes).toEqual(new Set(['busy', 'wrong-credentials']))
  })
})

describe('sessions', () => {
  test('are listed with the device that each was begun on, and end one by one', async () => {
    const { account, token, email, password, client } = await service.signUp()
    const elsewhere = await fetch(`${service.url}/api/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'A telephone'.padEnd(300, '!') },
      body: JSON.stringify({ email, password }),
    })
    const there: { token: string } = await elsewhere.json()
    const listed = await client(listSessions, {})
    const other = listed.ok ? listed.data.items.find((session) => !session.current) : undefined
    expect(other?.device).toMatch(/^A telephone!{189}$/)
    expect(Date.parse(other?.expiresAt ?? '') - Date.parse(other?.createdAt ?? '')).toBe(30 * 24 * 3600 * 1000)

    expect(await service.client(there.token)(readMe, {})).toMatchObject({ ok: true, data: { id: account.id } })
    const stranger = await service.signUp()
    expect(await stranger.client(endSession, { params: { sessionId: other?.id ?? '' } })).toMatchObject({
      ok: false,
      problem: { code: 'not-found' },
    })
    expect(await client(endSession, { params: { sessionId: other?.id ?? '' } })).toMatchObject({ ok: true })
    expect(await service.client(there.token)(readMe, {})).toMatchObject({ ok: false, problem: { status: 401 } })

    expect(await client(signOut, {})).toMatchObject({ ok: true, status: 204 })
    expect(await service.client(token)(readMe, {})).toMatchObject({ ok: false, problem: { code: 'not-signed-in' } })
  })

  test('that have ended are refused, and go when the house is kept', async () => {
    const { account, token } = await service.signUp()
    const { queries } = service.database
    const ofAccount = queries.updateTable('sessions').where('account_id', '=', account.id)
    await ofAccount.set({ expires_at: sql<Date>`now() - interval '1 s'` }).execute()
    expect(await service.client(token)(readMe, {})).toMatchObject({ ok: false, problem: { code: 'not-signed-in' } })
    await purgeSessions(queries)
    const left = await queries.selectFrom('sessions').select('id').where('account_id', '=', account.id).execute()
    expect(left).toEqual([])
  })

  test('tell when they were last used, to the minute', async () => {
    const { account, token } = await service.signUp()
    const { queries } = service.database
    const ofAccount = queries.updateTable('sessions').where('account_id', '=', account.id)
    await ofAccount.set({ last_used_at: sql<Date>`now() - interval '2 minutes'` }).execute()
    await service.client(token)(readMe, {})
    const isRecent = await becomes(async () => {
      const recent = await queries
        .selectFrom('sessions')
        .select('id')
        .where('account_id', '=', account.id)
        .where('last_used_at', '>', sql<Date>`now() - interval '1 minute'`)
        .execute()
      return recent.length === 1
    })
    expect(isRecent).toBe(true)
  })

  test('of five hundred people who come at once are all recognised, and made-up tokens never', async () => {
    const { account } = await service.signUp()
    const tokens = Array.from({ length: 500 }, () => randomBytes(32).toString('base64url'))
    await sql`
      INSERT INTO sessions (id, account_id, token_hash, device, expires_at)
      SELECT gen_random_uuid(), ${account.id}, token_hash, '', now() + interval '1 day'
      FROM unnest(${tokens.map((token) => hash('sha256', token, 'buffer'))}::bytea[]) AS token_hash`.execute(
      service.database.queries,
    )
    const made = tokens.map(() => randomBytes(32).toString('base64url'))
    const callers = await Promise.all([...tokens, ...made].map((token) => service.accounts.identify(token)))
    expect(callers.map((caller) => caller?.accountId)).toEqual([
      ...tokens.map(() => account.id),
      ...made.map(() => undefined),
    ])
    expect(await service.accounts.identify('not a token at all')).toBeUndefined()
  })
})

describe('changing the password', () => {
  test('ends the other sessions: here at once, at another node within 5 s; this one stays', async () => {
    const second = await service.second()
    const { email, password, client, token } = await service.signUp()
    const elsewhere = await service.client()(signIn, { body: { email, password } })
    if (!elsewhere.ok) throw new Error(elsewhere.problem.detail)
    const other = elsewhere.data.token
    for (const node of [service, second]) {
      expect(await node.client(other)(readMe, {})).toMatchObject({ ok: true })
      expect(await node.client(token)(readMe, {})).toMatchObject({ ok: true })
    }
    const body = { currentPassword: password, newPassword: PASSWORD }
    expect(await client(changePassword, { body })).toMatchObject({ ok: true, status: 204 })
    const changedAt = performance.now()
    expect(await service.client(other)(readMe, {})).toMatchObject({ ok: false, problem: { code: 'not-signed-in' } })
    expect(await becomes(async () => !(await second.client(other)(readMe, {})).ok)).toBe(true)
    expect(performance.now() - changedAt).toBeLessThan(5_000)
    for (const node of [service, second]) expect(await node.client(token)(readMe, {})).toMatchObject({ ok: true })

    expect(await service.client()(signIn, { body: { email, password } })).toMatchObject({ ok: false })
    expect(await service.client()(signIn, { body: { email, password: PASSWORD } })).toMatchObject({ ok: true })
  })

  test('needs the current one, and tells those who guess it to stop', async () => {
    const { client, token, email, password } = await service.signUp()
    const body = { currentPassword: PASSWORD, newPassword: 'another password' }
    for (let guess = 0; guess < 10; guess += 1) {
      const outcome = await client(changePassword, { body })
      expect(outcome).toMatchObject({ ok: false, problem: { code: 'wrong-credentials' } })
    }
    expect(await client(changePassword, { body })).toMatchObject({ ok: false, problem: { code: 'too-many-requests' } })
    expect(await service.client(token)(readMe, {})).toMatchObject({ ok: true })
    expect(await service.client()(signIn, { body: { email, password } })).toMatchObject({ ok: true })
  })

  test('twice at once from the same one happens once', async () => {
    const { email, password, client } = await service.signUp()
    const outcomes = await Promise.all(
      ['first new password', 'second new password'].map((newPassword) =>
        client(changePassword, { body: { currentPassword: password, newPassword } }),
      ),
    )
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
    const winner = outcomes[0]?.ok ? 'first new password' : 'second new password'
    expect(await service.client()(signIn, { body: { email, password: winner } })).toMatchObject({ ok: true })
  })

  test('leaves no session behind that began with the old one at the same moment', async () => {
    const { email, password, client, token } = await service.signUp()
    const signIns = Array.from({ length: 8 }, () => service.client()(signIn, { body: { email, password } }))
    const [, ...begun] = await Promise.all([
      client(changePassword, { body: { currentPassword: password, newPassword: PASSWORD } }),
      ...signIns,
    ])
    const listed = await service.client(token)(listSessions, {})
    const tokens = begun.flatMap((outcome) => (outcome.ok ? [outcome.data.token] : []))
    expect(listed.ok && listed.data.items).toHaveLength(1)
    for (const old of tokens) expect(await service.client(old)(readMe, {})).toMatchObject({ ok: false })
  })
})

describe('an invitation', () => {
  test('makes one admin, however many sign up with it at once', async () => {
    const admin = await service.admin()
    const invited = await admin.client(inviteAdmin, { body: {} })
    if (!invited.ok) throw new Error(invited.problem.detail)
    const { invitation, link, expiresAt } = invited.data
    expect(link).toContain(`#invitation=${invitation}`)
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(6.9 * 24 * 3600 * 1000)
    const second = await service.second()
    const outcomes = await Promise.all(
      [service, second, service, second].map((node) =>
        node.client()(signUp, { body: { email: newEmail(), password: PASSWORD, name: 'New', invitation } }),
      ),
    )
    const made = outcomes.filter((outcome) => outcome.ok)
    expect(made).toHaveLength(1)
    expect(made[0]).toMatchObject({ data: { account: { admin: true } } })
    const refusals = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.problem.code]))
    expect(refusals).toEqual(['invitation-expired', 'invitation-expired', 'invitation-expired'])
  })

  test('that is read first and used up afterwards makes two (control)', async () => {
    const { queries } = service.database
    const tokenHash = randomBytes(32)
    const { account } = await service.admin()
    await queries
      .insertInto('admin_invitations')
      .values({ token_hash: tokenHash, email: null, invited_by: account.id, expires_at: new Date('2999-01-01') })
      .execute()
    const bothHaveRead = Promise.withResolvers<void>()
    let readers = 0
    const accept = () =>
      queries.transaction().execute(async (tx) => {
        const unused = tx.selectFrom('admin_invitations').select('email').where('token_hash', '=', tokenHash)
        const found = await unused.where('used_at', 'is', null).executeTakeFirst()
        readers += 1
        if (readers === 2) bothHaveRead.resolve()
        await bothHaveRead.promise
        await tx
          .updateTable('admin_invitations')
          .set({ used_at: new Date() })
          .where('token_hash', '=', tokenHash)
          .execute()
        return found !== undefined
      })
    expect(await Promise.all([accept(), accept()])).toEqual([true, true])
  })

  test('for one address is of no use to another, and is not used up by it', async () => {
    const admin = await service.admin()
    const email = newEmail()
    const invited = await admin.client(inviteAdmin, { body: { email } })
    if (!invited.ok) throw new Error(invited.problem.detail)
    const { invitation } = invited.data
    const name = 'New'
    const wrong = await service.client()(signUp, { body: { email: newEmail(), password: PASSWORD, name, invitation } })
    expect(wrong).toMatchObject({ ok: false, problem: { code: 'invitation-expired' } })
    const right = await service.client()(signUp, { body: { email, password: PASSWORD, name, invitation } })
    expect(right).toMatchObject({ ok: true, data: { account: { admin: true } } })
  })

  test.each([{ admin: false }, { disabled: true }])('is worth nothing once who made it is %j', async (change) => {
    const [admin, inviter] = [await service.admin(), await service.admin()]
    const invited = await inviter.client(inviteAdmin, { body: {} })
    if (!invited.ok) throw new Error(invited.problem.detail)
    const { invitation } = invited.data
    const changed = await admin.client(changeAccount, { params: { accountId: inviter.account.id }, body: change })
    expect(changed).toMatchObject({ ok: true })
    const body = { email: newEmail(), password: PASSWORD, name: 'New', invitation }
    const refused = await service.client()(signUp, { body })
    expect(refused).toMatchObject({ ok: false, problem: { code: 'invitation-expired' } })
  })

  test('comes from admins only', async () => {
    const { client } = await service.signUp()
    expect(await client(inviteAdmin, { body: {} })).toMatchObject({ ok: false, problem: { code: 'not-allowed' } })
  })
})

describe('an admin made from outside', () => {
  test('is new, or is the account that is there and keeps its password', async () => {
    const wanted = { email: newEmail(), password: PASSWORD, name: 'First' }
    expect(await service.accounts.createAdmin(wanted)).toMatchObject({ state: 'created' })
    expect(await service.accounts.createAdmin(wanted)).toMatchObject({ state: 'unchanged' })

    const { email, password, client } = await service.signUp()
    await client(readMe, {})
    const promoted = await service.accounts.createAdmin({ email, password: PASSWORD, name: 'Other' })
    expect(promoted).toMatchObject({ state: 'promoted' })
    expect(await client(inviteAdmin, { body: {} })).toMatchObject({ ok: true })
    const signedIn = await service.client()(signIn, { body: { email, password } })
    expect(signedIn).toMatchObject({ ok: true, data: { account: { admin: true, name: 'Visitor' } } })
  })

  test('is given a password where the account has none', async () => {
    const { account, email } = await service.signUp()
    const { queries } = service.database
    await queries.updateTable('accounts').set({ password_hash: null }).where('id', '=', account.id).execute()
    expect(await service.client()(signIn, { body: { email, password: PASSWORD } })).toMatchObject({ ok: false })
    await service.accounts.createAdmin({ email, password: PASSWORD, name: 'Other' })
    expect(await service.client()(signIn, { body: { email, password: PASSWORD } })).toMatchObject({ ok: true })
  })
})

test('what changed something is in the activity, without an address, a password or a token', async () => {
  const { account, email, password, token, client } = await service.signUp()
  await client(changePassword, { body: { currentPassword: password, newPassword: PASSWORD } })
  await service.client()(signIn, { body: { email, password: PASSWORD } })
  await client(signOut, {})
  const { queries } = service.database
  const done = await queries
    .selectFrom('activity')
    .selectAll()
    .where(sql<boolean>`${account.id}::uuid = ANY (account_ids)`)
    .orderBy('id')
    .execute()
  expect(done.map((entry) => entry.operation)).toEqual(['sign-up', 'change-password', 'sign-in', 'sign-out'])
  const text = JSON.stringify(done)
  for (const secret of [email, password, PASSWORD, token]) expect(text).not.toContain(secret)
})
