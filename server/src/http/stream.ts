import { once } from 'node:events'
import type { Route } from '@fairground/contract'
import type { FastifyReply } from 'fastify'

import type { Call } from './call.ts'
import { isGone } from './serve.ts'

/** One server-sent event. `data` is one line, JSON text as a rule. */
export interface StreamEvent {
  id?: string
  event?: string
  data: string
}

/** Shorter than the idle time of any common proxy (nginx 60 s, HAProxy 30 s), so that a quiet stream stays open. */
const HEARTBEAT_EVERY_MS = 10_000
/** A reader that takes nothing for this long is gone, whatever its connection claims. */
const STALLED_READER_MS = 60_000

/**
 * Answers with server-sent events until the iterable ends, the client goes or `stopping` aborts, and resolves then.
 * `open` is given the signal that ends the stream and its iterable has to end with it; what it throws at once is
 * answered as on any route. A slow reader is waited for, not buffered for: meanwhile the iterable is not asked for
 * more, so what is to be kept or dropped for it is the iterable's to decide and to bound. HTTP/1.1 and HTTP/2.
 */
export async function streamEvents(
  call: Pick<Call<Route>, 'reply' | 'note'>,
  open: (ended: AbortSignal) => AsyncIterable<StreamEvent>,
  stopping: AbortSignal,
): Promise<never> {
  const { reply } = call
  const { raw } = reply
  const gone = new AbortController()
  const ended = AbortSignal.any([gone.signal, stopping])
  // Only the headers are asked for, or nobody is there any more, whose `close` has been: whoever streams need not know.
  if (reply.request.method === 'HEAD' || isGone(reply)) gone.abort()
  const events = open(ended)
  reply.hijack()
  raw.once('close', () => gone.abort())
  // A write may meet a connection that was reset a moment ago; `close` follows and ends the stream.
  raw.on('error', () => gone.abort())
  writeHead(reply)
  raw.write(': open\n\n')
  let isBlocked = false
  const heartbeat = setInterval(() => {
    if (!isBlocked && !ended.aborted) raw.write(': still open\n\n')
  }, HEARTBEAT_EVERY_MS)
  try {
    for await (const event of events) {
      if (ended.aborted) break
      isBlocked = !raw.write(frameOf(event))
      if (isBlocked) isBlocked = !(await isDrained(reply, ended))
      if (isBlocked) break
    }
  } catch (error) {
    // The status is sent already: the log line of the operation says why it ended, and the client connects again.
    call.note({ failure: error instanceof Error ? error.message : String(error) })
  } finally {
    clearInterval(heartbeat)
    // What a stalled reader has not taken would keep the connection open for ever.
    if (isBlocked) raw.destroy()
    else raw.end()
  }
  // The answer was written above; `serve` looks at `reply.sent` and sends nothing.
  return undefined as never
}

/** With the headers that the app's hooks have set; written by hand, since Fastify has let go of the answer. */
export function writeHead(reply: FastifyReply): void {
  reply.headers({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value)
  }
  reply.raw.writeHead(200)
}

/** An event as it goes over the wire. */
export function frameOf(event: StreamEvent): string {
  const id = event.id === undefined ? '' : `id: ${event.id}\n`
  const name = event.event === undefined ? '' : `event: ${event.event}\n`
  return `${id}${name}data: ${event.data}\n\n`
}

/** Whether the reader took what was written before the stream ended and before our patience did. */
async function isDrained({ raw }: FastifyReply, ended: AbortSignal): Promise<boolean> {
  try {
    await once(raw, 'drain', { signal: AbortSignal.any([ended, AbortSignal.timeout(STALLED_READER_MS)]) })
    return true
  } catch {
    return false
  }
}
