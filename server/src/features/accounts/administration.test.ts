import {
  addMember,
  changeAccount,
  changeMe,
  changeOrganizer,
  createEvent,
  createOrganizer,
  inviteAdmin,
  listAccounts,
  listActivity,
  listMembers,
  listOrganizers,
  type NewEvent,
  readEvent,
  readMe,
  signIn,
} from '@fairground/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { newId } from '../../ids.ts'
import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const newEvent: NewEvent = {
  title: 'A night to count',
  startsAt: '2099-06-01T18:00:00Z',
  areas: [{ name: 'Hall', kind: 'general', capacity: 1, ticketTypes: [{ name: 'Entry', priceMinor: 0 }] }],
}

const change = (by: Visitor, of: Visitor, body: { admin?: boolean; disabled?: boolean }) =>
  by.client(changeAccount, { params: { accountId: of.account.id }, body })

const signInAs = ({ email }: Visitor, password: string) => service.client()(signIn, { body: { email, password } })

/** From now on nobody is an admin but who is made one. */
async function dismissAdmins(): Promise<void> {
  await sql`UPDATE accounts SET admin = false`.execute(service.database.queries)
}

/** Asks until it is so, for at most 10 s; whether it became so. */
async function becomes(isSo: () => Promise<boolean>): Promise<boolean> {
  const giveUpAt = performance.now() + 10_000
  while (performance.now() < giveUpAt) if (await isSo()) return true
  return false
}

describe('the own account', () => {
  test('has a name and a language that can be changed, each for itself', async () => {
    const { client, account } = await service.signUp('Before')
    expect(account).toMatchObject({ name: 'Before', language: null })
    expect(await client(changeMe, { body: { language: 'fa' } })).toMatchObject({
      ok: true,
      data: { id: account.id, name: 'Before', language: 'fa', organizers: [] },
    })
    expect(await client(changeMe, { body: { name: 'زهرا' } })).toMatchObject({ data: { name: 'زهرا', language: 'fa' } })
    expect(await client(readMe, {})).toMatchObject({ ok: true, data: { name: 'زهرا', language: 'fa' } })
    expect(await client(changeMe, { body: { language: null } })).toMatchObject({ data: { language: null } })
  })

  test('says its language at sign-in', async () => {
    const visitor = await service.signUp()
    await visitor.client(changeMe, { body: { language: 'tr' } })
    expect(await signInAs(visitor, visitor.password)).toMatchObject({ data: { account: { language: 'tr' } } })
  })

  test('gives its new name to what it makes next', async () => {
    const { client } = await service.signUp('Before')
    await client(changeMe, { body: { name: 'After' } })
    const made = await client(createEvent, { body: newEvent })
    expect(made).toMatchObject({ ok: true, data: { organizer: { name: 'After' } } })
  })
})

describe('the name of an organizer', () => {
  test('is changed by owners and admins only, and its short name stays', async () => {
    const owner = await service.signUp()
    const made = await owner.client(createOrganizer, { body: { name: 'Before', slug: `hall-${newId()}` } })
    if (!made.ok) throw new Error(made.problem.detail)
    const params = { organizerId: made.data.id }
    const manager = await service.signUp()
    await owner.client(addMember, { params, body: { email: manager.email, role: 'manager' } })
    for (const other of [manager, await service.signUp()]) {
      expect(await other.client(changeOrganizer, { params, body: { name: 'Mine' } })).toMatchObject({
        ok: false,
        problem: { code: 'not-allowed', status: 403 },
      })
    }
    for (const [who, name] of [
      [owner, 'After'],
      [await service.admin(), 'Later'],
    ] as const) {
      expect(await who.client(changeOrganizer, { params, body: { name } })).toEqual({
        ok: true,
        status: 200,
        data: { ...made.data, name },
      })
    }
    const unknown = { params: { organizerId: newId() }, body: { name: 'None' } }
    expect(await owner.client(changeOrganizer, unknown)).toMatchObject({ ok: false, problem: { code: 'not-found' } })
  })
})

test('the new name of an organizer is on its events at once here, and within a second at another node', async () => {
  const second = await service.second()
  const owner = await service.signUp('Before')
  const made = await owner.client(createEvent, { body: newEvent })
  if (!made.ok) throw new Error(made.problem.detail)
  const params = { eventId: made.data.id }
  const nameAt = async (node: TestService) => {
    const read = await node.client()(readEvent, { params })
    return read.ok ? read.data.organizer.name : undefined
  }
  for (const node of [service, second]) expect(await nameAt(node)).toBe('Before')
  const organizer = { organizerId: made.data.organizer.id }
  expect(await owner.client(changeOrganizer, { params: organizer, body: { name: 'After' } })).toMatchObject({
    ok: true,
  })
  expect(await nameAt(service)).toBe('After')
  expect(await becomes(async () => (await nameAt(second)) === 'After')).toBe(true)
})

describe('the list of accounts', () => {
  test('goes from the newest to the oldest, page by page', async () => {
    const admin = await service.admin()
    const tag = newId().slice(-12)
    const visitors = [await service.signUp(tag), await service.signUp(tag), await service.signUp(tag)]
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await admin.client(listAccounts, { query: { query: tag, limit: 1, cursor } })
      if (!page.ok) throw new Error(page.problem.detail)
      seen.push(...page.data.items.map(({ id }) => id))
      cursor = page.data.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(visitors.map(({ account }) => account.id).toReversed())
  })

  test('tells who somebody is, where they belong and when they were last here', async () => {
    const admin = await service.admin()
    const owner = await service.signUp('Owner')
    await owner.client(createOrganizer, { body: { name: 'One' } })
    await owner.client(createOrganizer, { body: { name: 'Two' } })
    const found = await admin.client(listAccounts, { query: { query: owner.email.toUpperCase() } })
    expect(found.ok && found.data.items).toEqual([
      {
        ...{ id: owner.account.id, email: owner.email, name: 'Owner', admin: false, disabled: false, organizers: 2 },
        createdAt: expect.stringMatching(/Z$/),
        lastUsedAt: expect.stringMatching(/Z$/),
      },
    ])
    const ended = sql`DELETE FROM sessions WHERE account_id = ${owner.account.id}`
    await ended.execute(service.database.queries)
    const later = await admin.client(listAccounts, { query: { query: owner.email } })
    expect(later).toMatchObject({ data: { items: [{ id: owner.account.id, lastUsedAt: null }] } })
  })

  test('is searched for what was typed, whatever that means to a database', async () => {
    const admin = await service.admin()
    const tag = newId().slice(-12)
    const names = [`${tag} 100%`, `${tag} 100_`, `${tag} 100\\`, `${tag} 1000`]
    for (const name of names) await service.signUp(name)
    for (const name of names.slice(0, 3)) {
      const found = await admin.client(listAccounts, { query: { query: ` ${name} ` } })
      expect(found.ok && found.data.items.map((account) => account.name)).toEqual([name])
    }
    expect(await admin.client(listAccounts, { query: { query: `${tag} 100` } })).toMatchObject({
      data: { items: [{}, {}, {}, {}] },
    })
  })

  test('is of admins only or of disabled accounts only where that is asked for', async () => {
    const admin = await service.admin()
    const disabled = await service.signUp('Was here')
    await change(admin, disabled, { disabled: true })
    const admins = await admin.client(listAccounts, { query: { admin: 'yes', limit: 200 } })
    expect(admins.ok && admins.data.items.map(({ id }) => id)).toContain(admin.account.id)
    expect(admins.ok && admins.data.items.every((account) => account.admin)).toBe(true)
    const gone = await admin.client(listAccounts, { query: { disabled: 'yes', limit: 200 } })
    expect(gone.ok && gone.data.items.map(({ id }) => id)).toContain(disabled.account.id)
    expect(gone.ok && gone.data.items.every((account) => account.disabled)).toBe(true)
  })

  test('and the list of organizers are for admins', async () => {
    const { client } = await service.signUp()
    for (const outcome of [await client(listAccounts, {}), await client(listOrganizers, {})]) {
      expect(outcome).toMatchObject({ ok: false, problem: { code: 'not-allowed' } })
    }
  })
})

test('the list of organizers is searched by name and short name, and counts members and events', async () => {
  const [admin, owner, other] = [await service.admin(), await service.signUp(), await service.signUp()]
  const slug = `list-${newId().slice(-12)}`
  const made = await owner.client(createOrganizer, { body: { name: `100% ${slug.toUpperCase()}`, slug } })
  if (!made.ok) throw new Error(made.problem.detail)
  await owner.client(addMember, { params: { organizerId: made.data.id }, body: { email: other.email, role: 'door' } })
  const event = await owner.client(createEvent, { body: { ...newEvent, organizerId: made.data.id } })
  expect(event).toMatchObject({ ok: true })
  for (const query of [slug, `% ${slug}`]) {
    const found = await admin.client(listOrganizers, { query: { query } })
    expect(found).toMatchObject({
      ok: true,
      data: { items: [{ ...made.data, members: 2, events: 1 }], nextCursor: null },
    })
  }
  const first = await admin.client(listOrganizers, { query: { limit: 1 } })
  expect(first).toMatchObject({ ok: true, data: { items: [{}], nextCursor: expect.any(String) } })
  const cursor = (first.ok && first.data.nextCursor) || ''
  const second = await admin.client(listOrganizers, { query: { limit: 1, cursor } })
  const [one, two] = [first, second].map((page) => (page.ok ? page.data.items[0]?.id : undefined))
  expect(String(one) > String(two)).toBe(true)
})

describe('a disabled account', () => {
  test('is signed out here at once and at another node within 5 s, and cannot sign in until it is enabled', async () => {
    const second = await service.second()
    const [admin, visitor] = [await service.admin(), await service.signUp()]
    for (const node of [service, second]) {
      expect(await node.client(visitor.token)(readMe, {})).toMatchObject({ ok: true })
    }
    expect(await change(admin, visitor, { disabled: true })).toMatchObject({
      ok: true,
      data: { id: visitor.account.id, disabled: true, lastUsedAt: null },
    })
    const disabledAt = performance.now()
    expect(await visitor.client(readMe, {})).toMatchObject({ ok: false, problem: { code: 'not-signed-in' } })
    expect(await becomes(async () => !(await second.client(visitor.token)(readMe, {})).ok)).toBe(true)
    expect(performance.now() - disabledAt).toBeLessThan(5_000)

    expect(await signInAs(visitor, visitor.password)).toMatchObject({
      ok: false,
      problem: { code: 'account-disabled', status: 403 },
    })
    expect(await change(admin, visitor, { disabled: false })).toMatchObject({ data: { disabled: false } })
    expect(await signInAs(visitor, visitor.password)).toMatchObject({ ok: true })
    expect(await visitor.client(readMe, {})).toMatchObject({ ok: false })
  })

  test('says so to whoever knows its password, and to nobody else', async () => {
    const [admin, visitor] = [await service.admin(), await service.signUp()]
    await change(admin, visitor, { disabled: true })
    expect(await signInAs(visitor, 'a password nobody has')).toMatchObject({
      ok: false,
      problem: { code: 'wrong-credentials', status: 401 },
    })
  })

  test('is nobody to its tokens, even to one that was left in the database', async () => {
    const visitor = await service.signUp()
    await sql`UPDATE accounts SET disabled_at = now() WHERE id = ${visitor.account.id}`.execute(
      service.database.queries,
    )
    expect(await visitor.client(readMe, {})).toMatchObject({ ok: false, problem: { code: 'not-signed-in' } })
  })

  test('has no session that began at the moment when it was disabled', async () => {
    const [admin, visitor] = [await service.admin(), await service.signUp()]
    const [, ...begun] = await Promise.all([
      change(admin, visitor, { disabled: true }),
      ...Array.from({ length: 8 }, () => signInAs(visitor, visitor.password)),
    ])
    const tokens = begun.flatMap((outcome) => (outcome.ok ? [outcome.data.token] : []))
    for (const token of tokens) expect(await service.client(token)(readMe, {})).toMatchObject({ ok: false })
    const sessions = await sql`SELECT FROM sessions WHERE account_id = ${visitor.account.id}`.execute(
      service.database.queries,
    )
    expect(sessions.rows).toEqual([])
  })

  test('stays among the members of its organizers', async () => {
    const [admin, owner, member] = [await service.admin(), await service.signUp(), await service.signUp()]
    const made = await owner.client(createOrganizer, { body: { name: 'Hall' } })
    if (!made.ok) throw new Error(made.problem.detail)
    const params = { organizerId: made.data.id }
    await owner.client(addMember, { params, body: { email: member.email, role: 'manager' } })
    await change(admin, member, { disabled: true })
    const members = await owner.client(listMembers, { params })
    expect(members.ok && members.data.items.map(({ accountId }) => accountId)).toContain(member.account.id)
  })

  test('is enabled by the operator who makes it an admin from outside', async () => {
    const [admin, visitor] = [await service.admin(), await service.signUp()]
    await change(admin, visitor, { disabled: true })
    const { email, password } = visitor
    const made = await service.accounts.createAdmin({ email, password: 'not this one', name: 'Other' })
    expect(made).toMatchObject({ state: 'promoted' })
    expect(await signInAs(visitor, password)).toMatchObject({ ok: true, data: { account: { admin: true } } })
  })
})

describe('the last admin', () => {
  beforeEach(dismissAdmins)

  test('stays an admin and enabled, until there is another', async () => {
    const admin = await service.admin()
    for (const body of [{ admin: false }, { disabled: true }, { admin: false, disabled: true }]) {
      expect(await change(admin, admin, body)).toMatchObject({
        ok: false,
        problem: { code: 'last-admin', status: 409 },
      })
    }
    const other = await service.signUp()
    expect(await change(admin, other, { admin: true })).toMatchObject({ ok: true, data: { admin: true } })
    expect(await other.client(inviteAdmin, { body: {} })).toMatchObject({ ok: true })
    expect(await change(admin, admin, { admin: false })).toMatchObject({ ok: true, data: { admin: false } })
    expect(await admin.client(inviteAdmin, { body: {} })).toMatchObject({ problem: { code: 'not-allowed' } })
  })

  test('is the one who works: a disabled admin does not count', async () => {
    const [admin, other] = [await service.admin(), await service.admin()]
    expect(await change(admin, other, { disabled: true })).toMatchObject({ ok: true, data: { admin: true } })
    expect(await change(admin, admin, { admin: false })).toMatchObject({ problem: { code: 'last-admin' } })
  })

  test('is left when two demote each other, or themselves, at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      await dismissAdmins()
      const [one, two] = [await service.admin(), await service.admin()]
      const [first, second] = round % 2 === 0 ? [two, one] : [one, two]
      const outcomes = await Promise.all([change(one, first, { admin: false }), change(two, second, { admin: false })])
      expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
      expect(await countAdmins()).toBe(1)
    }
  })

  test('is nobody where two demote each other without the lock (control)', async () => {
    const { queries } = service.database
    const [one, two] = [await service.admin(), await service.admin()]
    const bothHaveCounted = Promise.withResolvers<void>()
    let counters = 0
    const demote = (accountId: string) =>
      queries.transaction().execute(async (tx) => {
        const admins = await tx.selectFrom('accounts').select('id').where('admin', '=', true).execute()
        counters += 1
        if (counters === 2) bothHaveCounted.resolve()
        await bothHaveCounted.promise
        if (admins.some(({ id }) => id !== accountId)) {
          await tx.updateTable('accounts').set({ admin: false }).where('id', '=', accountId).execute()
        }
      })
    await Promise.all([demote(one.account.id), demote(two.account.id)])
    expect(await countAdmins()).toBe(0)
  })

  async function countAdmins(): Promise<number> {
    const admins = service.database.queries.selectFrom('accounts').select('id').where('admin', '=', true)
    return (await admins.where('disabled_at', 'is', null).execute()).length
  }
})

test('a change of rights is in the activity, and one that changes nothing is not', async () => {
  const [admin, visitor] = [await service.admin(), await service.signUp()]
  await change(admin, visitor, { admin: true })
  await change(admin, visitor, { admin: true })
  await change(admin, visitor, { disabled: true })
  const done = await admin.client(listActivity, { query: { limit: 50 } })
  const ofVisitor = done.ok ? done.data.items.filter(({ subjectId }) => subjectId === visitor.account.id) : []
  expect(ofVisitor.map(({ operation, accountId, detail }) => [operation, accountId, detail]).slice(0, 2)).toEqual([
    ['change-account', admin.account.id, { disabled: true, endedSessions: 1 }],
    ['change-account', admin.account.id, { admin: true, endedSessions: 0 }],
  ])
  expect(ofVisitor[2]?.operation).toBe('sign-up')
})

test('who lost the right in the meantime changes nobody any more', async () => {
  const [admin, visitor] = [await service.admin(), await service.signUp()]
  const caller = { accountId: visitor.account.id, sessionId: newId(), name: 'Was an admin', admin: true }
  await expect(service.accounts.changeAccount(caller, admin.account.id, { admin: false })).rejects.toMatchObject({
    refusal: { code: 'not-allowed' },
  })
})
