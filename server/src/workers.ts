import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

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
    listening: Promise.all(first.map(isListening)).then(() => {}),
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

let lastScrape = 0

/** Prometheus text of all processes, asked of the primary: a scrape reaches only one of them. */
export async function workerScrape(own: Metrics): Promise<string> {
  const id = (lastScrape += 1)
  const answer = new Promise<string>((resolve) => {
    process.on('message', function listen(message: unknown) {
      if (!isScrape(message) || message.id !== id || message.text === undefined) return
      process.off('message', listen)
      resolve(message.text)
    })
  })
  process.send?.({ fairground: 'scrape', id } satisfies Scrape)
  // Where the primary does not answer in time, our own numbers are better than none.
  return Promise.race([answer, sleep(SCRAPE_WITHIN_MS).then(() => own.registry.metrics())])
}

async function answerScrape(aggregator: Aggregator, worker: Worker, { id }: Scrape): Promise<void> {
  const text = await aggregator.clusterMetrics()
  worker.send({ fairground: 'scrape', id, text } satisfies Scrape)
}

function isScrape(message: unknown): message is Scrape {
  return typeof message === 'object' && message !== null && 'fairground' in message && message.fairground === 'scrape'
}
