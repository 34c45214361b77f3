import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'

import type { Metrics, Refusal } from '../../http/index.ts'
import type { Log } from '../../log.ts'
import type { Activity } from '../activity/index.ts'
import type { Sale } from '../events/index.ts'
import { type Answer, BatchError, type Committed, type Member, runBatch } from './batch.ts'
import { EventQueue, type Lane, type Pending } from './queue.ts'
import type { SeatBooks } from './seat-books.ts'

export interface AllocatorOptions {
  readonly pool: Pool
  /** Connections of the pool: as many events are served at the same time. */
  readonly poolSize: number
  readonly activity: Activity
  readonly log: Log
  readonly metrics: Metrics
  /** The seats of events that have some. */
  readonly books: SeatBooks
  /** New holds that may wait for one event. */
  readonly queueLimit: number
  /** Told of each committed batch, before its requests are answered. */
  readonly onCommit: (eventId: string, result: Committed) => void
}

/** One request on its way through the allocator. */
export interface Submission {
  readonly eventId: string
  readonly member: Member
  readonly lane: Lane
  /** `performance.now()` at which the answer is of no use any more. */
  readonly deadline: number
  readonly isGone: () => boolean
}

export interface Allocator {
  /** Queues a request and answers it. Refusals `busy`, `too-many-requests`, `outcome-unknown`, `not-found` are its own. */
  submit(submission: Submission): Promise<Answer>
  /** Runs a batch of the event soon, even without requests: what is due expires. */
  sweep(eventId: string): void
  /** Requests that wait. */
  depth(): number
  /** The same by lane (`urgent`: of those who hold places), and how many events have any. */
  queued(): { urgent: number; holds: number; events: number }
  /** Stops taking batches; requests go on queueing. For tests of what happens when the database is slow. */
  pause(): void
  resume(): void
  /** Resolves when all that was accepted has been answered. */
  drained(): Promise<void>
}

/** Whole-batch retries of a deadlock, a serialisation failure or a lock that did not come within 3 s. */
const MOST_CONFLICTS = 3
/** The first load is usual; a plan can be pinned and a book be forgotten while it goes on. */
const MOST_LOADS = 3
/** Configurations in memory: 10,000 events of ten ticket types are some 30 MB. */
const MOST_SALES = 10_000
const LONGEST_PAUSE_MS = 1_000

/**
 * The allocator of one process: a queue an event, a batch at a time from each, events in turns. Any number of
 * processes may do this for the same event; PostgreSQL's lock on the event's row is the arbiter.
 */
export function openAllocator(options: AllocatorOptions): Allocator {
  const queues = new Map<string, EventQueue>()
  const ready: EventQueue[] = []
  const sales = new Map<string, Sale>()
  let running = 0
  let isPaused = false
  let isPumpDue = false
  let whenDrained: (() => void)[] = []

  function queueOf(eventId: string): EventQueue {
    let queue = queues.get(eventId)
    if (!queue) queues.set(eventId, (queue = new EventQueue(eventId, options.queueLimit)))
    return queue
  }

  /** Batches start in the next turn of the event loop, so that what arrives in this one is among them. */
  function wake(queue: EventQueue): void {
    if (!queue.isReady) {
      queue.isReady = true
      ready.push(queue)
    }
    if (isPumpDue || isPaused) return
    isPumpDue = true
    setImmediate(() => {
      isPumpDue = false
      pump()
    })
  }

  function pump(): void {
    if (isPaused) return
    while (running < options.poolSize) {
      const queue = ready.shift()
      if (!queue) return
      running += 1
      // Never rejects: its failures are the answers of its requests.
      void serve(queue).finally(() => {
        running -= 1
        settleTurn(queue)
      })
    }
  }

  /** An event that has had its turn goes to the end of the line. */
  function settleTurn(queue: EventQueue): void {
    queue.isReady = false
    if (!queue.isEmpty()) wake(queue)
    else {
      queues.delete(queue.eventId)
      if (queues.size === 0) {
        for (const resolve of whenDrained) resolve()
        whenDrained = []
      }
    }
    pump()
  }

  async function serve(queue: EventQueue): Promise<void> {
    const batch = queue.take()
    try {
      await run(queue, batch)
    } catch (error) {
      options.log.error({ err: error }, 'the allocator failed')
      for (const pending of batch) pending.reject(error)
    }
    for (const pending of batch) queue.settled(pending)
  }

  /** Runs a batch to its end: every request in it is answered when this returns. */
  async function run(queue: EventQueue, batch: readonly Pending[]): Promise<void> {
    let waiting: readonly Pending[] = batch
    let conflicts = 0
    let isBookNew = false
    let loads = 0
    for (let attempt = 1; ; attempt += 1) {
      waiting = dropLate(waiting)
      if (waiting.length === 0 && batch.length > 0) return
      const book = options.books.find(queue.eventId)
      // Made here, where nobody waits for a lock.
      void book?.finder
      const startedAt = performance.now()
      try {
        const result = await runBatch(
          options.pool,
          options.activity,
          queue.eventId,
          waiting.map((pending) => pending.member),
          sales.get(queue.eventId),
          book,
        )
        if (result.kind === 'seats-wanted') {
          if ((loads += 1) > MOST_LOADS) throw new Error('The seats of an event do not stay in memory')
          await options.books.load(queue.eventId, result.planHash)
          continue
        }
        options.metrics.countBatch(waiting.length, performance.now() - startedAt)
        committed(queue, waiting, result)
        return
      } catch (error) {
        const failure = failureOf(error)
        if (failure.committed === 'unknown') for (const pending of waiting) pending.isDoubtful = true
        options.log.warn(
          { err: failure.cause, attempt, event: queue.eventId, requests: waiting.length },
          'a batch failed',
        )
        if (isSeatConflict(failure.cause) && !isBookNew && options.books.forget(queue.eventId)) {
          // Free by the book and not by the table's key: the whole batch once more, with a new book.
          isBookNew = true
        } else if (failure.kind === 'conflict' && (conflicts += 1) <= MOST_CONFLICTS) {
          await sleep(Math.random() * 20 * conflicts)
        } else if (failure.kind === 'connection') {
          // Without requests there is nobody to answer: the next sweep is soon enough.
          if (batch.length === 0) return
          await sleep(Math.min(LONGEST_PAUSE_MS, 50 * 2 ** Math.min(attempt, 5)))
        } else {
          await split(queue, waiting, failure)
          return
        }
      }
    }
  }

  /** A batch that fails for its content is halved until the request that makes it fail is alone. */
  async function split(queue: EventQueue, batch: readonly Pending[], failure: Failure): Promise<void> {
    if (batch.length <= 1) {
      const [pending] = batch
      if (pending?.isDoubtful) pending.resolve(OUTCOME_UNKNOWN)
      else if (failure.kind === 'conflict') pending?.resolve(busy('This event is very busy. Try again in a moment.'))
      else pending?.reject(failure.cause)
      return
    }
    const middle = batch.length >> 1
    await run(queue, batch.slice(0, middle))
    await run(queue, batch.slice(middle))
  }

  function committed(queue: EventQueue, batch: readonly Pending[], result: Committed): void {
    if (result.answers === undefined) {
      for (const pending of batch) pending.resolve({ ok: false, refusal: NO_SUCH_EVENT })
      return
    }
    sales.delete(queue.eventId)
    if (result.sale) sales.set(queue.eventId, result.sale)
    if (sales.size > MOST_SALES) sales.delete(sales.keys().next().value ?? '')
    const changes = result.seats.filter((move) => move.before !== move.after)
    options.books.find(queue.eventId)?.apply(
      result.countsVersion,
      changes.map(({ seat, after }) => ({ seat, state: after })),
    )
    options.onCommit(queue.eventId, result)
    for (const [index, pending] of batch.entries()) {
      const answer = result.answers[index]
      if (!answer) continue
      options.metrics.countOutcome(answer.ok ? (answer.replayed ? 'replayed' : 'ok') : answer.refusal.code)
      pending.resolve(answer)
    }
    if (result.moreDue) queue.isSweepDue = true
  }

  return {
    submit(submission) {
      const queue = queueOf(submission.eventId)
      const refusal = queue.refusal(submission.lane, submission.member.request.accountId)
      if (refusal) {
        options.metrics.countOutcome(refusal.code)
        return Promise.resolve({ ok: false, refusal })
      }
      return new Promise((resolve, reject) => {
        queue.add(submission.lane, { ...submission, resolve, reject, isDoubtful: false })
        wake(queue)
      })
    },
    sweep(eventId) {
      const queue = queueOf(eventId)
      queue.isSweepDue = true
      wake(queue)
    },
    depth() {
      let depth = 0
      for (const queue of queues.values()) depth += queue.depth()
      return depth
    },
    queued() {
      const queued = { urgent: 0, holds: 0, events: 0 }
      for (const queue of queues.values()) {
        queued.urgent += queue.depthOf('keepers')
        queued.holds += queue.depthOf('comers')
        if (queue.depth() > 0) queued.events += 1
      }
      return queued
    },
    pause() {
      isPaused = true
    },
    resume() {
      isPaused = false
      pump()
    },
    drained() {
      if (queues.size === 0) return Promise.resolve()
      return new Promise((resolve) => whenDrained.push(resolve))
    },
  }
}

const NO_SUCH_EVENT: Refusal = { code: 'not-found', detail: 'There is no such event.' }

/** A COMMIT may have happened: nobody is told that nothing was taken. */
const OUTCOME_UNKNOWN: Answer = {
  ok: false,
  refusal: {
    code: 'outcome-unknown',
    detail: 'The connection to the database was lost at the last moment. Repeat the request with the same key.',
    retryAfterSeconds: 1,
  },
}

function busy(detail: string): Answer {
  return { ok: false, refusal: { code: 'busy', detail, retryAfterSeconds: 1 } }
}

/** Whoever has gone or waited too long takes nothing: they leave before the transaction starts. */
function dropLate(batch: readonly Pending[]): Pending[] {
  const now = performance.now()
  return batch.filter((pending) => {
    if (now < pending.deadline && !pending.isGone()) return true
    if (pending.isDoubtful) pending.resolve(OUTCOME_UNKNOWN)
    else pending.resolve(busy('It took too long. Nothing was taken and nothing was charged; try again.'))
    return false
  })
}

interface Failure {
  /** `conflict`: another transaction was in the way; `connection`: no database there; `content`: the same again. */
  readonly kind: 'conflict' | 'connection' | 'content'
  readonly committed: 'no' | 'unknown'
  readonly cause: unknown
}

function failureOf(error: unknown): Failure {
  const cause = error instanceof BatchError ? error.cause : error
  const committed = error instanceof BatchError ? error.committed : 'no'
  if (error instanceof BatchError && error.isOurs) return { kind: 'content', committed, cause }
  const code = (cause as { code?: string } | null)?.code ?? ''
  if (/^(40001|40P01|55P03)$/.test(code)) return { kind: 'conflict', committed, cause }
  // A SQLSTATE that is not about the connection means that the server judged the content. 25006: not the primary any
  // more; 25P03: this node slept and lost its transaction; 57014: its statement took too long; 53: out of something.
  // EPIPE and its like have five letters too, but come from the socket.
  const isContent = /^[0-9A-Z]{5}$/.test(code) && !/^(E|08|57|53|58|25006|25P03|25P02|XX)/.test(code)
  return { kind: isContent ? 'content' : 'connection', committed, cause }
}

/** The keys that a batch meets whose book of the seats is wrong. */
function isSeatConflict(cause: unknown): boolean {
  const { code, constraint } = (cause ?? {}) as { code?: string; constraint?: string }
  return code === '23505' && (constraint === 'seat_claims_pkey' || constraint === 'one_ticket_a_seat')
}
