import { setImmediate as nextTurn } from 'node:timers/promises'

import type { followAvailability } from '@fairground/contract'

import { type Call, type Caller, frameOf, openBroadcast, problem, type Reader } from '../../http/index.ts'
import type { Log } from '../../log.ts'
import type { EventRecord } from '../events/index.ts'
import type { Counts, CountsMemory } from './counts.ts'
import { availabilityText } from './inventory.ts'

export interface FollowersOptions {
  readonly counts: CountsMemory
  /** An event that the caller may see. */
  readonly findEvent: (caller: Caller | undefined, eventId: string) => Promise<EventRecord | undefined>
  readonly log: Log
  /** Aborts when the service stops: streams end. */
  readonly stopping: AbortSignal
}

/** Pages that watch events in one process, each of some 15 kB: as many as it takes connections by default. */
const MOST_FOLLOWERS = 10_000
/** A hot sale changes a hundred times a second; a page sees no more than this of it. */
const SHORTEST_PAUSE_MS = 250
/** A write to a page takes up to 0.01 ms of the thread: with ten times that as a pause, pages take a tenth of it. */
const PAUSE_MS_A_FOLLOWER = 0.1
/** What was sold is seen within a second, however many look on. */
const LONGEST_PAUSE_MS = 750
/** Written at a stretch, in some 4 ms: then whoever buys has a turn. */
const FOLLOWERS_A_SLICE = 500
/** What could not be told, because the database is away, is told after that. */
const RETRY_MS = 1_000

interface Follower {
  readonly caller: Caller | undefined
  readonly reader: Reader
  /** The frame that it has, or will have. */
  shown: Buffer | undefined
}

/** All who follow one event. What they are shown is looked up and put into words once for all of them. */
interface Audience {
  readonly eventId: string
  readonly followers: Set<Follower>
  readonly unwatch: () => void
  frame: { counts: Counts; types: ReadonlyMap<string, string>; bytes: Buffer } | undefined
  state: 'quiet' | 'due' | 'telling' | 'telling, and due again'
  timer: NodeJS.Timeout | undefined
  toldAt: number
}

/** The pages of one process that follow the availability of events. */
export function openFollowers({ counts: memory, findEvent, log, stopping }: FollowersOptions) {
  const broadcast = openBroadcast(stopping)
  const audiences = new Map<string, Audience>()
  let count = 0

  /** Answers with what is left and from then on with each change, only the newest when there are many. Throws `busy`. */
  function follow(call: Call<typeof followAvailability>, event: EventRecord, counts: Counts): void {
    if (count >= MOST_FOLLOWERS) {
      throw problem('busy', 'Too many pages watch events right now. Read the availability instead.', {
        retryAfterSeconds: 5,
      })
    }
    const audience = audienceOf(event.id)
    const reader = broadcast.open(call, () => {
      count -= 1
      audience.followers.delete(follower)
      if (audience.followers.size === 0) close(audience)
    })
    const follower: Follower = { caller: call.caller, reader, shown: undefined }
    count += 1
    audience.followers.add(follower)
    show(follower, frameFor(audience, counts, event))
    // What changed since the counts were read came too early for the new follower, or for a new audience.
    changed(audience)
  }

  function audienceOf(eventId: string): Audience {
    const known = audiences.get(eventId)
    if (known) return known
    const audience: Audience = {
      eventId,
      followers: new Set(),
      unwatch: memory.watch(eventId, () => changed(audience)),
      frame: undefined,
      state: 'quiet',
      timer: undefined,
      toldAt: Number.NEGATIVE_INFINITY,
    }
    audiences.set(eventId, audience)
    return audience
  }

  function close(audience: Audience): void {
    audience.unwatch()
    clearTimeout(audience.timer)
    audiences.delete(audience.eventId)
  }

  function changed(audience: Audience): void {
    if (audience.state === 'telling') audience.state = 'telling, and due again'
    if (audience.state !== 'quiet') return
    const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, count * PAUSE_MS_A_FOLLOWER))
    tellIn(audience, audience.toldAt + pauseMs - performance.now())
  }

  function tellIn(audience: Audience, ms: number): void {
    audience.state = 'due'
    audience.timer = setTimeout(() => void tell(audience), Math.max(0, ms))
  }

  /** Never rejects. */
  async function tell(audience: Audience): Promise<void> {
    audience.state = 'telling'
    audience.toldAt = performance.now()
    let isTold = true
    try {
      await showAll(audience)
    } catch (error) {
      isTold = false
      log.warn({ err: error, event: audience.eventId }, 'the open pages of an event could not be told')
    }
    const isDue = isDueAgain(audience)
    audience.state = 'quiet'
    if (audience.followers.size === 0) return
    if (!isTold) tellIn(audience, RETRY_MS)
    else if (isDue) changed(audience)
  }

  async function showAll(audience: Audience): Promise<void> {
    const { eventId } = audience
    // Who comes later has seen counts that are not older than these, and must not be shown older ones.
    const present = [...audience.followers]
    const counts = await memory.read(eventId)
    // After the counts, so that it knows the area of every ticket type that they have.
    const open = await findEvent(undefined, eventId)
    const frame = open && counts && frameFor(audience, counts, open)
    for (const [index, follower] of present.entries()) {
      if (frame) show(follower, frame)
      else await showDraft(audience, follower, counts)
      if (index % FOLLOWERS_A_SLICE === FOLLOWERS_A_SLICE - 1) await nextTurn()
    }
  }

  /** A draft is for some eyes only, and a published event may become one again. */
  async function showDraft(audience: Audience, follower: Follower, counts: Counts | undefined): Promise<void> {
    const event = await findEvent(follower.caller, audience.eventId)
    if (event && counts) show(follower, frameFor(audience, counts, event))
    else follower.reader.end()
  }

  return {
    follow,
    count: () => count,
  }
}

function isDueAgain({ state }: Audience): boolean {
  return state === 'telling, and due again'
}

function show(follower: Follower, frame: Buffer): void {
  if (follower.shown === frame) return
  follower.shown = frame
  follower.reader.offer(frame)
}

/** The same for everybody who is shown the same. */
function frameFor(audience: Audience, counts: Counts, event: EventRecord): Buffer {
  const types = areasOfTypes(event)
  if (audience.frame?.counts !== counts || audience.frame.types !== types) {
    const data = availabilityText(counts, types)
    const bytes = Buffer.from(frameOf({ id: String(counts.countsVersion), event: 'availability', data }))
    audience.frame = { counts, types, bytes }
  }
  return audience.frame.bytes
}

const areasByRecord = new WeakMap<EventRecord, ReadonlyMap<string, string>>()

/** The area of each ticket type, worked out once for each version of an event. */
export function areasOfTypes(event: EventRecord): ReadonlyMap<string, string> {
  let areas = areasByRecord.get(event)
  if (!areas) {
    areas = new Map(event.areas.flatMap((area) => area.ticketTypes.map((type) => [type.id, area.id] as const)))
    areasByRecord.set(event, areas)
  }
  return areas
}
