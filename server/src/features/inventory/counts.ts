import type { Queries } from '../../db/index.ts'
import type { Log } from '../../log.ts'
import type { Counter } from './decide.ts'
import { type CountsRow, selectMovedCounts } from './queries.ts'
import { openWatchers } from './watchers.ts'

/** An event's counts at one version. */
export interface Counts {
  readonly configVersion: number
  readonly countsVersion: number
  /** Of areas, categories and ticket types, by id; capacity is null for a ticket type without a quota. */
  readonly counters: ReadonlyMap<string, CountOf>
}

type CountOf = Pick<Counter, 'kind' | 'capacity' | 'held' | 'sold'>

export interface CountsMemory {
  /** The counts; undefined where there is no such event. At once right after this node's commits, else within 0.5 s. */
  read(eventId: string): Promise<Counts | undefined>
  /** As `read` for many events in one query; events that do not exist are left out. */
  readMany(eventIds: readonly string[]): Promise<Map<string, Counts>>
  /** Takes over what a batch of this node has just committed. */
  apply(eventId: string, counts: Counts): void
  /** Calls `listener` at each change that this node learns of, until the returned function is called. */
  watch(eventId: string, listener: (counts: Counts) => void): () => void
  start(): void
  stop(): Promise<void>
}

/** A change elsewhere is seen within this and one query; the promise is 1 s. */
const POLL_MS = 400
/** What was not verified for longer is read again before it is used: the database may be away. */
const STALE_MS = 900
const FORGET_MS = 60_000
const MOST_EVENTS = 20_000

interface Entry {
  counts: Counts
  verifiedAt: number
  usedAt: number
}

/** Keeps the counts of the events that are looked at, in memory: pages and availability cost the database nothing. */
export function openCounts(queries: Queries, log: Log): CountsMemory {
  const entries = new Map<string, Entry>()
  const reading = new Map<string, Promise<Counts | undefined>>()
  const watchers = openWatchers<[Counts]>()
  let timer: NodeJS.Timeout | undefined
  let polling: Promise<void> = Promise.resolve()

  function fresh(eventId: string): Counts | undefined {
    const entry = entries.get(eventId)
    const now = performance.now()
    if (!entry || now - entry.verifiedAt > STALE_MS) return undefined
    entry.usedAt = now
    return entry.counts
  }

  function remember(eventId: string, counts: Counts): Counts {
    const now = performance.now()
    const known = entries.get(eventId)
    if (known && !isNewer(counts, known.counts)) {
      known.verifiedAt = now
      return known.counts
    }
    entries.set(eventId, { counts, verifiedAt: now, usedAt: known?.usedAt ?? now })
    watchers.tell(eventId, counts)
    return counts
  }

  async function readMany(eventIds: readonly string[]): Promise<Map<string, Counts>> {
    const found = new Map<string, Counts>()
    const missing = eventIds.filter((eventId) => {
      const counts = fresh(eventId)
      if (counts) found.set(eventId, counts)
      return counts === undefined
    })
    if (missing.length === 0) return found
    const unknown = missing.map((eventId) => ({ eventId, configVersion: -1, countsVersion: -1 }))
    for (const row of await selectMovedCounts(queries, unknown)) {
      found.set(row.event_id, remember(row.event_id, countsOf(row)))
    }
    return found
  }

  async function poll(): Promise<void> {
    const now = performance.now()
    for (const [eventId, entry] of entries) {
      if (now - entry.usedAt > FORGET_MS && !watchers.has(eventId)) entries.delete(eventId)
    }
    for (const eventId of entries.keys()) {
      if (entries.size <= MOST_EVENTS) break
      if (!watchers.has(eventId)) entries.delete(eventId)
    }
    if (entries.size === 0) return
    const known = [...entries].map(([eventId, { counts }]) => ({ eventId, ...counts }))
    const moved = await selectMovedCounts(queries, known)
    const verifiedAt = performance.now()
    for (const { eventId } of known) {
      const entry = entries.get(eventId)
      if (entry) entry.verifiedAt = verifiedAt
    }
    for (const row of moved) remember(row.event_id, countsOf(row))
  }

  function schedule(): void {
    timer = setTimeout(() => {
      polling = poll()
        .catch((error: unknown) => log.warn({ err: error }, 'the counts could not be refreshed'))
        .finally(() => {
          if (timer) schedule()
        })
    }, POLL_MS)
  }

  return {
    async read(eventId) {
      const known = fresh(eventId)
      if (known) return known
      let read = reading.get(eventId)
      if (!read) {
        read = readMany([eventId])
          .then((found) => found.get(eventId))
          .finally(() => reading.delete(eventId))
        reading.set(eventId, read)
      }
      return read
    },
    readMany,
    // Also where nothing is known yet: a first read that is under way may be older than this.
    apply: (eventId, counts) => void remember(eventId, counts),
    watch: watchers.watch,
    start: schedule,
    async stop() {
      clearTimeout(timer)
      timer = undefined
      await polling
    },
  }
}

function isNewer(one: Counts, other: Counts): boolean {
  return one.countsVersion > other.countsVersion || one.configVersion > other.configVersion
}

function countsOf(row: CountsRow): Counts {
  return {
    configVersion: row.config_version,
    countsVersion: row.counts_version,
    counters: new Map(row.counters.map(({ id, ...counter }) => [id, counter])),
  }
}
