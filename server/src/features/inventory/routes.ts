import {
  blockSeats,
  changeHold,
  extendHold,
  followAvailability,
  followSeats,
  listHolds,
  placeHold,
  readAvailability,
  readHold,
  readSeatStatus,
  releaseHold,
  type Route,
  type SeatStatus,
} from '@fairground/contract'
import type { FastifyInstance } from 'fastify'

import { type Call, type Caller, type Edge, JsonText, notModified, problem, serve } from '../../http/index.ts'
import { type EventRecord, planHashOf } from '../events/index.ts'
import { availabilityOf, openFollowers, sharedCounters } from './followers.ts'
import { availabilityText, type Inventory } from './inventory.ts'
import type { SeatBook } from './seat-books.ts'
import { seatChangesOf, seatsFrame } from './seat-followers.ts'

export interface InventoryRoutesOptions {
  readonly inventory: Inventory
  /** An event that the caller may see, by id or slug. */
  readonly findEvent: (caller: Caller | undefined, idOrSlug: string) => Promise<EventRecord | undefined>
  /** Whether the caller runs the event. */
  readonly mayManage: (caller: Caller, eventId: string) => Promise<boolean>
  readonly resolveEventId: (idOrSlug: string) => Promise<string | undefined>
  /** Aborts when the service stops: streams end. */
  readonly stopping: AbortSignal
}

/** Returns how many pages follow the availability of events here. */
export function inventoryRoutes(app: FastifyInstance, edge: Edge, options: InventoryRoutesOptions): () => number {
  const { inventory } = options

  serve(app, edge, placeHold, async (call) => {
    const eventId = await eventIdOf(call)
    return inventory.placeHold(eventId, call.caller.accountId, call.body.lines, call)
  })

  serve(app, edge, listHolds, async (call) => ({
    items: await inventory.listHolds(await eventIdOf(call), call.caller.accountId),
    nextCursor: null,
  }))

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
    const { event, counts } = await countsOf(call)
    const etag = `"${counts.configVersion}.${counts.countsVersion}"`
    call.reply.header('etag', etag).header('cache-control', 'public, no-cache')
    if (call.request.headers['if-none-match'] === etag) return notModified
    return new JsonText(availabilityText(counts, sharedCounters(event)))
  })

  const followers = openFollowers({ ...options, log: edge.log })
  const followCounts = followers.open(availabilityOf(inventory.counts))
  serve(app, edge, followAvailability, async (call) => {
    const { event, counts } = await countsOf(call)
    followCounts(call, event, counts)
    // The answer was begun above; `serve` looks at `reply.sent` and sends nothing.
    return undefined as never
  })

  serve(app, edge, readSeatStatus, async (call) => {
    const { book } = await bookOf(call)
    const etag = `"${book.map.hash}.${book.version}"`
    call.reply.header('etag', etag).header('cache-control', 'public, no-cache')
    if (call.request.headers['if-none-match'] === etag) return notModified
    return statusOf(book)
  })

  serve(app, edge, blockSeats, async (call) => {
    const { event, planHash } = await bookOf(call)
    if (!(await options.mayManage(call.caller, event.id))) {
      throw problem('not-allowed', 'Only owners and managers of its organizer may block seats of this event.')
    }
    const { blocked = [], unblocked = [] } = call.body
    const asker = { key: undefined, deadline: call.deadline, isGone: () => call.isGone() }
    await inventory.blockSeats(event.id, call.caller.accountId, { blocked, unblocked }, asker)
    return statusOf(await inventory.books.read(event.id, planHash))
  })

  const followBook = followers.open(seatChangesOf(inventory.books))
  serve(app, edge, followSeats, async (call) => {
    const { event, book } = await bookOf(call)
    // A browser that asks again on its own says what it has seen last.
    const seen = Number(call.request.headers['last-event-id'] ?? call.query.version ?? book.version)
    followBook(call, event, book, seatsFrame(book, seen))
    return undefined as never
  })
  return followers.count

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
    return { event, counts }
  }

  async function bookOf(call: Pick<Call<Route>, 'caller'> & { readonly params: { eventId: string } }) {
    const event = await options.findEvent(call.caller, call.params.eventId)
    const planHash = event && planHashOf(event)
    if (!event || !planHash) throw problem('not-found', 'There is no such event with seats.')
    return { event, planHash, book: await inventory.books.read(event.id, planHash) }
  }
}

function statusOf(book: SeatBook): SeatStatus {
  return { hash: book.map.hash, version: book.version, states: book.packed() }
}
