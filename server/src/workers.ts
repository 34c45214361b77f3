import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'

import { AggregatorRegistry } from 'prom-client'

import type { Metrics } from './http/index.ts'
import type { Log } from './log.ts'

export interface Workers {
  /** Resolves when all of them listen, rejects with the first that cannot. */
  readonly listening: Promise<void>
  stop(): Promise<void>
}

/** A process that dies at once, again and again, is started anew at most so often. */
const RESTART_AFTER_MS = 500
const SCRAPE_WITHIN_MS = 5_000

/** Starts `count` processes that share the port, and starts a new one for each that dies, until stopped. */
export function runPrimary(count: number, environment: Record<string, string>, log: Log): Workers {
  let isStopping = false
  cluster.setupPrimary({ serialization: 'json' })
  const aggregator = new AggregatorRegistry()
  const first = Array.from({ length: count }, () => startOne())

  function startOne(): Worker {
    const worker = cluster.fork(environment)
    worker.on('exit', (code, signal) => {
      if (isStopping) return
      log.error({ worker: worker.process.pid, code, signal }, 'a process died; a new one takes its place')
      setTimeout(() => {
        if (!isStopping) startOne()
      }, RESTART_AFTER_MS)
    })
    worker.on('message', (message: unknown) => {
      if (isScrape(message)) answerScrape(aggregator, worker, message).catch(() => {})
    })
    return worker
  }

  return {
    listening: Promise.all(first.map(isListening)).then(() => undefined),
    async stop() {
      isStopping = true
      const alive = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
      await Promise.all(
        alive.map(async (worker) => {
          if (worker.isDead()) return
          const gone = once(worker, 'exit')
          worker.process.kill('SIGTERM')
          await gone
        }),
      )
    },
  }
}

async function isListening(worker: Worker): Promise<void> {
  const end = new AbortController()
  try {
    await Promise.race([
      once(worker, 'listening', { signal: end.signal }),
      once(worker, 'exit', { signal: end.signal }).then(() => {
        throw new Error('one of its processes ended before it could serve; its message is above.')
      }),
    ])
  } finally {
    end.abort()
  }
}

type Aggregator = InstanceType<typeof AggregatorRegistry>

interface Scrape {
  readonly fairground: 'scrape'
  readonly id: number
  readonly text?: string
}

/**
 * In a process that serves: gives its own numbers to the others of this machine when they are asked, and returns how
 * to ask for those of all. A scrape reaches only one of them; the primary, which knows them all, adds them up.
 */
export function workerScrape(own: Metrics): () => Promise<string> {
  AggregatorRegistry.setRegistries(own.registry)
  // Making one is what begins to answer the primary.
  void new AggregatorRegistry()
  const asked = new Map<number, (text: string) => void>()
  let last = 0
  process.on('message', (message: unknown) => {
    if (isScrape(message) && message.text !== undefined) asked.get(message.id)?.(message.text)
  })
  return async () => {
    const id = (last += 1)
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    asked.set(id, resolve)
    const timer = setTimeout(resolve, SCRAPE_WITHIN_MS)
    process.send?.({ fairground: 'scrape', id } satisfies Scrape)
    const text = await promise
    clearTimeout(timer)
    asked.delete(id)
    // Where the primary does not answer in time, our own numbers are better than none.
    return text ?? own.registry.metrics()
  }
}

async function answerScrape(aggregator: Aggregator, worker: Worker, { id }: Scrape): Promise<void> {
  const text = await aggregator.clusterMetrics()
  worker.send({ fairground: 'scrape', id, text } satisfies Scrape)
}

function isScrape(message: unknown): message is Scrape {
  return typeof message === 'object' && message !== null && 'fairground' in message && message.fairground === 'scrape'
}
