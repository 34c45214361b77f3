import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { openBroadcast, type Reader } from './broadcast.ts'

const PATIENCE = { timeout: 20_000, interval: 5 }

const apps: FastifyInstance[] = []
const sockets: Socket[] = []
let stopping: AbortController
/** Of all streams that were opened, in order. */
let readers: Reader[]
let ended: Reader[]

beforeEach(() => {
  stopping = new AbortController()
  readers = []
  ended = []
})
afterEach(async () => {
  vi.useRealTimers()
  for (const socket of sockets.splice(0)) socket.destroy()
  stopping.abort()
  for (const app of apps.splice(0)) await app.close()
})

/** An app whose `/` is a stream; resolves to its port. */
async function serveStreams(options: { http2?: true } = {}): Promise<number> {
  // Fastify types an HTTP/2 server apart, but its routes are the same.
  const app = (options.http2 ? fastify({ http2: true }) : fastify()) as unknown as FastifyInstance
  apps.push(app)
  const broadcast = openBroadcast(stopping.signal)
  app.get('/', async (_request, reply) => {
    const reader = broadcast.open({ reply }, () => ended.push(reader))
    readers.push(reader)
  })
  // Opens when its client has gone, as a lookup that takes long would.
  app.get('/late', async ({ raw }, reply) => {
    await new Promise((resolve) => raw.once('close', resolve))
    const reader = broadcast.open({ reply }, () => ended.push(reader))
    readers.push(reader)
  })
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
}

interface Page {
  readonly socket: Socket
  /** All that arrived, but for the x of which long frames are made. */
  text(): string
  shows(text: string): Promise<unknown>
}

async function openPage(port: number): Promise<Page> {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  let text = ''
  socket.setEncoding('latin1').on('data', (some) => (text += String(some).replaceAll('x', '')))
  socket.write('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')
  const page = {
    socket,
    text: () => text,
    shows: (wanted: string) => vi.waitUntil(() => text.includes(wanted), PATIENCE),
  }
  await page.shows(': open')
  return page
}

const frame = (text: string) => Buffer.from(`data: ${text}\n\n`)

test('one frame reaches every reader', async () => {
  const port = await serveStreams()
  const pages = [await openPage(port), await openPage(port), await openPage(port)]
  const made = frame('{"left":2}')
  for (const reader of readers) reader.offer(made)
  for (const page of pages) await page.shows('data: {"left":2}\n\n')
  expect(pages[0]?.text()).toContain('HTTP/1.1 200 OK')
})

test('one frame reaches readers over HTTP/2 as well, until the service stops', async () => {
  const port = await serveStreams({ http2: true })
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  const stream = session.request({ ':path': '/' })
  let text = ''
  stream.setEncoding('utf8').on('data', (some) => (text += some))
  await vi.waitUntil(() => text.includes(': open'), PATIENCE)
  readers[0]?.offer(frame('1'))
  await vi.waitUntil(() => text.includes('data: 1'), PATIENCE)
  stopping.abort()
  await once(stream, 'end')
  expect(text).toBe(': open\n\ndata: 1\n\n')
  session.close()
})

test('a slow reader delays nobody, and is shown the newest of all that it missed', async () => {
  const FRAMES = 400
  const port = await serveStreams()
  const slow = await openPage(port)
  slow.socket.pause()
  const quick = await openPage(port)
  // 40 MB in all: far more than the system keeps for who does not read.
  const long = 'x'.repeat(100_000)
  for (let n = 1; n <= FRAMES; n += 1) {
    const made = frame(`${n} ${long} end of ${n};`)
    for (const reader of readers) reader.offer(made)
    await quick.shows(`end of ${n};`)
  }
  slow.socket.resume()
  await slow.shows(`end of ${FRAMES};`)
  const shown = (page: Page) => [...page.text().matchAll(/end of (\d+);/g)].map((match) => Number(match[1]))
  expect(shown(quick)).toHaveLength(FRAMES)
  const seen = shown(slow)
  expect(seen.length).toBeLessThan(FRAMES / 2)
  expect(seen).toEqual(seen.toSorted((one, other) => one - other))
  expect(new Set(seen).size).toBe(seen.length)
})

for (const http2 of [undefined, true] as const) {
  test(`a client that goes ends its stream, once (HTTP/${http2 ? 2 : 1})`, async () => {
    const port = await serveStreams({ http2 })
    if (http2) {
      const session = connectHttp2(`http://127.0.0.1:${port}`)
      await once(session.request({ ':path': '/' }), 'data')
      session.destroy()
    } else {
      const page = await openPage(port)
      page.socket.destroy()
    }
    await vi.waitUntil(() => ended.length > 0, PATIENCE)
    // Nobody is there, and nobody is harmed.
    readers[0]?.offer(frame('1'))
    readers[0]?.end()
    stopping.abort()
    expect(ended).toEqual(readers)
  })
}

for (const http2 of [undefined, true] as const) {
  test(`a client that has gone before its stream opens is not kept (HTTP/${http2 ? 2 : 1})`, async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const port = await serveStreams({ http2 })
    const isAsked = Promise.withResolvers<void>()
    apps[0]?.server.once('request', () => isAsked.resolve())
    if (http2) {
      const session = connectHttp2(`http://127.0.0.1:${port}`)
      session.request({ ':path': '/late' }).on('error', () => {})
      await isAsked.promise
      session.destroy()
    } else {
      const socket = connect(port, '127.0.0.1').on('error', () => {})
      sockets.push(socket)
      socket.write('GET /late HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')
      await isAsked.promise
      socket.resetAndDestroy()
    }
    await vi.waitUntil(() => readers.length === 1, PATIENCE)
    readers[0]?.offer(frame('1'))
    await vi.waitUntil(() => ended.length > 0, PATIENCE)
    // Nor is anybody looked at any more.
    expect(vi.getTimerCount()).toBe(0)
    stopping.abort()
    expect(ended).toEqual(readers)
  })
}

test('only the headers are sent to who asks for no more', async () => {
  const port = await serveStreams()
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  await vi.waitUntil(() => ended.length === 1, PATIENCE)
})

test('a reader that reads nothing does not keep the service from stopping', async () => {
  const port = await serveStreams()
  const page = await openPage(port)
  page.socket.pause()
  const made = frame('x'.repeat(16 * 1024 * 1024))
  readers[0]?.offer(made)
  readers[0]?.offer(made)
  stopping.abort()
  await apps[0]?.close()
  await vi.waitUntil(() => ended.length === 1, PATIENCE)
})

test('who comes while the service stops is let go at once', async () => {
  const port = await serveStreams()
  stopping.abort()
  const response = await fetch(`http://127.0.0.1:${port}/`)
  expect(await response.text()).toBe(': open\n\n')
})

test('a quiet reader is sent a sign of life within 9 s, and one that is told things is not', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const port = await serveStreams()
  const [quiet, told] = [await openPage(port), await openPage(port)]
  vi.advanceTimersByTime(5_000)
  readers[1]?.offer(frame('news'))
  await told.shows('news')
  vi.advanceTimersByTime(4_000)
  await quiet.shows(': still open')
  expect(told.text()).not.toContain(': still open')
  vi.advanceTimersByTime(4_000)
  await told.shows(': still open')
})

test('a reader that takes nothing for a minute is cut off', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const port = await serveStreams()
  const page = await openPage(port)
  page.socket.pause()
  readers[0]?.offer(frame('x'.repeat(16 * 1024 * 1024)))
  vi.advanceTimersByTime(59_000)
  expect(ended).toEqual([])
  vi.advanceTimersByTime(2_000)
  await vi.waitUntil(() => ended.length === 1, PATIENCE)
})
