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

import type { GeneratorMessage, Load, LoadResult, Requests, Stream, Target } from './load.ts'

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
  let recordUntil = recordFrom + seconds * 1000
  const hasRunOut = new AbortController()
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
    const start = async (_index: number, dueAt: number) => {
      const request = next()
      if (request) return ask(stream.name, request, dueAt)
      if (hasRunOut.signal.aborted) return
      hasRunOut.abort()
      recordUntil = Math.min(recordUntil, performance.now())
    }
    if (load.model === 'closed') {
      const isOver = AbortSignal.timeout(Math.ceil(recordUntil - performance.now()))
      const signal = AbortSignal.any([isOver, hasRunOut.signal])
      return runClosed({ count: Infinity, atOnce: load.connections, start, signal })
    }
    const rate = stream.perSecond ?? 0
    const arrivals = poissonArrivals(Math.round(rate * (warmUpSeconds + seconds)), rate, seededRandom(SEED + index))
    return runOpen({ arrivals, beginAt, start, signal: hasRunOut.signal })
  }

  try {
    await Promise.all(load.streams.map(runStream))
    if (recordUntil <= recordFrom) throw new Error('there was nothing left to ask for before the warm-up was over')
    const drainMs = Math.max(0, performance.now() - recordUntil)
    return { recording: recorder.read({ withBins: true }), seconds: (recordUntil - recordFrom) / 1000, drainMs }
  } finally {
    clearTimeout(warm)
    await connections.close()
  }
}

/** One request after another; undefined when there are no more. */
function requestsOf(requests: Requests): () => WireRequest | undefined {
  switch (requests.kind) {
    case 'get': {
      const request = { method: 'GET', path: requests.path } as const
      return () => request
    }
    case 'holds': {
      const { targets, quantities = [1, 2] } = requests
      const holds = targets.flatMap((target) => quantities.map((quantity) => holdOf(target, { quantity })))
      return inTurns(requests.tokens, (count) => holds[count % holds.length])
    }
    case 'seats': {
      const { halls, wishes } = requests
      return inTurns(requests.tokens, (count) => {
        const hall = halls[Math.floor(count / wishes.length)]
        return hall && holdOf(hall, wishes[count % wishes.length])
      })
    }
    default:
      return requests satisfies never
  }
}

interface AskedHold {
  readonly path: string
  readonly body: string
}

function holdOf({ eventId, ticketTypeId }: Target, wish: object | undefined): AskedHold {
  return {
    path: `/api/events/${eventId}/holds`,
    body: JSON.stringify({ lines: [{ ticketTypeId, ...wish }] }),
  }
}

/** Buyers take turns. `holdAt` is asked for the holds from 0 on. */
function inTurns(
  tokens: readonly string[],
  holdAt: (count: number) => AskedHold | undefined,
): () => WireRequest | undefined {
  let count = 0
  return () => {
    const hold = holdAt(count)
    if (!hold) return undefined
    const token = tokens[count % tokens.length]
    count += 1
    return {
      method: 'POST',
      path: hold.path,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'idempotency-key': randomUUID(),
      },
      body: hold.body,
    }
  }
}
