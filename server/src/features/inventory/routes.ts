import {
  changeHold,
  extendHold,
  followAvailability,
  placeHold,
  readAvailability,
  readHold,
  releaseHold,
} from '@fairground/contract'
import type { FastifyInstance } from 'fastify'

import {
  type Call,
  type Caller,
  type Edge,
  JsonText,
  notModified,
  problem,
  serve,
  streamEvents,
} from '../../http/index.ts'
import type { EventRecord } from '../events/index.ts'
import type { Counts } from './counts.ts'
import { availabilityText, type Inventory } from './inventory.ts'

export interface InventoryRoutesOptions {
  readonly inventory: Inventory
  /** An event that the caller may see, by id or slug. */
  readonly findEvent: (caller: Caller | undefined, idOrSlug: string) => Promise<EventRecord | undefined>
  readonly resolveEventId: (idOrSlug: string) => Promise<string | undefined>
  /** Aborts when the service stops: streams end. */
  readonly stopping: AbortSignal
}

/** Pages that watch one event in one process; each costs some kilobytes and a write a change. */
const MOST_FOLLOWERS = 10_000
/** A hot sale changes a hundred times a second; a reader sees no more than this of it. */
const SHORTEST_PAUSE_MS = 250

export function inventoryRoutes(app: FastifyInstance, edge: Edge, options: InventoryRoutesOptions): void {
  const { inventory } = options

  serve(app, edge, placeHold, async (call) => {
    const eventId = await eventIdOf(call)
    return inventory.placeHold(eventId, call.caller.accountId, call.body.lines, call)
  })

  serve(app, edge, readHold, async (call) =>
    inventory.readHold(await eventIdOf(call), call.caller.accountId, call.params.holdId),
  )

  serve(app, edge, changeHold, async (call) =>
    inventory.changeHold(await eventIdOf(call), call.caller.accountId, call.params.holdId, call.body.lines, call),
  )

  serve(app, edge, extendHold, async (call) =>
    inventory.extendHold(await eventIdOf(call), call.caller.accountId, call.params.holdId, call),
  )

  serve(app, edge, releaseHold, async (call) => {
    const asker = { key: undefined, deadline: call.deadline, isGone: () => call.isGone() }
    await inventory.releaseHold(await eventIdOf(call), call.caller.accountId, call.params.holdId, asker)
    return null
  })

  serve(app, edge, readAvailability, async (call) => {
    const { counts, types } = await countsOf(call)
    const etag = `"${counts.countsVersion}"`
    call.reply.header('etag', etag).header('cache-control', 'public, no-cache')
    if (call.request.headers['if-none-match'] === etag) return notModified
    return new JsonText(availabilityText(counts, types))
  })

  let followers = 0
  serve(app, edge, followAvailability, async (call) => {
    const { counts, eventId } = await countsOf(call)
    if (followers >= MOST_FOLLOWERS) {
      throw problem('busy', 'Too many pages watch this event right now. Read its availability instead.', {
        retryAfterSeconds: 5,
      })
    }
    followers += 1
    try {
      const typesNow = async () => (await countsOf(call)).types
      return await streamEvents(call, (ended) => follow(eventId, counts, typesNow, ended), options.stopping)
    } finally {
      followers -= 1
    }
  })

  /** Each change as it comes, the newest only when there are many. */
  async function* follow(
    eventId: string,
    first: Counts,
    typesNow: () => Promise<ReadonlyMap<string, string>>,
    ended: AbortSignal,
  ) {
    let newest: Counts | undefined = first
    let wake = () => {}
    const unwatch = inventory.counts.watch(eventId, (counts) => {
      newest = counts
      wake()
    })
    ended.addEventListener('abort', () => wake(), { once: true })
    try {
      while (!ended.aborted) {
        if (newest) {
          const counts = newest
          newest = undefined
          const data = availabilityText(counts, await typesNow())
          yield { id: String(counts.countsVersion), event: 'availability', data }
          await pause(SHORTEST_PAUSE_MS, ended)
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    } finally {
      unwatch()
    }
  }

  async function eventIdOf(call: Pick<Call<typeof placeHold>, 'params' | 'note'>): Promise<string> {
    const eventId = await options.resolveEventId(call.params.eventId)
    if (eventId === undefined) throw problem('not-found', 'There is no such event.')
    call.note({ eventId })
    return eventId
  }

  async function countsOf(call: Pick<Call<typeof readAvailability>, 'params' | 'caller'>) {
    const event = await options.findEvent(call.caller, call.params.eventId)
    const counts = event && (await inventory.counts.read(event.id))
    if (!event || !counts) throw problem('not-found', 'There is no such event.')
    return { eventId: event.id, counts, types: areasOfTypes(event) }
  }
}

const areasByRecord = new WeakMap<EventRecord, ReadonlyMap<string, string>>()

/** The area of each ticket type, worked out once for each version of an event. */
function areasOfTypes(event: EventRecord): ReadonlyMap<string, string> {
  let areas = areasByRecord.get(event)
  if (!areas) {
    areas = new Map(event.areas.flatMap((area) => area.ticketTypes.map((type) => [type.id, area.id] as const)))
    areasByRecord.set(event, areas)
  }
  return areas
}

/** Resolves after a while, or at once when `ended` aborts. */
async function pause(ms: number, ended: AbortSignal): Promise<void> {
  if (ended.aborted) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(finish, ms)
    function finish() {
      clearTimeout(timer)
      ended.removeEventListener('abort', finish)
      resolve()
    }
    ended.addEventListener('abort', finish, { once: true })
  })
}
