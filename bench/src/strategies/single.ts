import type { Pool, PoolClient } from 'pg'

import type { Statement } from '../../../server/src/db/index.ts'
import {
  type Allocator,
  type AllocatorOptions,
  runBatch,
  type Submission,
} from '../../../server/src/features/inventory/index.ts'

export type Answer = Awaited<ReturnType<Allocator['submit']>>
type Committed = Extract<Awaited<ReturnType<typeof runBatch>>, { kind: 'committed' }>

/**
 * Other statements in place of some of the product's, by their names. The rows of the last one stand for those of the
 * statement that it replaces.
 */
export type Replacements = Readonly<Record<string, (replaced: Statement, submission: Submission) => Statement[]>>

/** SQLSTATE of a division by zero. A statement of the pipeline cannot be looked at before COMMIT, but it can fail. */
const CHECK_FAILED = '22012'

/** SQL that fails the transaction unless `condition` holds. */
export function check(condition: string): string {
  return `1 / (${condition})::int`
}

export interface SinglesOptions {
  readonly replacements?: Replacements
  /** What to do when a check failed and nothing was taken; `again` runs the transaction anew. */
  readonly onCheckFailed?: (again: () => Promise<Answer>, attempt: number) => Promise<Answer>
}

/**
 * A transaction a request, as soon as a connection is free: the product's own transaction with a batch of one. So it
 * reads and writes the same rows in the same two round trips (key, account limit, hold, answer, activity), with the
 * same named statements and settings; a strategy only says what takes the places. Nobody's way is made slower by more
 * round trips than it needs.
 */
export function openSingles(
  options: AllocatorOptions,
  pool: Pool,
  { replacements = {}, onCheckFailed }: SinglesOptions = {},
): Allocator {
  // As the product does: configuration is read when its version has changed, not each time.
  const sales = new Map<string, Committed['sale']>()

  async function reserve(submission: Submission, attempt = 1): Promise<Answer> {
    const { eventId, member } = submission
    const startedAt = performance.now()
    try {
      const connections = replacing(pool, replacements, submission)
      const result = await runBatch(connections, options.activity, eventId, [member], sales.get(eventId))
      if (result.kind !== 'committed') throw new Error('these strategies sell places, not seats')
      options.metrics.countBatch(1, performance.now() - startedAt)
      sales.set(eventId, result.sale)
      options.onCommit(eventId, result)
      const [answer] = result.answers ?? []
      if (!answer) throw new Error('the event of the measurement is gone')
      options.metrics.countOutcome(answer.ok ? 'ok' : answer.refusal.code)
      return answer
    } catch (error) {
      if (!onCheckFailed || !isFailedCheck(error)) throw error
      return onCheckFailed(() => reserve(submission, attempt + 1), attempt)
    }
  }

  return allocatorOf((submission) => reserve(submission))
}

/** An allocator without queues: each request on its own. */
export function allocatorOf(submit: Allocator['submit']): Allocator {
  return {
    submit,
    sweep() {},
    depth: () => 0,
    queued: () => ({ urgent: 0, holds: 0, events: 0 }),
    pause() {},
    resume() {},
    drained: () => Promise.resolve(),
  }
}

/** Of a general area, where each line says how many. */
export function placesOf({ member }: Submission): number {
  const { verb } = member.request
  return 'lines' in verb ? verb.lines.reduce((sum, line) => sum + (line.quantity ?? 0), 0) : 0
}

function isFailedCheck(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string } }
  return cause?.code === CHECK_FAILED
}

/** The pool as `runBatch` sees it: what it asks under a replaced name is asked differently. */
function replacing(pool: Pool, replacements: Replacements, submission: Submission): Pool {
  async function connect() {
    const client = await pool.connect()
    let isClean = false
    return {
      query: (asked: string | Statement) => {
        if (asked === 'COMMIT') return client.query(asked).finally(() => (isClean = true))
        if (typeof asked === 'string') return client.query(asked)
        const replace = replacements[asked.name]
        return replace ? sendAll(client, replace(asked, submission)) : send(client, asked)
      },
      on: client.on.bind(client),
      off: client.off.bind(client),
      // The product drops a connection after any failure. One whose COMMIT was answered is as good as new, and a
      // strategy that fails by design should not pay for connecting again.
      release: (isBroken: boolean) => client.release(isBroken && !isClean),
    }
  }
  // `runBatch` uses these methods of a pool and its clients, and no others.
  return { connect } as unknown as Pool
}

function sendAll(client: PoolClient, statements: readonly Statement[]) {
  return Promise.all(statements.map((statement) => send(client, statement))).then((results) => results.at(-1))
}

function send(client: PoolClient, { name, text, values }: Statement) {
  return client.query({ name, text, values: [...values] })
}
