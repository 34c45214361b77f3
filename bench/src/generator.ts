// The generator, in a process of its own: does one load after another as it is told, and says what it saw.
import { randomUUID } from 'node:crypto'

import {
  openConnections,
  openRecorder,
  poissonArrivals,
  runClosed,
  runOpen,
  seededRandom,
  type WireRequest,
} from '@fairground/load'

import type { GeneratorMessage, Load, LoadResult, Requests, Stream } from './load.ts'

/** Narrow enough to see a sale end, wide enough for some hundred answers each. */
const BIN_MS = 250
/** The same arrivals in every run: what differs is what is measured. */
const SEED = 7

// Ctrl-C is the parent's to handle; it ends this process by closing the channel.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit(0))
process.on('message', (load: Load) => {
  perform(load).then(
    (result) => say({ kind: 'done', result }),
    (error: unknown) => {
      process.stderr.write(`The generator failed: ${String(error)}\n`)
      process.exit(1)
    },
  )
})

function say(message: GeneratorMessage): void {
  process.send?.(message)
}

async function perform(load: Load): Promise<LoadResult> {
  const { server, warmUpSeconds, seconds } = load
  const connections = openConnections({ server, connections: load.connections })
  const recorder = openRecorder(BIN_MS)
  const beginAt = performance.now()
  const recordFrom = beginAt + warmUpSeconds * 1000
  const recordUntil = recordFrom + seconds * 1000
  const warm = setTimeout(() => say({ kind: 'warm' }), warmUpSeconds * 1000)

  /** Sends one request and records its answer. A closed loop's answer counts when it came, an arrival when it was due. */
  async function ask(name: string, request: WireRequest, dueAt: number): Promise<void> {
    const status = await connections.send(request).then(
      (reply) => String(reply.status),
      () => 'failed',
    )
    const now = performance.now()
    const countsAt = load.model === 'closed' ? now : dueAt
    if (countsAt < recordFrom || countsAt > recordUntil) return
    const answer = `${name} ${status}`
    recorder.latency(answer, now - dueAt, countsAt - recordFrom)
    recorder.count(answer, countsAt - recordFrom)
    recorder.answer(answer)
  }

  async function runStream(stream: Stream, index: number): Promise<void> {
    const next = requestsOf(stream.requests)
    const start = (_index: number, dueAt: number) => ask(stream.name, next(), dueAt)
    if (load.model === 'closed') {
      const signal = AbortSignal.timeout(Math.ceil(recordUntil - performance.now()))
      return runClosed({ count: Infinity, atOnce: load.connections, start, signal })
    }
    const rate = stream.perSecond ?? 0
    const count = Math.round(rate * (warmUpSeconds + seconds))
    return runOpen({ arrivals: poissonArrivals(count, rate, seededRandom(SEED + index)), beginAt, start })
  }

  try {
    await Promise.all(load.streams.map(runStream))
    const drainMs = Math.max(0, performance.now() - recordUntil)
    return { recording: recorder.read({ withBins: true }), seconds, drainMs }
  } finally {
    clearTimeout(warm)
    await connections.close()
  }
}

/** One request after another: buyers, events and quantities take turns. */
function requestsOf(requests: Requests): () => WireRequest {
  if (requests.kind === 'get') {
    const request = { method: 'GET', path: requests.path } as const
    return () => request
  }
  const { targets, tokens } = requests
  const wishes = targets.flatMap(({ eventId, ticketTypeId }) =>
    [1, 2].map((quantity) => ({
      path: `/api/events/${eventId}/holds`,
      body: JSON.stringify({ lines: [{ ticketTypeId, quantity }] }),
    })),
  )
  let count = 0
  return () => {
    count += 1
    const wish = wishes[count % wishes.length]
    return {
      method: 'POST',
      path: wish?.path ?? '',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${tokens[count % tokens.length]}`,
        'idempotency-key': randomUUID(),
      },
      body: wish?.body,
    }
  }
}
