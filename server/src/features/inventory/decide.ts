import type { HoldState, Line, LineRequest, PaymentMethod, ProblemCode } from '@fairground/contract'

import type { Refusal } from '../../http/index.ts'
import type { Sale, SaleTicketType } from '../events/index.ts'
import { type Cart, cartOf, notOnSale, price, roomRefusal } from './cart.ts'
import {
  changedCounters,
  closeSeats,
  currentHold,
  type Draft,
  expireIfDue,
  hold,
  openDraft,
  replaceHold,
  sell,
  sellHeld,
  takeBack,
} from './draft.ts'
import { allot, block, restoredRefusal, type Seats } from './seats.ts'

/**
 * The allocator's judgement: who gets what, in order of arrival. Pure: no I/O, no clock, no randomness; times and ids
 * are arguments. Everything that changes counts goes through here, one batch of requests at a time, while the event's
 * row is locked; `batch.ts` reads the state before and writes the decision after.
 */
export function decide(state: BatchState, requests: readonly Request[]): Decision {
  const draft = openDraft(state, requests)
  try {
    for (const id of state.due) expireIfDue(draft, id)
    const outcomes = requests.map((request, index) => {
      const outcome = earlierAnswer(draft, request) ?? act(draft, request)
      if (outcome.kind === 'done') draft.answered.set(request.key, index)
      return outcome
    })
    return {
      outcomes,
      counters: draft.counters,
      changedCounters: changedCounters(draft),
      holds: draft.changedHolds,
      places: draft.placesGained,
      seats: closeSeats(draft),
      configVersion: draft.configVersion,
    }
  } finally {
    // Also after a mistake of ours: the seats that were moved are those of everybody.
    closeSeats(draft)
  }
}

/** What the batch read under the lock. Instants are milliseconds since the epoch, by the database's clock. */
export interface BatchState {
  readonly now: number
  readonly sale: Sale
  /** Of areas, categories and ticket types, by id; a ticket type without a quota has capacity null. */
  readonly counters: ReadonlyMap<string, Counter>
  /** The holds that the requests name, and those that are due. */
  readonly holds: ReadonlyMap<string, HoldRow>
  /** Active holds past their end, at most 1,000. */
  readonly due: readonly string[]
  /** Places held or bought, by account. */
  readonly places: ReadonlyMap<string, readonly TypePlaces[]>
  /** Earlier answers under the requests' keys. */
  readonly answers: ReadonlyMap<string, StoredAnswer>
  /** Of an event that has some. Moved while the batch is decided, and back when it is. */
  readonly seats?: Seats | undefined
}

/** An account's places of one ticket type. Lists of them are short: looking through one is quicker than hashing. */
export interface TypePlaces {
  readonly ticketTypeId: string
  readonly places: number
}

export interface Counter {
  readonly kind: 'area' | 'category' | 'ticket-type'
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
      readonly capacities: readonly { id: string; kind: Counter['kind']; capacity: number | null }[]
      /** Refused when anything of the event is held or sold. */
      readonly unsoldOnly: boolean
    }
  | {
      /** Seats that the organizer keeps, or puts on sale. */
      readonly kind: 'block'
      readonly blocked: readonly string[]
      readonly unblocked: readonly string[]
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
  /** Every seat whose state or owner is another one now. */
  readonly seats: readonly SeatMove[]
  /** Greater than the sale's version when a `configure` was carried out. */
  readonly configVersion: number
}

/** A seat before and after the batch, and the hold that has it then. */
export interface SeatMove {
  readonly seat: number
  readonly id: string
  readonly before: number
  readonly after: number
  readonly holdId: string | null
}

/** What a verb asks for in lines of its own; nothing where it names a hold. */
export function linesAsked(verb: Verb): readonly LineRequest[] {
  if (verb.kind === 'sell') return 'lines' in verb.from ? verb.from.lines : []
  return 'lines' in verb ? verb.lines : []
}

/** How often a hold can be extended: a slow reader has three times the time, a hoarder no more than that. */
export const MAX_EXTENSIONS = 2

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
      return place(draft, request, verb)
    case 'change':
      return change(draft, request, verb)
    case 'extend':
      return extend(draft, request.accountId, verb.holdId)
    case 'release':
      return release(draft, request.accountId, verb.holdId)
    case 'sell':
      return 'holdId' in verb.from
        ? confirm(draft, request.accountId, verb.from.holdId, verb.refuse)
        : sellAtOnce(draft, request, verb.from.lines, verb.refuse)
    case 'restore':
      return restore(draft, request, verb.lines)
    case 'configure':
      return configure(draft, verb)
    case 'block': {
      const refusal = block(draft, verb)
      return refusal ? { kind: 'refused', refusal } : { kind: 'done', cart: EMPTY_CART }
    }
    default:
      return verb satisfies never
  }
}

/** What would be taken for the asked lines, or why nothing can be. */
function fill(
  draft: Draft,
  { accountId, key }: Request,
  asked: readonly LineRequest[],
  fixed: readonly Line[] = [],
): Cart | Refusal {
  const lines = price(draft, accountId, asked, fixed)
  return 'code' in lines ? lines : allot(draft, lines, key)
}

function place(draft: Draft, request: Request, { holdId, lines }: Extract<Verb, { kind: 'place' }>): Outcome {
  const cart = fill(draft, request, lines)
  if (isRefusal(cart)) return { kind: 'refused', refusal: cart }
  const { accountId } = request
  hold(draft, accountId, holdId, cart.lines)
  const expiresAt = draft.state.now + draft.state.sale.holdSeconds * 1000
  const placed = { id: holdId, accountId, state: 'active', expiresAt, extensions: 0, ...cart } as const
  return { kind: 'done', cart, hold: replaceHold(draft, placed) }
}

/** The old lines are given back first, so that they make room; a refusal takes them again, and nothing has changed. */
function change(draft: Draft, request: Request, { holdId, lines }: Extract<Verb, { kind: 'change' }>): Outcome {
  const held = activeHold(draft, request.accountId, holdId)
  if (isRefusal(held)) return { kind: 'refused', refusal: held }
  takeBack(draft, held)
  const cart = fill(draft, request, lines, held.lines)
  if (isRefusal(cart)) {
    hold(draft, held.accountId, holdId, held.lines)
    return { kind: 'refused', refusal: cart }
  }
  hold(draft, held.accountId, holdId, cart.lines)
  return { kind: 'done', cart, hold: replaceHold(draft, { ...held, ...cart }) }
}

function extend(draft: Draft, accountId: string, holdId: string): Outcome {
  const held = activeHold(draft, accountId, holdId)
  if (isRefusal(held)) return { kind: 'refused', refusal: held }
  if (draft.state.sale.status !== 'published') return { kind: 'refused', refusal: notOnSale(draft.state.sale) }
  if (held.extensions >= MAX_EXTENSIONS) {
    return refused('extension-limit', `A hold can be extended ${MAX_EXTENSIONS} times. It ends as it said.`)
  }
  const expiresAt = Math.max(held.expiresAt, draft.state.now + draft.state.sale.holdSeconds * 1000)
  const extended = replaceHold(draft, { ...held, expiresAt, extensions: held.extensions + 1 })
  return { kind: 'done', cart: held, hold: extended }
}

function release(draft: Draft, accountId: string, holdId: string): Outcome {
  const held = activeHold(draft, accountId, holdId)
  if (isRefusal(held)) {
    // What is over is over: whoever lets go of it has what they wanted.
    const state = currentHold(draft, holdId)?.state
    const isFree = held.code !== 'not-found' && (state === 'expired' || state === 'released')
    return isFree ? { kind: 'done', cart: EMPTY_CART } : { kind: 'refused', refusal: held }
  }
  takeBack(draft, held)
  return { kind: 'done', cart: held, hold: replaceHold(draft, { ...held, state: 'released' }) }
}

function confirm(draft: Draft, accountId: string, holdId: string, refuse: SellVerb['refuse']): Outcome {
  const held = activeHold(draft, accountId, holdId)
  if (isRefusal(held)) return { kind: 'refused', refusal: held }
  // The sale's windows were met when the hold was placed; a cancelled event is sold to nobody.
  if (draft.state.sale.status !== 'published') return { kind: 'refused', refusal: notOnSale(draft.state.sale) }
  const cart: Cart = { lines: held.lines, totalMinor: held.totalMinor }
  const refusal = refuse(cart, draft.state.sale)
  if (refusal) return { kind: 'refused', refusal }
  sellHeld(draft, held.lines)
  return { kind: 'done', cart, hold: replaceHold(draft, { ...held, state: 'confirmed' }) }
}

type SellVerb = Extract<Verb, { kind: 'sell' }>

function sellAtOnce(
  draft: Draft,
  request: Request,
  asked: readonly LineRequest[],
  refuse: SellVerb['refuse'],
): Outcome {
  const cart = fill(draft, request, asked)
  if (isRefusal(cart)) return { kind: 'refused', refusal: cart }
  const refusal = refuse(cart, draft.state.sale)
  if (refusal) return { kind: 'refused', refusal }
  sell(draft, request.accountId, cart.lines)
  return { kind: 'done', cart }
}

function restore(draft: Draft, { accountId }: Request, lines: readonly Line[]): Outcome {
  const asked: { type: SaleTicketType; quantity: number }[] = []
  for (const { ticketTypeId, quantity } of lines) {
    const type = draft.state.sale.ticketTypes.get(ticketTypeId)
    if (!type) return refused('not-found', 'This event has no such ticket type.')
    asked.push({ type, quantity })
  }
  const refusal = roomRefusal(draft, asked) ?? restoredRefusal(draft, lines)
  if (refusal) return { kind: 'refused', refusal }
  sell(draft, accountId, lines)
  return { kind: 'done', cart: cartOf(lines) }
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
    draft.touchedCounters.add(id)
  }
  draft.configVersion += 1
  return { kind: 'done', cart: EMPTY_CART }
}

type ConfigureVerb = Extract<Verb, { kind: 'configure' }>

const EMPTY_CART: Cart = { lines: [], totalMinor: 0 }

/** The caller's hold, if it still holds. Its state is what the clock says, whether it was swept or not. */
function activeHold(draft: Draft, accountId: string, holdId: string): HoldRow | Refusal {
  const held = currentHold(draft, holdId)
  if (!held || held.accountId !== accountId) return { code: 'not-found', detail: 'You have no such hold.' }
  switch (held.state) {
    case 'active':
      return held
    case 'expired':
      return { code: 'hold-expired', detail: 'The time of this hold is over and its places are back on sale.' }
    case 'confirmed':
      return { code: 'hold-ended', detail: 'This hold is an order already.' }
    case 'released':
      return { code: 'hold-ended', detail: 'This hold was given back.' }
    default:
      return held.state satisfies never
  }
}

function refused(code: ProblemCode, detail: string, members: Partial<Refusal> = {}) {
  return { kind: 'refused', refusal: { code, detail, ...members } } as const
}

function isRefusal(value: HoldRow | Cart | Refusal): value is Refusal {
  return 'code' in value
}
