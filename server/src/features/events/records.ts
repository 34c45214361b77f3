import type { Queries } from '../../db/index.ts'
import { type EventRecord, readEventId, readEvents } from './queries.ts'

/** An event's counts at one version, as inventory keeps them in memory. */
export interface Counts {
  readonly configVersion: number
  readonly countsVersion: number
  readonly counters: ReadonlyMap<
    string,
    { readonly capacity: number | null; readonly held: number; readonly sold: number }
  >
}

export interface CountsReader {
  read(eventId: string): Promise<Counts | undefined>
  readMany(eventIds: readonly string[]): Promise<Map<string, Counts>>
}

/** An event with its counts. The record is at least as new as the counts. */
export interface EventNow {
  readonly record: EventRecord
  readonly counts: Counts
}

/** At 2 kB for an ordinary event some 20 MB; a description may be 10 kB. */
const MOST_RECORDS = 10_000
const MOST_SLUGS = 10_000

/**
 * Keeps events in memory. Their counts, which inventory keeps current, name the version that is in force: an older
 * record is read again before it is used, so nothing here has to be told of changes.
 */
export function openRecords(queries: Queries, counts: CountsReader) {
  const records = new Map<string, EventRecord>()
  const loads = new Map<string, Promise<EventRecord | undefined>>()
  const eventIds = new Map<string, string>()

  /** An event as it is now, of this version or a newer one. */
  async function read(eventId: string, version = 0): Promise<EventNow | undefined> {
    const current = await counts.read(eventId)
    if (!current) return undefined
    const wanted = Math.max(version, current.configVersion)
    const record = recall(eventId, wanted) ?? (await loadAtLeast([[eventId, wanted]])).get(eventId)
    return record && { record, counts: current }
  }

  /** As `read`; the missing ones are read in one statement. */
  async function readMany(ids: readonly string[]): Promise<Map<string, EventNow>> {
    const current = await counts.readMany(ids)
    const found = new Map<string, EventNow>()
    const missing: [string, number][] = []
    for (const [eventId, { configVersion }] of current) {
      if (!recall(eventId, configVersion)) missing.push([eventId, configVersion])
    }
    const loaded = await loadAtLeast(missing)
    for (const eventId of ids) {
      const counted = current.get(eventId)
      const record = loaded.get(eventId) ?? records.get(eventId)
      if (counted && record) found.set(eventId, { record, counts: counted })
    }
    return found
  }

  function recall(eventId: string, version: number): EventRecord | undefined {
    const record = records.get(eventId)
    if (!record || record.version < version) return undefined
    // Kept in the order of their last use, so that the first is the one to forget.
    records.delete(eventId)
    records.set(eventId, record)
    return record
  }

  /**
   * Joins a reading that is under way, if there is one. That one may have begun before the version was written; one
   * that begins after it has ended cannot have.
   */
  async function loadAtLeast(wanted: readonly (readonly [string, number])[]): Promise<Map<string, EventRecord>> {
    const loaded = await load(wanted.map(([eventId]) => eventId))
    const behind = wanted.filter(([eventId, version]) => (loaded.get(eventId)?.version ?? version) < version)
    if (behind.length > 0) {
      for (const [eventId, record] of await load(behind.map(([id]) => id))) loaded.set(eventId, record)
    }
    return loaded
  }

  async function load(ids: readonly string[]): Promise<Map<string, EventRecord>> {
    const unasked = ids.filter((eventId) => !loads.has(eventId))
    if (unasked.length > 0) {
      const rows = readEvents(queries, unasked).then((found) => new Map(found.map((record) => [record.id, record])))
      for (const eventId of unasked) {
        loads.set(
          eventId,
          rows.then((found) => remember(found.get(eventId))).finally(() => loads.delete(eventId)),
        )
      }
    }
    const found = await Promise.all(ids.map((eventId) => loads.get(eventId) ?? Promise.resolve(undefined)))
    return new Map(found.filter((record) => record !== undefined).map((record) => [record.id, record]))
  }

  function remember(record: EventRecord | undefined): EventRecord | undefined {
    if (!record) return undefined
    const known = records.get(record.id)
    if (known && known.version > record.version) return known
    records.delete(record.id)
    records.set(record.id, record)
    forgetBeyond(records, MOST_RECORDS)
    return record
  }

  /** The id, if there is such an event. */
  async function resolveId(eventId: string): Promise<string | undefined> {
    return (await counts.read(eventId)) && eventId
  }

  /** A slug stays with its event for ever: only what is not there yet has to be looked up again. */
  async function resolveSlug(slug: string): Promise<string | undefined> {
    const known = eventIds.get(slug)
    if (known !== undefined) return known
    const eventId = await readEventId(queries, slug)
    if (eventId !== undefined) eventIds.set(slug, eventId)
    forgetBeyond(eventIds, MOST_SLUGS)
    return eventId
  }

  return { read, readMany, resolveId, resolveSlug }
}

function forgetBeyond(memory: Map<string, unknown>, most: number): void {
  for (const key of memory.keys()) {
    if (memory.size <= most) return
    memory.delete(key)
  }
}

/** The content of the plan that the event has pinned, if it has seats. */
export function planHashOf({ areas }: Pick<EventRecord, 'areas'>): string | undefined {
  return areas.find(({ kind }) => kind === 'seated')?.planHash ?? undefined
}
