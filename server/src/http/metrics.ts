import { routes } from '@fairground/contract'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What the service counts, as Prometheus reads it. One registry a process. */
export interface Metrics {
  readonly registry: Registry
  countRequest(operation: string, outcome: string, ms: number): void
  /** One committed batch: its requests, places changed or not, and the milliseconds from BEGIN to COMMIT. */
  countBatch(requests: number, ms: number): void
  countOutcome(code: string): void
  /** Read when scraped. */
  watchQueue(depth: () => number): void
  /** What was counted since this was last called, or since the beginning. For one caller: each begins anew. */
  takeInterval(): Interval
}

/** Plain counts of a short time. A quantile is that of the step that it falls in, at most a tenth too high; 0 of nothing. */
export interface Interval {
  readonly requests: number
  /** Answered with a problem, other than those below. */
  readonly refusals: number
  /** Answered with `internal`. */
  readonly failures: number
  /** Of requests; streams have no end that tells anything. */
  readonly latencyMsP99: number
  readonly batches: number
  readonly batchRequests: number
  readonly batchMsP99: number
}

const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15]
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]

const STREAMS: ReadonlySet<string> = new Set(routes.filter((route) => 'stream' in route).map(({ name }) => name))

export function openMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'fairground_request_seconds',
    help: 'Time from the first byte of a request to its answer',
    labelNames: ['operation', 'outcome'],
    buckets: REQUEST_SECONDS,
    registers: [registry],
  })
  const batchSize = new Histogram({
    name: 'fairground_batch_requests',
    help: 'Requests in one batch of the allocator',
    buckets: BATCH_SIZES,
    registers: [registry],
  })
  const batchSeconds = new Histogram({
    name: 'fairground_batch_seconds',
    help: 'Time of one batch from BEGIN to COMMIT',
    buckets: REQUEST_SECONDS,
    registers: [registry],
  })
  const outcomes = new Counter({
    name: 'fairground_allocator_outcomes_total',
    help: 'Answers of the allocator by code',
    labelNames: ['code'],
    registers: [registry],
  })
  const latencies = openDurations()
  const batchDurations = openDurations()
  let [counted, refusals, failures, batches, batchRequests] = [0, 0, 0, 0, 0]
  return {
    registry,
    countRequest(operation, outcome, ms) {
      requests.labels(operation, outcome).observe(ms / 1000)
      counted += 1
      if (outcome === 'internal') failures += 1
      else if (outcome !== 'ok' && outcome !== 'not-modified') refusals += 1
      if (!STREAMS.has(operation)) latencies.add(ms)
    },
    countBatch(size, ms) {
      batchSize.observe(size)
      batchSeconds.observe(ms / 1000)
      batches += 1
      batchRequests += size
      batchDurations.add(ms)
    },
    takeInterval() {
      const latencyMsP99 = latencies.takeP99()
      const batchMsP99 = batchDurations.takeP99()
      const interval = { requests: counted, refusals, failures, latencyMsP99, batches, batchRequests, batchMsP99 }
      counted = refusals = failures = batches = batchRequests = 0
      return interval
    },
    countOutcome: (code) => outcomes.labels(code).inc(),
    watchQueue(depth) {
      const gauge: Gauge = new Gauge({
        name: 'fairground_queue_depth',
        help: 'Requests that wait for the allocator in this process',
        registers: [registry],
        collect() {
          gauge.set(depth())
        },
      })
    },
  }
}

/** Steps of a tenth: 160 of them reach from 0.01 ms to 40 s. */
const STEP = Math.log(1.1)
const SHORTEST_MS = 0.01
const STEPS = 160

/** How many took how long, in steps. Adding one allocates nothing: it is done for each request. */
function openDurations() {
  const counts = new Uint32Array(STEPS)
  let total = 0
  return {
    add(ms: number): void {
      const step = Math.min(STEPS - 1, Math.max(0, Math.ceil(Math.log(ms / SHORTEST_MS) / STEP)))
      // The step is within the array.
      counts[step]! += 1
      total += 1
    },
    /** In milliseconds, and all is forgotten. */
    takeP99(): number {
      let above = Math.floor(total / 100)
      let step = STEPS - 1
      while (step > 0 && above >= (counts[step] ?? 0)) {
        above -= counts[step] ?? 0
        step -= 1
      }
      const ms = total === 0 ? 0 : SHORTEST_MS * Math.exp(step * STEP)
      counts.fill(0)
      total = 0
      return ms
    },
  }
}
