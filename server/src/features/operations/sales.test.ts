import {
  changeEvent,
  createEvent,
  createOrganizer,
  type Event,
  listSales,
  type NewEvent,
  placeHold,
  placeOrder,
  type QueryOf,
} from '@fairground/contract'
import type { Outcome } from '@fairground/contract/client'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let service: TestService
let admin: Visitor
let organizer: Visitor
let buyer: Visitor

beforeAll(async () => {
  service = await startTestService()
  admin = await service.admin()
  organizer = await service.signUp('Olga')
  buyer = await service.signUp()
})
afterAll(async () => {
  await service.invariants()
  await service.stop()
})

function dataOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problem.detail)
  return outcome.data
}

async function create(over: Partial<NewEvent>): Promise<Event> {
  const ticketTypes = [{ name: 'Entry', priceMinor: 1_000 }]
  const areas: NewEvent['areas'] = [
    { name: 'Hall', kind: 'general', capacity: 100, ticketTypes },
    { name: 'Balcony', kind: 'general', capacity: 20, ticketTypes },
  ]
  const body = { title: 'Night', startsAt: '2090-01-01T18:00:00Z', areas, paymentMethods: ['door' as const], ...over }
  return dataOf(await organizer.client(createEvent, { body }))
}

const sales = async (query: QueryOf<typeof listSales>) => dataOf(await admin.client(listSales, { query }))
const titles = async (query: QueryOf<typeof listSales>) => (await sales(query)).items.map(({ title }) => title)

function linesOf(event: Event, area: number, quantity: number) {
  return [{ ticketTypeId: event.areas[area]?.ticketTypes[0]?.id ?? '', quantity }]
}

/** As if its time had come. */
async function endAt({ id }: Event, startsAt: string): Promise<void> {
  await sql`UPDATE events SET starts_at = ${startsAt}, ends_at = NULL WHERE id = ${id}`.execute(
    service.database.queries,
  )
}

test('an event is listed with what is held, sold and left in all its areas, its orders and their money', async () => {
  const event = await create({ title: 'Counted', venue: { name: 'Pier', address: 'Meadow Lane 1' } })
  const params = { eventId: event.id }
  const payment = { method: 'door' } as const
  dataOf(await buyer.client(placeOrder, { params, body: { lines: linesOf(event, 0, 3), payment } }))
  dataOf(await buyer.client(placeOrder, { params, body: { lines: linesOf(event, 1, 2), payment } }))
  dataOf(await buyer.client(placeHold, { params, body: { lines: linesOf(event, 0, 4) } }))
  expect((await sales({ query: 'counted' })).items).toEqual([
    {
      id: event.id,
      slug: event.slug,
      title: 'Counted',
      status: 'published',
      startsAt: '2090-01-01T18:00:00.000Z',
      endsAt: null,
      timeZone: event.timeZone,
      venue: { name: 'Pier', address: 'Meadow Lane 1' },
      organizer: event.organizer,
      currency: 'EUR',
      total: 120,
      left: 111,
      held: 4,
      sold: 5,
      orders: 2,
      totalMinor: 5_000,
      dueMinor: 5_000,
    },
  ])
})

test('drafts and cancelled events are listed as well, with their status', async () => {
  await create({ title: 'Plan of something', status: 'draft' })
  const cancelled = await create({ title: 'End of something' })
  const body = { status: 'cancelled' as const }
  dataOf(await organizer.client(changeEvent, { params: { eventId: cancelled.id }, body }))
  const { items } = await sales({ query: 'something' })
  expect(items.map(({ status }) => status).toSorted()).toEqual(['cancelled', 'draft'])
  expect(items).toMatchObject([
    { orders: 0, totalMinor: 0, sold: 0 },
    { orders: 0, totalMinor: 0, sold: 0 },
  ])
})

test('each word is looked for in title, venue and organizer, as it is written', async () => {
  const { id } = dataOf(await organizer.client(createOrganizer, { body: { name: 'Harbour Club', slug: 'harbour' } }))
  await create({ title: 'Jazz 100% live', venue: { name: 'Blue Barn' }, organizerId: id })
  await create({ title: 'Jazz for children', venue: { name: 'Red Barn' } })
  expect(await titles({ query: 'jazz' })).toHaveLength(2)
  expect(await titles({ query: 'BARN jazz blue' })).toEqual(['Jazz 100% live'])
  expect(await titles({ query: 'harbour jazz' })).toEqual(['Jazz 100% live'])
  expect(await titles({ query: '100%' })).toEqual(['Jazz 100% live'])
  expect(await titles({ query: '1%live' })).toEqual([])
})

test('pages follow each other, soonest first, without a gap or a repetition, also at the same time', async () => {
  for (const title of ['C', 'A', 'B']) await create({ title: `Series ${title}`, startsAt: '2091-05-05T20:00:00Z' })
  await create({ title: 'Series of yore', startsAt: '2091-05-04T20:00:00Z' })
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const { items, nextCursor } = await sales({ query: 'series', limit: 1, ...(cursor ? { cursor } : {}) })
    seen.push(...items.map(({ title }) => title))
    cursor = nextCursor ?? undefined
  } while (cursor)
  expect(seen[0]).toBe('Series of yore')
  expect(seen.toSorted()).toEqual(['Series A', 'Series B', 'Series C', 'Series of yore'])
})

test('what is over is asked for by itself, newest first, page by page', async () => {
  const events = [
    await create({ title: 'Past 1' }),
    await create({ title: 'Past 2' }),
    await create({ title: 'Past 3' }),
  ]
  for (const [index, event] of events.entries()) await endAt(event, `2020-01-0${index + 1}T20:00:00Z`)
  expect(await titles({ query: 'past' })).toEqual([])
  const first = await sales({ query: 'past', over: 'yes', limit: 2 })
  expect(first.items.map(({ title }) => title)).toEqual(['Past 3', 'Past 2'])
  const query = { query: 'past', over: 'yes', limit: 2, cursor: first.nextCursor ?? '' } as const
  const second = await sales(query)
  expect(second.items.map(({ title }) => title)).toEqual(['Past 1'])
  expect(second.nextCursor).toBeNull()
})
