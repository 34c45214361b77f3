import { hash } from 'node:crypto'

import type { Availability, Hold, Line, LineRequest } from '@fairground/contract'
import { NOT_FOR_SALE, type SeatMap } from '@fairground/seating'

import type { Database, Statement, Tx } from '../../db/index.ts'
import { JsonText, type Metrics, problem, ProblemError, type Refusal } from '../../http/index.ts'
import { newId } from '../../ids.ts'
import type { Log } from '../../log.ts'
import type { Activity } from '../activity/index.ts'
import { type Allocator, openAllocator } from './allocator.ts'
import type { Answer, Part } from './batch.ts'
import { type Counts, type CountsMemory, openCounts } from './counts.ts'
import { leftOf } from './cart.ts'
import { type Counter, type HoldRow, linesAsked, type Verb } from './decide.ts'
import { insertBlocked, insertSale, selectActiveHolds, selectHold } from './queries.ts'
import type { Lane } from './queue.ts'
import { openSeatBooks, type SeatBook, type SeatBooks } from './seat-books.ts'
import { startSweeper } from './sweeper.ts'

export interface InventoryOptions {
  readonly database: Database
  readonly activity: Activity
  readonly log: Log
  readonly metrics: Metrics
  readonly queueLimit: number
  /** The map of a plan's content. */
  readonly readMap: (planHash: string) => Promise<SeatMap>
  /** Another way to allocate, for measurements beside this one; the product has only its own. */
  readonly openAllocator?: typeof openAllocator
}

/** Who asks, and how long and whether they still wait. A route's `Call` is one. */
export interface Asker {
  readonly key: string | undefined
  readonly deadline: number
  isGone(): boolean
}

/** A change of an event's configuration, which takes effect in the same commit as its new capacities. */
export interface Configuration {
  readonly eventId: string
  readonly accountId: string
  readonly expectedVersion: number
  readonly capacities: readonly { id: string; kind: Counter['kind']; capacity: number | null }[]
  /** Refused when anything is held or sold. */
  readonly unsoldOnly: boolean
  /** Of an area with seats that the event is to have: the seats that the house keeps. */
  readonly blocked?: readonly string[]
  readonly writes: readonly Statement[]
  readonly deadline: number
}

export interface Inventory {
  readonly counts: CountsMemory
  readonly books: SeatBooks
  readonly allocator: Allocator
  placeHold(eventId: string, accountId: string, lines: readonly LineRequest[], asker: Asker): Promise<JsonText>
  changeHold(
    eventId: string,
    accountId: string,
    holdId: string,
    lines: readonly LineRequest[],
    asker: Asker,
  ): Promise<JsonText>
  extendHold(eventId: string, accountId: string, holdId: string, asker: Asker): Promise<JsonText>
  releaseHold(eventId: string, accountId: string, holdId: string, asker: Asker): Promise<void>
  readHold(eventId: string, accountId: string, holdId: string): Promise<Hold>
  /** Those that are active and not past their end, newest first. */
  listHolds(eventId: string, accountId: string): Promise<Hold[]>
  /** Puts a verb of another feature through the allocator; `part` adds that feature's rows to the commit. */
  allocate(
    eventId: string,
    accountId: string,
    verb: Verb,
    part: Part,
    payload: unknown,
    asker: Asker,
  ): Promise<JsonText>
  configure(change: Configuration): Promise<{ ok: true; version: number } | { ok: false; refusal: Refusal }>
  /** Takes seats off sale for the house, or puts them on sale, all or none. */
  blockSeats(
    eventId: string,
    accountId: string,
    seats: { readonly blocked: readonly string[]; readonly unblocked: readonly string[] },
    asker: Asker,
  ): Promise<void>
  /** Makes the rows of a new event, in the transaction that makes the event. `blocked` are ids of seats. */
  openSale(tx: Tx, eventId: string, counters: Configuration['capacities'], blocked: readonly string[]): Promise<void>
  start(): void
  /** Answers everything that was accepted, then stops. */
  stop(): Promise<void>
}

export function openInventory(options: InventoryOptions): Inventory {
  const { queries, batchPool } = options.database
  const counts = openCounts(queries, options.log)
  const books = openSeatBooks(queries, options.readMap, options.log)
  const allocator = (options.openAllocator ?? openAllocator)({
    ...options,
    books,
    pool: batchPool,
    poolSize: batchPool.options.max,
    // Not the result itself: it has the answers of the batch, which nobody wants to keep.
    onCommit: (eventId, { configVersion, countsVersion, counters }) =>
      counts.apply(eventId, { configVersion, countsVersion, counters }),
  })
  let stopSweeper: (() => Promise<void>) | undefined

  async function submit(
    eventId: string,
    accountId: string,
    verb: Verb,
    part: Part,
    payload: unknown,
    asker: Asker,
  ): Promise<Answer> {
    const key = asker.key === undefined ? newId() : digest(`${accountId} ${asker.key}`)
    const request = { accountId, key, fingerprint: digest(askedBy(verb)), verb }
    const answer = await allocator.submit({
      eventId,
      member: { request, part, payload },
      lane: laneOf(verb),
      deadline: asker.deadline,
      isGone: () => asker.isGone(),
    })
    return answer.ok ? answer : { ok: false, refusal: withOffer(answer.refusal, verb, books.find(eventId)) }
  }

  return {
    counts,
    books,
    allocator,
    async placeHold(eventId, accountId, lines, asker) {
      const verb = { kind: 'place', holdId: newId(), lines } as const
      return textOf(await submit(eventId, accountId, verb, holdPart, undefined, asker))
    },
    async changeHold(eventId, accountId, holdId, lines, asker) {
      const verb = { kind: 'change', holdId, lines } as const
      return textOf(await submit(eventId, accountId, verb, holdPart, undefined, asker))
    },
    async extendHold(eventId, accountId, holdId, asker) {
      const verb = { kind: 'extend', holdId } as const
      return textOf(await submit(eventId, accountId, verb, holdPart, undefined, asker))
    },
    async releaseHold(eventId, accountId, holdId, asker) {
      const verb = { kind: 'release', holdId } as const
      textOf(await submit(eventId, accountId, verb, holdPart, undefined, asker))
    },
    async readHold(eventId, accountId, holdId) {
      const row = await selectHold(queries, eventId, holdId, accountId)
      if (!row) throw problem('not-found', 'You have no such hold.')
      const { id, lines } = row
      const state = row.state === 'active' && row.is_due ? 'expired' : row.state
      const expiresAt = row.expires_at.toISOString()
      return { id, eventId, state, expiresAt, lines, totalMinor: row.total_minor, currency: row.currency }
    },
    async listHolds(eventId, accountId) {
      const rows = await selectActiveHolds(queries, eventId, accountId, MOST_HOLDS_LISTED)
      return rows.map(({ id, expires_at, lines, total_minor: totalMinor, currency }) => {
        const expiresAt = expires_at.toISOString()
        return { id, eventId, state: 'active', expiresAt, lines, totalMinor, currency }
      })
    },
    async allocate(eventId, accountId, verb, part, payload, asker) {
      return textOf(await submit(eventId, accountId, verb, part, payload, asker))
    },
    async configure({ eventId, accountId, deadline, blocked = [], expectedVersion, capacities, unsoldOnly, ...rest }) {
      const asker = { key: undefined, deadline, isGone: () => false }
      const verb = { kind: 'configure', expectedVersion, capacities, unsoldOnly } as const
      const writes = blocked.length > 0 ? [...rest.writes, insertBlocked(eventId, blocked)] : rest.writes
      const answer = await submit(eventId, accountId, verb, configurePart, writes, asker)
      return answer.ok ? { ok: true, version: Number(answer.reply) } : answer
    },
    async blockSeats(eventId, accountId, { blocked, unblocked }, asker) {
      textOf(await submit(eventId, accountId, { kind: 'block', blocked, unblocked }, blockPart, undefined, asker))
    },
    openSale: (tx, eventId, counters, blocked) => insertSale(tx, eventId, [...counters], blocked),
    start() {
      counts.start()
      books.start()
      stopSweeper = startSweeper(queries, options.log, (eventId) => allocator.sweep(eventId))
    },
    async stop() {
      await stopSweeper?.()
      await allocator.drained()
      await counts.stop()
      await books.stop()
    },
  }
}

/** A person has one or two; who has more finds the older ones by their ids. */
const MOST_HOLDS_LISTED = 20

/** Those who hold places go first, so that a rush of new people never costs them what they have. */
function laneOf(verb: Verb): Lane {
  const wantsNew = verb.kind === 'place' || (verb.kind === 'sell' && 'lines' in verb.from)
  return wantsNew ? 'comers' : 'keepers'
}

/** 128 bits of SHA-256 in a UUID's form, as PostgreSQL gives it back. */
function digest(text: string): string {
  const hex = hash('sha256', text, 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

/**
 * The same text for requests that ask for the same, however their JSON was written. What only the server makes (a new
 * hold's id) has no part in it; verbs that no client sends are known by their server-made key alone.
 */
function askedBy(verb: Verb): string {
  switch (verb.kind) {
    case 'place':
      return `place ${linesText(verb.lines)}`
    case 'change':
      return `change ${verb.holdId} ${linesText(verb.lines)}`
    case 'extend':
    case 'release':
      return `${verb.kind} ${verb.holdId}`
    case 'sell':
      return 'holdId' in verb.from
        ? `sell ${verb.payment} hold ${verb.from.holdId}`
        : `sell ${verb.payment} lines ${linesText(verb.from.lines)}`
    case 'restore':
    case 'configure':
    case 'block':
      return verb.kind
    default:
      return verb satisfies never
  }
}

function linesText(lines: readonly LineRequest[]): string {
  return lines
    .map(({ ticketTypeId, quantity, seatIds, best }) =>
      // Seats as JSON: their ids may have any character in them.
      seatIds || best
        ? `${ticketTypeId}:${quantity}:${best}:${JSON.stringify(seatIds)}`
        : `${ticketTypeId}:${quantity}`,
    )
    .join()
}

/**
 * A refusal of seats with what could be had in their place. Looked for after the batch, when nobody waits for the lock:
 * it is an offer and no promise.
 */
function withOffer(refusal: Refusal, verb: Verb, book: SeatBook | undefined): Refusal {
  if (!book || (refusal.code !== 'seat-taken' && refusal.code !== 'lonely-seat')) return refusal
  const { map, finder } = book
  const asked = linesAsked(verb)
    .flatMap((line) => line.seatIds ?? [])
    .map((id) => map.indexOf(id))
  const offered: string[] = []
  for (const [category, seats] of Map.groupBy(asked, (seat) => map.category[seat] ?? NOT_FOR_SALE)) {
    // By chance, so that not all who were refused the same seats are sent to the same others.
    const near = finder.near(category, seats, Math.random)
    if (!near) return refusal
    for (const seat of near) offered.push(map.ids[seat] ?? '')
  }
  return offered.length > 0 ? { ...refusal, offered } : refusal
}

function textOf(answer: Answer): JsonText {
  if (!answer.ok) throw new ProblemError(answer.refusal)
  return new JsonText(answer.reply, answer.replayed)
}

/** A hold's answer is stored as text and given back byte for byte to whoever repeats the request. */
const holdPart: Part = {
  settle({ eventId, sale }, settled) {
    const { currency } = sale
    const iso = isoTimes()
    return {
      replies: settled.map(({ hold }) =>
        hold ? JSON.stringify(holdOf({ ...hold, expiresAt: iso(hold.expiresAt) }, eventId, currency)) : 'null',
      ),
      writes: [],
      activity: settled.map(({ request, hold, cart }) => ({
        eventId,
        accountId: request.accountId,
        operation: `${request.verb.kind}-hold`,
        subjectId: hold?.id ?? ('holdId' in request.verb ? request.verb.holdId : undefined),
        detail: { places: placesIn(cart.lines) },
      })),
    }
  },
}

const configurePart: Part = {
  settle: ({ configVersion }, settled) => ({
    replies: settled.map(() => String(configVersion)),
    // The feature that asked for the change wrote these statements; `configure` is the only one who hands them in.
    writes: settled.flatMap(({ payload }) => payload as readonly Statement[]),
    activity: [],
  }),
}

const blockPart: Part = {
  settle: ({ eventId }, settled) => ({
    replies: settled.map(() => 'null'),
    writes: [],
    activity: settled.map(({ request }) => ({
      eventId,
      accountId: request.accountId,
      operation: 'block-seats',
      subjectId: eventId,
      detail: detailOfBlock(request.verb),
    })),
  }),
}

function detailOfBlock(verb: Verb): Record<string, unknown> {
  return verb.kind === 'block' ? { blocked: verb.blocked.length, unblocked: verb.unblocked.length } : {}
}

function placesIn(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.quantity, 0)
}

function holdOf(hold: Omit<HoldRow, 'expiresAt'> & { expiresAt: string }, eventId: string, currency: string) {
  const { id, state, expiresAt, lines, totalMinor } = hold
  return { id, eventId, state, expiresAt, lines, totalMinor, currency }
}

/** Nearly all holds of a batch end at the same time: it is put into words once. */
function isoTimes(): (milliseconds: number) => string {
  let [known, text] = [Number.NaN, '']
  return (milliseconds) => {
    if (milliseconds !== known) [known, text] = [milliseconds, new Date(milliseconds).toISOString()]
    return text
  }
}

/** Which counters a ticket type shares with others. */
export interface SharedCounters {
  readonly areaId: string
  readonly categoryId: string | null
}

/** What is left, in the form of the API. `shared` has each ticket type's area and category. */
function availabilityOf(counts: Counts, shared: ReadonlyMap<string, SharedCounters>): Availability {
  const areas: Availability['areas'] = []
  const ticketTypes: Availability['ticketTypes'] = []
  for (const [id, counter] of counts.counters) {
    const of = shared.get(id)
    const left = leftIn(counts, id)
    if (of) {
      const ofCategory = of.categoryId === null ? Infinity : leftIn(counts, of.categoryId)
      ticketTypes.push({ id, left: Math.min(left, ofCategory, leftIn(counts, of.areaId)) })
    } else if (counter.kind === 'area')
      areas.push({ id, capacity: counter.capacity ?? 0, held: counter.held, sold: counter.sold, left })
  }
  return { version: counts.countsVersion, eventVersion: counts.configVersion, areas, ticketTypes }
}

const texts = new WeakMap<Counts, { shared: ReadonlyMap<string, SharedCounters>; text: string }>()

/** `availabilityOf` as JSON, worked out once for each version of the counts. */
export function availabilityText(counts: Counts, shared: ReadonlyMap<string, SharedCounters>): string {
  const known = texts.get(counts)
  if (known?.shared === shared) return known.text
  const text = JSON.stringify(availabilityOf(counts, shared))
  texts.set(counts, { shared, text })
  return text
}

function leftIn(counts: Counts, id: string): number {
  const counter = counts.counters.get(id)
  return counter ? leftOf(counter) : 0
}
