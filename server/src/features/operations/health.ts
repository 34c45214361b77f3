import { monitorEventLoopDelay } from 'node:perf_hooks'

import type { NodeHealth, readHealth, ReplyOf } from '@fairground/contract'

import type { Queries } from '../../db/index.ts'
import type { Metrics } from '../../http/index.ts'
import { invariant } from '../../invariant.ts'
import { version } from '../../version.ts'
import { repeat } from '../activity/index.ts'
import {
  deleteOldHealth,
  insertHealth,
  type OwnHealth,
  selectDatabase,
  selectHistory,
  selectJobs,
  selectNodes,
  timeAnswer,
} from './queries/health.ts'

export interface HealthWriterOptions {
  readonly queries: Queries
  /** Names this process among all that share the database. */
  readonly node: string
  readonly metrics: Metrics
  readonly queue: () => NodeHealth['queue']
  /** Pages that follow an event here. */
  readonly followers: () => number
  readonly pool: () => NodeHealth['pool']
}

const WRITE_EVERY_MS = 2_000
/** Once a minute. Whoever writes also tidies up. */
const WRITES_A_SWEEP = 30
/** A timer of this period tells how late it came: 50 a second cost nothing that can be measured. */
const LOOP_RESOLUTION_MS = 20

/** Has this node say every 2 s how it is, in one short statement. Nothing runs before `start`. */
export function openHealthWriter(options: HealthWriterOptions) {
  const { queries, metrics } = options
  const stopping = new AbortController()
  const loopDelay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString()
  let running: Promise<void> = Promise.resolve()
  let cpu = process.cpuUsage()
  let takenAt = performance.now()
  let writes = 0

  /** What happened since this was last called, and how things are now. */
  function take(): OwnHealth {
    const now = performance.now()
    const seconds = (now - takenAt) / 1000
    const used = process.cpuUsage(cpu)
    const counted = metrics.takeInterval()
    const lateMs = Math.max(0, loopDelay.percentile(99) / 1e6 - LOOP_RESOLUTION_MS)
    takenAt = now
    cpu = process.cpuUsage()
    loopDelay.reset()
    return {
      node: options.node,
      version,
      startedAt,
      cpuPercent: rounded((used.user + used.system) / seconds / 10_000),
      memoryMb: rounded(process.memoryUsage.rss() / 1024 / 1024),
      loopDelayMsP99: rounded(lateMs),
      requestsPerSecond: rounded(counted.requests / seconds),
      refusalsPerSecond: rounded(counted.refusals / seconds),
      failuresPerSecond: rounded(counted.failures / seconds),
      latencyMsP99: rounded(counted.latencyMsP99),
      batchesPerSecond: rounded(counted.batches / seconds),
      requestsPerBatch: rounded(counted.batches === 0 ? 0 : counted.batchRequests / counted.batches),
      batchMsP99: rounded(counted.batchMsP99),
      queue: options.queue(),
      followers: options.followers(),
      pool: options.pool(),
    }
  }

  async function write(): Promise<void> {
    try {
      await insertHealth(queries, take())
      writes += 1
      if (writes % WRITES_A_SWEEP === 0) await deleteOldHealth(queries)
    } catch {
      // The database is away, which others say in the log; a node that is not seen is what this one looks like then.
    }
  }

  return {
    start(): void {
      loopDelay.enable()
      running = repeat(WRITE_EVERY_MS, stopping.signal, write)
    },
    /** Call before the database is closed. */
    async stop(): Promise<void> {
      stopping.abort()
      await running
      loopDelay.disable()
    },
  }
}

/** How all nodes, the database and the background work are. */
export async function readWholeHealth(on: Queries): Promise<ReplyOf<typeof readHealth>> {
  // By itself, so that it does not wait for the others.
  const answeredInMs = await timeAnswer(on)
  const [nodes, history, [database], [jobs]] = await Promise.all([
    selectNodes(on),
    selectHistory(on),
    selectDatabase(on),
    selectJobs(on),
  ])
  invariant(database && jobs, 'a count is one row')
  const { at, ...facts } = database
  return {
    at: at.toISOString(),
    nodes: nodes.map(({ at: seenAt, health }) => ({ ...health, seenAt: seenAt.toISOString() })),
    history: history.map(({ at: seenAt, ...point }) => ({
      ...point,
      at: seenAt.toISOString(),
      cpuPercent: rounded(point.cpuPercent),
      requestsPerSecond: rounded(point.requestsPerSecond),
      refusalsPerSecond: rounded(point.refusalsPerSecond),
      batchesPerSecond: rounded(point.batchesPerSecond),
    })),
    database: {
      ...facts,
      sizeMb: rounded(facts.sizeMb),
      oldestTransactionSeconds: rounded(facts.oldestTransactionSeconds),
      answeredInMs: rounded(answeredInMs),
    },
    jobs,
  }
}

/** To a tenth: more is noise, and is kept and sent. */
function rounded(number: number): number {
  return Math.round(number * 10) / 10
}
