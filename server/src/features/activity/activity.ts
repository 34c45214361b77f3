import type { Queries, Statement, Tx } from '../../db/index.ts'
import type { LogOutput } from '../../log.ts'
import { openLogReader } from './log-reader.ts'
import { openLogSender } from './log-sender.ts'
import {
  type ActivityRecord,
  activityStatements,
  insertActivity,
  readActivity,
  readRefusals,
  sumRefusals,
} from './queries.ts'
import { openRefusals } from './refusals.ts'
import { repeat } from './repeat.ts'

export interface ActivityDeps {
  readonly queries: Queries
  readonly output: LogOutput
  /** Names this process among all that share the database. */
  readonly node: string
}

export type Activity = ReturnType<typeof openActivity>

const WRITE_REFUSALS_EVERY_MS = 1_000

/** What was done, what was refused, and the log of all nodes. Nothing runs before `start`. */
export function openActivity({ queries, output, node }: ActivityDeps) {
  const refusals = openRefusals(queries, output.log)
  const sender = openLogSender(queries, output, node, () => reader.isFollowed())
  const reader = openLogReader(queries, node, () => sender.begin())
  const stopping = new AbortController()
  let running: Promise<unknown> = Promise.resolve()

  return {
    /** Writes what was done, in the caller's transaction. */
    async record(on: Queries | Tx, records: readonly ActivityRecord[]): Promise<void> {
      if (records.length > 0) await insertActivity(on, records)
    },

    /** As `record`, for the allocator's batch: named statements, one a kind of operation. */
    statements(eventId: string, records: readonly ActivityRecord[]): Statement[] {
      return activityStatements(eventId, records)
    },

    /** Counts a refusal by event (its UUID), code and minute; durable within a second or two. */
    countRefusal: refusals.count,

    /** A page of what was done, newest first; of all events without `eventId`. */
    list: (filter: Parameters<typeof readActivity>[1]) => readActivity(queries, filter),

    /** A page of how often buyers were refused, newest minute first. */
    listRefusals: (filter: Parameters<typeof readRefusals>[1]) => readRefusals(queries, filter),

    /** How often buyers of an event were refused, by code; most frequent first. A second or two old. */
    sumRefusals: (eventId: string) => sumRefusals(queries, eventId),

    /**
     * The lines of all nodes as JSON text (`LogLine`), from now until `signal` aborts. Memory is bounded: who reads
     * slowly loses lines and is told how many. Throws `too-many-requests` at once.
     */
    followLog: reader.follow,

    start(): void {
      running = Promise.all([
        repeat(WRITE_REFUSALS_EVERY_MS, stopping.signal, refusals.flush),
        sender.run(stopping.signal),
        reader.run(stopping.signal),
      ])
    },

    /** Writes what is left. Call after the last request was answered. */
    async stop(): Promise<void> {
      stopping.abort()
      await running
      await refusals.flush()
    },
  }
}
