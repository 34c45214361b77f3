import {
  addMember,
  changeEvent,
  changeTicketType,
  createEvent,
  createOrganizer,
  createTicketType,
  type Event,
  type EventChange,
  type EventSummary,
  listActivity,
  listEvents,
  listTicketTypes,
  type NewEvent,
  placeHold,
  readEvent,
  readTicketType,
} from '@fairground/contract'
import type { Client, ClientProblem, Outcome } from '@fairground/contract/client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

/** Of the form of an id, and nobody has it. */
const NO_ID = '00000000-0000-0000-0000-000000000000'

let service: TestService
let organizer: Visitor
let stranger: Visitor
let admin: Visitor

beforeAll(async () => {
  service = await startTestService()
  organizer = await service.signUp('Organizer')
  stranger = await service.signUp('Stranger')
  admin = await service.admin()
})

afterAll(async () => {
  await service.invariants()
  await service.stop()
})

function newEvent(fields: Partial<NewEvent> = {}): NewEvent {
  const ticketTypes = [{ name: 'Adult', priceMinor: 0 }]
  const areas = [{ name: 'Hall', kind: 'general' as const, capacity: 10, ticketTypes }]
  return { title: 'Concert', startsAt: '2101-06-01T20:00:00+02:00', areas, ...fields }
}

async function create(fields: Partial<NewEvent> = {}, client: Client = organizer.client): Promise<Event> {
  return dataOf(await client(createEvent, { body: newEvent(fields) }))
}

function change(event: Event, body: EventChange, ifMatch?: string, client = organizer.client) {
  return client(changeEvent, { params: { eventId: event.id }, body, ifMatch })
}

async function show(event: Event, client: Client = stranger.client): Promise<Event> {
  return dataOf(await client(readEvent, { params: { eventId: event.id } }))
}

async function hold(event: Event, quantity: number): Promise<void> {
  const ticketTypeId = firstType(event).id
  dataOf(
    await stranger.client(placeHold, { params: { eventId: event.id }, body: { lines: [{ ticketTypeId, quantity }] } }),
  )
}

function firstType(event: Event) {
  const type = event.areas[0]?.ticketTypes[0]
  if (!type) throw new Error('the event has no ticket type')
  return type
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (outcome.ok) return outcome.data
  throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`)
}

function problemOf(outcome: Outcome<unknown>): ClientProblem {
  if (!outcome.ok) return outcome.problem
  throw new Error(`accepted: ${JSON.stringify(outcome.data)}`)
}

function pathsOf(outcome: Outcome<unknown>): string[] | undefined {
  return problemOf(outcome).errors?.map(({ path }) => path)
}

async function listed(query: Record<string, string | number>, client: Client = stranger.client): Promise<string[]> {
  return (await listAll(client, query)).map(({ title }) => title)
}

/** All pages, each of as many as `limit` says. */
async function listAll(client: Client, query: Record<string, string | number>): Promise<EventSummary[]> {
  const events: EventSummary[] = []
  for (let cursor: string | undefined; ;) {
    const page = dataOf(await client(listEvents, { query: { ...query, ...(cursor ? { cursor } : {}) } }))
    events.push(...page.items)
    if (page.nextCursor === null) return events
    cursor = page.nextCursor
  }
}

describe('an event', () => {
  test('is made with its areas and ticket types, and shown by id and by slug', async () => {
    const { id } = dataOf(await organizer.client(createOrganizer, { body: { name: 'Playhouse' } }))
    const adult = {
      name: 'Adult',
      priceMinor: 2_500,
      description: 'from 18',
      quota: 6,
      maxPerOrder: 4,
      maxPerAccount: 5,
    }
    const child = { name: 'Child', priceMinor: 1_000, quota: null, salesEndAt: '2101-05-31T22:00:00+02:00' }
    const made = await create({
      title: 'Summer Night',
      organizerId: id,
      areas: [
        { name: 'Stalls', kind: 'general', capacity: 40, ticketTypes: [adult, child] },
        { name: 'Circle', kind: 'general', capacity: 5, ticketTypes: [adult] },
      ],
      endsAt: '2101-06-01T23:30:00.250+02:00',
      timeZone: 'Europe/Berlin',
      venue: { name: 'Old Playhouse', address: 'Market 1' },
      description: 'A night.\n\nTwo lines.',
      currency: 'CHF',
      maxTicketsPerAccount: 8,
      holdSeconds: 300,
      salesStartAt: '2101-01-01T00:00:00Z',
      salesEndAt: '2101-06-01T17:00:00Z',
      paymentMethods: ['door'],
    })
    expect(made).toMatchObject({
      slug: 'summer-night',
      status: 'published',
      startsAt: '2101-06-01T18:00:00.000Z',
      endsAt: '2101-06-01T21:30:00.250Z',
      timeZone: 'Europe/Berlin',
      venue: { name: 'Old Playhouse', address: 'Market 1' },
      organizer: { id, name: 'Playhouse' },
      description: 'A night.\n\nTwo lines.',
      currency: 'CHF',
      maxTicketsPerAccount: 8,
      holdSeconds: 300,
      salesStartAt: '2101-01-01T00:00:00.000Z',
      salesEndAt: '2101-06-01T17:00:00.000Z',
      paymentMethods: ['door'],
      version: 1,
      total: 45,
      left: 45,
    })
    expect(made.areas.map(({ name, capacity, left }) => [name, capacity, left])).toEqual([
      ['Stalls', 40, 40],
      ['Circle', 5, 5],
    ])
    const types = made.areas.flatMap((area) => area.ticketTypes)
    expect(types.map(({ name, priceMinor, quota, left }) => [name, priceMinor, quota, left])).toEqual([
      ['Adult', 2_500, 6, 6],
      ['Child', 1_000, null, 40],
      ['Adult', 2_500, 6, 5],
    ])
    expect(types[0]).toMatchObject({ description: 'from 18', maxPerOrder: 4, maxPerAccount: 5, salesEndAt: null })
    expect(types[1]?.salesEndAt).toBe('2101-05-31T20:00:00.000Z')
    for (const eventId of [made.id, made.id.toUpperCase(), 'summer-night']) {
      expect(dataOf(await service.client()(readEvent, { params: { eventId } }))).toEqual(made)
    }
  })

  test('of an account without an organizer belongs to one that is made for it, and so does the next', async () => {
    const { client } = await service.signUp('Newcomer')
    const [one, other] = [await create({}, client), await create({}, client)]
    expect(one.organizer).toEqual(other.organizer)
    expect(one.organizer.name).toBe('Newcomer')
  })

  test.each(['🎉 Fête à l’été 🎉', 'کنسرت بزرگ در تهران', '  spaces  stay ', '🎉', '%_\\"<b>'])(
    'called "%s" is given back exactly',
    async (title) => {
      const made = await create({ title, description: title, venue: { name: title } })
      const bySlug = dataOf(await service.client()(readEvent, { params: { eventId: made.slug } }))
      expect(bySlug).toMatchObject({ id: made.id, title, description: title, venue: { name: title } })
    },
  )

  test('has a slug of its own, also when ten of the same title are made at once', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => create({ title: 'Twin' }, admin.client)))
    const slugs = made.map(({ slug }) => slug)
    expect(new Set(slugs).size).toBe(10)
    expect(slugs.filter((slug) => slug === 'twin')).toHaveLength(1)
    for (const slug of slugs) expect(slug).toMatch(/^twin(-[0-9a-z]{6})?$/)
  })

  test.each<[string, object, string]>([
    ['a start in the past', { startsAt: '2020-01-01T00:00:00Z' }, 'startsAt'],
    ['a start on a day that does not exist', { startsAt: '2101-02-30T10:00:00Z' }, 'startsAt'],
    ['a start without a zone', { startsAt: '2101-02-03T10:00:00' }, 'startsAt'],
    ['an end before its start', { endsAt: '2101-06-01T17:59:59Z' }, 'endsAt'],
    [
      'sales that end before they start',
      { salesStartAt: '2101-02-01T00:00:00Z', salesEndAt: '2101-01-01T00:00:00Z' },
      'salesEndAt',
    ],
    ['a time zone that is not one', { timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['a currency that is not one', { currency: 'euro' }, 'currency'],
    ['a title of 10,000 characters', { title: 'x'.repeat(10_000) }, 'title'],
    ['a title of spaces', { title: '   ' }, 'title'],
    ['a field that nobody knows', { tittle: 'x' }, 'tittle'],
    ['a venue with a field that nobody knows', { venue: { name: 'x', city: 'y' } }, 'venue.city'],
    ['no area', { areas: [] }, 'areas'],
    ['a status of cancelled', { status: 'cancelled' }, 'status'],
  ])('with %s is refused by the name of the field', async (_what, fields, path) => {
    const refused = await organizer.client(createEvent, { body: newEvent(fields) })
    expect(problemOf(refused)).toMatchObject({ code: 'invalid', status: 422 })
    expect(pathsOf(refused)).toContain(path)
  })

  test("is not made for an organizer that is another's (403) or does not exist (404)", async () => {
    const { organizer: owner } = await create()
    const asked = newEvent({ organizerId: owner.id })
    expect(problemOf(await stranger.client(createEvent, { body: asked })).code).toBe('not-allowed')
    const door = await service.signUp('Door')
    const member = { params: { organizerId: owner.id }, body: { email: door.email, role: 'door' as const } }
    dataOf(await organizer.client(addMember, member))
    expect(problemOf(await door.client(createEvent, { body: asked })).code).toBe('not-allowed')
    expect((await create({ organizerId: owner.id }, admin.client)).organizer).toEqual(owner)
    const nobody = newEvent({ organizerId: '01890000-0000-7000-8000-000000000000' })
    expect(problemOf(await organizer.client(createEvent, { body: nobody })).code).toBe('not-found')
    expect(problemOf(await admin.client(createEvent, { body: nobody })).code).toBe('not-found')
  })

  test('that does not exist is not found', async () => {
    for (const eventId of ['01890000-0000-7000-8000-000000000000', 'no-such-event', '🎉', '%00']) {
      const { code, status } = problemOf(await stranger.client(readEvent, { params: { eventId } }))
      expect([code, status]).toEqual(['not-found', 404])
    }
  })

  test('that is a draft is there for its organizer and admins only, until it is published', async () => {
    const draft = await create({ title: 'Secret', status: 'draft' })
    const anonymous = service.client()
    for (const client of [anonymous, stranger.client]) {
      expect(problemOf(await client(readEvent, { params: { eventId: draft.slug } })).code).toBe('not-found')
      expect(problemOf(await client(listTicketTypes, { params: { eventId: draft.id } })).code).toBe('not-found')
    }
    expect(problemOf(await change(draft, { title: 'Mine' }, undefined, stranger.client)).code).toBe('not-found')
    expect((await show(draft, organizer.client)).status).toBe('draft')
    expect((await show(draft, admin.client)).status).toBe('draft')
    dataOf(await change(draft, { status: 'published' }))
    expect((await show(draft, anonymous)).title).toBe('Secret')
  })

  test('is told to a cache by a tag that changes with the event and with what is left of it', async () => {
    const event = await create()
    const get = async (etag?: string) => {
      const headers = new Headers(etag === undefined ? [] : [['if-none-match', etag]])
      const response = await fetch(`${service.url}/api/events/${event.id}`, { headers })
      await response.arrayBuffer()
      return {
        status: response.status,
        etag: response.headers.get('etag') ?? '',
        cache: response.headers.get('cache-control'),
      }
    }
    const first = await get()
    expect(first).toMatchObject({ status: 200, cache: 'no-cache' })
    expect(await get(first.etag)).toMatchObject({ status: 304, etag: first.etag })
    expect((await get(`"other", ${first.etag}`)).status).toBe(304)
    expect((await get('"other"')).status).toBe(200)
    await hold(event, 1)
    const held = await get(first.etag)
    expect(held.status).toBe(200)
    dataOf(await change(event, { title: 'Changed' }))
    expect((await get(held.etag)).status).toBe(200)
  })

  test('that is renamed or cancelled makes what caches know of its availability old', async () => {
    const event = await create()
    const get = async (etag = '') => {
      const headers = { 'if-none-match': etag }
      const response = await fetch(`${service.url}/api/events/${event.id}/availability`, { headers })
      await response.arrayBuffer()
      return { status: response.status, etag: response.headers.get('etag') ?? '' }
    }
    let known = await get()
    const alterations = [
      () => change(event, { title: 'Renamed' }),
      () => hold(event, 1),
      () => change(event, { status: 'cancelled' }),
    ]
    for (const alter of alterations) {
      expect(await get(known.etag)).toEqual({ status: 304, etag: known.etag })
      await alter()
      const next = await get(known.etag)
      expect(next.status).toBe(200)
      known = next
    }
  })

  test('shows at once what is held, and never less than nothing', async () => {
    const type = { name: 'Few', priceMinor: 0, quota: 12 }
    const event = await create({ areas: [{ name: 'Hall', kind: 'general', capacity: 10, ticketTypes: [type] }] })
    await hold(event, 10)
    const after = await show(event)
    expect([after.total, after.left, firstType(after).left, firstType(after).quota]).toEqual([10, 0, 0, 12])
  })
})

describe('the list', () => {
  let seller: Visitor
  let events: Event[]

  beforeAll(async () => {
    seller = await service.signUp('Lister')
    const made: Partial<NewEvent>[] = [
      { title: 'Third Rock', startsAt: '2090-03-01T00:00:00Z', venue: { name: 'Park' } },
      { title: 'First Jazz', startsAt: '2090-01-01T00:00:00Z', description: 'In the park, 100% live' },
      { title: 'Second Rock', startsAt: '2090-02-01T00:00:00Z', venue: { name: 'Cellar_7' } },
      { title: 'Hidden Rock', startsAt: '2090-01-15T00:00:00Z', status: 'draft' },
      { title: 'Called off', startsAt: '2090-01-20T00:00:00Z' },
    ]
    events = []
    for (const fields of made) events.push(await create(fields, seller.client))
    const off = events.at(-1)
    if (off) dataOf(await change(off, { status: 'cancelled' }, undefined, seller.client))
  })

  function own(query: Record<string, string | number> = {}) {
    return { organizerId: events[0]?.organizer.id ?? '', ...query }
  }

  test('has published events, soonest first', async () => {
    expect(await listed(own())).toEqual(['First Jazz', 'Second Rock', 'Third Rock'])
    const [first] = await listAll(service.client(), own())
    expect(first).toMatchObject({ total: 10, left: 10, fromPriceMinor: 0, currency: 'EUR', status: 'published' })
  })

  test('comes in pages of any size, each event once', async () => {
    for (const limit of [1, 2, 3, 4]) {
      expect(await listed(own({ limit }))).toEqual(['First Jazz', 'Second Rock', 'Third Rock'])
    }
  })

  test('keeps events that start at the same instant apart over pages', async () => {
    const { client } = await service.signUp('Same')
    const made = await Promise.all(Array.from({ length: 4 }, (_, index) => create({ title: `Same ${index}` }, client)))
    const found = await listed({ organizerId: made[0]?.organizer.id ?? '', limit: 1 })
    expect(found.toSorted()).toEqual(['Same 0', 'Same 1', 'Same 2', 'Same 3'])
  })

  test.each([
    'x',
    'AAAA',
    Buffer.from('1 2').toString('base64url'),
    Buffer.from(`999999999999999 ${'0'.repeat(36)}`).toString('base64url'),
    // In the year -29719, which PostgreSQL does not know.
    Buffer.from(`-999999999999999 ${NO_ID}`).toString('base64url'),
  ])('refuses the cursor %s', async (cursor) => {
    expect(pathsOf(await stranger.client(listEvents, { query: { cursor } }))).toEqual(['cursor'])
  })

  test.each(['-99999999999999', '999999999999999'])('takes a cursor of a time as far as %s', async (startsAt) => {
    const cursor = Buffer.from(`${startsAt} ${NO_ID}`).toString('base64url')
    expect((await stranger.client(listEvents, { query: { cursor } })).ok).toBe(true)
  })

  test('finds every word in title, venue or description, whatever its case', async () => {
    expect(await listed(own({ query: 'ROCK' }))).toEqual(['Second Rock', 'Third Rock'])
    expect(await listed(own({ query: ' park   rock ' }))).toEqual(['Third Rock'])
    expect(await listed(own({ query: 'park' }))).toEqual(['First Jazz', 'Third Rock'])
    expect(await listed(own({ query: 'rock jazz' }))).toEqual([])
  })

  test('refuses a NUL', async () => {
    expect(pathsOf(await stranger.client(listEvents, { query: { query: 'a\0b' } }))).toEqual(['query'])
  })

  test('takes %, _ and \\ for what they are', async () => {
    expect(await listed(own({ query: '100%' }))).toEqual(['First Jazz'])
    expect(await listed(own({ query: '1%0' }))).toEqual([])
    expect(await listed(own({ query: 'cellar_7' }))).toEqual(['Second Rock'])
    expect(await listed(own({ query: 'cella__7' }))).toEqual([])
    expect(await listed(own({ query: '\\' }))).toEqual([])
  })

  test('finds every word of a place in the name or the address of the venue', async () => {
    const venue = { name: 'Old Mill', address: 'Water Lane 3\n34000 İstanbul' }
    const { client } = await service.signUp('Placed')
    const event = await create({ title: 'Elsewhere', description: 'Not in Berlin', venue }, client)
    await create({ title: 'Nowhere' }, client)
    const query = { organizerId: event.organizer.id }
    for (const place of ['mill', 'WATER', 'lane old', 'İstanbul', '34000']) {
      expect(await listed({ ...query, place })).toEqual(['Elsewhere'])
    }
    for (const place of ['berlin', 'mill berlin', 'mill%', 'elsewhere']) {
      expect(await listed({ ...query, place })).toEqual([])
    }
    expect((await listed({ ...query, place: '  ' })).toSorted()).toEqual(['Elsewhere', 'Nowhere'])
    expect(pathsOf(await stranger.client(listEvents, { query: { place: 'a\0b' } }))).toEqual(['place'])
  })

  test('can be asked for what is free and for what has a price, and an event may be both', async () => {
    const { client } = await service.signUp('Priced')
    const priced = (...prices: number[]) => {
      const ticketTypes = prices.map((priceMinor, index) => ({ name: `Type ${index}`, priceMinor }))
      return [{ name: 'Hall', kind: 'general' as const, capacity: 5, ticketTypes }]
    }
    const startsAt = (day: number) => `2091-01-0${day}T00:00:00Z`
    const event = await create({ title: 'Free', startsAt: startsAt(1), areas: priced(0) }, client)
    await create({ title: 'Both', startsAt: startsAt(2), areas: priced(0, 500) }, client)
    await create({ title: 'Dear', startsAt: startsAt(3), areas: priced(500, 900) }, client)
    const query = { organizerId: event.organizer.id }
    // One after the other, within the half second for which a list is remembered.
    expect(await listed({ ...query, price: 'free' })).toEqual(['Free', 'Both'])
    expect(await listed({ ...query, price: 'priced' })).toEqual(['Both', 'Dear'])
    expect(await listed(query)).toEqual(['Free', 'Both', 'Dear'])
    expect(await listed({ ...query, price: 'priced', limit: 1 })).toEqual(['Both', 'Dear'])
    const params = { eventId: event.id, ticketTypeId: firstType(event).id }
    dataOf(await client(changeTicketType, { params, body: { priceMinor: 100 } }))
    expect(await listed({ ...query, price: 'free' })).toEqual(['Both'])
  })

  test('can be asked for a range of days', async () => {
    const from = '2090-01-01T00:00:00.001Z'
    expect(await listed(own({ from }))).toEqual(['Second Rock', 'Third Rock'])
    expect(await listed(own({ from, to: '2090-02-01T00:00:00Z' }))).toEqual(['Second Rock'])
    expect(await listed(own({ to: '2090-01-01T01:00:00+01:00' }))).toEqual(['First Jazz'])
    expect(pathsOf(await stranger.client(listEvents, { query: { from: 'tomorrow' } }))).toEqual(['from'])
  })

  test('leaves out what is over, unless it is asked for from then on', async () => {
    const old = await create({ title: 'Long ago' }, seller.client)
    const running = await create({ title: 'Still running' }, seller.client)
    // No verb can do this: time has to pass.
    const move = service.database.queries.updateTable('events')
    await move
      .set({ starts_at: hoursAgo(13) })
      .where('id', '=', old.id)
      .execute()
    await move
      .set({ starts_at: hoursAgo(13), ends_at: hoursAgo(-1) })
      .where('id', '=', running.id)
      .execute()
    await create({ status: 'draft' }, seller.client)
    expect(await listed(own({ to: hoursAgo(0).toISOString() }))).toEqual(['Still running'])
    const both = await listed(own({ from: hoursAgo(14).toISOString(), to: hoursAgo(0).toISOString() }))
    expect(both.toSorted()).toEqual(['Long ago', 'Still running'])
  })

  test('shows cancelled events to everybody who asks for them, and drafts to their organizer and admins', async () => {
    const query = own({ to: '2090-01-31T00:00:00Z', from: '2089-01-01T00:00:00Z' })
    const ask = (status: string, client?: Client) => listed({ ...query, status }, client)
    expect(await ask('cancelled', service.client())).toEqual(['Called off'])
    expect(await ask('draft')).toEqual([])
    expect(await ask('any')).toEqual(['First Jazz', 'Called off'])
    for (const client of [seller.client, admin.client]) {
      expect(await ask('draft', client)).toEqual(['Hidden Rock'])
      expect(await ask('any', client)).toEqual(['First Jazz', 'Hidden Rock', 'Called off'])
    }
    expect(await ask('draft', organizer.client)).toEqual([])
  })

  test('is right at once after each write of this node', async () => {
    const { client } = await service.signUp('Immediate')
    const event = await create({ title: 'Now' }, client)
    const query = { organizerId: event.organizer.id }
    expect(await listed(query)).toEqual(['Now'])
    await hold(event, 3)
    expect((await listAll(stranger.client, query)).map(({ left }) => left)).toEqual([7])
    dataOf(await change(event, { title: 'Renamed' }, undefined, client))
    expect(await listed({ ...query, query: 'renamed' })).toEqual(['Renamed'])
    dataOf(await change(event, { status: 'cancelled' }, undefined, client))
    expect(await listed(query)).toEqual([])
  })
})

function hoursAgo(hours: number): Date {
  return new Date(Date.now() - hours * 3_600_000)
}

describe('a change', () => {
  test('keeps what it does not mention, raises the version and is in the activity', async () => {
    const event = await create({ venue: { name: 'Park' }, description: 'old' })
    const body = {
      title: 'New',
      venue: null,
      holdSeconds: 60,
      areas: [{ id: areaOf(event).id, name: 'Arena', capacity: 20 }],
    }
    const changed = dataOf(await change(event, body))
    expect(changed).toMatchObject({
      title: 'New',
      venue: null,
      description: 'old',
      holdSeconds: 60,
      version: 2,
      total: 20,
    })
    expect([areaOf(changed).name, areaOf(changed).capacity, changed.slug]).toEqual(['Arena', 20, event.slug])
    expect(await show(event)).toEqual(changed)
    const { items } = dataOf(await organizer.client(listActivity, { query: { eventId: event.id } }))
    expect(items.map(({ operation }) => operation)).toEqual(['change-event', 'create-event'])
    expect(items[0]?.detail).toEqual({ fields: ['title', 'venue', 'holdSeconds', 'areas'] })
  })

  test('by somebody who does not run the event is refused with 403', async () => {
    const event = await create()
    expect(problemOf(await change(event, { title: 'Mine' }, undefined, stranger.client))).toMatchObject({
      code: 'not-allowed',
      status: 403,
    })
    const type = { params: { eventId: event.id }, body: { name: 'Mine', priceMinor: 0 } }
    expect(problemOf(await stranger.client(createTicketType, type)).code).toBe('not-allowed')
    const anonymous = await service.client()(changeEvent, { params: { eventId: event.id }, body: { title: 'x' } })
    expect(problemOf(anonymous).code).toBe('not-signed-in')
    expect((await show(event)).version).toBe(1)
    dataOf(await change(event, { title: 'Of the admin' }, undefined, admin.client))
  })

  test('based on an old version is refused with 412, by its ETag and by its number', async () => {
    const event = await create()
    const read = await organizer.client(readEvent, { params: { eventId: event.id } })
    const etag = read.ok ? read.etag : undefined
    await hold(event, 1)
    // Sales do not make a version stale.
    dataOf(await change(event, { title: 'Second' }, etag))
    for (const old of [etag, '1', '"1"', 'W/"1"', '99', 'nonsense']) {
      expect(problemOf(await change(event, { title: 'Third' }, old))).toMatchObject({
        code: 'stale-version',
        status: 412,
      })
    }
    dataOf(await change(event, { title: 'Third' }, '2'))
    dataOf(await change(event, { title: 'Fourth' }, '*'))
    expect(await show(event)).toMatchObject({ title: 'Fourth', version: 4 })
  })

  test('of two at once with one If-Match exactly one wins; without, both do', async () => {
    const event = await create()
    for (let version = 1; version <= 5; version += 1) {
      const outcomes = await Promise.all(['one', 'other'].map((title) => change(event, { title }, `"${version}"`)))
      const codes = outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.problem.code))
      expect(codes.toSorted()).toEqual(['ok', 'stale-version'])
      const winner = outcomes.find((outcome) => outcome.ok)
      expect(winner && dataOf(winner)).toEqual(await show(event))
    }
    dataOfAll(await Promise.all([change(event, { title: 'Both' }), change(event, { description: 'count' })]))
    expect(await show(event)).toMatchObject({ title: 'Both', description: 'count', version: 8 })
  })

  test('to fewer places than are held is refused with the numbers, and nothing else of it happens', async () => {
    const event = await create()
    await hold(event, 4)
    const refused = await change(event, { title: 'Smaller', areas: [{ id: areaOf(event).id, capacity: 3 }] })
    expect(problemOf(refused)).toMatchObject({ code: 'below-sold', status: 409, held: 4 })
    expect(await show(event)).toMatchObject({ title: 'Concert', total: 10, left: 6, version: 1 })
    const exact = dataOf(await change(event, { areas: [{ id: areaOf(event).id, capacity: 4 }] }))
    expect([exact.total, exact.left]).toEqual([4, 0])
  })

  test.each<[string, EventChange, string]>([
    ['an end before the start', { endsAt: '2100-01-01T00:00:00Z' }, 'endsAt'],
    ['a start in the past', { startsAt: '2020-01-01T00:00:00Z' }, 'startsAt'],
    ['an unknown area', { areas: [{ id: '01890000-0000-7000-8000-000000000000', capacity: 1 }] }, 'areas.0.id'],
    ['an unknown time zone', { timeZone: 'Nowhere' }, 'timeZone'],
    ['nothing', {}, ''],
  ])('to %s is refused', async (_what, body, path) => {
    expect(pathsOf(await change(await create(), body))).toEqual([path])
  })

  test('of a cancelled event is refused, and it stays visible', async () => {
    const event = await create()
    dataOf(await change(event, { status: 'cancelled' }))
    for (const body of [{ status: 'published' as const }, { title: 'Back' }]) {
      expect(problemOf(await change(event, body))).toMatchObject({ code: 'event-over', status: 409 })
    }
    const type = { params: { eventId: event.id }, body: { name: 'More', priceMinor: 0 } }
    expect(problemOf(await organizer.client(createTicketType, type)).code).toBe('event-over')
    expect((await show(event, service.client())).status).toBe('cancelled')
  })

  test('back to a draft works while nothing is held', async () => {
    const event = await create()
    expect(dataOf(await change(event, { status: 'draft' })).status).toBe('draft')
    dataOf(await change(event, { status: 'published' }))
    await hold(event, 2)
    expect(problemOf(await change(event, { status: 'draft' }))).toMatchObject({ code: 'event-over', held: 2 })
  })

  test('closes the sale at once', async () => {
    const event = await create()
    await hold(event, 1)
    dataOf(await change(event, { status: 'cancelled' }))
    const lines = [{ ticketTypeId: firstType(event).id, quantity: 1 }]
    const late = await stranger.client(placeHold, { params: { eventId: event.id }, body: { lines } })
    expect(problemOf(late).code).toBe('sales-closed')
  })

  test('is seen by another node within a second, in the event and in the list', async () => {
    const other = await service.second()
    const event = await create({ title: 'Here' })
    const elsewhere = other.client(stranger.token)
    const query = { organizerId: event.organizer.id, limit: 200 }
    expect((await show(event, elsewhere)).title).toBe('Here')
    expect(await listed(query, elsewhere)).toContain('Here')
    const changed = dataOf(await change(event, { title: 'There', areas: [{ id: areaOf(event).id, capacity: 77 }] }))
    const type = { params: { eventId: event.id }, body: { name: 'New', priceMinor: 5, quota: 3 } }
    dataOf(await organizer.client(createTicketType, type))
    const soon = { timeout: 1_000, interval: 20 }
    await vi.waitFor(async () => expect(await show(event, elsewhere)).toEqual(await show(event)), soon)
    expect(changed.total).toBe(77)
    dataOf(await change(event, { status: 'cancelled' }))
    await vi.waitFor(async () => expect(await listed(query, elsewhere)).not.toContain('There'), soon)
  })

  test('on two nodes at once loses nothing', async () => {
    const other = await service.second()
    const event = await create()
    const elsewhere = other.client(organizer.token)
    for (let round = 0; round < 5; round += 1) {
      const [title, description] = [`title ${round}`, `description ${round}`]
      dataOfAll(await Promise.all([change(event, { title }), change(event, { description }, undefined, elsewhere)]))
      const both = { title, description, version: 3 + 2 * round }
      await vi.waitFor(async () => expect(await show(event)).toMatchObject(both), { timeout: 1_000, interval: 20 })
    }
  })
})

describe('a ticket type', () => {
  test('is added at the end, with what remains of it', async () => {
    const event = await create()
    const params = { eventId: event.slug }
    const body = { name: 'Student', priceMinor: 500, quota: 3, description: 'with a card' }
    const added = dataOf(await organizer.client(createTicketType, { params, body }))
    expect(added).toMatchObject({ ...body, areaId: areaOf(event).id, left: 3, maxPerOrder: null })
    const { items } = dataOf(await stranger.client(listTicketTypes, { params }))
    expect(items.map(({ name, left }) => [name, left])).toEqual([
      ['Adult', 10],
      ['Student', 3],
    ])
    await hold({ ...event, areas: [{ ...areaOf(event), ticketTypes: [added] }] }, 2)
    const one = { params: { ...params, ticketTypeId: added.id } }
    expect(dataOf(await stranger.client(readTicketType, one)).left).toBe(1)
    expect((await show(event)).left).toBe(8)
  })

  test('added by several at once is there for each of them, and a name goes to the first only', async () => {
    const event = await create()
    const add = (name: string, client: Client) =>
      client(createTicketType, { params: { eventId: event.id }, body: { name, priceMinor: 0 } })
    dataOfAll(await Promise.all([add('A', organizer.client), add('B', organizer.client), add('C', admin.client)]))
    const repeated = await Promise.all([add('D', organizer.client), add('d', admin.client)])
    expect(repeated.map((outcome) => (outcome.ok ? 'ok' : outcome.problem.code)).toSorted()).toEqual(['invalid', 'ok'])
    const names = areaOf(await show(event)).ticketTypes.map(({ name }) => name.toUpperCase())
    expect(names[0]).toBe('ADULT')
    expect(names.toSorted()).toEqual(['A', 'ADULT', 'B', 'C', 'D'])
  })

  test('needs its area named where there are several', async () => {
    const ticketTypes = [{ name: 'Adult', priceMinor: 0 }]
    const area = { kind: 'general' as const, capacity: 5, ticketTypes }
    const event = await create({
      areas: [
        { ...area, name: 'One' },
        { ...area, name: 'Two' },
      ],
    })
    const params = { eventId: event.id }
    const body = { name: 'Child', priceMinor: 0 }
    expect(pathsOf(await organizer.client(createTicketType, { params, body }))).toEqual(['areaId'])
    const areaId = event.areas[1]?.id ?? ''
    expect(dataOf(await organizer.client(createTicketType, { params, body: { ...body, areaId } })).areaId).toBe(areaId)
    const foreign = { ...body, areaId: event.id }
    expect(pathsOf(await organizer.client(createTicketType, { params, body: foreign }))).toEqual(['areaId'])
  })

  test('can be changed, with If-Match or without, but not below what is held', async () => {
    const event = await create()
    const params = { eventId: event.id, ticketTypeId: firstType(event).id }
    const changed = dataOf(
      await organizer.client(changeTicketType, {
        params,
        body: { priceMinor: 700, quota: 5, salesEndAt: '2101-01-01T00:00:00Z' },
      }),
    )
    expect(changed).toMatchObject({
      name: 'Adult',
      priceMinor: 700,
      quota: 5,
      left: 5,
      salesEndAt: '2101-01-01T00:00:00.000Z',
    })
    await hold(event, 2)
    expect(problemOf(await organizer.client(changeTicketType, { params, body: { quota: 1 } }))).toMatchObject({
      code: 'below-sold',
      held: 2,
    })
    const stale = await organizer.client(changeTicketType, { params, body: { name: 'x' }, ifMatch: '1' })
    expect(problemOf(stale).code).toBe('stale-version')
    const free = dataOf(await organizer.client(changeTicketType, { params, body: { quota: null }, ifMatch: '2' }))
    expect([free.quota, free.left, free.priceMinor]).toEqual([null, 8, 700])
  })

  test('of another event is not found', async () => {
    const [event, other] = [await create(), await create()]
    const params = { eventId: event.id, ticketTypeId: firstType(other).id }
    expect(problemOf(await stranger.client(readTicketType, { params })).code).toBe('not-found')
    const changed = await organizer.client(changeTicketType, { params, body: { priceMinor: 1 } })
    expect(problemOf(changed).code).toBe('not-found')
  })
})

function areaOf(event: Event): Event['areas'][number] {
  const [area] = event.areas
  if (!area) throw new Error('the event has no area')
  return area
}

function dataOfAll(outcomes: readonly Outcome<unknown>[]): void {
  for (const outcome of outcomes) dataOf(outcome)
}
