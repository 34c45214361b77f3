import { addMember, changeMember, createOrganizer, listMembers, readMe, removeMember } from '@fairground/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { newId } from '../../ids.ts'
import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

async function organizerOf(owner: Visitor, name = 'The Hall'): Promise<string> {
  const made = await owner.client(createOrganizer, { body: { name } })
  if (!made.ok) throw new Error(made.problem.detail)
  return made.data.id
}

async function join(owner: Visitor, organizerId: string, role: 'owner' | 'manager' | 'door'): Promise<Visitor> {
  const visitor = await service.signUp()
  const added = await owner.client(addMember, { params: { organizerId }, body: { email: visitor.email, role } })
  expect(added).toMatchObject({ ok: true, status: 201, data: { accountId: visitor.account.id, role } })
  return visitor
}

describe('an organizer', () => {
  test('belongs to the account that made it', async () => {
    const owner = await service.signUp()
    const id = await organizerOf(owner, 'Théâtre de la Ville')
    expect(await owner.client(readMe, {})).toMatchObject({
      ok: true,
      data: { organizers: [{ id, name: 'Théâtre de la Ville', slug: 'theatre-de-la-ville', role: 'owner' }] },
    })
  })

  test('has a short name of its own, chosen or made', async () => {
    const { client } = await service.signUp()
    const chosen = { name: 'One', slug: 'one-of-a-kind' }
    expect(await client(createOrganizer, { body: chosen })).toMatchObject({ ok: true, data: { slug: chosen.slug } })
    expect(await client(createOrganizer, { body: chosen })).toMatchObject({
      ok: false,
      problem: { code: 'slug-taken' },
    })
    const made = await Promise.all(
      Array.from({ length: 5 }, () => client(createOrganizer, { body: { name: 'تماشاخانه' } })),
    )
    const slugs = made.map((outcome) => (outcome.ok ? outcome.data.slug : ''))
    expect(new Set(slugs).size).toBe(5)
    for (const slug of slugs) expect(slug).toMatch(/^organizer(-[0-9a-f]{8})?$/)
  })

  test('of ones own is made once, though two need it at the same moment', async () => {
    const { account } = await service.signUp('Ada')
    const caller = { accountId: account.id, sessionId: '', name: account.name, admin: false }
    const own = () => service.database.queries.transaction().execute((tx) => service.accounts.ownOrganizer(tx, caller))
    const ids = await Promise.all([own(), own(), own()])
    expect(new Set(ids).size).toBe(1)
    expect(await service.accounts.roleOf(account.id, ids[0] ?? '')).toBe('owner')
  })

  test('is limited in number for one account', async () => {
    const { client } = await service.signUp()
    for (let made = 0; made < 100; made += 1) await client(createOrganizer, { body: { name: `Hall ${made}` } })
    expect(await client(createOrganizer, { body: { name: 'One more' } })).toMatchObject({
      ok: false,
      problem: { code: 'invalid', status: 422 },
    })
  })
})

describe('members', () => {
  test('are added, changed and removed by owners and admins only', async () => {
    const owner = await service.signUp()
    const organizerId = await organizerOf(owner)
    const manager = await join(owner, organizerId, 'manager')
    const stranger = await service.signUp()
    const params = { organizerId, accountId: manager.account.id }
    for (const other of [manager, stranger]) {
      const body = { email: stranger.email, role: 'owner' } as const
      const refused = { ok: false, problem: { code: 'not-allowed', status: 403 } }
      expect(await other.client(addMember, { params: { organizerId }, body })).toMatchObject(refused)
      expect(await other.client(changeMember, { params, body: { role: 'owner' } })).toMatchObject(refused)
    }
    const removed = await stranger.client(removeMember, { params })
    expect(removed).toMatchObject({ ok: false, problem: { code: 'not-allowed' } })
    const admin = await service.admin()
    expect(await admin.client(changeMember, { params, body: { role: 'door' } })).toMatchObject({
      ok: true,
      data: { role: 'door' },
    })
  })

  test('are seen by owners and managers, and by nobody else', async () => {
    const owner = await service.signUp()
    const organizerId = await organizerOf(owner)
    const manager = await join(owner, organizerId, 'manager')
    const door = await join(owner, organizerId, 'door')
    const seen = await manager.client(listMembers, { params: { organizerId } })
    expect(seen.ok && seen.data.items.map((member) => member.role).toSorted()).toEqual(['door', 'manager', 'owner'])
    for (const other of [door, await service.signUp()]) {
      expect(await other.client(listMembers, { params: { organizerId } })).toMatchObject({
        ok: false,
        problem: { code: 'not-allowed' },
      })
    }
  })

  test('are added once, and only who has signed up', async () => {
    const owner = await service.signUp('Zuleikha')
    const organizerId = await organizerOf(owner)
    const add = (email: string) => owner.client(addMember, { params: { organizerId }, body: { email, role: 'door' } })
    const again = await add(owner.email)
    expect(again).toMatchObject({ ok: false, problem: { code: 'already-there' } })
    // The log keeps what a refusal says, and no names.
    expect(JSON.stringify(again)).not.toContain('Zuleikha')
    expect(await add('nobody@fairground.test')).toMatchObject({ ok: false, problem: { code: 'not-found' } })
    const unknown = { params: { organizerId: newId() }, body: { email: owner.email, role: 'door' } } as const
    expect(await owner.client(addMember, unknown)).toMatchObject({ ok: false, problem: { code: 'not-found' } })
  })

  test('may leave, but not the last owner', async () => {
    const owner = await service.signUp('Zuleikha')
    const organizerId = await organizerOf(owner)
    const door = await join(owner, organizerId, 'door')
    const leave = (member: Visitor) =>
      member.client(removeMember, { params: { organizerId, accountId: member.account.id } })
    expect(await leave(door)).toMatchObject({ ok: true, status: 204 })
    const refused = await leave(owner)
    expect(refused).toMatchObject({ ok: false, problem: { code: 'last-owner', status: 409 } })
    expect(JSON.stringify(refused)).not.toContain('Zuleikha')
    const params = { organizerId, accountId: owner.account.id }
    expect(await owner.client(changeMember, { params, body: { role: 'door' } })).toMatchObject({
      ok: false,
      problem: { code: 'last-owner' },
    })
  })

  test('who are the two last owners and leave at once leave one behind', async () => {
    for (let round = 0; round < 5; round += 1) {
      const owner = await service.signUp()
      const organizerId = await organizerOf(owner)
      const other = await join(owner, organizerId, 'owner')
      const outcomes = await Promise.all(
        [owner, other].map((member) =>
          member.client(removeMember, { params: { organizerId, accountId: member.account.id } }),
        ),
      )
      expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
    }
  })

  test('who are counted without the lock leave nobody behind (control)', async () => {
    const owner = await service.signUp()
    const organizerId = await organizerOf(owner)
    const other = await join(owner, organizerId, 'owner')
    const { queries } = service.database
    const bothHaveCounted = Promise.withResolvers<void>()
    let counters = 0
    const leave = (accountId: string) =>
      queries.transaction().execute(async (tx) => {
        const owners = tx.selectFrom('members').select('account_id').where('organizer_id', '=', organizerId)
        const others = (await owners.where('role', '=', 'owner').execute()).length - 1
        counters += 1
        if (counters === 2) bothHaveCounted.resolve()
        await bothHaveCounted.promise
        if (others > 0) {
          const mine = tx.deleteFrom('members').where('organizer_id', '=', organizerId)
          await mine.where('account_id', '=', accountId).execute()
        }
      })
    await Promise.all([owner, other].map((member) => leave(member.account.id)))
    const left = await queries.selectFrom('members').select('role').where('organizer_id', '=', organizerId).execute()
    expect(left).toEqual([])
  })
})
