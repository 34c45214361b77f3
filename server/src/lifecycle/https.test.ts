import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2, constants } from 'node:http2'
import { request as requestHttp1 } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer, text as readText } from 'node:stream/consumers'
import {
  connect as connectTls,
  type ConnectionOptions,
  createServer as createTlsServer,
  getCACertificates,
  setDefaultCACertificates,
} from 'node:tls'

import { placeOrder } from '@fairground/contract'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { startTestService, type TestService } from '../testing/service.ts'
import { PATIENCE_MS } from './programs.ts'
import { newBuyer, newSale, PASSWORD } from './sale.ts'

const CUT_AFTER_MS = 15_000
const LATE_BY_MS = 8_000

let folder: string
let service: TestService
let ca: string
let key: string
const trustedBefore = getCACertificates('default')

beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'Fairground test' }], {
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  })
  ca = made.cert
  key = made.private
  folder = await mkdtemp(join(tmpdir(), 'fairground-tls-'))
  await writeFile(join(folder, 'cert.pem'), ca)
  await writeFile(join(folder, 'key.pem'), key)
  // What NODE_EXTRA_CA_CERTS does at the start of a program, so that the typed client trusts the certificate.
  setDefaultCACertificates([...trustedBefore, ca])
  service = await startSecure()
})
afterAll(async () => {
  await service.stop()
  setDefaultCACertificates(trustedBefore)
  await rm(folder, { recursive: true, force: true })
})

function startSecure(): Promise<TestService> {
  return startTestService({ env: { TLS_CERT: join(folder, 'cert.pem'), TLS_KEY: join(folder, 'key.pem') } })
}

/** What a handshake with these options ends with: the protocol's name, or the error's code. */
async function handshake(port: number, options: ConnectionOptions): Promise<string> {
  const socket = connectTls({ port, host: '127.0.0.1', ca, ...options })
  try {
    await once(socket, 'secureConnect')
    return `${socket.getProtocol()} ${socket.alpnProtocol || 'without ALPN'}`
  } catch (error) {
    return String((error as { code?: string }).code)
  } finally {
    socket.destroy()
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port)
}

interface Reply {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

function ask(session: ClientHttp2Session, method: string, path: string, token?: string, body?: unknown) {
  const stream = session.request({
    ':method': method,
    ':path': path,
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  })
  stream.end(body === undefined ? undefined : JSON.stringify(body))
  return replyOf(stream)
}

async function replyOf(stream: ClientHttp2Stream): Promise<Reply> {
  const [headers] = await once(stream, 'response')
  return { status: headers[constants.HTTP2_HEADER_STATUS], headers, text: await readText(stream) }
}

async function openSession(url: string): Promise<ClientHttp2Session> {
  const session = connectHttp2(url, { ca })
  session.on('error', () => {})
  await once(session, 'connect')
  return session
}

describe('TLS', () => {
  // OpenSSL offers 1.1 only when it is told to lower its guard.
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const

  test('1.2 and 1.3 are spoken, 1.1 is not', async () => {
    const port = portOf(service.url)
    expect(await handshake(port, { maxVersion: 'TLSv1.2' })).toBe('TLSv1.2 without ALPN')
    expect(await handshake(port, { minVersion: 'TLSv1.3' })).toBe('TLSv1.3 without ALPN')
    expect(await handshake(port, old)).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
  })

  test('1.1 would be spoken by this client: a server that allows it is reached', async () => {
    const server = createTlsServer({ cert: ca, key, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }).listen(0)
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    expect(await handshake(port, old)).toBe('TLSv1.1 without ALPN')
    server.close()
  })

  test('a client that speaks HTTP/2 gets it, others get HTTP/1.1', async () => {
    const port = portOf(service.url)
    expect(await handshake(port, { ALPNProtocols: ['h2', 'http/1.1'] })).toBe('TLSv1.3 h2')
    expect(await handshake(port, { ALPNProtocols: ['http/1.1'] })).toBe('TLSv1.3 http/1.1')
    const request = requestHttp1(`${service.url}/healthz`, { ca }).end()
    const [response] = await once(request, 'response')
    expect(response.httpVersion).toBe('1.1')
    expect(response.statusCode).toBe(200)
    expect(await readText(response)).toContain('"ok":true')
  })
})

test('the session cookie is bound to the host and never leaves it in the clear', async () => {
  const session = await openSession(service.url)
  const { email } = await newBuyer(service.url)
  const signedIn = await ask(session, 'POST', '/api/sessions', undefined, { email, password: PASSWORD })
  expect(signedIn.status).toBe(201)
  const [cookie = ''] = signedIn.headers['set-cookie'] ?? []
  expect(cookie).toMatch(/^__Host-session=[\w-]{43}; /)
  expect(cookie.split('; ')).toEqual(expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']))
  expect(cookie).not.toContain('Domain')
  expect(signedIn.headers['strict-transport-security']).toMatch(/^max-age=\d+/)
  const me = session.request({ ':path': '/api/accounts/me', cookie: cookie.split(';')[0] ?? '' })
  expect(await replyOf(me)).toMatchObject({ status: 200 })
  session.close()
})

test('a purchase over HTTP/2, and what is left as it changes in a stream beside it', async () => {
  const buyer = await newBuyer(service.url)
  const { eventId, one } = await newSale(buyer, 10)
  const session = await openSession(service.url)
  const live = session.request({ ':path': `/api/events/${eventId}/live` })
  let events = ''
  live.setEncoding('utf8').on('data', (some) => (events += some))
  await vi.waitUntil(() => events.includes('"left":10'), { timeout: PATIENCE_MS })
  const bought = await ask(session, 'POST', `/api/events/${eventId}/orders`, buyer.token, one)
  expect(bought.status).toBe(201)
  expect(JSON.parse(bought.text)).toMatchObject({ state: 'confirmed', tickets: [{ state: 'valid' }] })
  await vi.waitUntil(() => events.includes('"left":9'), { timeout: PATIENCE_MS })
  session.destroy()
  // The typed client speaks HTTP/1.1 on the same port.
  expect(await buyer.client(placeOrder, { params: { eventId }, body: one })).toMatchObject({ ok: true })
  await service.invariants()
})

test('a body above 64 kB is refused over HTTP/2 as well', async () => {
  const session = await openSession(service.url)
  const refused = await ask(session, 'POST', '/api/sessions', undefined, { email: 'x'.repeat(100_000) })
  expect(refused.status).toBe(413)
  expect(JSON.parse(refused.text)).toMatchObject({ code: 'too-large' })
  session.destroy()
})

test('a stop answers what was accepted on open HTTP/2 sessions, ends their streams and closes them', async () => {
  const stopping = await startSecure()
  const buyer = await newBuyer(stopping.url)
  const { eventId, one } = await newSale(buyer, 10)
  const [idle, busy] = [await openSession(stopping.url), await openSession(stopping.url)]
  expect(await ask(idle, 'GET', '/readyz')).toMatchObject({ status: 200 })
  const live = busy.request({ ':path': `/api/events/${eventId}/live` })
  const streamed = buffer(live)
  await once(live, 'response')
  const { allocator } = stopping.inventory
  allocator.pause()
  const order = ask(busy, 'POST', `/api/events/${eventId}/orders`, buyer.token, one)
  await vi.waitUntil(() => allocator.depth() === 1, { timeout: PATIENCE_MS })

  const closed = [idle, busy].map((session) => once(session, 'close'))
  const stopped = stopping.stop()
  await Promise.all([closed[0], streamed])
  allocator.resume()
  expect(await order).toMatchObject({ status: 201 })
  await Promise.all([...closed, stopped])
})

describe.concurrent('an HTTP/2 stream', () => {
  test('whose request does not end is reset after 15 s, however it trickles', async () => {
    const session = await openSession(service.url)
    const startedAt = performance.now()
    const stream = session.request({ ':method': 'POST', ':path': '/api/sessions', 'content-type': 'application/json' })
    stream.on('error', () => {})
    const drip = setInterval(() => stream.write(' '), 500)
    await once(stream, 'close')
    clearInterval(drip)
    expectAfter15Seconds(performance.now() - startedAt)
    expect(stream.rstCode).toBe(constants.NGHTTP2_CANCEL)
    // The others of the same session do not suffer for it.
    expect(await ask(session, 'GET', '/healthz')).toMatchObject({ status: 200 })
    session.destroy()
  })

  test('whose reader takes nothing is reset after 15 s', async () => {
    const session = await openSession(service.url)
    const startedAt = performance.now()
    // Its window holds 64 kB, and the document is larger.
    const stream = session.request({ ':path': '/openapi.json' })
    stream.on('error', () => {})
    stream.pause()
    await once(stream, 'close')
    expectAfter15Seconds(performance.now() - startedAt)
    session.destroy()
  })

  test('of events lives on by heartbeats', async () => {
    const buyer = await newBuyer(service.url)
    const { eventId } = await newSale(buyer, 10)
    const session = await openSession(service.url)
    const live = session.request({ ':path': `/api/events/${eventId}/live` })
    let events = ''
    live.setEncoding('utf8').on('data', (some) => (events += some))
    const heartbeats = () => events.match(/: still open/g)?.length ?? 0
    await vi.waitUntil(() => heartbeats() === 2 || live.destroyed, { timeout: PATIENCE_MS })
    expect(heartbeats()).toBe(2)
    session.destroy()
  })
})

function expectAfter15Seconds(ms: number): void {
  expect(ms).toBeGreaterThan(CUT_AFTER_MS - 100)
  expect(ms).toBeLessThan(CUT_AFTER_MS + LATE_BY_MS)
}
