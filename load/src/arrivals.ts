import { setImmediate as giveWay } from 'node:timers/promises'

import { exponential } from './random.ts'

/** After so many starts in a row, answers that are there are looked at: a long catching-up must not starve them. */
const STARTS_IN_A_ROW = 64

/**
 * When each of `count` people arrives who know nothing of each other, in milliseconds from the beginning, ascending:
 * a Poisson process, whose gaps are exponential.
 */
export function poissonArrivals(count: number, ratePerSecond: number, random: () => number): Float64Array {
  const meanGapMs = 1000 / ratePerSecond
  const times = new Float64Array(count)
  let at = 0
  for (let index = 0; index < count; index += 1) {
    at += exponential(meanGapMs, random)
    times[index] = at
  }
  return times
}

interface OpenRun {
  /** Ascending, in milliseconds from `beginAt`. */
  readonly arrivals: ArrayLike<number>
  /** In milliseconds of `performance.now()`; may be a little ahead. */
  readonly beginAt: number
  /**
   * `dueAt` is when this arrival was to start, in milliseconds of `performance.now()`. Latency counts from there and
   * not from when it was started: what waits because we or the service are slow waits in the figures, too.
   */
  readonly start: (index: number, dueAt: number) => Promise<void>
  /** Nobody arrives any more once it aborts; those who have are waited for. */
  readonly signal?: AbortSignal
}

/**
 * Open model: starts every arrival at its time, whether or not earlier ones were answered. Where this process was
 * late, all that are due start at once and none is left out. Resolves when all have ended; rejects with the first
 * that does.
 */
export async function runOpen({ arrivals, beginAt, start, signal }: OpenRun): Promise<void> {
  const underWay = openGroup()
  for (let index = 0; index < arrivals.length; index += 1) {
    const dueAt = beginAt + (arrivals[index] ?? 0)
    await until(dueAt, signal)
    if (signal?.aborted) break
    underWay.add(start(index, dueAt))
    if (index % STARTS_IN_A_ROW === STARTS_IN_A_ROW - 1) await giveWay()
  }
  await underWay.ended()
}

interface ClosedRun {
  readonly count: number
  /** So many at a time; the next begins when one ends. */
  readonly atOnce: number
  readonly start: (index: number, dueAt: number) => Promise<void>
  readonly signal?: AbortSignal
}

/** Closed model: a slow service is asked less often, so that its slowness hardly shows in the latency. */
export async function runClosed({ count, atOnce, start, signal }: ClosedRun): Promise<void> {
  let next = 0
  async function takeTurns(): Promise<void> {
    while (next < count) {
      if (signal?.aborted) return
      const index = next
      next += 1
      await start(index, performance.now())
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, takeTurns))
}

/** Resolves at this time of `performance.now()`, or when the signal aborts; at once where that has passed. */
export function until(at: number, signal?: AbortSignal): Promise<void> | undefined {
  const ms = at - performance.now()
  if (ms <= 0 || signal?.aborted) return undefined
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    signal?.addEventListener('abort', wake, { once: true })
  })
}

/** Promises that are waited for together, without keeping a million of them. */
function openGroup() {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // A failure is told at the end; until then nobody listens.
  promise.catch(() => {})
  let left = 1
  const leave = () => {
    left -= 1
    if (left === 0) resolve()
  }
  return {
    add(one: Promise<void>): void {
      left += 1
      one.then(leave, reject)
    },
    ended(): Promise<void> {
      leave()
      return promise
    },
  }
}
