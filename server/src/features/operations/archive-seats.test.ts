import {
  type Archive,
  blockSeats,
  exportArchive,
  importArchive,
  listOrders,
  listPlans,
  placeHold,
  placeOrder,
  readSeatStatus,
  signIn,
} from '@fairground/contract'
import type { ClientProblem, Outcome } from '@fairground/contract/client'
import { drawHall, FREE, SOLD, TAKEN_BY_HOUSE, unpackStates } from '@fairground/seating'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openSeatedEvent, type SeatedEvent } from '../../testing/seats.ts'
import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let source: TestService
let archive: Archive
let hall: SeatedEvent
let organizer: Visitor
let buyer: Visitor

/** Of eight seats the plan blocks one, the organizer unblocks it and blocks another; two are sold and one is held. */
beforeAll(async () => {
  source = await startTestService()
  organizer = await source.signUp('Organizer')
  buyer = await source.signUp('Buyer')
  const plan = drawHall({ rows: 2, seats: 4 })
  const [first] = plan.zones.flatMap((zone) => zone.rows.flatMap((row) => row.seats))
  if (first) first.blocked = true
  hall = await openSeatedEvent(organizer.client, { plan, noLonelySeats: true })
  const { eventId, ticketTypeId, seatIds } = hall
  const params = { eventId }
  const lines = (...wanted: number[]) => ({
    lines: [{ ticketTypeId, seatIds: wanted.map((index) => seatIds[index] ?? '') }],
  })
  const body = { unblocked: [seatIds[0] ?? ''], blocked: [seatIds[7] ?? ''] }
  dataOf(await organizer.client(blockSeats, { params, body }))
  dataOf(await buyer.client(placeOrder, { params, body: lines(0, 1) }))
  dataOf(await buyer.client(placeHold, { params, body: lines(4) }))
  archive = dataOf(await (await source.admin()).client(exportArchive, {}))
})
afterAll(() => source.stop())

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (outcome.ok) return outcome.data
  throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`)
}

function problemOf(outcome: Outcome<unknown>): ClientProblem {
  if (!outcome.ok) return outcome.problem
  throw new Error(`accepted: ${JSON.stringify(outcome.data)}`)
}

/** A system of its own that has taken in this archive, with who bought, signed in. */
async function takeIn(taken: Archive): Promise<{ target: TestService; admin: Visitor }> {
  const target = await startTestService()
  const admin = await target.admin()
  dataOf(await admin.client(importArchive, { body: taken }))
  return { target, admin }
}

async function statesAt(service: TestService): Promise<number[]> {
  const { states } = dataOf(await service.client()(readSeatStatus, { params: { eventId: hall.eventId } }))
  return [...unpackStates(states, 8)]
}

describe('an archive of an event with seats', () => {
  test('has its plan once, the seats that the house keeps, and the seat of each ticket', () => {
    const [event] = archive.events
    expect(archive.planContents).toHaveLength(1)
    expect(archive.plans).toMatchObject([{ hash: archive.planContents?.[0]?.hash }])
    expect(event?.areas[0]).toMatchObject({
      kind: 'seated',
      planHash: archive.planContents?.[0]?.hash,
      noLonelySeats: true,
      blocked: [hall.seatIds[7]],
    })
    expect(event?.orders[0]?.tickets.map(({ seatId }) => seatId).toSorted()).toEqual(hall.seatIds.slice(0, 2))
  })

  test('is written as it is read, with each plan as the text that is kept of it', async () => {
    const admin = await source.admin()
    const headers = { authorization: `Bearer ${admin.token}` }
    const response = await fetch(`${source.url}/api/admin/archive`, { headers })
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(response.headers.get('content-length')).toBeNull()
    const [plan] = archive.plans ?? []
    const kept = await (await fetch(`${source.url}/api/plans/${plan?.id}`, { headers })).text()
    expect(await response.text()).toContain(`{"hash":"${plan?.hash}","plan":${kept}}`)
  })

  test('gives back each seat: sold ones are sold, blocked ones blocked, and held ones free', async () => {
    const { target, admin } = await takeIn(archive)
    expect(await statesAt(target)).toEqual([SOLD, SOLD, FREE, FREE, FREE, FREE, FREE, TAKEN_BY_HOUSE])
    await target.invariants()

    const later = await target.signUp('Later')
    const params = { eventId: hall.eventId }
    const body = { lines: [{ ticketTypeId: hall.ticketTypeId, seatIds: [hall.seatIds[1] ?? ''] }] }
    expect(await later.client(placeHold, { params, body })).toMatchObject({
      ok: false,
      problem: { code: 'seat-taken', seatIds: [hall.seatIds[1]] },
    })
    const again = dataOf(await admin.client(exportArchive, {}))
    expect(again.events).toEqual(archive.events)
    expect(again.planContents).toEqual(archive.planContents)
    expect(again.plans).toEqual(archive.plans)
    // What is there stays as it is.
    expect(dataOf(await admin.client(importArchive, { body: archive }))).toMatchObject({ events: 0, orders: 0 })
    await target.invariants()
    await target.stop()
  })

  test('tells the buyers their seats as before', async () => {
    const { target } = await takeIn(archive)
    const { token } = dataOf(await target.client()(signIn, { body: { email: buyer.email, password: buyer.password } }))
    const before = dataOf(await buyer.client(listOrders, { query: {} })).items
    const after = dataOf(await target.client(token)(listOrders, { query: {} })).items
    const seatsOf = (orders: typeof before) =>
      orders.flatMap(({ tickets }) => tickets.map(({ id, seat }) => [id, seat]))
    expect(seatsOf(after)).toEqual(seatsOf(before))
    await target.stop()
  })

  test('gives the organizers back their plans', async () => {
    const { target } = await takeIn(archive)
    const { token } = dataOf(
      await target.client()(signIn, { body: { email: organizer.email, password: organizer.password } }),
    )
    const plans = (service: TestService, of: string) => service.client(of)(listPlans, { query: {} })
    const [before, after] = [dataOf(await plans(source, organizer.token)), dataOf(await plans(target, token))]
    expect(after.items.map(({ id, name, seats }) => [id, name, seats])).toEqual(
      before.items.map(({ id, name, seats }) => [id, name, seats]),
    )
    await target.stop()
  })

  test('tells how many plans were taken in, and how many were there', async () => {
    const target = await startTestService()
    const admin = await target.admin()
    expect(dataOf(await admin.client(importArchive, { body: archive }))).toMatchObject({ plans: 1, skipped: 0 })
    const again = dataOf(await admin.client(importArchive, { body: archive }))
    expect(again).toMatchObject({ plans: 0, skipped: archive.accounts.length + 1 + 1 + 1 + 1 })
    await target.stop()
  })

  test('with a plan or an event of an organizer that is nowhere is refused, and nothing of it is taken in', async () => {
    const target = await startTestService()
    const admin = await target.admin()
    const organizerId = '01993000-0000-7000-8000-00000000ffff'
    const lost = { ...archive, plans: archive.plans?.map((plan) => ({ ...plan, organizerId })) }
    const refused = problemOf(await admin.client(importArchive, { body: lost }))
    expect(refused).toMatchObject({
      code: 'invalid',
      detail: expect.stringContaining('Nothing was changed.'),
      errors: [{ path: 'plans.0.organizerId', rule: 'no-such-organizer' }],
    })
    const events = archive.events.map((event) => ({ ...event, organizerId }))
    expect(problemOf(await admin.client(importArchive, { body: { ...archive, events } })).errors).toMatchObject([
      { path: 'events.0.organizerId', rule: 'no-such-organizer' },
    ])
    const here = dataOf(await admin.client(exportArchive, {}))
    expect([here.accounts.length, here.organizers]).toEqual([1, []])
    dataOf(await admin.client(importArchive, { body: archive }))
    // Here by now, so the archive need not have it.
    dataOf(await admin.client(importArchive, { body: { ...archive, organizers: [] } }))
    await target.stop()
  })

  test('whose second plan is broken is refused by where that stands, and nothing of it is taken in', async () => {
    const target = await startTestService()
    const admin = await target.admin()
    const [content] = archive.planContents ?? []
    if (!content) throw new Error('the archive has a plan')
    const broken = { hash: 'broken', plan: { ...content.plan, categories: [] } }
    const refused = problemOf(
      await admin.client(importArchive, { body: { ...archive, planContents: [content, broken] } }),
    )
    expect(refused.errors?.[0]).toMatchObject({
      path: 'planContents.1.plan.zones.0.rows.0.seats.0.category',
      rule: 'unknown-category',
    })
    expect(refused.detail).toContain('Nothing was changed.')
    expect(dataOf(await admin.client(exportArchive, {})).organizers).toEqual([])
    await target.stop()
  })

  test.each([
    ['lacks the plan of an event', { planContents: [], plans: [] }],
    ['lacks what a plan says', { planContents: [] }],
  ])('that %s is refused', async (_, lacking) => {
    const target = await startTestService()
    const admin = await target.admin()
    const refused = await admin.client(importArchive, { body: { ...archive, ...lacking } })
    expect(refused).toMatchObject({ ok: false, problem: { code: 'invalid', errors: [{ rule: 'no-such-plan' }] } })
    await target.invariants()
    await target.stop()
  })

  test('that blocks a seat which the plan does not have is refused', async () => {
    const target = await startTestService()
    const admin = await target.admin()
    const events = archive.events.map((event) => ({
      ...event,
      areas: event.areas.map((area) => ({ ...area, blocked: ['nowhere'] })),
    }))
    const refused = await admin.client(importArchive, { body: { ...archive, events } })
    expect(refused).toMatchObject({
      ok: false,
      problem: { code: 'invalid', errors: [{ path: 'events.0.areas.0.blocked', rule: 'no-such-seat' }] },
    })
    // The organizer is there by now, and the archive may come again.
    expect(problemOf(refused).detail).toContain('What comes before it in the archive was taken in')
    expect(dataOf(await admin.client(importArchive, { body: archive }))).toMatchObject({ organizers: 0, events: 1 })
    await target.stop()
  })
})
