import { once } from 'node:events'
import type { Socket } from 'node:net'

import { listEvents, placeOrder } from '@fairground/contract'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { startTestService, type TestService } from '../testing/service.ts'
import { newBuyer, newSale } from './sale.ts'
import { PATIENCE_MS } from './programs.ts'
import { getOf, openWire, trickle } from './wire.ts'

/** Each limit is enforced once a second, and a busy machine may be late by some more. */
const LATE_BY_MS = 8_000
const BODY_LIMIT = 64 * 1024

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

// They wait for most of their time: all at once they take as long as the longest.
describe.concurrent('a connection', () => {
  test('that is slow with its headers is cut after about 5 s', async () => {
    const wire = await openWire(service.url)
    await trickle(wire, `GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ${'x'.repeat(60)}`)
    expectBetween(await wire.ended, 4_900, 5_000 + LATE_BY_MS)
    expect(wire.received()).toMatch(/^$|^HTTP\/1.1 408 /)
  })

  test('that is slow with its body is cut after 15 s', async () => {
    const wire = await openWire(service.url)
    wire.send(
      'POST /api/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n',
    )
    await trickle(wire, `{"email": "${'x'.repeat(60)}`)
    expectBetween(await wire.ended, 14_900, 15_000 + LATE_BY_MS)
    expect(wire.received()).toMatch(/^$|^HTTP\/1.1 408 /)
  })

  test('whose reader takes nothing for 15 s is cut', async () => {
    const seen = new Map<number | undefined, Socket>()
    const note = (socket: Socket) => seen.set(socket.remotePort, socket)
    service.app.server.on('connection', note)
    const wire = await openWire(service.url)
    wire.socket.pause()
    wire.send(getOf('/openapi.json').repeat(500))
    const ours = await vi.waitUntil(() => seen.get(wire.socket.localPort), { timeout: PATIENCE_MS, interval: 5 })
    service.app.server.off('connection', note)
    // What the kernel takes for the reader counts as taken; it may find a little more room when it is full at first.
    await vi.waitUntil(() => ours.writableLength > 0, { timeout: PATIENCE_MS, interval: 5 })
    const startedAt = performance.now()
    await once(ours, 'close')
    expectBetween(performance.now() - startedAt, 14_000, 15_000 + LATE_BY_MS)
    wire.socket.destroy()
  })

  test('with an event stream lives on without any event, by heartbeats', async () => {
    const { eventId } = await newSale(await newBuyer(service.url), 10)
    const wire = await openWire(service.url)
    wire.send(getOf(`/api/events/${eventId}/live`))
    const heartbeats = () => wire.received().match(/: still open/g)?.length ?? 0
    // The second one comes after 20 s.
    await vi.waitUntil(() => heartbeats() === 2 || wire.socket.destroyed, { timeout: PATIENCE_MS })
    expect(heartbeats()).toBe(2)
    wire.socket.destroy()
  })

  test('that is quiet between two requests is kept', async () => {
    const wire = await openWire(service.url)
    wire.send(getOf('/healthz'))
    await wire.receives('"ok":true')
    // As long as the longest limit above, after which an idle connection would be gone if they counted for it.
    await Promise.race([wire.ended, new Promise((resolve) => setTimeout(resolve, 17_000))])
    wire.send(getOf('/readyz'))
    await wire.receives('"ready":true')
    wire.socket.destroy()
  })
})

describe('a body', () => {
  const send = (body: string) =>
    fetch(`${service.url}/api/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const bodyOf = (bytes: number) => `{"email":"${'x'.repeat(bytes - 12)}"}`

  test('of 64 kB is read, and one byte more is too large', async () => {
    expect((await send(bodyOf(BODY_LIMIT))).status).toBe(422)
    const refused = await send(bodyOf(BODY_LIMIT + 1))
    expect(refused.status).toBe(413)
    expect(refused.headers.get('content-type')).toBe('application/problem+json')
    expect(await refused.json()).toMatchObject({ status: 413, code: 'too-large' })
  })

  test('of 1 MB is refused, whether it says its length or not', async () => {
    const large = bodyOf(1024 * 1024)
    const wire = await openWire(service.url)
    const head = 'POST /api/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
    wire.send(`${head}content-length: ${large.length}\r\n\r\n${large}`)
    await wire.receives('HTTP/1.1 413')
    const chunked = await openWire(service.url)
    chunked.send(`${head}transfer-encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`)
    await chunked.receives('HTTP/1.1 413')
    for (const { socket } of [wire, chunked]) socket.destroy()
  })
})

test('with MAX_CONNECTIONS open, one more is closed unanswered, until another has gone', async ({ onTestFinished }) => {
  const small = await service.second({ MAX_CONNECTIONS: '5' })
  const wires = await Promise.all(Array.from({ length: 5 }, () => openWire(small.url)))
  onTestFinished(() => wires.forEach(({ socket }) => socket.destroy()))
  for (const wire of wires) {
    wire.send(getOf('/healthz'))
    await wire.receives('"ok":true')
  }
  const sixth = await openWire(small.url)
  sixth.send(getOf('/healthz'))
  await sixth.ended
  expect(sixth.received()).toBe('')
  const left = wires.pop()
  left?.socket.end()
  await left?.ended
  let answered = false
  while (!answered) {
    const wire = await openWire(small.url)
    wires.push(wire)
    wire.send(getOf('/healthz'))
    // The service may not have noticed yet that one has left.
    answered = await Promise.race([wire.receives('"ok":true').then(() => true), wire.ended.then(() => false)])
  }
})

describe('ADDRESS_LIMIT', () => {
  const LIMIT = 12

  /** Attempts of one address, as the service may see them; resolves to how many of them were let through. */
  async function allowed(url: string, attempts: number, headers: Record<string, string> = {}): Promise<number> {
    let count = 0
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const response = await fetch(`${url}/api/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{}',
      })
      // Nobody is signed in: what is let through is refused for that, and nothing costs a password's hash.
      expect([401, 429]).toContain(response.status)
      if (response.status === 401) count += 1
    }
    return count
  }

  test('counts sign-ins, sign-ups and anonymous writes together; reads and buyers who are signed in are free', async () => {
    const limited = await service.second({ ADDRESS_LIMIT: String(LIMIT) })
    const organizer = await newBuyer(limited.url)
    const buyer = await newBuyer(limited.url)
    const post = (path: string, body: unknown) =>
      fetch(`${limited.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    expect((await post('/api/sessions', { email: 'nobody@fairground.test', password: 'wrong password' })).status).toBe(
      401,
    )
    // Two sign-ups and a sign-in are used up.
    expect(await allowed(limited.url, LIMIT)).toBe(LIMIT - 3)
    const refusals = [
      await post('/api/sessions', { email: buyer.email, password: 'wrong password' }),
      await post('/api/accounts', { email: 'new@fairground.test', password: 'long enough', name: 'New' }),
      await post('/api/events', {}),
    ]
    for (const refused of refusals) {
      expect(refused.status).toBe(429)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)
      expect(await refused.json()).toMatchObject({ code: 'too-many-requests' })
    }
    const { eventId, one } = await newSale(organizer, 100)
    for (let bought = 0; bought < LIMIT + 3; bought += 1) {
      expect(await buyer.client(placeOrder, { params: { eventId }, body: one })).toMatchObject({ ok: true })
      expect(await limited.client()(listEvents, {})).toMatchObject({ ok: true })
    }
  })

  test('goes by the address of the connection, whatever a client writes into its headers', async () => {
    const direct = await service.second({ ADDRESS_LIMIT: String(LIMIT) })
    expect(await allowed(direct.url, LIMIT, { 'x-forwarded-for': '192.0.2.1' })).toBe(LIMIT)
    expect(await allowed(direct.url, 2, { 'x-forwarded-for': '192.0.2.2' })).toBe(0)
  })

  test('goes by the address that a proxy of TRUST_PROXY saw, and not by what the client told that proxy', async () => {
    const behind = await service.second({ ADDRESS_LIMIT: String(LIMIT), TRUST_PROXY: '127.0.0.0/8, 10.0.0.7' })
    expect(await allowed(behind.url, LIMIT + 2, { 'x-forwarded-for': '192.0.2.1' })).toBe(LIMIT)
    expect(await allowed(behind.url, 2, { 'x-forwarded-for': '203.0.113.9, 192.0.2.1' })).toBe(0)
    expect(await allowed(behind.url, 2, { 'x-forwarded-for': '192.0.2.1, 10.0.0.7' })).toBe(0)
    expect(await allowed(behind.url, 2, { 'x-forwarded-for': '192.0.2.2' })).toBe(2)
  })
})

function expectBetween(ms: number, least: number, most: number): void {
  expect(ms).toBeGreaterThan(least)
  expect(ms).toBeLessThan(most)
}
