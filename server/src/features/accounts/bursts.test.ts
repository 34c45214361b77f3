import { createBurstAccounts, listActivity, readMe, signIn } from '@fairground/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { parseConfig } from '../../config.ts'
import { isLocal } from '../../prepare.ts'
import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let service: TestService
let admin: Visitor
let buyer: Visitor
beforeAll(async () => {
  service = await startTestService({ env: { ALLOW_BURST_ACCOUNTS: '1' } })
  admin = await service.admin()
  buyer = await service.signUp()
})
afterAll(() => service.stop())

describe('accounts in bulk', () => {
  test('are signed in at once, have no password, and are written down as one deed', async () => {
    const startedAt = performance.now()
    const made = await admin.client(createBurstAccounts, { body: { count: 2_000 } })
    expect(performance.now() - startedAt).toBeLessThan(5_000)
    if (!made.ok) throw new Error(made.problem.detail)
    const last = made.data.accounts.at(-1)
    const me = await service.client(last?.token)(readMe, {})
    expect(me).toMatchObject({ ok: true, data: { id: last?.accountId, admin: false } })
    const email = me.ok ? me.data.email : ''
    expect(email).toMatch(/@burst\.invalid$/)
    const guessed = await service.client()(signIn, { body: { email, password: '' } })
    expect(guessed).toMatchObject({ ok: false, problem: { code: 'wrong-credentials' } })
    const activity = await admin.client(listActivity, {})
    const deeds = activity.ok
      ? activity.data.items.filter(({ operation }) => operation === 'create-burst-accounts')
      : []
    expect(deeds).toMatchObject([{ accountId: admin.account.id, detail: { count: 2_000 } }])
  })

  test('are for admins only', async () => {
    const body = { count: 1 }
    expect(await buyer.client(createBurstAccounts, { body })).toMatchObject({ problem: { code: 'not-allowed' } })
    expect(await service.client()(createBurstAccounts, { body })).toMatchObject({ problem: { code: 'not-signed-in' } })
  })

  test('are no route where the service does not allow them, not even for admins', async () => {
    const strict = await service.second({ ALLOW_BURST_ACCOUNTS: '0' })
    const outcome = await strict.client(admin.token)(createBurstAccounts, { body: { count: 1 } })
    expect(outcome).toMatchObject({ ok: false, problem: { code: 'not-found', status: 404 } })
  })
})

describe('the demo may make them', () => {
  const isLocalWith = (env: Record<string, string | undefined>) => isLocal(parseConfig(env, '/'))

  test.each([{}, { HOST: 'localhost' }, { HOST: '::1' }, { HOST: '127.0.0.2' }])('at %j', (env) => {
    expect(isLocalWith(env)).toBe(true)
  })

  test.each([
    { HOST: '0.0.0.0' },
    { HOST: '192.168.1.5' },
    { HOST: '127.0.0.1.example.org' },
    { PUBLIC_URL: 'https://tickets.example' },
    { TRUST_PROXY: 'loopback' },
  ])('but not at %j', (env) => {
    expect(isLocalWith(env)).toBe(false)
  })
})
