import {
  type HoldState,
  type Line,
  type LineRequest,
  MAX_PLACES_PER_REQUEST,
  type PaymentMethod,
  type ProblemCode,
} from '@fairground/contract'

import type { Refusal } from '../../http/index.ts'
import type { Sale, SaleTicketType } from '../events/index.ts'

/**
 * The allocator's judgement: who gets what, in order of arrival. Pure: no I/O, no clock, no randomness; times and ids
 * are arguments. Everything that changes counts goes through here, one batch of requests at a time, while the event's
 * row is locked; `batch.ts` reads the state before and writes the decision after.
 */
export function decide(state: BatchState, requests: readonly Request[]): Decision {
  const draft = openDraft(state, requests)
  for (const id of state.due) expireIfDue(draft, id)
  const outcomes = requests.map((request, index) => {
    const outcome = earlierAnswer(draft, request) ?? act(draft, request)
    if (outcome.kind === 'done') draft.answered.set(request.key, index)
    return outcome
  })
  return {
    outcomes,
    counters: draft.counters,
    changedCounters: draft.changedCounters,
    holds: draft.changedHolds,
    places: draft.placesGained,
    configVersion: draft.configVersion,
  }
}

/** What the batch read under the lock. Instants are milliseconds since the epoch, by the database's clock. */
export interface BatchState {
  readonly now: number
  readonly sale: Sale
  /** Of areas and ticket types, by id; a ticket type without a quota has capacity null. */
  readonly counters: ReadonlyMap<string, Counter>
  /** The holds that the requests name, and those that are due. */
  readonly holds: ReadonlyMap<string, HoldRow>
  /** Active holds past their end, at most 1,000. */
  readonly due: readonly string[]
  /** Places held or bought, by account. */
  readonly places: ReadonlyMap<string, readonly TypePlaces[]>
  /** Earlier answers under the requests' keys. */
  readonly answers: ReadonlyMap<string, StoredAnswer>
}

/** An account's places of one ticket type. Lists of them are short: looking through one is quicker than hashing. */
export interface TypePlaces {
  readonly ticketTypeId: string
  readonly places: number
}

export interface Counter {
  readonly kind: 'area' | 'ticket-type'
  readonly capacity: number | null
  readonly held: number
  readonly sold: number
}

export interface HoldRow {
  readonly id: string
  readonly accountId: string
  readonly state: HoldState
  readonly expiresAt: number
  readonly extensions: number
  readonly lines: readonly Line[]
  readonly totalMinor: number
}

export interface StoredAnswer {
  readonly fingerprint: string
  readonly reply: string
}

export interface Request {
  readonly accountId: string
  /**
   * Stands for the account and its Idempotency-Key, or a key that the server made for it: it makes a re-run of the
   * batch harmless. A UUID's form, as is the fingerprint.
   */
  readonly key: string
  /** Hash of what is asked. */
  readonly fingerprint: string
  readonly verb: Verb
}

export type Verb =
  | { readonly kind: 'place'; readonly holdId: string; readonly lines: readonly LineRequest[] }
  | { readonly kind: 'change'; readonly holdId: string; readonly lines: readonly LineRequest[] }
  | { readonly kind: 'extend'; readonly holdId: string }
  | { readonly kind: 'release'; readonly holdId: string }
  | {
      readonly kind: 'sell'
      /** A hold to confirm, or lines to sell in one step. */
      readonly from: { readonly holdId: string } | { readonly lines: readonly LineRequest[] }
      /** Part of what is asked: another way to pay under the same key is another request. */
      readonly payment: PaymentMethod | null
      /** The seller's own rule, asked before any place moves. Pure. */
      readonly refuse: (cart: Cart, sale: Sale) => Refusal | undefined
    }
  | {
      /** Places that were sold elsewhere (an archive): no window and no limit applies, the capacity does. */
      readonly kind: 'restore'
      readonly lines: readonly Line[]
    }
  | {
      readonly kind: 'configure'
      readonly expectedVersion: number
      readonly capacities: readonly { id: string; kind: 'area' | 'ticket-type'; capacity: number | null }[]
      /** Refused when anything of the event is held or sold. */
      readonly unsoldOnly: boolean
    }

/** Lines with the prices that were fixed for them. */
export interface Cart {
  readonly lines: readonly Line[]
  readonly totalMinor: number
}

export type Outcome =
  | { readonly kind: 'done'; readonly cart: Cart; readonly hold?: HoldRow }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The stored answer of an earlier batch. */
  | { readonly kind: 'replayed'; readonly reply: string }
  /** The same request came twice in this batch: the answer is that of request number `of`. */
  | { readonly kind: 'repeat'; readonly of: number }

export interface Decision {
  /** One for each request, in the same order. */
  readonly outcomes: readonly Outcome[]
  /** All counters as they are now. */
  readonly counters: ReadonlyMap<string, Counter>
  readonly changedCounters: ReadonlySet<string>
  /** New and changed holds. */
  readonly holds: ReadonlyMap<string, HoldRow>
  /** Gained (or, negative, lost) places, by account; 0 where what was gained was lost again. */
  readonly places: ReadonlyMap<string, readonly TypePlaces[]>
  /** Greater than the sale's version when a `configure` was carried out. */
  readonly configVersion: number
}

/** How often a hold can be extended: a slow reader has three times the time, a hoarder no more than that. */
export const MAX_EXTENSIONS = 2

/** The state of the batch as it moves; made of copies, so that what was read stays as it was. */
interface Draft {
  readonly state: BatchState
  readonly requests: readonly Request[]
  readonly counters: Map<string, MovingCounter>
  readonly changedCounters: Set<string>
  readonly changedHolds: Map<string, HoldRow>
  readonly placesGained: Map<string, MovingPlaces[]>
  /** Which request was done under a key. */
  readonly answered: Map<string, number>
  configVersion: number
}

interface MovingCounter extends Counter {
  held: number
  sold: number
}

interface MovingPlaces extends TypePlaces {
  places: number
}

function openDraft(state: BatchState, requests: readonly Request[]): Draft {
  return {
    state,
    requests,
    counters: new Map([...state.counters].map(([id, counter]) => [id, { ...counter }])),
    changedCounters: new Set(),
    changedHolds: new Map(),
    placesGained: new Map(),
    answered: new Map(),
    configVersion: state.sale.version,
  }
}

function earlierAnswer(draft: Draft, request: Request): Outcome | undefined {
  const stored = draft.state.answers.get(request.key)
  const here = draft.answered.get(request.key)
  const earlier = stored ?? (here === undefined ? undefined : draft.requests[here])
  if (earlier === undefined) return undefined
  if (earlier.fingerprint !== request.fingerprint) {
    return refused('key-reused', 'This idempotency key was used for a different request. Use a new key.')
  }
  return stored ? { kind: 'replayed', reply: stored.reply } : { kind: 'repeat', of: here ?? 0 }
}

function act(draft: Draft, request: Request): Outcome {
  const { verb } = request
  switch (verb.kind) {
    case 'place':
      return place(draft, request.accountId, verb.holdId, verb.lines)
    case 'change':
      return change(draft, request.accountId, verb.holdId, verb.lines)
    case 'extend':
      return extend(draft, request.accountId, verb.holdId)
    case 'release':
      return release(draft, request.accountId, verb.holdId)
    case 'sell':
      return 'holdId' in verb.from
        ? confirm(draft, request.accountId, verb.from.holdId, verb.refuse)
        : sellAtOnce(draft, request.accountId, verb.from.lines, verb.refuse)
    case 'restore':
      return restore(draft, request.accountId, verb.lines)
    case 'configure':
      return configure(draft, verb)
    default:
      return verb satisfies never
  }
}

function place(draft: Draft, accountId: string, holdId: string, asked: readonly LineRequest[]): Outcome {
  const cart = priced(draft, asked)
  if (isRefusal(cart)) return { kind: 'refused', refusal: cart }
  const refusal = limitRefusal(draft, accountId, cart) ?? roomRefusal(draft, cart)
  if (refusal) return { kind: 'refused', refusal }
  move(draft, accountId, cart.lines, { held: 1, sold: 0 })
  const expiresAt = draft.state.now + draft.state.sale.holdSeconds * 1000
  const { lines, totalMinor } = cart
  const hold = { id: holdId, accountId, state: 'active', expiresAt, extensions: 0, lines, totalMinor } as const
  return { kind: 'done', cart, hold: replaceHold(draft, hold) }
}

/** The old lines are given back first, so that they make room; a refusal takes them again, and nothing has changed. */
function change(draft: Draft, accountId: string, holdId: string, asked: readonly LineRequest[]): Outcome {
  const hold = activeHold(draft, accountId, holdId)
  if (isRefusal(hold)) return { kind: 'refused', refusal: hold }
  const cart = priced(draft, asked, hold.lines)
  if (isRefusal(cart)) return { kind: 'refused', refusal: cart }
  move(draft, accountId, hold.lines, { held: -1, sold: 0 })
  const refusal = limitRefusal(draft, accountId, cart) ?? roomRefusal(draft, cart)
  if (refusal) {
    move(draft, accountId, hold.lines, { held: 1, sold: 0 })
    return { kind: 'refused', refusal }
  }
  move(draft, accountId, cart.lines, { held: 1, sold: 0 })
  return { kind: 'done', cart, hold: replaceHold(draft, { ...hold, ...cart }) }
}

function extend(draft: Draft, accountId: string, holdId: string): Outcome {
  const hold = activeHold(draft, accountId, holdId)
  if (isRefusal(hold)) return { kind: 'refused', refusal: hold }
  if (draft.state.sale.status !== 'published') return notOnSale(draft.state.sale)
  if (hold.extensions >= MAX_EXTENSIONS) {
    return refused('extension-limit', `A hold can be extended ${MAX_EXTENSIONS} times. It ends as it said.`)
  }
  const expiresAt = Math.max(hold.expiresAt, draft.state.now + draft.state.sale.holdSeconds * 1000)
  const extended = replaceHold(draft, { ...hold, expiresAt, extensions: hold.extensions + 1 })
  return { kind: 'done', cart: hold, hold: extended }
}

function release(draft: Draft, accountId: string, holdId: string): Outcome {
  const hold = activeHold(draft, accountId, holdId)
  if (isRefusal(hold)) {
    // What is over is over: whoever lets go of it has what they wanted.
    const state = currentHold(draft, holdId)?.state
    const isFree = hold.code !== 'not-found' && (state === 'expired' || state === 'released')
    return isFree ? { kind: 'done', cart: EMPTY_CART } : { kind: 'refused', refusal: hold }
  }
  move(draft, accountId, hold.lines, { held: -1, sold: 0 })
  return { kind: 'done', cart: hold, hold: replaceHold(draft, { ...hold, state: 'released' }) }
}

function confirm(draft: Draft, accountId: string, holdId: string, refuse: SellVerb['refuse']): Outcome {
  const hold = activeHold(draft, accountId, holdId)
  if (isRefusal(hold)) return { kind: 'refused', refusal: hold }
  // The sale's windows were met when the hold was placed; a cancelled event is sold to nobody.
  if (draft.state.sale.status !== 'published') return notOnSale(draft.state.sale)
  const cart: Cart = { lines: hold.lines, totalMinor: hold.totalMinor }
  const refusal = refuse(cart, draft.state.sale)
  if (refusal) return { kind: 'refused', refusal }
  moveCounters(draft, hold.lines, { held: -1, sold: 1 })
  return { kind: 'done', cart, hold: replaceHold(draft, { ...hold, state: 'confirmed' }) }
}

type SellVerb = Extract<Verb, { kind: 'sell' }>

function sellAtOnce(
  draft: Draft,
  accountId: string,
  asked: readonly LineRequest[],
  refuse: SellVerb['refuse'],
): Outcome {
  const cart = priced(draft, asked)
  if (isRefusal(cart)) return { kind: 'refused', refusal: cart }
  const refusal = limitRefusal(draft, accountId, cart) ?? roomRefusal(draft, cart) ?? refuse(cart, draft.state.sale)
  if (refusal) return { kind: 'refused', refusal }
  move(draft, accountId, cart.lines, { held: 0, sold: 1 })
  return { kind: 'done', cart }
}

function restore(draft: Draft, accountId: string, lines: readonly Line[]): Outcome {
  const cart: Cart = { lines, totalMinor: totalOf(lines) }
  const unknown = lines.find((line) => !draft.state.sale.ticketTypes.has(line.ticketTypeId))
  if (unknown) return refused('not-found', 'This event has no such ticket type.')
  const refusal = roomRefusal(draft, cart)
  if (refusal) return { kind: 'refused', refusal }
  move(draft, accountId, lines, { held: 0, sold: 1 })
  return { kind: 'done', cart }
}

function configure(draft: Draft, { expectedVersion, capacities, unsoldOnly }: ConfigureVerb): Outcome {
  if (draft.configVersion !== expectedVersion) {
    return refused(
      'stale-version',
      'Somebody changed this event in the meantime. Read it again and repeat your change.',
    )
  }
  if (unsoldOnly) {
    const areas = [...draft.counters.values()].filter((counter) => counter.kind === 'area')
    const [held, sold] = [areas.reduce((sum, one) => sum + one.held, 0), areas.reduce((sum, one) => sum + one.sold, 0)]
    if (held + sold > 0) {
      const detail = `${sold} sold and ${held} held already: this event cannot be a draft again, only cancelled.`
      return refused('event-over', detail, { held })
    }
  }
  for (const { id, capacity } of capacities) {
    const { held, sold } = draft.counters.get(id) ?? { held: 0, sold: 0 }
    if (capacity !== null && held + sold > capacity) {
      const detail = `${sold} sold and ${held} held already: the number cannot be lower than ${held + sold}.`
      return refused('below-sold', detail, { held })
    }
  }
  for (const { id, kind, capacity } of capacities) {
    const { held, sold } = draft.counters.get(id) ?? { held: 0, sold: 0 }
    draft.counters.set(id, { kind, capacity, held, sold })
    draft.changedCounters.add(id)
  }
  draft.configVersion += 1
  return { kind: 'done', cart: EMPTY_CART }
}

type ConfigureVerb = Extract<Verb, { kind: 'configure' }>

const EMPTY_CART: Cart = { lines: [], totalMinor: 0 }

/** The asked lines with their prices, when they are on sale; those of a hold that is changed keep their price. */
function priced(draft: Draft, asked: readonly LineRequest[], fixed: readonly Line[] = []): Cart | Refusal {
  const { sale, now } = draft.state
  const lines: Line[] = []
  for (const { ticketTypeId, quantity } of merged(asked)) {
    const type = sale.ticketTypes.get(ticketTypeId)
    if (!type) return { code: 'not-found', detail: 'This event has no such ticket type.' }
    const closed = closedRefusal(sale, type, now)
    if (closed) return closed
    if (type.maxPerOrder !== null && quantity > type.maxPerOrder) {
      const detail = `At most ${type.maxPerOrder} of ${type.name} in one order; you asked for ${quantity}.`
      return { code: 'order-limit', detail, left: type.maxPerOrder, ticketTypeId }
    }
    const unitPriceMinor = fixed.find((line) => line.ticketTypeId === ticketTypeId)?.unitPriceMinor ?? type.priceMinor
    lines.push({ ticketTypeId, quantity, unitPriceMinor })
  }
  const places = lines.reduce((sum, line) => sum + line.quantity, 0)
  if (places > MAX_PLACES_PER_REQUEST) {
    const detail = `At most ${MAX_PLACES_PER_REQUEST} places in one request; you asked for ${places}.`
    return { code: 'order-limit', detail, left: MAX_PLACES_PER_REQUEST }
  }
  return { lines, totalMinor: totalOf(lines) }
}

/** Lines that name one ticket type twice are one line. */
function merged(asked: readonly LineRequest[]): readonly LineRequest[] {
  if (asked.length === 1) return asked
  const sums = new Map<string, number>()
  for (const line of asked) sums.set(line.ticketTypeId, (sums.get(line.ticketTypeId) ?? 0) + line.quantity)
  return [...sums].map(([ticketTypeId, quantity]) => ({ ticketTypeId, quantity }))
}

function totalOf(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0)
}

function closedRefusal(sale: Sale, type: SaleTicketType, now: number): Refusal | undefined {
  if (sale.status !== 'published') return notOnSale(sale).refusal
  if (now >= sale.overAt) return { code: 'sales-closed', detail: 'This event is over.' }
  const startsAt = Math.max(sale.salesStartAt ?? -Infinity, type.salesStartAt ?? -Infinity)
  const endsAt = Math.min(sale.salesEndAt ?? Infinity, type.salesEndAt ?? Infinity)
  if (now < startsAt) {
    return { code: 'sales-closed', detail: `${type.name} goes on sale at ${new Date(startsAt).toISOString()}.` }
  }
  if (now >= endsAt) {
    return { code: 'sales-closed', detail: `The sale of ${type.name} ended at ${new Date(endsAt).toISOString()}.` }
  }
  return undefined
}

function notOnSale(sale: Sale): { kind: 'refused'; refusal: Refusal } {
  const detail = sale.status === 'cancelled' ? 'This event was cancelled.' : 'This event is not on sale yet.'
  return refused('sales-closed', detail)
}

function limitRefusal(draft: Draft, accountId: string, cart: Cart): Refusal | undefined {
  const { sale } = draft.state
  if (sale.maxTicketsPerAccount !== null) {
    let has = 0
    for (const type of sale.ticketTypes.keys()) has += placesOf(draft, accountId, type)
    const asks = cart.lines.reduce((sum, line) => sum + line.quantity, 0)
    if (has + asks > sale.maxTicketsPerAccount) return overLimit(sale.maxTicketsPerAccount, has, 'this event')
  }
  for (const line of cart.lines) {
    const type = sale.ticketTypes.get(line.ticketTypeId)
    if (!type || type.maxPerAccount === null) continue
    const has = placesOf(draft, accountId, type.id)
    if (has + line.quantity > type.maxPerAccount) return overLimit(type.maxPerAccount, has, type.name, type.id)
  }
  return undefined
}

function overLimit(limit: number, has: number, what: string, ticketTypeId?: string): Refusal {
  const left = Math.max(0, limit - has)
  const detail = `One account may have ${limit} tickets of ${what}. You have or hold ${has}, so ${left} more.`
  return { code: 'account-limit', detail, left, ...(ticketTypeId ? { ticketTypeId } : {}) }
}

function placesOf(draft: Draft, accountId: string, ticketTypeId: string): number {
  return (
    placesIn(draft.state.places.get(accountId), ticketTypeId) +
    placesIn(draft.placesGained.get(accountId), ticketTypeId)
  )
}

function placesIn(types: readonly TypePlaces[] | undefined, ticketTypeId: string): number {
  return types?.find((type) => type.ticketTypeId === ticketTypeId)?.places ?? 0
}

/** All or nothing: the counter with the least room speaks for the request. */
function roomRefusal(draft: Draft, cart: Cart): Refusal | undefined {
  let tightest: { left: number; held: number; name: string; ticketTypeId: string } | undefined
  for (const asked of demand(draft, cart.lines)) {
    const counter = draft.counters.get(asked.counterId)
    const left = counter === undefined ? 0 : leftOf(counter)
    if (asked.quantity <= left || (tightest && tightest.left <= left)) continue
    tightest = { left, held: counter?.held ?? 0, name: asked.name, ticketTypeId: asked.ticketTypeId }
  }
  if (!tightest) return undefined
  const { left, held, name, ticketTypeId } = tightest
  if (left > 0) {
    return { code: 'not-enough-left', detail: `${left} left of ${name}. Nothing was taken.`, left, ticketTypeId }
  }
  const detail =
    held > 0 ? `${name}: 0 left. ${held} are held by others at the moment and may come back.` : `${name} is sold out.`
  return { code: 'sold-out', detail, left: 0, held, ticketTypeId }
}

interface Demand {
  readonly counterId: string
  quantity: number
  readonly name: string
  readonly ticketTypeId: string
}

/** What the lines ask of each counter: a ticket type's own, and its area's for all types in it. */
function demand(draft: Draft, lines: readonly Line[]): Demand[] {
  const asked: Demand[] = []
  for (const { ticketTypeId, quantity } of lines) {
    const type = draft.state.sale.ticketTypes.get(ticketTypeId)
    if (!type) continue
    const ofArea = asked.find((one) => one.counterId === type.areaId)
    asked.push({ counterId: type.id, quantity, name: type.name, ticketTypeId })
    if (ofArea) ofArea.quantity += quantity
    else asked.push({ counterId: type.areaId, quantity, name: type.areaName, ticketTypeId })
  }
  return asked
}

/** Places neither held nor sold; Infinity for a ticket type without a quota. */
export function leftOf(counter: Pick<Counter, 'capacity' | 'held' | 'sold'>): number {
  return counter.capacity === null ? Infinity : Math.max(0, counter.capacity - counter.held - counter.sold)
}

/** The caller's hold, if it still holds. Its state is what the clock says, whether it was swept or not. */
function activeHold(draft: Draft, accountId: string, holdId: string): HoldRow | Refusal {
  expireIfDue(draft, holdId)
  const hold = currentHold(draft, holdId)
  if (!hold || hold.accountId !== accountId) return { code: 'not-found', detail: 'You have no such hold.' }
  switch (hold.state) {
    case 'active':
      return hold
    case 'expired':
      return { code: 'hold-expired', detail: 'The time of this hold is over and its places are back on sale.' }
    case 'confirmed':
      return { code: 'hold-ended', detail: 'This hold is an order already.' }
    case 'released':
      return { code: 'hold-ended', detail: 'This hold was given back.' }
    default:
      return hold.state satisfies never
  }
}

function expireIfDue(draft: Draft, holdId: string): void {
  const hold = currentHold(draft, holdId)
  if (!hold || hold.state !== 'active' || hold.expiresAt > draft.state.now) return
  move(draft, hold.accountId, hold.lines, { held: -1, sold: 0 })
  replaceHold(draft, { ...hold, state: 'expired' })
}

function currentHold(draft: Draft, holdId: string): HoldRow | undefined {
  return draft.changedHolds.get(holdId) ?? draft.state.holds.get(holdId)
}

function replaceHold(draft: Draft, hold: HoldRow): HoldRow {
  draft.changedHolds.set(hold.id, hold)
  return hold
}

interface Direction {
  readonly held: -1 | 0 | 1
  readonly sold: -1 | 0 | 1
}

/** Moves the lines' places on their counters, and on the account's own count. */
function move(draft: Draft, accountId: string, lines: readonly Line[], direction: Direction): void {
  moveCounters(draft, lines, direction)
  const sign = direction.held + direction.sold
  let gained = draft.placesGained.get(accountId)
  if (!gained) draft.placesGained.set(accountId, (gained = []))
  for (const { ticketTypeId, quantity } of lines) {
    const known = gained.find((type) => type.ticketTypeId === ticketTypeId)
    if (known) known.places += sign * quantity
    else gained.push({ ticketTypeId, places: sign * quantity })
  }
}

function moveCounters(draft: Draft, lines: readonly Line[], direction: Direction): void {
  for (const { ticketTypeId, quantity } of lines) {
    moveCounter(draft, ticketTypeId, quantity, direction)
    const type = draft.state.sale.ticketTypes.get(ticketTypeId)
    if (type) moveCounter(draft, type.areaId, quantity, direction)
  }
}

function moveCounter(draft: Draft, id: string, quantity: number, direction: Direction): void {
  const counter = draft.counters.get(id)
  if (!counter) return
  counter.held += direction.held * quantity
  counter.sold += direction.sold * quantity
  draft.changedCounters.add(id)
}

function refused(code: ProblemCode, detail: string, members: Partial<Refusal> = {}) {
  return { kind: 'refused', refusal: { code, detail, ...members } } as const
}

function isRefusal(value: HoldRow | Cart | Refusal): value is Refusal {
  return 'code' in value
}
