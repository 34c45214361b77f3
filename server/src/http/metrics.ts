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
}

const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15]
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]

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
  return {
    registry,
    countRequest: (operation, outcome, ms) => requests.labels(operation, outcome).observe(ms / 1000),
    countBatch(size, ms) {
      batchSize.observe(size)
      batchSeconds.observe(ms / 1000)
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
