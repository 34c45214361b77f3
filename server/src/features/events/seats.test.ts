import { promisify } from 'node:util'
import { brotliDecompress, gunzip } from 'node:zlib'

import {
  addMember,
  blockSeats,
  changeEvent,
  createArea,
  createEvent,
  createPlan,
  createTicketType,
  type Event,
  type NewEvent,
  placeHold,
  type Plan,
  type PlanSeat,
  readEvent,
  readPlan,
  readSeatGeometry,
  readSeats,
  readSeatStatus,
  readTicketType,
  removePlan,
  replacePlan,
  type SeatGeometry,
} from '@fairground/contract'
import type { ClientProblem, Outcome } from '@fairground/contract/client'
import { FREE, readGeometry, TAKEN_BY_HOUSE, unpackStates } from '@fairground/seating'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestService, type TestService, type Visitor } from '../../testing/service.ts'

let service: TestService
let organizer: Visitor
let buyer: Visitor
let planId: string

beforeAll(async () => {
  service = await startTestService()
  organizer = await service.signUp('Organizer')
  buyer = await service.signUp('Buyer')
  planId = await keep(plan())
})

afterAll(async () => {
  await service.invariants()
  await service.stop()
})

function seat(id: string, x: number, category: string, fields: Partial<PlanSeat> = {}): PlanSeat {
  return { seat_guid: id, seat_number: id.slice(1), position: { x, y: 0 }, category, ...fields }
}

/** Four seats in the stalls, one of them for the house, two in a box, one for the usher, and room to stand. */
function plan(fields: Partial<Plan> = {}): Plan {
  const stalls = ['A1', 'A2', 'A3', 'A4'].map((id, index) => seat(id, index * 30, 'Stalls', { blocked: id === 'A4' }))
  const box = ['B1', 'B2'].map((id, index) => seat(id, index * 30, 'Box'))
  const usher = seat('B3', 60, '', { blocked: true })
  const standing = { name: 'Pit', capacity: 80 }
  return {
    name: 'Small hall',
    size: { width: 300, height: 300 },
    categories: [{ name: 'Stalls' }, { name: 'Box' }, { name: 'Gallery' }],
    zones: [
      {
        name: 'Hall',
        position: { x: 50, y: 50 },
        rows: [
          { row_number: 'A', seats: stalls },
          { row_number: 'B', position: { x: 0, y: 40 }, seats: [...box, usher] },
        ],
        areas: [{ shape: 'rectangle', rectangle: { width: 90, height: 20 }, position: { x: 0, y: 90 }, standing }],
      },
    ],
    ...fields,
  }
}

async function keep(asked: Plan, as = organizer): Promise<string> {
  return dataOf(await as.client(createPlan, { body: { plan: asked } })).id
}

type NewArea = NewEvent['areas'][number]

const ADULT = { name: 'Adult', priceMinor: 2_000, category: 'Stalls' }
const STUDENT = { name: 'Student', priceMinor: 1_000, category: 'Stalls' }
const BOX = { name: 'Box', priceMinor: 5_000, category: 'Box' }

function seated(fields: Partial<NewArea> = {}): NewArea {
  return { name: 'Hall', kind: 'seated', planId, ticketTypes: [ADULT, STUDENT, BOX], ...fields }
}

function general(fields: Partial<NewArea> = {}): NewArea {
  return { name: 'Pit', kind: 'general', ticketTypes: [{ name: 'Standing', priceMinor: 0 }], ...fields }
}

function ask(areas: NewArea[], over: Partial<NewEvent> = {}, as = organizer) {
  const body = { title: 'Play', startsAt: '2101-06-01T20:00:00Z', paymentMethods: ['door' as const], areas, ...over }
  return as.client(createEvent, { body })
}

async function create(areas = [seated()], over: Partial<NewEvent> = {}): Promise<Event> {
  return dataOf(await ask(areas, over))
}

async function errorsOf(areas: NewArea[]) {
  const { code, errors } = problemOf(await ask(areas))
  expect(code).toBe('invalid')
  return errors?.map(({ path, rule }) => [path, rule])
}

function hold(event: Event, typeName: string, seatIds: string[]) {
  const type = event.areas.flatMap((area) => area.ticketTypes).find(({ name }) => name === typeName)
  const body = { lines: [{ ticketTypeId: type?.id ?? '', seatIds }] }
  return buyer.client(placeHold, { params: { eventId: event.id }, body })
}

async function show(event: Event): Promise<Event> {
  return dataOf(await buyer.client(readEvent, { params: { eventId: event.id } }))
}

function leftOf({ areas }: Event): [string, number][] {
  return areas.flatMap((area) => area.ticketTypes.map(({ name, left }): [string, number] => [name, left]))
}

async function statesOf({ id: eventId }: Event, seats: number): Promise<number[]> {
  const { states } = dataOf(await buyer.client(readSeatStatus, { params: { eventId } }))
  return [...unpackStates(states, seats)]
}

function dataOf<Data>(outcome: Outcome<Data>): Data {
  if (outcome.ok) return outcome.data
  throw new Error(`${outcome.problem.code}: ${outcome.problem.detail}`)
}

function problemOf(outcome: Outcome<unknown>): ClientProblem {
  if (!outcome.ok) return outcome.problem
  throw new Error(`accepted: ${JSON.stringify(outcome.data)}`)
}

describe('an event with seats', () => {
  test('has the places of its plan that are not blocked, and tells of each ticket type how many of its category are left', async () => {
    const event = await create()
    const [area] = event.areas
    expect(area).toMatchObject({ kind: 'seated', capacity: 5, left: 5, standing: null })
    expect(area?.seating).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{32}$/), seats: 7, noLonelySeats: false })
    expect(area?.ticketTypes.map(({ name, category, left }) => [name, category, left])).toEqual([
      ['Adult', 'Stalls', 3],
      ['Student', 'Stalls', 3],
      ['Box', 'Box', 2],
    ])
    expect(event).toMatchObject({ total: 5, left: 5 })
  })

  test('counts the types of one category together, and each against its own quota', async () => {
    const event = await create([seated({ ticketTypes: [ADULT, { ...STUDENT, quota: 1 }, BOX] })])
    dataOf(await hold(event, 'Adult', ['A1', 'A2']))
    expect(leftOf(await show(event))).toEqual([
      ['Adult', 1],
      ['Student', 1],
      ['Box', 2],
    ])
    dataOf(await hold(event, 'Student', ['A3']))
    expect(leftOf(await show(event))).toEqual([
      ['Adult', 0],
      ['Student', 0],
      ['Box', 2],
    ])
  })

  test('begins with the seats blocked that its plan keeps for the house, or sells to nobody', async () => {
    const event = await create()
    expect(await statesOf(event, 7)).toEqual([FREE, FREE, FREE, TAKEN_BY_HOUSE, FREE, FREE, TAKEN_BY_HOUSE])
    expect(problemOf(await hold(event, 'Adult', ['A4']))).toMatchObject({ code: 'seat-taken', seatIds: ['A4'] })
    const params = { eventId: event.id }
    dataOf(await organizer.client(blockSeats, { params, body: { unblocked: ['A4'] } }))
    dataOf(await hold(event, 'Adult', ['A4']))
    expect(await show(event)).toMatchObject({ total: 6, left: 5 })
  })

  test('keeps its copy when the plan is saved anew or removed', async () => {
    const ownId = await keep(plan({ name: 'Before' }))
    const event = await create([seated({ planId: ownId })])
    const params = { planId: ownId }
    dataOf(await organizer.client(replacePlan, { params, body: { plan: plan({ name: 'After' }) } }))
    dataOf(await organizer.client(removePlan, { params }))
    const geometry = await geometryOf(event)
    expect(geometry.name).toBe('Before')
    dataOf(await hold(event, 'Box', ['B1']))
  })

  test('takes the only category of its plan where its ticket types say none', async () => {
    const rows = [{ row_number: 'A', seats: [seat('A1', 0, 'Stalls'), seat('A2', 30, 'Stalls')] }]
    const ownId = await keep(plan({ name: 'One category', zones: [{ position: { x: 50, y: 50 }, rows }] }))
    const event = await create([seated({ planId: ownId, ticketTypes: [{ name: 'Adult', priceMinor: 0 }] })])
    expect(event.areas[0]?.ticketTypes[0]).toMatchObject({ category: 'Stalls', left: 2 })
    dataOf(await hold(event, 'Adult', ['A2']))
  })

  test('takes a plan that comes along', async () => {
    service.seedHalls()
    await expect
      .poll(async () => (await ask([seated({ planId: LECTURE_HALL, ticketTypes: HALL_TYPES })])).ok, {
        timeout: 20_000,
      })
      .toBe(true)
  })
})

const LECTURE_HALL = '01993000-0000-7000-8000-000000000001'
const HALL_TYPES = ['Front', 'Standard'].map((category) => ({ name: category, priceMinor: 0, category }))

describe('an area with seats is refused', () => {
  test('without a plan, with a capacity, or as a standing area', async () => {
    expect(await errorsOf([{ name: 'Hall', kind: 'seated', ticketTypes: [ADULT] }])).toEqual([
      ['areas.0.planId', 'needed'],
    ])
    expect(await errorsOf([seated({ capacity: 5, standing: 'Pit' })])).toEqual([
      ['areas.0.capacity', 'not-for-seated'],
      ['areas.0.standing', 'not-for-seated'],
    ])
  })

  test('with a plan that is not there, or somebody else’s', async () => {
    const theirs = await keep(plan(), buyer)
    for (const unknown of [theirs, '00000000-0000-7000-8000-000000000000']) {
      expect(await errorsOf([seated({ planId: unknown })])).toEqual([['areas.0.planId', 'no-such-plan']])
    }
  })

  test('with a category that has no seats, without one where there are several, and where one is not sold', async () => {
    const ticketTypes = [
      { ...ADULT, category: 'Gallery' },
      { name: 'Box', priceMinor: 0 },
    ]
    expect(await errorsOf([seated({ ticketTypes })])).toEqual([
      ['areas.0.ticketTypes.0.category', 'no-such-category'],
      ['areas.0.ticketTypes.1.category', 'needed'],
      ['areas.0.ticketTypes', 'category-not-sold'],
      ['areas.0.ticketTypes', 'category-not-sold'],
    ])
    const { errors } = problemOf(await ask([seated({ ticketTypes: [ADULT] })]))
    expect(errors).toEqual([
      {
        path: 'areas.0.ticketTypes',
        message: 'have none for Box, of which the plan has seats',
        rule: 'category-not-sold',
      },
    ])
  })

  test('with a plan that has only room to stand', async () => {
    const [zone] = plan().zones
    const standingOnly = await keep(plan({ name: 'Field', zones: zone ? [{ ...zone, rows: [] }] : [], categories: [] }))
    const ticketTypes = [{ name: 'Adult', priceMinor: 0, category: 'Stalls' }]
    expect(await errorsOf([seated({ planId: standingOnly, ticketTypes })])).toEqual([['areas.0.planId', 'no-seats']])
  })

  test('where there is one already', async () => {
    const errors = await errorsOf([seated(), seated({ name: 'Other hall' })])
    expect(errors).toEqual([['areas.1.kind', 'one-seated-area']])
    const event = await create()
    const again = await organizer.client(createArea, { params: { eventId: event.id }, body: seated({ name: 'Other' }) })
    expect(problemOf(again).errors).toMatchObject([{ path: 'kind', rule: 'one-seated-area' }])
  })
})

describe('an area without seats', () => {
  test('needs a capacity, and takes nothing that only seats have', async () => {
    expect(await errorsOf([general()])).toEqual([['areas.0.capacity', 'needed']])
    const ticketTypes = [{ name: 'Adult', priceMinor: 0, category: 'Stalls' }]
    expect(await errorsOf([general({ capacity: 5, planId, noLonelySeats: true, ticketTypes })])).toEqual([
      ['areas.0.ticketTypes.0.category', 'not-for-general'],
      ['areas.0.planId', 'not-for-general'],
      ['areas.0.noLonelySeats', 'not-for-general'],
    ])
  })

  test('can be a standing area of the plan, with as many people as may stand there, or fewer', async () => {
    const event = await create([seated(), general({ standing: 'Pit' })])
    expect(event.areas[1]).toMatchObject({ kind: 'general', standing: 'Pit', capacity: 80, seating: null })
    expect(event.total).toBe(85)
    expect((await create([seated(), general({ standing: 'Pit', capacity: 50 })])).areas[1]).toMatchObject({
      capacity: 50,
    })
    expect(await errorsOf([seated(), general({ standing: 'Pit', capacity: 81 })])).toEqual([
      ['areas.1.capacity', 'too-many'],
    ])
  })

  test('cannot be a standing area that the plan does not have, or that another one is', async () => {
    expect(await errorsOf([seated(), general({ standing: 'Roof' })])).toEqual([
      ['areas.1.standing', 'no-such-standing'],
    ])
    expect(await errorsOf([general({ standing: 'Pit' })])).toEqual([['areas.0.standing', 'no-such-standing']])
    const two = [seated(), general({ standing: 'Pit' }), general({ name: 'Pit again', standing: 'Pit' })]
    expect(await errorsOf(two)).toEqual([['areas.2.standing', 'repeated']])
  })
})

describe('an event that is there', () => {
  test('gets an area with seats, whose blocked ones are blocked, and sells it', async () => {
    const event = await create([general({ capacity: 3 })])
    const params = { eventId: event.id }
    const added = dataOf(await organizer.client(createArea, { params, body: seated({ noLonelySeats: true }) }))
    expect(added).toMatchObject({ kind: 'seated', capacity: 5, seating: { seats: 7, noLonelySeats: true } })
    expect(await show(event)).toMatchObject({ total: 8, left: 8 })
    expect(problemOf(await hold(await show(event), 'Adult', ['A4'])).code).toBe('seat-taken')
    dataOf(await hold(await show(event), 'Adult', ['A2', 'A3']))
    expect(problemOf(await hold(await show(event), 'Adult', ['A2'])).code).toBe('seat-taken')
  })

  test('gets a standing area of the plan that it has', async () => {
    const event = await create()
    const params = { eventId: event.id }
    const added = dataOf(await organizer.client(createArea, { params, body: general({ standing: 'Pit' }) }))
    expect(added).toMatchObject({ standing: 'Pit', capacity: 80, left: 80 })
    const again = await organizer.client(createArea, { params, body: general({ name: 'Again', standing: 'Pit' }) })
    expect(problemOf(again).errors).toMatchObject([{ path: 'standing', rule: 'repeated' }])
    const areas = [{ id: added.id, capacity: 81 }]
    expect(problemOf(await organizer.client(changeEvent, { params, body: { areas } })).errors).toMatchObject([
      { path: 'areas.0.capacity', rule: 'too-many', limit: 80 },
    ])
    dataOf(await organizer.client(changeEvent, { params, body: { areas: [{ id: added.id, capacity: 60 }] } }))
    expect((await show(event)).areas[1]).toMatchObject({ capacity: 60 })
  })

  test('gets another ticket type of a category, which shares its seats', async () => {
    const event = await create()
    const params = { eventId: event.id }
    dataOf(await hold(event, 'Adult', ['A1', 'A2']))
    const senior = { name: 'Senior', priceMinor: 1_500 }
    const refused = async (category?: string) =>
      problemOf(await organizer.client(createTicketType, { params, body: category ? { ...senior, category } : senior }))
    expect((await refused()).errors).toMatchObject([{ path: 'category', rule: 'needed' }])
    expect((await refused('Gallery')).errors).toMatchObject([{ path: 'category', rule: 'no-such-category' }])
    const body = { ...senior, category: 'Stalls' }
    const added = dataOf(await organizer.client(createTicketType, { params, body }))
    expect(added).toMatchObject({ category: 'Stalls', left: 1 })
    dataOf(await hold(await show(event), 'Senior', ['A3']))
    const adult = event.areas[0]?.ticketTypes[0]?.id ?? ''
    const read = await buyer.client(readTicketType, { params: { ...params, ticketTypeId: adult } })
    expect(dataOf(read)).toMatchObject({ name: 'Adult', left: 0 })
  })

  test('has no ticket type with a category where no seats are', async () => {
    const event = await create([general({ capacity: 5 })])
    const asked = { params: { eventId: event.id }, body: ADULT }
    expect(problemOf(await organizer.client(createTicketType, asked)).errors).toMatchObject([
      { path: 'category', rule: 'not-for-general' },
    ])
  })

  test('has as many seats as its plan: its capacity is not changed, but seats are blocked', async () => {
    const event = await create()
    const areas = [{ id: event.areas[0]?.id ?? '', capacity: 4 }]
    const refused = await organizer.client(changeEvent, { params: { eventId: event.id }, body: { areas } })
    expect(problemOf(refused)).toMatchObject({
      code: 'invalid',
      detail: expect.stringContaining('Block seats instead'),
      errors: [{ path: 'areas.0.capacity', rule: 'not-for-seated' }],
    })
  })

  test('takes up and drops the rule against lonely seats', async () => {
    const event = await create([seated(), general({ capacity: 3 })])
    const params = { eventId: event.id }
    const [hall = '', pit = ''] = event.areas.map(({ id }) => id)
    const change = (id: string, noLonelySeats: boolean) =>
      organizer.client(changeEvent, { params, body: { areas: [{ id, noLonelySeats }] } })
    expect(dataOf(await change(hall, true)).areas[0]?.seating?.noLonelySeats).toBe(true)
    dataOf(await organizer.client(changeEvent, { params, body: { areas: [{ id: hall, name: 'Great hall' }] } }))
    expect((await show(event)).areas[0]).toMatchObject({ name: 'Great hall', seating: { noLonelySeats: true } })
    expect(problemOf(await hold(event, 'Adult', ['A2'])).code).toBe('lonely-seat')
    expect(dataOf(await change(hall, false)).areas[0]?.seating?.noLonelySeats).toBe(false)
    dataOf(await hold(event, 'Adult', ['A2']))
    expect(problemOf(await change(pit, true)).errors).toMatchObject([
      { path: 'areas.0.noLonelySeats', rule: 'not-for-general' },
    ])
  })
})

async function geometryOf({ id: eventId }: Event, as = buyer): Promise<SeatGeometry> {
  const { hash } = dataOf(await as.client(readSeats, { params: { eventId } }))
  return dataOf(await as.client(readSeatGeometry, { params: { eventId, hash } }))
}

describe('where the seats are', () => {
  test('is told under an address that is good for ever', async () => {
    const event = await create()
    const told = dataOf(await buyer.client(readSeats, { params: { eventId: event.slug } }))
    const hash = event.areas[0]?.seating?.hash
    expect(told).toEqual({ hash, areaId: event.areas[0]?.id, seats: 7, url: `/api/events/${event.id}/seats/${hash}` })
    const map = readGeometry(await geometryOf(event))
    expect(map.ids).toEqual(['A1', 'A2', 'A3', 'A4', 'B1', 'B2', 'B3'])
    const answer = await fetch(service.url + told.url)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const known = { 'if-none-match': answer.headers.get('etag') ?? '' }
    expect((await fetch(service.url + told.url, { headers: known })).status).toBe(304)
  })

  test('is sent in the encoding that the reader takes', async () => {
    const { url } = dataOf(await buyer.client(readSeats, { params: { eventId: (await create()).id } }))
    const read = (encoding: string) => service.app.inject({ url, headers: { 'accept-encoding': encoding } })
    const plain = await read('identity')
    expect(plain.headers['content-encoding']).toBeUndefined()
    for (const [encoding, unpack] of [
      ['br', brotliDecompress],
      ['gzip', gunzip],
    ] as const) {
      const answer = await read(encoding)
      expect(answer.headers).toMatchObject({
        'content-encoding': encoding,
        'content-type': 'application/json; charset=utf-8',
        vary: 'accept-encoding',
      })
      expect((await promisify(unpack)(answer.rawPayload)).toString()).toBe(plain.payload)
    }
  })

  test('is nowhere for an event without seats, or under another hash', async () => {
    const event = await create()
    const none = await create([general({ capacity: 1 })])
    expect(problemOf(await buyer.client(readSeats, { params: { eventId: none.id } })).code).toBe('not-found')
    const params = { eventId: event.id, hash: '0'.repeat(32) }
    expect(problemOf(await buyer.client(readSeatGeometry, { params })).code).toBe('not-found')
  })

  test('is only for those who may see a draft, and not kept by caches in between', async () => {
    const event = await create([seated()], { status: 'draft' })
    const params = { eventId: event.id }
    expect(problemOf(await buyer.client(readSeats, { params })).code).toBe('not-found')
    const hash = event.areas[0]?.seating?.hash ?? ''
    expect(problemOf(await buyer.client(readSeatGeometry, { params: { ...params, hash } })).code).toBe('not-found')
    const headers = { authorization: `Bearer ${organizer.token}` }
    const answer = await fetch(`${service.url}/api/events/${event.id}/seats/${hash}`, { headers })
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
  })
})

describe('a plan of an organizer', () => {
  test('is for the events of all who belong to it', async () => {
    const colleague = await service.signUp('Colleague')
    const { organizer: own } = await create()
    const body = { email: colleague.email, role: 'manager' as const }
    dataOf(await organizer.client(addMember, { params: { organizerId: own.id }, body }))
    dataOf(await colleague.client(readPlan, { params: { planId }, query: {} }))
    expect((await ask([seated()], { organizerId: own.id }, colleague)).ok).toBe(true)
  })
})
