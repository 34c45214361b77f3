import { randomBytes } from 'node:crypto'

import {
  changePassword,
  listEvents,
  placeHold,
  placeOrder,
  readMe,
  releaseHold,
  signIn,
  signOut,
} from '@fairground/contract'
import { createClient } from '@fairground/contract/client'
import { expect, test } from 'vitest'

import { startProcess } from '../testing/process.ts'
import { createDatabase, dropDatabase } from '../testing/service.ts'
import { newBuyer, newSale, PASSWORD } from './sale.ts'

interface Line {
  time: string
  level: string
  operation: string
  who: string
  outcome: string
  reason?: string
  ms: number
  status: number
}

test('each operation is one line of who did what with which outcome, and no line holds an e-mail, password or token', async () => {
  const connectionString = await createDatabase()
  const adminPassword = randomBytes(9).toString('hex')
  const service = await startProcess({
    connectionString,
    env: { FAIRGROUND_ADMIN_EMAIL: 'the-admin@fairground.test', FAIRGROUND_ADMIN_PASSWORD: adminPassword },
  })
  const { url } = service
  const anonymous = createClient({ server: url })
  const organizer = await newBuyer(url)
  const buyer = await newBuyer(url)
  const { eventId, one, ticketTypeId } = await newSale(organizer, 2)
  const params = { eventId }

  const wrong = 'not the password at all'
  await anonymous(signIn, { body: { email: buyer.email, password: wrong } })
  const signedIn = await anonymous(signIn, { body: { email: buyer.email, password: PASSWORD } })
  if (!signedIn.ok) throw new Error(signedIn.problem.detail)
  const { token } = signedIn.data
  await createClient({ server: url, token })(signOut, {})
  await createClient({ server: url, token })(readMe, {})
  await anonymous(listEvents, { query: { query: buyer.email } })
  const hold = await buyer.client(placeHold, { params, body: one })
  if (!hold.ok) throw new Error(hold.problem.detail)
  await buyer.client(releaseHold, { params: { eventId, holdId: hold.data.id } })
  const order = await buyer.client(placeOrder, { params, body: one })
  await buyer.client(placeOrder, { params, body: { lines: [{ ticketTypeId, quantity: 2 }] } })
  const newPassword = 'another password for tests'
  await buyer.client(changePassword, { body: { currentPassword: wrong, newPassword } })
  await buyer.client(changePassword, { body: { currentPassword: PASSWORD, newPassword } })
  // Secrets where a careless log would show them: in an address, in a body that is not JSON, in fields nobody knows.
  const key = 'an-idempotency-key-of-somebody'
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
  await fetch(`${url}/api/nothing?token=${buyer.token}&email=${buyer.email}`)
  await post('/api/sessions', `{"email":"${buyer.email}","password":"${PASSWORD}"`)
  await post('/api/sessions', JSON.stringify({ email: buyer.email, password: PASSWORD, [buyer.token]: true }))
  await post(`/api/events/${eventId}/orders`, JSON.stringify({ ...one, email: buyer.email }), {
    authorization: `Bearer ${buyer.token}`,
    'idempotency-key': key,
  })
  expect(await service.stop()).toEqual({ code: 0, signal: null })
  await dropDatabase(connectionString)

  const all = service.output()
  const lines = all.split('\n').filter((line) => line.startsWith('{'))
  const operations = lines.map((line) => JSON.parse(line) as Line).filter((line) => line.operation !== undefined)
  expect(operations.map(({ operation, who, outcome, status }) => [operation, who, outcome, status])).toEqual([
    ['sign-up', 'anonymous', 'ok', 201],
    ['sign-up', 'anonymous', 'ok', 201],
    ['create-event', organizer.accountId, 'ok', 201],
    ['sign-in', 'anonymous', 'wrong-credentials', 401],
    ['sign-in', 'anonymous', 'ok', 201],
    ['sign-out', buyer.accountId, 'ok', 204],
    ['read-me', 'anonymous', 'not-signed-in', 401],
    ['list-events', 'anonymous', 'ok', 200],
    ['place-hold', buyer.accountId, 'ok', 201],
    ['release-hold', buyer.accountId, 'ok', 204],
    ['place-order', buyer.accountId, 'ok', 201],
    ['place-order', buyer.accountId, 'not-enough-left', 409],
    ['change-password', buyer.accountId, 'wrong-credentials', 401],
    ['change-password', buyer.accountId, 'ok', 204],
    ['unknown', 'anonymous', 'not-found', 404],
    ['sign-in', 'anonymous', 'unreadable', 400],
    ['sign-in', 'anonymous', 'invalid', 422],
    ['place-order', buyer.accountId, 'invalid', 422],
  ])
  for (const line of operations) {
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(line.level).toBe('info')
    expect(line.ms).toBeGreaterThanOrEqual(0)
    expect(typeof line.reason).toBe(line.outcome === 'ok' ? 'undefined' : 'string')
  }
  const codes = order.ok ? order.data.tickets.map((ticket) => ticket.code) : []
  expect(codes).toHaveLength(1)
  const secrets = [PASSWORD, wrong, newPassword, adminPassword, organizer.token, buyer.token, token, key, ...codes]
  for (const secret of secrets) expect(all).not.toContain(secret)
  expect(all).not.toMatch(/@fairground\.test|the-admin|postgres:\/\/|argon2|__Host-|bearer/i)
})
