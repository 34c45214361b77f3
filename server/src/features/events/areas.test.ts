import {
  changeEvent,
  createArea,
  createEvent,
  type Event,
  listActivity,
  type NewEvent,
  placeHold,
  placeOrder,
  readAvailability,
  readEvent,
} from '@fairground/contract'
import type { ClientProblem, Outcome } from '@fairground/contract/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let service: TestService
let organizer: Visitor
let buyer: Visitor

beforeAll(async () => {
  service = await startTestService()
  organizer = await service.signUp('Organizer')
  buyer = await service.signUp('Buyer')
})

afterAll(async () => {
  await service.invariants()
  await service.stop()
})

const ADULT = { name: 'Adult', priceMinor: 0 }

function area(fields: Partial<NewEvent['areas'][number]> = {}): NewEvent['areas'][number] {
  return { name: 'Balcony', kind: 'general', capacity: 4, ticketTypes: [ADULT], ...fields }
}

async function create(areas = [area({ name: 'Hall', capacity: 10 })]): Promise<Event> {
  const body = { title: 'Concert', startsAt: '2101-06-01T20:00:00Z', areas }
  return dataOf(await organizer.client(createEvent, { body }))
}

function add(event: Event, fields: Partial<NewEvent['areas'][number]> = {}, as = organizer) {
  return as.client(createArea, { params: { eventId: event.id }, body: area(fields) })
}

async function show(event: Event): Promise<Event> {
  return dataOf(await buyer.client(readEvent, { params: { eventId: event.id } }))
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (outcome.ok) return outcome.data
  throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`)
}

function problemOf(outcome: Outcome<unknown>): ClientProblem {
  if (!outcome.ok) return outcome.problem
  throw new Error(`accepted: ${JSON.stringify(outcome.data)}`)
}

describe('an area', () => {
  test('is added after the others with its ticket types, and its places can be bought', async () => {
    const event = await create()
    const child = { name: 'Child', priceMinor: 500, quota: 2 }
    const added = dataOf(await add(event, { ticketTypes: [ADULT, child] }))
    expect(added).toMatchObject({ name: 'Balcony', capacity: 4, left: 4 })
    expect(
      added.ticketTypes.map(({ name, priceMinor, quota, left, areaId }) => [name, priceMinor, quota, left, areaId]),
    ).toEqual([
      ['Adult', 0, null, 4, added.id],
      ['Child', 500, 2, 2, added.id],
    ])
    const shown = await show(event)
    expect(shown).toMatchObject({ total: 14, left: 14, version: event.version + 1 })
    expect(shown.areas).toEqual([...event.areas, added])

    const params = { eventId: event.id }
    const lines = (quantity: number) => [{ ticketTypeId: added.ticketTypes[0]?.id ?? '', quantity }]
    dataOf(await buyer.client(placeOrder, { params, body: { lines: lines(3) } }))
    expect(problemOf(await buyer.client(placeHold, { params, body: { lines: lines(2) } }))).toMatchObject({
      code: 'not-enough-left',
      left: 1,
    })
    const { areas } = dataOf(await buyer.client(readAvailability, { params }))
    expect(areas.map(({ id, sold, left }) => [id, sold, left])).toEqual(
      expect.arrayContaining([
        [event.areas[0]?.id, 0, 10],
        [added.id, 3, 1],
      ]),
    )
    expect(areas).toHaveLength(2)
  })

  test('is known at another node within a second, and sold there', async () => {
    const event = await create()
    const other = await service.second()
    const read = async () => dataOf(await other.client()(readEvent, { params: { eventId: event.id } }))
    expect((await read()).areas).toHaveLength(1)
    const added = dataOf(await add(event))
    await expect.poll(async () => (await read()).areas, { timeout: 5_000 }).toContainEqual(added)
    const lines = [{ ticketTypeId: added.ticketTypes[0]?.id ?? '', quantity: 4 }]
    dataOf(await other.client(buyer.token)(placeOrder, { params: { eventId: event.id }, body: { lines } }))
    await other.stop()
  })

  test('has a name that no other has, and so have its ticket types', async () => {
    const event = await create()
    const named = problemOf(await add(event, { name: ' HALL ' }))
    expect(named).toMatchObject({ code: 'invalid', errors: [{ path: 'name', rule: 'repeated' }] })
    const typed = problemOf(await add(event, { ticketTypes: [ADULT, { ...ADULT, name: 'adult' }] }))
    expect(typed.errors).toMatchObject([{ path: 'ticketTypes.1.name', rule: 'repeated' }])
    expect(await show(event)).toEqual(event)
  })

  test('added by several at once is there for each of them, and a name goes to the first only', async () => {
    const event = await create()
    const outcomes = await Promise.all(['A', 'B', 'C', 'a', 'b'].map((name) => add(event, { name })))
    const codes = outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.problem.code))
    expect(codes.filter((code) => code === 'invalid').length).toBe(2)
    const names = (await show(event)).areas.map(({ name }) => name.toUpperCase())
    expect(names[0]).toBe('HALL')
    expect(names.toSorted()).toEqual(['A', 'B', 'C', 'HALL'])
  })

  test('is one of at most fifty', async () => {
    const event = await create(Array.from({ length: 49 }, (_, index) => area({ name: `Box ${index}` })))
    dataOf(await add(event, { name: 'Fiftieth' }))
    const refused = problemOf(await add(event, { name: 'One more' }))
    expect(refused).toMatchObject({ code: 'invalid', errors: [{ rule: 'too-many', limit: 50 }] })
  })

  test('can have fifty ticket types from the first', async () => {
    const ticketTypes = Array.from({ length: 50 }, (_, index) => ({ name: `Price ${index}`, priceMinor: index }))
    const added = dataOf(await add(await create(), { ticketTypes }))
    expect(added.ticketTypes.map(({ name }) => name)).toEqual(ticketTypes.map(({ name }) => name))
  })

  test('is for owners and managers to add, while the event may change, and on record', async () => {
    const event = await create()
    expect(problemOf(await add(event, {}, buyer)).code).toBe('not-allowed')
    const { id } = dataOf(await add(event))
    const { items } = dataOf(await organizer.client(listActivity, { query: { eventId: event.id } }))
    expect(items[0]).toMatchObject({ operation: 'create-area', subjectId: id, accountId: organizer.account.id })
    dataOf(await organizer.client(changeEvent, { params: { eventId: event.id }, body: { status: 'cancelled' } }))
    expect(problemOf(await add(event, { name: 'Late' })).code).toBe('event-over')
  })
})
