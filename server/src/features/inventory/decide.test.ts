import { type LineRequest, placesAsked } from '@fairground/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Sale, SaleTicketType } from '../events/index.ts'
import {
  type BatchState,
  type Counter,
  decide,
  type Decision,
  type HoldRow,
  MAX_EXTENSIONS,
  type Outcome,
  type Request,
  type StoredAnswer,
  type Verb,
} from './decide.ts'

/**
 * `decide` against a naive model that takes one request at a time, keeps a list of who has what, and counts it anew
 * for each question. Whatever the batches are, both say the same and both have the same left.
 */
describe('decide', () => {
  it('answers every request as a one-by-one model does, whatever the batches are', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const stored = emptyStore(scenario.sale, scenario.capacities)
        const model = new Model(scenario.sale, scenario.capacities)
        const requestOf = openRequests()
        for (const batch of scenario.batches) {
          stored.now += batch.passedMs
          const requests = batch.asked.map(requestOf)
          const decision = decide(stateFor(stored, requests), requests)
          model.expire(stored.now)
          const expected = requests.map((request) => model.answer(request, stored.now))
          expect(decision.outcomes.map(codeOf)).toEqual(expected)
          store(stored, requests, decision)
          expect(countsOf(stored.counters)).toEqual(model.counts())
        }
      }),
      { numRuns: 5_000 },
    )
  })

  it('never leaves a counter negative or above its capacity, nor an account above its limit', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const stored = emptyStore(scenario.sale, scenario.capacities)
        const requestOf = openRequests()
        for (const batch of scenario.batches) {
          stored.now += batch.passedMs
          const requests = batch.asked.map(requestOf)
          store(stored, requests, decide(stateFor(stored, requests), requests))
          for (const counter of stored.counters.values()) {
            expect(counter.held).toBeGreaterThanOrEqual(0)
            expect(counter.sold).toBeGreaterThanOrEqual(0)
            expect(counter.held + counter.sold).toBeLessThanOrEqual(counter.capacity ?? Infinity)
          }
          const limit = scenario.sale.maxTicketsPerAccount ?? Infinity
          for (const types of stored.places.values()) {
            expect([...types.values()].reduce((sum, places) => sum + places, 0)).toBeLessThanOrEqual(limit)
          }
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('changes nothing of what it is given', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const stored = emptyStore(scenario.sale, scenario.capacities)
        const requests = (scenario.batches[0]?.asked ?? []).map(openRequests())
        const state = stateFor(stored, requests)
        const before = structuredClone({ ...state, sale: undefined })
        decide(state, requests)
        expect({ ...state, sale: undefined }).toEqual(before)
      }),
      { numRuns: 500 },
    )
  })

  it('says how many are left when they are not enough, and how many are held when there are none', () => {
    const sale = saleOf({ holdSeconds: 60 })
    const stored = emptyStore(sale, { area: 30, A: null, B: null })
    const few = decideOne(stored, { kind: 'place', holdId: 'h1', lines: [{ ticketTypeId: 'A', quantity: 51 }] })
    expect(few).toMatchObject({ kind: 'refused', refusal: { code: 'not-enough-left', left: 30 } })
    expect(few.kind === 'refused' && few.refusal.detail).toContain('30 left')
    decideOne(stored, { kind: 'place', holdId: 'h2', lines: [{ ticketTypeId: 'A', quantity: 30 }] })
    const none = decideOne(stored, { kind: 'place', holdId: 'h3', lines: [{ ticketTypeId: 'B', quantity: 1 }] })
    expect(none).toMatchObject({ kind: 'refused', refusal: { code: 'sold-out', left: 0, held: 30 } })
  })

  it('confirms a hold of a sale whose window has closed meanwhile, but of a cancelled event no more', () => {
    const open = saleOf({ holdSeconds: 60, salesEndAt: START + 1_000 })
    const stored = emptyStore(open, { area: 5, A: null, B: null })
    for (const holdId of ['h1', 'h2']) {
      decideOne(stored, { kind: 'place', holdId, lines: [{ ticketTypeId: 'A', quantity: 1 }] })
    }
    stored.now += 2_000
    expect(decideOne(stored, sell({ holdId: 'h1' }))).toMatchObject({ kind: 'done' })
    stored.sale = { ...open, status: 'cancelled' }
    expect(decideOne(stored, sell({ holdId: 'h2' }))).toMatchObject({ refusal: { code: 'sales-closed' } })
  })

  it('keeps the price that a hold was given when the price has changed', () => {
    const stored = emptyStore(saleOf({ holdSeconds: 60 }), { area: 5, A: null, B: null })
    decideOne(stored, { kind: 'place', holdId: 'h1', lines: [{ ticketTypeId: 'A', quantity: 1 }] })
    stored.sale = saleOf({ holdSeconds: 60, priceMinor: 900 })
    const changed = decideOne(stored, { kind: 'change', holdId: 'h1', lines: [{ ticketTypeId: 'A', quantity: 2 }] })
    expect(changed).toMatchObject({ kind: 'done', cart: { totalMinor: 2 * 500 } })
  })

  it('takes a new capacity only where it covers what is held and sold, and only for the version it knows', () => {
    const stored = emptyStore(saleOf({ holdSeconds: 60 }), { area: 5, A: null, B: null })
    decideOne(stored, { kind: 'place', holdId: 'h1', lines: [{ ticketTypeId: 'A', quantity: 3 }] })
    const to = (capacity: number, expectedVersion = 1) =>
      decideOne(stored, {
        kind: 'configure',
        expectedVersion,
        capacities: [{ id: 'area', kind: 'area', capacity }],
        unsoldOnly: false,
      })
    expect(to(2)).toMatchObject({ refusal: { code: 'below-sold' } })
    expect(to(3, 7)).toMatchObject({ refusal: { code: 'stale-version' } })
    expect(to(3)).toMatchObject({ kind: 'done' })
    expect(stored.counters.get('area')).toMatchObject({ capacity: 3, held: 3 })
  })
})

const START = Date.UTC(2030, 0, 1)

function saleOf(
  over: Partial<Sale> & { priceMinor?: number; maxPerAccount?: number | null; maxPerOrder?: number | null },
): Sale {
  const type = (id: string): SaleTicketType => ({
    id,
    areaId: 'area',
    areaName: 'Hall',
    name: `Type ${id}`,
    priceMinor: over.priceMinor ?? 500,
    maxPerOrder: over.maxPerOrder ?? null,
    maxPerAccount: id === 'A' ? (over.maxPerAccount ?? null) : null,
    salesStartAt: null,
    salesEndAt: null,
    category: null,
    categoryId: null,
  })
  return {
    eventId: 'event',
    version: 1,
    organizerId: 'organizer',
    status: 'published',
    overAt: Infinity,
    currency: 'EUR',
    holdSeconds: 10,
    maxTicketsPerAccount: null,
    salesStartAt: null,
    salesEndAt: null,
    paymentMethods: [],
    seating: null,
    ticketTypes: new Map(['A', 'B'].map((id) => [id, type(id)])),
    ...over,
  }
}

/** What a scenario asks for; the ids and keys are few, so that requests meet each other. */
interface Asked {
  account: string
  key: string
  kind: 'place' | 'change' | 'extend' | 'release' | 'sell' | 'sell-hold'
  hold: string
  lines: LineRequest[]
}

interface Capacities {
  area: number
  A: number | null
  B: number | null
}

const lines = fc.array(
  fc.record({ ticketTypeId: fc.constantFrom('A', 'B'), quantity: fc.integer({ min: 1, max: 4 }) }),
  { minLength: 1, maxLength: 3 },
)

const asked: fc.Arbitrary<Asked> = fc.record({
  account: fc.constantFrom('ann', 'bob', 'eve'),
  key: fc.oneof({ weight: 4, arbitrary: fc.uuid() }, { weight: 1, arbitrary: fc.constantFrom('k1', 'k2') }),
  kind: fc.constantFrom('place', 'place', 'change', 'extend', 'release', 'sell', 'sell-hold'),
  hold: fc.constantFrom('h1', 'h2', 'h3', 'h4', 'h5', 'h6'),
  lines,
})

const scenarios = fc.record({
  sale: fc
    .record({
      holdSeconds: fc.constantFrom(1, 5),
      maxTicketsPerAccount: fc.constantFrom(null, 3, 8),
      maxPerAccount: fc.constantFrom(null, 2),
      maxPerOrder: fc.constantFrom(null, 3),
    })
    .map(saleOf),
  capacities: fc.record({
    area: fc.integer({ min: 0, max: 14 }),
    A: fc.constantFrom(null, 4, 20),
    B: fc.constantFrom(null, 0, 6),
  }) as fc.Arbitrary<Capacities>,
  batches: fc.array(
    fc.record({ passedMs: fc.constantFrom(0, 400, 1_000, 6_000), asked: fc.array(asked, { maxLength: 8 }) }),
    { minLength: 1, maxLength: 8 },
  ),
})

const never = () => undefined

function sell(from: Extract<Verb, { kind: 'sell' }>['from']): Verb {
  return { kind: 'sell', from, payment: null, refuse: never }
}

function verbOf({ kind, lines: wanted }: Asked, hold: string): Verb {
  switch (kind) {
    case 'place':
      return { kind, holdId: hold, lines: wanted }
    case 'change':
      return { kind, holdId: hold, lines: wanted }
    case 'extend':
    case 'release':
      return { kind, holdId: hold }
    case 'sell':
      return sell({ lines: wanted })
    case 'sell-hold':
      return sell({ holdId: hold })
    default:
      return kind satisfies never
  }
}

/**
 * Turns what a scenario asks into requests. A placed hold has an id of its own, as the server gives it; the
 * scenario's name for a hold means the newest that was asked for under it.
 */
function openRequests(): (wanted: Asked) => Request {
  const newest = new Map<string, string>()
  return (wanted) => {
    if (wanted.kind === 'place') newest.set(wanted.hold, `${wanted.hold}-${newest.size}-${Math.random()}`)
    const verb = verbOf(wanted, newest.get(wanted.hold) ?? wanted.hold)
    const named = wanted.kind === 'place' ? '' : newest.get(wanted.hold)
    const fingerprint = JSON.stringify([wanted.kind, named, wanted.lines])
    return { accountId: wanted.account, key: `${wanted.account} ${wanted.key}`, fingerprint, verb }
  }
}

/* The tables, as the batch would read and write them. */

interface Store {
  now: number
  sale: Sale
  counters: Map<string, Counter>
  holds: Map<string, HoldRow>
  places: Map<string, Map<string, number>>
  answers: Map<string, StoredAnswer>
}

function emptyStore(sale: Sale, capacities: Capacities): Store {
  const counter = (kind: Counter['kind'], capacity: number | null): Counter => ({ kind, capacity, held: 0, sold: 0 })
  return {
    now: START,
    sale,
    counters: new Map([
      ['area', counter('area', capacities.area)],
      ['A', counter('ticket-type', capacities.A)],
      ['B', counter('ticket-type', capacities.B)],
    ]),
    holds: new Map(),
    places: new Map(),
    answers: new Map(),
  }
}

function stateFor(stored: Store, requests: Request[]): BatchState {
  const keys = new Set(requests.map((request) => request.key))
  return {
    now: stored.now,
    sale: stored.sale,
    counters: stored.counters,
    holds: stored.holds,
    due: [...stored.holds.values()]
      .filter((hold) => hold.state === 'active' && hold.expiresAt <= stored.now)
      .map((hold) => hold.id),
    places: new Map(
      [...stored.places].map(([accountId, types]) => [
        accountId,
        [...types].map(([ticketTypeId, places]) => ({ ticketTypeId, places })),
      ]),
    ),
    answers: new Map([...stored.answers].filter(([key]) => keys.has(key))),
  }
}

function store(stored: Store, requests: Request[], decision: Decision): void {
  stored.counters = new Map(decision.counters)
  for (const [id, hold] of decision.holds) stored.holds.set(id, hold)
  for (const [accountId, types] of decision.places) {
    const known = stored.places.get(accountId) ?? new Map<string, number>()
    for (const type of types) known.set(type.ticketTypeId, (known.get(type.ticketTypeId) ?? 0) + type.places)
    stored.places.set(accountId, known)
  }
  for (const [index, request] of requests.entries()) {
    if (decision.outcomes[index]?.kind !== 'done') continue
    stored.answers.set(request.key, { fingerprint: request.fingerprint, reply: 'kept' })
  }
}

function decideOne(stored: Store, verb: Verb) {
  const request = { accountId: 'ann', key: `key ${Math.random()}`, fingerprint: 'one', verb }
  const decision = decide(stateFor(stored, [request]), [request])
  store(stored, [request], decision)
  const [outcome] = decision.outcomes
  if (!outcome) throw new Error('one request has one outcome')
  return outcome
}

/** Outcomes as the client sees them: the earlier answer counts as the same answer. */
function codeOf(outcome: Outcome): string {
  return outcome.kind === 'refused' ? outcome.refusal.code : outcome.kind === 'done' ? 'done' : 'again'
}

function countsOf(counters: ReadonlyMap<string, Counter>) {
  return Object.fromEntries([...counters].map(([id, { held, sold }]) => [id, { held, sold }]))
}

/* The model: a list of who has what. */

interface Owned {
  account: string
  type: string
  quantity: number
  hold: string | undefined
}

class Model {
  readonly #sale: Sale
  readonly #capacities: Capacities
  #owned: Owned[] = []
  readonly #holds = new Map<string, { account: string; expiresAt: number; extensions: number; ended?: string }>()
  readonly #answers = new Map<string, string>()

  constructor(sale: Sale, capacities: Capacities) {
    this.#sale = sale
    this.#capacities = capacities
  }

  expire(now: number): void {
    for (const [id, hold] of this.#holds) if (!hold.ended && hold.expiresAt <= now) this.#end(id, 'expired')
  }

  answer(request: Request, now: number): string {
    const known = this.#answers.get(request.key)
    if (known !== undefined) return known === request.fingerprint ? 'again' : 'key-reused'
    const code = this.#act(request.accountId, request.verb, now)
    if (code === 'done') this.#answers.set(request.key, request.fingerprint)
    return code
  }

  counts() {
    const sum = (rows: Owned[]) => ({
      held: rows.filter((one) => one.hold).reduce((total, one) => total + one.quantity, 0),
      sold: rows.filter((one) => !one.hold).reduce((total, one) => total + one.quantity, 0),
    })
    return {
      area: sum(this.#owned),
      A: sum(this.#owned.filter((one) => one.type === 'A')),
      B: sum(this.#owned.filter((one) => one.type === 'B')),
    }
  }

  #act(account: string, verb: Verb, now: number): string {
    if (verb.kind === 'place') {
      const code = this.#take(account, verb.lines, verb.holdId)
      if (code !== 'done') return code
      this.#holds.set(verb.holdId, { account, expiresAt: now + this.#sale.holdSeconds * 1000, extensions: 0 })
      return 'done'
    }
    if (verb.kind === 'sell' && 'lines' in verb.from) return this.#take(account, verb.from.lines, undefined)
    const id =
      verb.kind === 'sell' ? ('holdId' in verb.from ? verb.from.holdId : '') : 'holdId' in verb ? verb.holdId : ''
    const hold = this.#holds.get(id)
    if (!hold || hold.account !== account) return 'not-found'
    if (hold.ended) {
      if (verb.kind === 'release' && hold.ended !== 'confirmed') return 'done'
      return hold.ended === 'expired' ? 'hold-expired' : 'hold-ended'
    }
    if (verb.kind === 'release') this.#end(id, 'released')
    if (verb.kind === 'sell') {
      hold.ended = 'confirmed'
      for (const one of this.#owned) if (one.hold === id) one.hold = undefined
    }
    if (verb.kind === 'extend') {
      if (hold.extensions >= MAX_EXTENSIONS) return 'extension-limit'
      hold.extensions += 1
      hold.expiresAt = Math.max(hold.expiresAt, now + this.#sale.holdSeconds * 1000)
    }
    if (verb.kind === 'change') {
      const before = this.#owned
      this.#owned = before.filter((one) => one.hold !== id)
      const code = this.#take(account, verb.lines, id)
      if (code !== 'done') this.#owned = before
      return code
    }
    return 'done'
  }

  #end(id: string, how: string): void {
    const hold = this.#holds.get(id)
    if (hold) hold.ended = how
    this.#owned = this.#owned.filter((one) => one.hold !== id)
  }

  #take(account: string, wanted: readonly LineRequest[], hold: string | undefined): string {
    const by = (type?: string) =>
      wanted.filter((line) => !type || line.ticketTypeId === type).reduce((sum, line) => sum + placesAsked(line), 0)
    const has = (type?: string, who?: string) =>
      this.#owned
        .filter((one) => (!type || one.type === type) && (!who || one.account === who))
        .reduce((sum, one) => sum + one.quantity, 0)
    const types = [...this.#sale.ticketTypes.values()].filter((type) => by(type.id) > 0)
    if (types.some((type) => type.maxPerOrder !== null && by(type.id) > type.maxPerOrder)) return 'order-limit'
    const { maxTicketsPerAccount } = this.#sale
    if (maxTicketsPerAccount !== null && has(undefined, account) + by() > maxTicketsPerAccount) return 'account-limit'
    for (const type of types) {
      if (type.maxPerAccount !== null && has(type.id, account) + by(type.id) > type.maxPerAccount)
        return 'account-limit'
    }
    const rooms = types.map((type) => ({
      left: (this.#capacities[type.id as 'A' | 'B'] ?? Infinity) - has(type.id),
      asked: by(type.id),
    }))
    rooms.push({ left: this.#capacities.area - has(), asked: by() })
    const short = rooms.filter((room) => room.asked > room.left)
    if (short.some((room) => room.left === 0)) return 'sold-out'
    if (short.length > 0) return 'not-enough-left'
    for (const line of wanted) this.#owned.push({ account, type: line.ticketTypeId, quantity: placesAsked(line), hold })
    return 'done'
  }
}
