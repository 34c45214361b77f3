import type { Log } from '../../log.ts'
import type { Queries } from '../../db/index.ts'
import { addRefusals } from './queries.ts'

/** Refusals of one code for one event, all within the second in which `since` (of `performance.now()`) lies. */
export interface RefusalTally {
  readonly eventId: string
  readonly code: string
  readonly since: number
  count: number
}

/** Six codes of one event for half an hour without a database; what is beyond is not counted, and the log says so. */
const MOST_TALLIES = 10_000

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Counts refusals in memory and writes them when told to: at 25,000 a second, a write each would cost more than the
 * sale. Which minute they belong to is the database's clock to say, so only their age is kept here. A connection that
 * is lost while they are committed may count them twice; they are figures for people, not money.
 */
export function openRefusals(queries: Queries, log: Log) {
  let tallies = new Map<string, RefusalTally>()
  let uncounted = 0

  function count(eventId: string, code: string): void {
    const now = performance.now()
    const key = `${Math.floor(now / 1000)} ${eventId} ${code}`
    const tally = tallies.get(key)
    if (tally) tally.count += 1
    else if (!UUID.test(eventId) || tallies.size >= MOST_TALLIES) uncounted += 1
    else tallies.set(key, { eventId, code, since: now, count: 1 })
  }

  /** Writes what was counted; on failure it is kept for the next time. */
  async function flush(): Promise<void> {
    if (uncounted > 0) {
      log.warn({ uncounted }, 'refusals were not counted: too many wait to be written')
      uncounted = 0
    }
    if (tallies.size === 0) return
    const taken = tallies
    tallies = new Map()
    try {
      await addRefusals(queries, [...taken.values()], performance.now())
    } catch (error) {
      log.warn({ err: error, waiting: taken.size }, 'refusals could not be written yet')
      keep(taken)
    }
  }

  function keep(unwritten: Map<string, RefusalTally>): void {
    for (const [key, newer] of tallies) {
      const older = unwritten.get(key)
      if (older) older.count += newer.count
      else if (unwritten.size < MOST_TALLIES) unwritten.set(key, newer)
      else uncounted += newer.count
    }
    tallies = unwritten
  }

  return { count, flush }
}
