import {
  blockSeats,
  changeHold,
  placeHold,
  readAvailability,
  readSeatStatus,
  releaseHold,
  type SeatChanges,
  type SeatStatus,
} from '@fairground/contract'
import type { Outcome } from '@fairground/contract/client'
import { FREE, HELD, TAKEN_BY_HOUSE, unpackChanges, unpackStates } from '@fairground/seating'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { getOf, openWire } from '../../lifecycle/wire.ts'
import { openSeatedEvent, type SeatedEvent } from '../../testing/seats.ts'
import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

const ROWS = 4
const SEATS_A_ROW = 10
const SEATS = ROWS * SEATS_A_ROW
const PATIENCE = { timeout: 20_000, interval: 10 }

let service: TestService
let other: TestService
let organizer: Visitor
let buyer: Visitor
let event: SeatedEvent

beforeAll(async () => {
  service = await startTestService()
  other = await service.second()
  organizer = await service.signUp('Organizer')
  buyer = await service.signUp('Buyer')
})
beforeEach(async () => {
  event = await openSeatedEvent(organizer.client, { plan: { rows: ROWS, seats: SEATS_A_ROW } })
})
afterAll(async () => {
  await service.invariants()
  await service.stop()
})

function dataOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`)
  return outcome.data
}

const params = () => ({ eventId: event.eventId })

async function statusAt(at: TestService = service): Promise<SeatStatus> {
  return dataOf(await at.client()(readSeatStatus, { params: params() }))
}

/** What is not free, by the seat's place in the geometry. */
function taken({ states }: SeatStatus): Record<number, number> {
  return Object.fromEntries([...unpackStates(states, SEATS).entries()].filter(([, state]) => state !== FREE))
}

async function hold(seats: readonly number[], at: TestService = service) {
  const seatIds = seats.map((seat) => event.seatIds[seat] ?? '')
  const body = { lines: [{ ticketTypeId: event.ticketTypeId, seatIds }] }
  return dataOf(await at.client(buyer.token)(placeHold, { params: params(), body }))
}

describe('the status of seats', () => {
  it('says of every seat what it is, with the version of the availability', async () => {
    expect(taken(await statusAt())).toEqual({})
    const { id: holdId } = await hold([3, 4])
    const status = await statusAt()
    expect(taken(status)).toEqual({ 3: HELD, 4: HELD })
    const availability = dataOf(await service.client()(readAvailability, { params: params() }))
    expect(status.version).toBe(availability.version)
    expect(availability.ticketTypes[0]?.left).toBe(SEATS - 2)
    dataOf(await buyer.client(releaseHold, { params: { ...params(), holdId } }))
    expect(taken(await statusAt())).toEqual({})
  })

  it('is the same at another node within a second', async () => {
    expect(taken(await statusAt(other))).toEqual({})
    await hold([7], other)
    await hold([8])
    await vi.waitUntil(async () => taken(await statusAt(other))[8] === HELD, { timeout: 1_000, interval: 20 })
    await vi.waitUntil(async () => taken(await statusAt())[7] === HELD, { timeout: 1_000, interval: 20 })
    expect(taken(await statusAt(other))).toEqual({ 7: HELD, 8: HELD })
  })

  it('follows an exchange, which moves seats and no count, at both nodes', async () => {
    const { id: holdId } = await hold([2])
    await statusAt(other)
    const lines = [{ ticketTypeId: event.ticketTypeId, seatIds: [event.seatIds[9] ?? ''] }]
    dataOf(await buyer.client(changeHold, { params: { ...params(), holdId }, body: { lines } }))
    expect(taken(await statusAt())).toEqual({ 9: HELD })
    await vi.waitUntil(async () => taken(await statusAt(other))[9] === HELD, { timeout: 1_000, interval: 20 })
    expect(taken(await statusAt(other))).toEqual({ 9: HELD })
    // What is free again can be had at once, at the other node as well.
    await hold([2], other)
  })

  it('is not sent again to who has it', async () => {
    const url = `${service.url}/api/events/${event.eventId}/seats/status`
    const first = await fetch(url)
    const etag = first.headers.get('etag') ?? ''
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304)
    await hold([1])
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(200)
  })
})

describe('a book that is not what the database has', () => {
  it('sells no seat twice: the key refuses it, and the buyer is told the truth by a new book', async () => {
    await hold([3])
    // Nothing does this; it stands for a mistake that nobody has thought of.
    service.inventory.books.find(event.eventId)?.finder.set(3, FREE)
    const seatIds = [event.seatIds[3] ?? '', event.seatIds[4] ?? '']
    const body = { lines: [{ ticketTypeId: event.ticketTypeId, seatIds }] }
    const refused = await buyer.client(placeHold, { params: params(), body })
    expect(refused).toMatchObject({ ok: false, problem: { code: 'seat-taken', seatIds: [event.seatIds[3]] } })
    await hold([4])
    expect(taken(await statusAt())).toEqual({ 3: HELD, 4: HELD })
  })

  it('is read anew where what happened meanwhile is not kept any more', async () => {
    expect(taken(await statusAt())).toEqual({})
    // The other node sells, and its rows are purged before this one has seen them.
    const book = service.inventory.books.find(event.eventId)
    if (!book) throw new Error('the status was read here')
    await hold([3], other)
    await hold([4], other)
    await sql`DELETE FROM inventory_changes WHERE event_id = ${event.eventId}`.execute(service.database.queries)
    await hold([5])
    expect(taken(await statusAt())).toEqual({ 3: HELD, 4: HELD, 5: HELD })
  })
})

describe('blocking seats', () => {
  const block = (who: Visitor, blocked: number[], unblocked: number[] = []) => {
    const ids = (seats: number[]) => seats.map((seat) => event.seatIds[seat] ?? '')
    return who.client(blockSeats, { params: params(), body: { blocked: ids(blocked), unblocked: ids(unblocked) } })
  }

  it('takes free seats off sale and puts them on sale again', async () => {
    expect(taken(dataOf(await block(organizer, [0, 1])))).toEqual({ 0: TAKEN_BY_HOUSE, 1: TAKEN_BY_HOUSE })
    const { areas, ticketTypes } = dataOf(await service.client()(readAvailability, { params: params() }))
    expect([areas[0]?.capacity, areas[0]?.left, ticketTypes[0]?.left]).toEqual([SEATS - 2, SEATS - 2, SEATS - 2])
    const refused = await buyer.client(placeHold, {
      params: params(),
      body: { lines: [{ ticketTypeId: event.ticketTypeId, seatIds: [event.seatIds[0] ?? ''] }] },
    })
    expect(refused).toMatchObject({ ok: false, problem: { code: 'seat-taken', seatIds: [event.seatIds[0]] } })
    expect(taken(dataOf(await block(organizer, [], [0, 1])))).toEqual({})
  })

  it('is refused for a seat that somebody has, and changes none of the others', async () => {
    await hold([5])
    const refused = await block(organizer, [4, 5])
    expect(refused).toMatchObject({ ok: false, problem: { code: 'seat-taken', seatIds: [event.seatIds[5]] } })
    expect(taken(await statusAt())).toEqual({ 5: HELD })
  })

  it('is for those who run the event', async () => {
    expect(await block(buyer, [4])).toMatchObject({ ok: false, problem: { code: 'not-allowed' } })
  })
})

describe('an offer', () => {
  it('names the seats that were taken and as many free ones beside each other', async () => {
    await hold([13, 14])
    const seatIds = [12, 13].map((seat) => event.seatIds[seat] ?? '')
    const refused = await buyer.client(placeHold, {
      params: params(),
      body: { lines: [{ ticketTypeId: event.ticketTypeId, seatIds }] },
    })
    if (refused.ok) throw new Error('a seat is taken')
    expect(refused.problem).toMatchObject({ code: 'seat-taken', seatIds: [event.seatIds[13]] })
    expect(refused.problem.detail).toMatch(/row B, seat 4 is taken/)
    const offered = (refused.problem.offered ?? []).map((id) => event.seatIds.indexOf(id))
    expect(offered).toHaveLength(2)
    expect(Math.abs((offered[0] ?? 0) - (offered[1] ?? 0))).toBe(1)
    expect(offered.some((seat) => seat === 13 || seat === 14)).toBe(false)
  })
})

describe('a page that follows the seats', () => {
  async function openPage(at: TestService, version: number) {
    const wire = await openWire(at.url)
    wire.send(getOf(`/api/events/${event.eventId}/seats/live?version=${version}`))
    const seen = () =>
      // Our own contract, as the service serialised it.
      [...wire.received().matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] ?? '') as SeatChanges)
    await vi.waitUntil(() => seen().length > 0, PATIENCE)
    /** What a page makes of them that begins with the status of `version`. */
    const shown = (states: Record<number, number>) => {
      let have = version
      const now = { ...states }
      for (const { from, version: to, changes } of seen()) {
        expect(from).toBeLessThanOrEqual(have)
        have = to
        for (const { seat, state } of unpackChanges(changes)) now[seat] = state
      }
      return Object.fromEntries(Object.entries(now).filter(([, state]) => state !== FREE))
    }
    return { ...wire, seen, shown }
  }

  it('is told each change from the version that it has, at any node', async () => {
    const before = await statusAt()
    // A node remembers what has happened since somebody looked there first.
    await statusAt(other)
    const { id: holdId } = await hold([1, 2])
    const pages = [await openPage(service, before.version), await openPage(other, before.version)]
    await hold([30])
    dataOf(await buyer.client(releaseHold, { params: { ...params(), holdId } }))
    for (const page of pages) {
      await vi.waitUntil(() => JSON.stringify(page.shown({})) === JSON.stringify({ 30: HELD }), PATIENCE)
      page.socket.destroy()
    }
  })

  it('is told where what it has is older than what is remembered, so that it reads everything again', async () => {
    await hold([1])
    const { version } = await statusAt()
    // A node that was started a moment ago knows how things are, and not how they came to be.
    const young = await service.second()
    const page = await openPage(young, version - 1)
    expect(page.seen()[0]).toMatchObject({ from: version, version, changes: '' })
    page.socket.destroy()
  })

  it('is not there for a draft, nor for an event without seats', async () => {
    const draft = await openSeatedEvent(organizer.client, { plan: { rows: 1, seats: 2 }, over: { status: 'draft' } })
    expect((await fetch(`${service.url}/api/events/${draft.eventId}/seats/live`)).status).toBe(404)
    expect((await fetch(`${service.url}/api/events/${draft.eventId}/seats/status`)).status).toBe(404)
  })
})
