import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'

import type { LogFields } from './call.ts'
import { type StreamEvent, streamEvents } from './stream.ts'

const apps: FastifyInstance[] = []
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close()
})

/** An app with one stream at `/`; resolves to its port. */
async function serveStream(
  open: (ended: AbortSignal) => AsyncIterable<StreamEvent>,
  options: { stopping?: AbortSignal; http2?: true; note?: (fields: LogFields) => void } = {},
): Promise<number> {
  // Fastify types an HTTP/2 server apart, but its routes are the same.
  const app = (options.http2 ? fastify({ http2: true }) : fastify()) as unknown as FastifyInstance
  apps.push(app)
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-of-a-hook', 'kept')
  })
  const note = options.note ?? (() => undefined)
  app.get('/', (_request, reply) =>
    streamEvents({ reply, note }, open, options.stopping ?? new AbortController().signal),
  )
  return Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
}

async function* counting(ended: AbortSignal): AsyncGenerator<StreamEvent> {
  yield { id: '1', event: 'availability', data: '{"left":2}' }
  yield { data: '{"left":1}' }
  await once(ended, 'abort')
}

async function* failing(): AsyncGenerator<StreamEvent> {
  yield { data: '1' }
  throw new Error('the database went away')
}

const EVENTS = ': open\n\nid: 1\nevent: availability\ndata: {"left":2}\n\ndata: {"left":1}\n\n'

test('events arrive as they come, with the headers of the app, until the service stops', async () => {
  const stopping = new AbortController()
  const port = await serveStream(counting, { stopping: stopping.signal })
  const response = await fetch(`http://127.0.0.1:${port}/`)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('x-of-a-hook')).toBe('kept')
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk)
    if (text === EVENTS) stopping.abort()
  }
  expect(text).toBe(EVENTS)
})

test('they arrive over HTTP/2 as well', async () => {
  const stopping = new AbortController()
  const port = await serveStream(counting, { stopping: stopping.signal, http2: true })
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  const stream = session.request({ ':path': '/' })
  stream.setEncoding('utf8')
  let text = ''
  for await (const chunk of stream) {
    text += String(chunk)
    if (text === EVENTS) stopping.abort()
  }
  expect(text).toBe(EVENTS)
  session.close()
})

for (const http2 of [undefined, true] as const) {
  test(`a client that goes ends the iterable (HTTP/${http2 ? 2 : 1})`, async () => {
    const ended = Promise.withResolvers<string>()
    async function* untilGone(signal: AbortSignal): AsyncGenerator<StreamEvent> {
      yield { data: '1' }
      await once(signal, 'abort')
      ended.resolve('ended')
    }
    const port = await serveStream(untilGone, { http2 })
    if (http2) {
      const session = connectHttp2(`http://127.0.0.1:${port}`)
      const stream = session.request({ ':path': '/' })
      await once(stream, 'data')
      session.destroy()
    } else {
      const leaving = new AbortController()
      const response = await fetch(`http://127.0.0.1:${port}/`, { signal: leaving.signal })
      await response.body?.getReader().read()
      leaving.abort()
    }
    expect(await ended.promise).toBe('ended')
  })
}

test('a reader that stops reading is waited for, not buffered for, and does not keep the service from stopping', async () => {
  const stopping = new AbortController()
  const line = 'x'.repeat(64 * 1024)
  let taken = 0
  async function* endless(): AsyncGenerator<StreamEvent> {
    for (;;) {
      taken += 1
      yield { data: line }
    }
  }
  const port = await serveStream(endless, { stopping: stopping.signal })
  const socket = connect(port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n')
  await once(socket, 'readable')
  // Nothing reads: once what the kernel takes is full, no more is asked of the iterable.
  for (let turn = 0; turn < 1_000; turn += 1) await setImmediate()
  expect(taken * line.length).toBeLessThan(64 * 1024 * 1024)
  stopping.abort()
  await apps[0]?.close()
  socket.destroy()
})

test('only the headers are sent to who asks for no more', async () => {
  const port = await serveStream(counting)
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
})

test('a failure on the way ends the stream, and its operation says why', async () => {
  const noted: LogFields[] = []
  const port = await serveStream(failing, { note: (fields) => noted.push(fields) })
  const response = await fetch(`http://127.0.0.1:${port}/`)
  expect(await response.text()).toBe(': open\n\ndata: 1\n\n')
  expect(noted).toEqual([{ failure: 'the database went away' }])
})
