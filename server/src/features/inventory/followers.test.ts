import {
  type Availability,
  changeEvent,
  createEvent,
  createTicketType,
  type Event,
  type NewEvent,
  placeHold,
} from '@fairground/contract'
import type { Outcome } from '@fairground/contract/client'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { getOf, openWire, type Wire } from '../../lifecycle/wire.ts'
import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

const PATIENCE = { timeout: 20_000, interval: 10 }

let service: TestService
let organizer: Visitor
let buyer: Visitor
let event: Event

beforeAll(async () => {
  service = await startTestService()
  organizer = await service.signUp('Organizer')
  buyer = await service.signUp('Buyer')
})
beforeEach(async () => {
  event = await create({})
})
afterAll(async () => {
  await service.invariants()
  await service.stop()
})

async function create(over: Partial<NewEvent>): Promise<Event> {
  const ticketTypes = [{ name: 'Entry', priceMinor: 0 }]
  const areas: NewEvent['areas'] = [{ name: 'Hall', kind: 'general', capacity: 100, ticketTypes }]
  const body = { title: 'Watched', startsAt: '2099-06-01T18:00:00Z', areas, ...over }
  return dataOf(await organizer.client(createEvent, { body }))
}

function dataOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problem.detail)
  return outcome.data
}

interface Page extends Wire {
  /** All that was shown, oldest first. */
  seen(): Availability[]
  /** Resolves when the newest of it is like this. */
  shows(like: (newest: Availability) => boolean): Promise<unknown>
}

/** Opens a page, at this service unless another is given, and waits for the first thing that it shows. */
async function openPage(at: { url: string } = service, as?: Visitor): Promise<Page> {
  const wire = await openWire(at.url)
  const token = as ? `authorization: Bearer ${as.token}\r\n\r\n` : '\r\n'
  wire.send(getOf(`/api/events/${event.id}/live`).replace(/\r\n\r\n$/, `\r\n${token}`))
  const seen = () =>
    // Our own contract, as the service serialised it.
    [...wire.received().matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1] ?? '') as Availability)
  const page = {
    ...wire,
    seen,
    shows: (like: (newest: Availability) => boolean) =>
      vi.waitUntil(() => {
        const newest = seen().at(-1)
        return newest !== undefined && like(newest)
      }, PATIENCE),
  }
  await page.shows(() => true)
  return page
}

async function hold(quantity: number, at: TestService = service): Promise<void> {
  const ticketTypeId = event.areas[0]?.ticketTypes[0]?.id ?? ''
  const body = { lines: [{ ticketTypeId, quantity }] }
  dataOf(await at.client(buyer.token)(placeHold, { params: { eventId: event.id }, body }))
}

const left = (places: number) => (newest: Availability) => newest.areas[0]?.left === places

test('every open page is shown what is left at first, and then each change with its version', async () => {
  const pages = [await openPage(), await openPage(), await openPage()]
  for (const page of pages)
    expect(page.seen()).toMatchObject([{ areas: [{ left: 100 }], ticketTypes: [{ left: 100 }] }])
  await hold(3)
  for (const page of pages) {
    await page.shows(left(97))
    const [first, second] = page.seen()
    expect(second?.version).toBeGreaterThan(first?.version ?? Infinity)
    expect(page.received()).toContain(`id: ${second?.version}\nevent: availability\ndata: `)
    page.socket.destroy()
  }
})

test('of many changes at once a page is shown few, never an older one after a newer, and the last one for certain', async () => {
  const page = await openPage()
  for (let n = 0; n < 40; n += 1) await hold(1)
  await page.shows(left(60))
  const versions = page.seen().map(({ version }) => version)
  expect(versions.length).toBeLessThan(40)
  expect(versions).toEqual([...new Set(versions)].toSorted((one, other) => one - other))
  page.socket.destroy()
})

test('who comes in the middle of a sale is shown the present', async () => {
  const early = await openPage()
  await hold(5)
  const late = await openPage()
  expect(late.seen()[0]?.areas[0]?.left).toBe(95)
  await hold(5)
  for (const page of [early, late]) {
    await page.shows(left(90))
    page.socket.destroy()
  }
})

test('what is sold at another node is shown within moments', async () => {
  const other = await service.second()
  const page = await openPage(other)
  await hold(7)
  await page.shows(left(93))
  page.socket.destroy()
})

test('a change of the configuration reaches the pages: capacity, and a new ticket type in its area', async () => {
  const page = await openPage()
  const params = { eventId: event.id }
  const areas = [{ id: event.areas[0]?.id ?? '', capacity: 50 }]
  dataOf(await organizer.client(changeEvent, { params, body: { areas } }))
  await page.shows(left(50))
  const body = { name: 'Child', priceMinor: 0, quota: 8 }
  const { id } = dataOf(await organizer.client(createTicketType, { params, body }))
  await page.shows(({ ticketTypes }) => ticketTypes.some((type) => type.id === id && type.left === 8))
  expect(page.seen().at(-1)?.areas).toHaveLength(1)
  page.socket.destroy()
})

test('an event that becomes a draft again is shown no longer, but to those who may see drafts', async () => {
  const stranger = await openPage()
  const buyers = await openPage(service, buyer)
  const own = await openPage(service, organizer)
  dataOf(await organizer.client(changeEvent, { params: { eventId: event.id }, body: { status: 'draft' } }))
  for (const page of [stranger, buyers]) {
    await page.receives('\r\n0\r\n\r\n')
    page.socket.destroy()
  }
  const areas = [{ id: event.areas[0]?.id ?? '', capacity: 40 }]
  dataOf(await organizer.client(changeEvent, { params: { eventId: event.id }, body: { areas } }))
  await own.shows(left(40))
  own.socket.destroy()
})

test('a page that has gone is not counted any more', async () => {
  const page = await openPage()
  const closed = await openPage()
  closed.socket.destroy()
  // Each change is written to those who are there.
  await hold(1)
  await page.shows(left(99))
  await hold(1)
  await page.shows(left(98))
  page.socket.destroy()
})
