import { setImmediate as nextTurn } from 'node:timers/promises'

import type { Route } from '@fairground/contract'

import { type Call, type Caller, frameOf, openBroadcast, problem, type Reader } from '../../http/index.ts'
import type { Log } from '../../log.ts'
import type { EventRecord } from '../events/index.ts'
import type { Counts, CountsMemory } from './counts.ts'
import { availabilityText, type SharedCounters } from './inventory.ts'

export interface FollowersOptions {
  /** An event that the caller may see. */
  readonly findEvent: (caller: Caller | undefined, eventId: string) => Promise<EventRecord | undefined>
  readonly log: Log
  /** Aborts when the service stops: streams end. */
  readonly stopping: AbortSignal
}

/** What pages can follow of an event. `Shown` is what an audience remembers of what it was told last. */
export interface Subject<State, Shown> {
  watch(eventId: string, listener: () => void): () => void
  /** How things are now; undefined where that is not known any more. */
  read(eventId: string): Promise<State | undefined>
  /** What the whole audience is told next. The same frame again: there is nothing new. */
  next(state: State, event: EventRecord, shown: Shown | undefined): Shown & { readonly bytes: Buffer }
}

/** Streams of one process, each of some 15 kB: as many as it takes connections by default. A page with seats has two. */
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
interface Audience<State, Shown> {
  readonly eventId: string
  readonly subject: Subject<State, Shown>
  readonly followers: Set<Follower>
  readonly unwatch: () => void
  shown: (Shown & { readonly bytes: Buffer }) | undefined
  state: 'quiet' | 'due' | 'telling' | 'telling, and due again'
  timer: NodeJS.Timeout | undefined
  toldAt: number
}

/** The pages of one process that follow events. */
export function openFollowers({ findEvent, log, stopping }: FollowersOptions) {
  const broadcast = openBroadcast(stopping)
  let count = 0

  /** Pages that follow this subject of any event. */
  function open<State, Shown>(subject: Subject<State, Shown>) {
    const audiences = new Map<string, Audience<State, Shown>>()

    /**
     * Answers with what is to be seen now, or with `first` in its place, and from then on with each change, only the
     * newest when there are many. Throws `busy`.
     */
    return function follow(call: Call<Route>, event: EventRecord, state: State, first?: Buffer): void {
      if (count >= MOST_FOLLOWERS) {
        throw problem('busy', 'Too many pages watch events right now. Read what you need instead.', {
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
      // With a first frame of its own a page is as far as an audience that begins here; one that is there may be behind.
      const frame = first === undefined || !audience.shown ? nextOf(audience, state, event) : first
      show(follower, first ?? frame)
      // What changed since the state was read came too early for the new follower, or for a new audience.
      changed(audience)
    }

    function audienceOf(eventId: string): Audience<State, Shown> {
      const known = audiences.get(eventId)
      if (known) return known
      const audience: Audience<State, Shown> = {
        eventId,
        subject,
        followers: new Set(),
        unwatch: subject.watch(eventId, () => changed(audience)),
        shown: undefined,
        state: 'quiet',
        timer: undefined,
        toldAt: Number.NEGATIVE_INFINITY,
      }
      audiences.set(eventId, audience)
      return audience
    }

    function close(audience: Audience<State, Shown>): void {
      audience.unwatch()
      clearTimeout(audience.timer)
      audiences.delete(audience.eventId)
    }
  }

  function changed<State, Shown>(audience: Audience<State, Shown>): void {
    if (audience.state === 'telling') audience.state = 'telling, and due again'
    if (audience.state !== 'quiet') return
    const pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, count * PAUSE_MS_A_FOLLOWER))
    tellIn(audience, audience.toldAt + pauseMs - performance.now())
  }

  function tellIn<State, Shown>(audience: Audience<State, Shown>, ms: number): void {
    audience.state = 'due'
    audience.timer = setTimeout(() => void tell(audience), Math.max(0, ms))
  }

  /** Never rejects. */
  async function tell<State, Shown>(audience: Audience<State, Shown>): Promise<void> {
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

  async function showAll<State, Shown>(audience: Audience<State, Shown>): Promise<void> {
    const { eventId } = audience
    // Who comes later has seen a state that is not older than this, and must not be shown an older one.
    const present = [...audience.followers]
    const state = await audience.subject.read(eventId)
    // After the state, so that it knows the area of every ticket type that has counts.
    const published = await findEvent(undefined, eventId)
    const frame = published && state !== undefined ? nextOf(audience, state, published) : undefined
    for (const [index, follower] of present.entries()) {
      if (frame) show(follower, frame)
      else await showDraft(audience, follower, state)
      if (index % FOLLOWERS_A_SLICE === FOLLOWERS_A_SLICE - 1) await nextTurn()
    }
  }

  /** A draft is for some eyes only, and a published event may become one again. */
  async function showDraft<State, Shown>(
    audience: Audience<State, Shown>,
    follower: Follower,
    state: State | undefined,
  ): Promise<void> {
    const event = await findEvent(follower.caller, audience.eventId)
    if (event && state !== undefined) show(follower, nextOf(audience, state, event))
    else follower.reader.end()
  }

  return { open, count: () => count }
}

function isDueAgain({ state }: { state: Audience<unknown, unknown>['state'] }): boolean {
  return state === 'telling, and due again'
}

function show(follower: Follower, frame: Buffer): void {
  if (follower.shown === frame) return
  follower.shown = frame
  follower.reader.offer(frame)
}

/** The same for everybody who is shown the same. */
function nextOf<State, Shown>(audience: Audience<State, Shown>, state: State, event: EventRecord): Buffer {
  audience.shown = audience.subject.next(state, event, audience.shown)
  return audience.shown.bytes
}

/** What is left of an event, in numbers. */
export function availabilityOf(memory: CountsMemory) {
  return {
    watch: (eventId, listener) => memory.watch(eventId, listener),
    read: (eventId) => memory.read(eventId),
    next(counts, event, shown) {
      const types = sharedCounters(event)
      if (shown?.counts === counts && shown.types === types) return shown
      const data = availabilityText(counts, types)
      const bytes = Buffer.from(frameOf({ id: String(counts.countsVersion), event: 'availability', data }))
      return { counts, types, bytes }
    },
  } satisfies Subject<Counts, { counts: Counts; types: ReadonlyMap<string, SharedCounters>; bytes: Buffer }>
}

const sharedByRecord = new WeakMap<EventRecord, ReadonlyMap<string, SharedCounters>>()

/** What each ticket type shares with others, worked out once for each version of an event. */
export function sharedCounters(event: EventRecord): ReadonlyMap<string, SharedCounters> {
  let shared = sharedByRecord.get(event)
  if (!shared) {
    shared = new Map(
      event.areas.flatMap(({ id: areaId, ticketTypes }) =>
        ticketTypes.map(({ id, categoryId }) => [id, { areaId, categoryId }] as const),
      ),
    )
    sharedByRecord.set(event, shared)
  }
  return shared
}
