import type { LineRequest, Plan } from '@fairground/contract'
import { ACCESSIBLE, FREE, geometryOf, HELD, readGeometry, SOLD } from '@fairground/seating'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Sale, SaleTicketType } from '../events/index.ts'
import { openSeatFinder } from './finder/best-seats.ts'
import {
  type BatchState,
  type Counter,
  decide,
  type Decision,
  type HoldRow,
  type Request,
  type Verb,
} from './decide.ts'

/**
 * `decide` with seats against a list of who has which seat. Chosen seats are judged by the list alone; of the best
 * seats the list says whether they may be had, and `best-seats.test.ts` whether they are the best.
 */
describe('decide with seats', () => {
  it('says of chosen seats what a list of who has which seat says, and gives best seats that are free', () => {
    fc.assert(
      fc.property(scenarios, (batches) => {
        const hall = openHall()
        for (const { passedMs, asked } of batches) {
          hall.now += passedMs
          hall.expire()
          const requests = asked.map((one, index) => requestOf(hall, one, index))
          const before = hall.finder.states.slice()
          const decision = decide(stateOf(hall, requests), requests)
          expect(hall.finder.states).toEqual(before)
          for (const [index, request] of requests.entries()) {
            const outcome = decision.outcomes[index]
            const expected = hall.judge(request.verb)
            expect(outcome?.kind === 'refused' ? outcome.refusal.code : outcome?.kind).toBe(expected)
            if (outcome?.kind === 'done') hall.carryOut(request, outcome.cart.lines)
          }
          hall.commit(decision)
          expect(hall.claims()).toEqual(hall.owners())
          expect(counts(hall.counters)).toEqual(hall.counted())
        }
      }),
      { numRuns: 1_500 },
    )
  })

  it('names the seats that are taken and takes none of the others', () => {
    const hall = openHall()
    run(hall, { kind: 'place', holdId: 'h1', lines: [{ ticketTypeId: 'b', seatIds: ['B-2', 'B-3'] }] })
    const second = run(hall, {
      kind: 'place',
      holdId: 'h2',
      lines: [{ ticketTypeId: 'b', seatIds: ['B-1', 'B-2', 'B-3'] }],
    })
    expect(second).toMatchObject({ refusal: { code: 'seat-taken', seatIds: ['B-2', 'B-3'] } })
    expect(hall.claims()).toEqual({ 'B-2': 'held h1', 'B-3': 'held h1' })
  })

  it('exchanges seats of a hold in one step, also for some of its own, and keeps them when it cannot', () => {
    const hall = openHall()
    run(hall, { kind: 'place', holdId: 'h1', lines: [{ ticketTypeId: 'b', seatIds: ['B-2', 'B-3'] }] })
    run(hall, { kind: 'place', holdId: 'h2', lines: [{ ticketTypeId: 'b', seatIds: ['B-5'] }] })
    const moved = run(hall, { kind: 'change', holdId: 'h1', lines: [{ ticketTypeId: 'b', seatIds: ['B-3', 'B-4'] }] })
    expect(moved).toMatchObject({ kind: 'done' })
    expect(hall.claims()).toEqual({ 'B-3': 'held h1', 'B-4': 'held h1', 'B-5': 'held h2' })
    const refused = run(hall, { kind: 'change', holdId: 'h1', lines: [{ ticketTypeId: 'b', seatIds: ['B-4', 'B-5'] }] })
    expect(refused).toMatchObject({ refusal: { code: 'seat-taken', seatIds: ['B-5'] } })
    expect(hall.claims()).toEqual({ 'B-3': 'held h1', 'B-4': 'held h1', 'B-5': 'held h2' })
  })

  it('sits lines of one category together, two types of ticket or not', () => {
    const hall = openHall()
    const outcome = run(hall, {
      kind: 'place',
      holdId: 'h1',
      lines: [
        { ticketTypeId: 'b', quantity: 2, best: true },
        { ticketTypeId: 'b2', quantity: 1, best: true },
      ],
    })
    if (outcome?.kind !== 'done') throw new Error('there is room')
    const seats = outcome.cart.lines.flatMap((line) => line.seatIds ?? []).map((id) => hall.map.indexOf(id))
    expect(outcome.cart.lines.map(({ seating }) => seating)).toEqual(['together', 'together'])
    expect(Math.max(...seats) - Math.min(...seats)).toBe(2)
  })

  it('refuses to leave a single seat alone where the organizer says so, but never the last way to sit together', () => {
    const hall = openHall({ noLonelySeats: true })
    const chosen = (...seatIds: string[]) =>
      run(hall, { kind: 'place', holdId: seatIds.join(), lines: [{ ticketTypeId: 'a', seatIds }] })
    // Row A has six: two at a distance of one from the end leave the first alone.
    expect(chosen('A-2', 'A-3')).toMatchObject({ refusal: { code: 'lonely-seat', seatIds: ['A-1'] } })
    expect(chosen('A-1', 'A-2')).toMatchObject({ kind: 'done' })
    // Four are left: one of the middle two leaves its neighbour's other side alone, the ends do not.
    expect(chosen('A-4')).toMatchObject({ refusal: { code: 'lonely-seat', seatIds: ['A-3'] } })
    expect(chosen('A-3')).toMatchObject({ kind: 'done' })
    // Three are left, and no two of them leave none alone: the last who come together may.
    expect(chosen('A-4', 'A-5')).toMatchObject({ kind: 'done' })
  })

  it('never sends who needs a wheelchair place away for a single seat', () => {
    const hall = openHall({ noLonelySeats: true, wheelchair: 1 })
    const line = { ticketTypeId: 'a', seatIds: ['A-2'] }
    expect(run(hall, { kind: 'place', holdId: 'h1', lines: [line] })).toMatchObject({ kind: 'done' })
  })

  it('leaves everything as it was when an exchange is refused, and writes nothing', () => {
    const hall = openHall()
    run(hall, { kind: 'place', holdId: 'h1', lines: [{ ticketTypeId: 'b', seatIds: ['B-2'] }] })
    run(hall, { kind: 'place', holdId: 'h2', lines: [{ ticketTypeId: 'b', seatIds: ['B-5'] }] })
    const lines = [{ ticketTypeId: 'b', seatIds: ['B-5'] }]
    const request = {
      accountId: 'ann',
      key: 'k',
      fingerprint: '',
      verb: { kind: 'change' as const, holdId: 'h1', lines },
    }
    const decision = decide(stateOf(hall, [request]), [request])
    expect(decision.outcomes[0]).toMatchObject({ refusal: { code: 'seat-taken' } })
    expect([decision.seats, [...decision.changedCounters], [...decision.holds]]).toEqual([[], [], []])
  })

  it('puts the seats back also where a mistake of ours stops it', () => {
    const hall = openHall()
    const sell = (refuse: () => undefined): Verb => ({
      ...{ kind: 'sell', from: { lines: [{ ticketTypeId: 'b', seatIds: ['B-2'] }] }, payment: null, refuse },
    })
    const broken = sell(() => {
      throw new Error('a mistake')
    })
    const requests = [
      {
        accountId: 'ann',
        key: 'k1',
        fingerprint: '',
        verb: verbOf({ kind: 'choose', type: 'b', seats: ['B-1'] }, 'h1'),
      },
      { accountId: 'ann', key: 'k2', fingerprint: '', verb: broken },
    ]
    expect(() => decide(stateOf(hall, requests), requests)).toThrow('a mistake')
    expect(hall.finder.states.every((state) => state === FREE)).toBe(true)
  })

  it('takes no seats of a cancelled event for the house', () => {
    const hall = openHall()
    hall.sale = { ...hall.sale, status: 'cancelled' }
    const blocked = run(hall, { kind: 'block', blocked: ['A-1'], unblocked: [] })
    expect(blocked).toMatchObject({ refusal: { code: 'event-over' } })
  })

  it.each<[string, { ticketTypeId: string; quantity: number; seatIds?: string[] }, string]>([
    ['a seat of another category', { ticketTypeId: 'b', quantity: 1, seatIds: ['A-1'] }, 'not-found'],
    ['a place without its seat', { ticketTypeId: 'b', quantity: 1 }, 'invalid'],
    ['two places on one seat', { ticketTypeId: 'b', quantity: 2, seatIds: ['B-1'] }, 'invalid'],
    ['one seat twice', { ticketTypeId: 'b', quantity: 2, seatIds: ['B-1', 'B-1'] }, 'seat-taken'],
  ])('restores nothing that would be %s', (_what, line, code) => {
    const hall = openHall()
    const restored = run(hall, { kind: 'restore', lines: [{ ...line, unitPriceMinor: 0 }] })
    expect(restored).toMatchObject({ refusal: { code } })
    expect(hall.claims()).toEqual({})
  })

  it('counts a blocked seat as none that can be sold, and puts it on sale again', () => {
    const hall = openHall()
    run(hall, { kind: 'place', holdId: 'h1', lines: [{ ticketTypeId: 'a', seatIds: ['A-1'] }] })
    const taken = run(hall, { kind: 'block', blocked: ['A-1', 'A-2'], unblocked: [] })
    expect(taken).toMatchObject({ refusal: { code: 'seat-taken', seatIds: ['A-1'] } })
    run(hall, { kind: 'block', blocked: ['A-2', 'A-3', 'A-3'], unblocked: [] })
    expect(hall.counters.get('catA')).toMatchObject({ capacity: 4, held: 1 })
    expect(hall.counters.get('area')).toMatchObject({ capacity: 16, held: 1 })
    const refused = run(hall, { kind: 'place', holdId: 'h2', lines: [{ ticketTypeId: 'a', seatIds: ['A-2'] }] })
    expect(refused).toMatchObject({ refusal: { code: 'seat-taken', seatIds: ['A-2'] } })
    run(hall, { kind: 'block', blocked: [], unblocked: ['A-2', 'A-3', 'A-4'] })
    expect(hall.counters.get('catA')).toMatchObject({ capacity: 6, held: 1 })
  })

  it.each<[string, LineRequest, string]>([
    ['a seat that there is not', { ticketTypeId: 'b', seatIds: ['Z-1'] }, 'not-found'],
    ['a seat of another category', { ticketTypeId: 'b', seatIds: ['A-1'] }, 'invalid'],
    ['a seat twice', { ticketTypeId: 'b', seatIds: ['B-1', 'B-1'] }, 'invalid'],
    ['seats and a quantity', { ticketTypeId: 'b', seatIds: ['B-1'], quantity: 1 }, 'invalid'],
    ['neither seats nor a quantity', { ticketTypeId: 'b' }, 'invalid'],
    ['seats that are to be the best, too', { ticketTypeId: 'b', seatIds: ['B-1'], best: true }, 'invalid'],
    ['a quantity that leaves open whether the best are meant', { ticketTypeId: 'b', quantity: 1 }, 'invalid'],
  ])('refuses %s', (_what, line, code) => {
    const hall = openHall()
    expect(run(hall, { kind: 'place', holdId: 'h1', lines: [line] })).toMatchObject({ refusal: { code } })
    expect(hall.claims()).toEqual({})
  })

  it('chooses the same seats when the batch runs again', () => {
    const [one, two] = [openHall(), openHall()]
    const request = requestOf(one, { kind: 'best', type: 'b', quantity: 2 }, 7)
    const first = decide(stateOf(one, [request]), [request])
    expect(decide(stateOf(two, [request]), [request]).seats).toEqual(first.seats)
  })
})

/* What is asked for. Few seats, so that requests meet each other. */

type Asked =
  | { kind: 'choose' | 'buy'; type: string; seats: string[] }
  | { kind: 'best'; type: string; quantity: number }
  | { kind: 'exchange'; hold: number; type: string; seats: string[] }
  | { kind: 'release' | 'confirm'; hold: number }
  | { kind: 'block'; blocked: string[]; unblocked: string[] }

const seatIds = ['A', 'B', 'C'].flatMap((row) => Array.from({ length: 6 }, (_, index) => `${row}-${index + 1}`))
const someSeats = fc.uniqueArray(fc.constantFrom(...seatIds), { minLength: 1, maxLength: 4 })
const someType = fc.constantFrom('a', 'b', 'b2')
const someHold = fc.integer({ min: 0, max: 5 })
const asked: fc.Arbitrary<Asked> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('choose' as const), type: someType, seats: someSeats }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('buy' as const), type: someType, seats: someSeats }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('best' as const),
      type: someType,
      quantity: fc.integer({ min: 1, max: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('exchange' as const), hold: someHold, type: someType, seats: someSeats }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('release' as const, 'confirm' as const), hold: someHold }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('block' as const), blocked: someSeats, unblocked: someSeats }),
  },
)
const scenarios = fc.array(
  fc.record({ passedMs: fc.constantFrom(0, 0, 1_000, 11_000), asked: fc.array(asked, { maxLength: 6 }) }),
  { minLength: 1, maxLength: 8 },
)

let made = 0

function requestOf(hall: Hall, one: Asked, index: number): Request {
  made += 1
  const holdId = 'hold' in one ? ([...hall.holds.keys()][one.hold] ?? 'none') : `hold-${made}`
  return { accountId: 'ann', key: `key-${index}-${made}`, fingerprint: '', verb: verbOf(one, holdId) }
}

function verbOf(one: Asked, holdId: string): Verb {
  switch (one.kind) {
    case 'choose':
      return { kind: 'place', holdId, lines: [{ ticketTypeId: one.type, seatIds: one.seats }] }
    case 'best':
      return { kind: 'place', holdId, lines: [{ ticketTypeId: one.type, quantity: one.quantity, best: true }] }
    case 'buy': {
      const from = { lines: [{ ticketTypeId: one.type, seatIds: one.seats }] }
      return { kind: 'sell', from, payment: null, refuse: () => undefined }
    }
    case 'exchange':
      return { kind: 'change', holdId, lines: [{ ticketTypeId: one.type, seatIds: one.seats }] }
    case 'release':
      return { kind: 'release', holdId }
    case 'confirm':
      return { kind: 'sell', from: { holdId }, payment: null, refuse: () => undefined }
    case 'block':
      return { kind: 'block', blocked: one.blocked, unblocked: one.unblocked }
    default:
      return one satisfies never
  }
}

/* The hall: its tables as the batch would write them, and the list that they are held against. */

type Hall = ReturnType<typeof openHall>

function openHall({ noLonelySeats = false, wheelchair = -1 } = {}) {
  const map = readGeometry(geometryOf(plan(), 'hash'))
  if (wheelchair !== -1) map.flags[wheelchair] = ACCESSIBLE
  const counter = (kind: Counter['kind'], capacity: number | null): Counter => ({ kind, capacity, held: 0, sold: 0 })
  /** `held HOLD`, `sold` or `blocked`, by seat. */
  const list = new Map<string, { state: string; type: string }>()
  const claims = new Map<string, string>()
  const hall = {
    map,
    finder: openSeatFinder(map, new Uint8Array(map.seats)),
    now: Date.UTC(2030, 0, 1),
    sale: saleOf(noLonelySeats),
    counters: new Map<string, Counter>([
      ['area', counter('area', 18)],
      ['catA', counter('category', 6)],
      ['catB', counter('category', 12)],
      ...['a', 'b', 'b2'].map((id) => [id, counter('ticket-type', null)] as const),
    ]),
    holds: new Map<string, HoldRow>(),
    expire() {
      for (const hold of hall.holds.values()) {
        if (hold.state === 'active' && hold.expiresAt <= hall.now) hall.give(`held ${hold.id}`)
      }
    },
    give(state: string) {
      for (const [id, one] of list) if (one.state === state) list.delete(id)
    },
    judge(verb: Verb): string {
      if (verb.kind === 'block') return hall.judgeBlock(verb.blocked)
      if ('holdId' in verb && verb.kind !== 'place') {
        const code = hall.judgeHold(verb.holdId)
        if (code) return verb.kind === 'release' && code !== 'not-found' && code !== 'confirmed' ? 'done' : over(code)
        return verb.kind === 'change' ? hall.judgeLine(verb.lines[0], `held ${verb.holdId}`) : 'done'
      }
      if (verb.kind === 'sell') {
        if ('lines' in verb.from) return hall.judgeLine(verb.from.lines[0])
        const code = hall.judgeHold(verb.from.holdId)
        return code ? over(code) : 'done'
      }
      return 'lines' in verb ? hall.judgeLine(verb.lines[0]) : 'done'
    },
    judgeHold(holdId: string): string | undefined {
      const hold = hall.holds.get(holdId)
      if (!hold) return 'not-found'
      if (hold.state !== 'active') return hold.state
      return hold.expiresAt <= hall.now ? 'expired' : undefined
    },
    judgeLine(line: LineRequest | undefined, own?: string): string {
      const category = line?.ticketTypeId === 'a' ? 'A' : 'B'
      const isFree = (id: string) => !list.has(id) || list.get(id)?.state === own
      const left = seatIds.filter((id) => categoryOf(id) === category && isFree(id)).length
      const asks = line?.seatIds?.length ?? line?.quantity ?? 0
      if (asks > left) return left === 0 ? 'sold-out' : 'not-enough-left'
      if (!line?.seatIds) return 'done'
      if (line.seatIds.some((id) => categoryOf(id) !== category)) return 'invalid'
      return line.seatIds.every(isFree) ? 'done' : 'seat-taken'
    },
    judgeBlock(blocked: readonly string[]): string {
      return blocked.some((id) => list.has(id) && list.get(id)?.state !== 'blocked') ? 'seat-taken' : 'done'
    },
    carryOut({ verb }: Request, lines: HoldRow['lines']) {
      if (verb.kind === 'block') {
        for (const id of verb.unblocked) if (list.get(id)?.state === 'blocked') list.delete(id)
        for (const id of verb.blocked) list.set(id, { state: 'blocked', type: '' })
        return
      }
      const named =
        'holdId' in verb ? verb.holdId : verb.kind === 'sell' && 'holdId' in verb.from ? verb.from.holdId : ''
      if (verb.kind !== 'place') hall.give(`held ${named}`)
      const hold = hall.holds.get(named)
      if (verb.kind === 'release') {
        if (hold && !hall.judgeHold(named)) hall.holds.set(named, { ...hold, state: 'released' })
        return
      }
      if (verb.kind === 'sell' && hold) hall.holds.set(named, { ...hold, state: 'confirmed' })
      if (verb.kind === 'place') {
        const expiresAt = hall.now + 10_000
        hall.holds.set(named, {
          ...{ id: named, accountId: 'ann', state: 'active', extensions: 0, totalMinor: 0, lines, expiresAt },
        })
      }
      if (verb.kind === 'change' && hold) hall.holds.set(named, { ...hold, lines })
      for (const { seatIds: seats = [], ticketTypeId: type } of lines) {
        for (const id of seats) {
          expect(list.has(id)).toBe(false)
          list.set(id, { state: verb.kind === 'sell' ? 'sold' : `held ${named}`, type })
        }
      }
    },
    commit(decision: Decision) {
      hall.counters = new Map(decision.counters)
      hall.holds = new Map([...hall.holds, ...decision.holds])
      for (const { id, seat, after, holdId } of decision.seats) {
        hall.finder.set(seat, after)
        if (after === FREE) claims.delete(id)
        else claims.set(id, after === HELD ? `held ${holdId}` : after === SOLD ? 'sold' : 'blocked')
      }
    },
    claims: () => Object.fromEntries(claims),
    owners: () => Object.fromEntries([...list].map(([id, one]) => [id, one.state])),
    counted() {
      const of = (include: (id: string, type: string) => boolean) => {
        const own = [...list].filter(([id, one]) => include(id, one.type))
        return {
          held: own.filter(([, one]) => one.state.startsWith('held')).length,
          sold: own.filter(([, one]) => one.state === 'sold').length,
        }
      }
      return {
        area: of(() => true),
        catA: of((id) => categoryOf(id) === 'A'),
        catB: of((id) => categoryOf(id) === 'B'),
        ...Object.fromEntries(['a', 'b', 'b2'].map((type) => [type, of((_id, own) => own === type)])),
      }
    },
  }
  return hall
}

function over(state: string): string {
  return state === 'not-found' ? state : state === 'expired' ? 'hold-expired' : 'hold-ended'
}

function categoryOf(seatId: string): string {
  return seatId.startsWith('A') ? 'A' : 'B'
}

function counts(counters: ReadonlyMap<string, Counter>) {
  return Object.fromEntries([...counters].map(([id, { held, sold }]) => [id, { held, sold }]))
}

function stateOf(hall: Hall, requests: readonly Request[]): BatchState {
  expect(requests.length).toBeLessThan(10)
  return {
    now: hall.now,
    sale: hall.sale,
    counters: hall.counters,
    holds: hall.holds,
    due: [...hall.holds.values()]
      .filter((hold) => hold.state === 'active' && hold.expiresAt <= hall.now)
      .map((hold) => hold.id),
    places: new Map(),
    answers: new Map(),
    seats: { map: hall.map, finder: hall.finder },
  }
}

function run(hall: Hall, verb: Verb) {
  made += 1
  const request = { accountId: 'ann', key: `one-${made}`, fingerprint: '', verb }
  const decision = decide(stateOf(hall, [request]), [request])
  hall.commit(decision)
  return decision.outcomes[0]
}

function saleOf(noLonelySeats: boolean): Sale {
  const type = (id: string, category: string): SaleTicketType => ({
    ...{
      id,
      areaId: 'area',
      areaName: 'Hall',
      name: `Type ${id}`,
      priceMinor: 0,
      category,
      categoryId: `cat${category}`,
    },
    ...{ maxPerOrder: null, maxPerAccount: null, salesStartAt: null, salesEndAt: null },
  })
  return {
    ...{ eventId: 'event', version: 1, organizerId: 'organizer', status: 'published', overAt: Infinity },
    ...{ currency: 'EUR', holdSeconds: 10, maxTicketsPerAccount: null, salesStartAt: null, salesEndAt: null },
    paymentMethods: [],
    seating: { areaId: 'area', planHash: 'hash', noLonelySeats },
    ticketTypes: new Map([type('a', 'A'), type('b', 'B'), type('b2', 'B')].map((one) => [one.id, one])),
  }
}

/** Three rows of six; the first is a category of its own. */
function plan(): Plan {
  const rows = ['A', 'B', 'C'].map((row, index) => ({
    row_number: row,
    position: { x: 0, y: 50 + index * 30 },
    seats: Array.from({ length: 6 }, (_, seat) => ({
      seat_guid: `${row}-${seat + 1}`,
      seat_number: String(seat + 1),
      position: { x: 20 + seat * 25, y: 0 },
      category: row === 'A' ? 'A' : 'B',
    })),
  }))
  const zones = [{ name: 'Hall', position: { x: 0, y: 0 }, rows }]
  return { name: 'Small', size: { width: 200, height: 200 }, categories: [{ name: 'A' }, { name: 'B' }], zones }
}
