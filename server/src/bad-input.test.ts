import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'

import {
  changeEvent,
  createEvent,
  type Event,
  listEvents,
  type NewEvent,
  placeHold,
  placeOrder,
  Problem,
  PROBLEM_MEDIA_TYPE,
  type ProblemCode,
  problems,
  readAvailability,
  readEvent,
  strict,
} from '@fairground/contract'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { startTestService, type TestService, type Visitor } from './testing/service.ts'

const PLACES = 10
const UNKNOWN_ID = '01890000-0000-7000-8000-000000000000'
const HASH = '0'.repeat(32)

let service: TestService
let organizer: Visitor
let rival: Visitor
let buyer: Visitor
let admin: Visitor
/** Ten free places; the organizer's. */
let event: Event
let rivalsEvent: Event
let type: string
let rivalsType: string
/** The rival's, in the organizer's event. */
let rivalsHold: string
/** The buyer's, whose second is over. */
let expiredHold: string

beforeAll(async () => {
  service = await startTestService()
  organizer = await service.signUp('Organizer')
  rival = await service.signUp('Rival')
  buyer = await service.signUp('Buyer')
  admin = await service.admin()
  event = await create(organizer, { holdSeconds: 1 })
  rivalsEvent = await create(rival, {})
  type = typeOf(event)
  rivalsType = typeOf(rivalsEvent)
  expiredHold = await hold(buyer)
  await vi.waitFor(() => isSwept(expiredHold), { timeout: 20_000, interval: 100 })
  // The next one outlives this file.
  await organizer.client(changeEvent, { params: { eventId: event.id }, body: { holdSeconds: 3_600 } })
  rivalsHold = await hold(rival)
  await order('key-of-an-order')
})
afterAll(() => service.stop())

interface Ask {
  readonly method?: string
  /** POST to the orders of the event, unless given. */
  readonly path?: string
  readonly as?: Visitor | 'nobody'
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as it is. */
  readonly raw?: string | Buffer
  readonly headers?: Record<string, string>
}

type Case = readonly [fact: string, code: ProblemCode, ask: () => Ask]

const orders = () => `/api/events/${event.id}/orders`
const holds = () => `/api/events/${event.id}/holds`
const line = (over: object = {}) => ({ ticketTypeId: type, quantity: 1, ...over })
const lines = (over: object = {}) => ({ lines: [line(over)] })
const one = (): Ask => ({ json: lines() })

const QUANTITIES: readonly unknown[] = [0, -1, 1.5, 10 ** 12, 1_001, '2', '', null, true, [1], {}]

const quantities: Case[] = QUANTITIES.flatMap((quantity): Case[] => [
  [`an order of ${JSON.stringify(quantity)}`, 'invalid', () => ({ json: lines({ quantity }) })],
  [`a hold of ${JSON.stringify(quantity)}`, 'invalid', () => ({ path: holds(), json: lines({ quantity }) })],
  [
    `a hold changed to ${JSON.stringify(quantity)}`,
    'invalid',
    () => ({ method: 'PATCH', as: rival, path: `${holds()}/${rivalsHold}`, json: lines({ quantity }) }),
  ],
])

const shapes: Case[] = [
  ['a line without a quantity', 'invalid', () => ({ json: { lines: [{ ticketTypeId: type }] } })],
  ['a line without a ticket type', 'invalid', () => ({ json: { lines: [{ quantity: 1 }] } })],
  ['an order without lines', 'invalid', () => ({ json: {} })],
  ['an order of no lines', 'invalid', () => ({ json: { lines: [] } })],
  ['a hold of no lines', 'invalid', () => ({ path: holds(), json: { lines: [] } })],
  ['an order of 21 lines', 'invalid', () => ({ json: { lines: Array.from({ length: 21 }, () => line()) } })],
  ['an order of a hold and of lines', 'invalid', () => ({ json: { holdId: rivalsHold, lines: [line()] } })],
  ['lines that are no list', 'invalid', () => ({ json: { lines: line() } })],
  [
    'one ticket type on two lines, together too many',
    'not-enough-left',
    () => ({
      json: { lines: [line({ quantity: 5 }), line({ quantity: 5 })] },
    }),
  ],
  ['an unknown field of an order', 'invalid', () => ({ json: { ...lines(), priceMinor: 0 } })],
  ['an unknown field of a line', 'invalid', () => ({ json: lines({ unitPriceMinor: 0 }) })],
  ['a field in another case', 'invalid', () => ({ json: { Lines: [line()] } })],
  ['an unknown way to pay', 'invalid', () => ({ json: { ...lines(), payment: { method: 'card' } } })],
  ['an unknown field of a query', 'invalid', () => ({ method: 'GET', path: '/api/events?limt=5' })],
  ['a __proto__ field', 'unreadable', () => ({ raw: `{"__proto__":{"admin":true},"lines":[]}` })],
  ['a constructor with a prototype', 'unreadable', () => ({ raw: `{"constructor":{"prototype":{"admin":true}}}` })],
  [
    'a __proto__ field that is spelt with an escape',
    'unreadable',
    () => ({ raw: `{"\\u005f_proto__":{"admin":true}}` }),
  ],
  ['a __proto__ in a query', 'invalid', () => ({ method: 'GET', path: '/api/events?__proto__=1' })],
  [
    'a body where none is taken',
    'invalid',
    () => ({
      path: `${holds()}/${rivalsHold}/extend`,
      as: rival,
      json: { seconds: 9_999 },
    }),
  ],
  ['lists in lists in lists', 'invalid', () => ({ raw: `{"lines":${'['.repeat(30_000)}${']'.repeat(30_000)}}` })],
  [
    'lists in lists in lists around a NUL',
    'invalid',
    () => ({
      raw: `{"lines":${'['.repeat(10_000)}"\\u0000"${']'.repeat(10_000)}}`,
    }),
  ],
  ['objects in objects in objects', 'invalid', () => ({ raw: `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}` })],
]

const unreadable: Case[] = [
  ['half a JSON', 'unreadable', () => ({ raw: '{"lines":' })],
  ['text that is no JSON', 'unreadable', () => ({ raw: 'two tickets, please' })],
  ['JSON with a comma at its end', 'unreadable', () => ({ raw: `{"lines":[],}` })],
  ['JSON with a NaN', 'unreadable', () => ({ raw: `{"lines":[{"ticketTypeId":"${type}","quantity":NaN}]}` })],
  ['two JSON documents', 'unreadable', () => ({ raw: '{}{}' })],
  ['no body', 'invalid', () => ({ raw: '' })],
  ['a body of spaces', 'unreadable', () => ({ raw: '   ' })],
  ['null', 'invalid', () => ({ raw: 'null' })],
  ['a list', 'invalid', () => ({ raw: '[]' })],
  ['a text', 'invalid', () => ({ raw: '"lines"' })],
  ['a body of 1 MB', 'too-large', () => ({ json: { ...lines(), more: 'x'.repeat(1024 * 1024) } })],
  ['a body of 64 kB and a byte', 'too-large', () => ({ raw: ' '.repeat(64 * 1024 + 1) })],
  [
    'a form',
    'wrong-content-type',
    () => ({
      raw: `quantity=1`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  ],
  [
    'JSON that says it is plain text',
    'wrong-content-type',
    () => ({
      raw: JSON.stringify(lines()),
      headers: { 'content-type': 'text/plain' },
    }),
  ],
  [
    'JSON that does not say what it is',
    'wrong-content-type',
    () => ({
      raw: JSON.stringify(lines()),
      headers: { 'content-type': '' },
    }),
  ],
  [
    'JSON of some other kind',
    'wrong-content-type',
    () => ({
      raw: JSON.stringify(lines()),
      headers: { 'content-type': 'application/jsonish' },
    }),
  ],
  ['bytes that are not UTF-8', 'unreadable', () => eventOf({}, Buffer.from([0xff, 0xfe]))],
  [
    'bytes that are not UTF-8, of an unknown length',
    'unreadable',
    () => ({
      ...eventOf({}, Buffer.from([0xff, 0xfe])),
      headers: { 'transfer-encoding': 'chunked' },
    }),
  ],
  ['a NUL byte', 'unreadable', () => eventOf({}, Buffer.from([0]))],
  ['an escaped NUL', 'unreadable', () => eventOf({ title: 'Night\0Market' })],
  ['an escaped NUL in the name of a field', 'unreadable', () => ({ json: { ...lines(), 'a\0b': 1 } })],
  [
    'a NUL in an e-mail address',
    'unreadable',
    () => ({
      path: '/api/sessions',
      as: 'nobody',
      json: { email: 'a\0@fairground.test', password: 'correct horse' },
    }),
  ],
  ['a NUL in a search', 'invalid', () => ({ method: 'GET', path: '/api/events?query=a%00b' })],
  ['a NUL in a date', 'invalid', () => ({ method: 'GET', path: '/api/events?from=%00' })],
  ['a NUL in a cursor', 'invalid', () => ({ method: 'GET', path: '/api/events?cursor=%00' })],
  ['a NUL in the path', 'not-found', () => ({ method: 'GET', path: '/api/events/a%00b' })],
  ['a NUL in the path of an order', 'not-found', () => ({ ...one(), path: `/api/events/${event.id}%00/orders` })],
  ['a NUL in an id', 'not-found', () => ({ method: 'GET', path: `/api/orders/${UNKNOWN_ID}%00` })],
  ['an address that is not UTF-8', 'unreadable', () => ({ method: 'GET', path: '/api/events/%ff' })],
  ['an address with half an escape', 'unreadable', () => ({ method: 'GET', path: '/api/events/%4' })],
  ['the first half of a character', 'unreadable', () => eventOf({ title: 'Party \ud83c' })],
  ['the second half of a character', 'unreadable', () => eventOf({ title: '\udf89 Party' })],
  ['the halves of a character the wrong way round', 'unreadable', () => eventOf({ title: '\udf89\ud83c' })],
]

const keys: Case[] = [
  [
    'a reused key with another body',
    'key-reused',
    () => ({
      json: lines({ quantity: 2 }),
      headers: { 'idempotency-key': 'key-of-an-order' },
    }),
  ],
  [
    'a reused key of an order for a hold',
    'key-reused',
    () => ({
      ...one(),
      path: holds(),
      headers: { 'idempotency-key': 'key-of-an-order' },
    }),
  ],
  ...['', 'k'.repeat(201), 'two words', 'ключ', 'k\tk'].map((key): Case => [
    `an Idempotency-Key of ${key.length} characters, ${JSON.stringify(key.slice(0, 10))}`,
    'invalid',
    () => ({ ...one(), headers: { 'idempotency-key': Buffer.from(key).toString('latin1') } }),
  ]),
]

const IDS = [
  ['the nil id', '00000000-0000-0000-0000-000000000000'],
  ['the last id', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ['an id of 1970', '00000000-0000-7000-8000-000000000000'],
  ['an id of 10889', 'ffffffff-ffff-7fff-bfff-ffffffffffff'],
  ['a random id', '0b9e6bd2-3d0a-4fb4-8d3a-8e7e6f0f6b11'],
] as const
const NO_IDS = [
  '1',
  '-1',
  'null',
  'undefined',
  '..',
  "'; DROP TABLE events; --",
  '{}',
  'urn:uuid:',
  '%25',
  'x'.repeat(201),
]

const things: Case[] = [
  ...IDS.flatMap(([fact, id]): Case[] => [
    [`an order for an event with ${fact}`, 'not-found', () => ({ ...one(), path: `/api/events/${id}/orders` })],
    [`a hold for an event with ${fact}`, 'not-found', () => ({ ...one(), path: `/api/events/${id}/holds` })],
    [`reading an event with ${fact}`, 'not-found', () => ({ method: 'GET', path: `/api/events/${id}` })],
    [`reading an order with ${fact}`, 'not-found', () => ({ method: 'GET', path: `/api/orders/${id}` })],
    [`a ticket type with ${fact}`, 'not-found', () => ({ json: lines({ ticketTypeId: id }) })],
    [`a hold with ${fact} ordered`, 'not-found', () => ({ json: { holdId: id } })],
    [`an organizer with ${fact}`, 'not-found', () => eventOf({ organizerId: id })],
    [`ending a session with ${fact}`, 'not-found', () => ({ method: 'DELETE', path: `/api/sessions/${id}` })],
  ]),
  ...NO_IDS.flatMap((id): Case[] => [
    [`the event ${id}`, 'not-found', () => ({ ...one(), path: `/api/events/${encodeURIComponent(id)}/orders` })],
    [`the hold ${id}`, 'not-found', () => ({ method: 'GET', path: `${holds()}/${encodeURIComponent(id)}` })],
    [`the ticket type ${id} in a body`, 'invalid', () => ({ json: lines({ ticketTypeId: id }) })],
  ]),
  [
    'an event with an address of 300 characters',
    'not-found',
    () => ({ ...one(), path: `/api/events/${'a'.repeat(300)}/orders` }),
  ],
  [
    'an event with a short name that nobody has',
    'not-found',
    () => ({ ...one(), path: '/api/events/no-such-event/orders' }),
  ],
  ['a ticket type of another event', 'not-found', () => ({ json: lines({ ticketTypeId: rivalsType }) })],
  [
    'a hold of a ticket type of another event',
    'not-found',
    () => ({
      path: holds(),
      json: { lines: [line(), line({ ticketTypeId: rivalsType })] },
    }),
  ],
  [
    'reading a ticket type of another event',
    'not-found',
    () => ({
      method: 'GET',
      path: `/api/events/${event.id}/ticket-types/${rivalsType}`,
    }),
  ],
  [
    "changing another organizer's event",
    'not-allowed',
    () => ({
      method: 'PATCH',
      path: `/api/events/${rivalsEvent.id}`,
      as: organizer,
      json: { title: 'Mine' },
    }),
  ],
  [
    "cancelling another organizer's event",
    'not-allowed',
    () => ({
      method: 'PATCH',
      path: `/api/events/${rivalsEvent.id}`,
      as: organizer,
      json: { status: 'cancelled' },
    }),
  ],
  [
    "a ticket type for another organizer's event",
    'not-allowed',
    () => ({
      path: `/api/events/${rivalsEvent.id}/ticket-types`,
      as: organizer,
      json: { name: 'Free', priceMinor: 0 },
    }),
  ],
  [
    "changing another organizer's ticket type",
    'not-allowed',
    () => ({
      method: 'PATCH',
      path: `/api/events/${rivalsEvent.id}/ticket-types/${rivalsType}`,
      as: organizer,
      json: { priceMinor: 0 },
    }),
  ],
  [
    "another organizer's transactions",
    'not-allowed',
    () => ({
      method: 'GET',
      path: `/api/events/${rivalsEvent.id}/orders`,
      as: organizer,
    }),
  ],
  ['an event for another organizer', 'not-allowed', () => eventOf({ organizerId: rivalsEvent.organizer.id })],
  ['ordering an expired hold', 'hold-expired', () => ({ json: { holdId: expiredHold } })],
  ['extending an expired hold', 'hold-expired', () => ({ path: `${holds()}/${expiredHold}/extend` })],
  [
    'changing an expired hold',
    'hold-expired',
    () => ({ method: 'PATCH', path: `${holds()}/${expiredHold}`, json: lines() }),
  ],
  ["reading somebody else's hold", 'not-found', () => ({ method: 'GET', path: `${holds()}/${rivalsHold}` })],
  ["ordering somebody else's hold", 'not-found', () => ({ json: { holdId: rivalsHold } })],
  ["extending somebody else's hold", 'not-found', () => ({ path: `${holds()}/${rivalsHold}/extend` })],
  [
    "changing somebody else's hold",
    'not-found',
    () => ({ method: 'PATCH', path: `${holds()}/${rivalsHold}`, json: lines() }),
  ],
  ["releasing somebody else's hold", 'not-found', () => ({ method: 'DELETE', path: `${holds()}/${rivalsHold}` })],
  [
    'a hold through another event',
    'not-found',
    () => ({
      path: `/api/events/${rivalsEvent.id}/orders`,
      as: rival,
      json: { holdId: rivalsHold },
    }),
  ],
]

const field = (name: string, value: unknown): Case => [
  `an event whose ${name} is ${JSON.stringify(value)?.slice(0, 60)}`,
  'invalid',
  () => eventOf({ [name]: value }),
]

const fields: Case[] = [
  ...['2099-02-30T18:00:00Z', '2099-13-01T18:00:00Z', '2099-06-31T18:00:00Z', '2099-02-29T18:00:00Z'].map((at) =>
    field('startsAt', at),
  ),
  ...[
    '2099-06-01T25:00:00Z',
    '2099-06-01T18:00:60Z',
    '2099-06-01T18:00:00',
    '2099-06-01',
    'tomorrow',
    '',
    4_078_000_000,
  ].map((at) => field('startsAt', at)),
  field('startsAt', '2001-06-01T18:00:00Z'),
  field('endsAt', '2099-06-01T17:59:59Z'),
  field('endsAt', '2099-06-01T18:00:00Z'),
  field('endsAt', '2099-06-01T19:30:00+02:00'),
  field('salesEndAt', '2099-02-30T18:00:00Z'),
  field('title', 'x'.repeat(10_000)),
  field('title', 'x'.repeat(201)),
  field('title', ''),
  field('title', ' \t\n '),
  field('title', null),
  field('title', { toString: 'x' }),
  field('description', 'x'.repeat(10_001)),
  field('timeZone', 'Mars/Olympus'),
  field('currency', 'eur'),
  field('holdSeconds', 0),
  field('holdSeconds', 3_601),
  field('maxTicketsPerAccount', 0),
  field('paymentMethods', ['card']),
  field('paymentMethods', ['door', 'door']),
  field('venue', { name: 'Pier', capacity: 3 }),
  field('status', 'cancelled'),
  field('status', 'sold-out'),
  field('areas', []),
  field('areas', [area({ ticketTypes: [] })]),
  field('areas', [area({ capacity: -1 })]),
  field('areas', [area({ capacity: 1.5 })]),
  field('areas', [area({ capacity: 10 ** 12 })]),
  field('areas', [area({ kind: 'seated' })]),
  field('areas', [area({}), area({})]),
  field(
    'areas',
    Array.from({ length: 51 }, (_, index) => area({ name: `Hall ${index}` })),
  ),
  ...[-1, 0.5, 10 ** 12, '5'].map((priceMinor) => field('areas', [area({ ticketTypes: [{ name: 'A', priceMinor }] })])),
  ['no change at all', 'invalid', () => changeOf({})],
  ['a change of an unknown field', 'invalid', () => changeOf({ currency: 'USD' })],
  [
    'a change to fewer places than are taken',
    'below-sold',
    () => changeOf({ areas: [{ id: event.areas[0]?.id, capacity: 1 }] }),
  ],
  [
    "a change of another event's area",
    'invalid',
    () => changeOf({ areas: [{ id: rivalsEvent.areas[0]?.id, capacity: 1 }] }),
  ],
  [
    'a change of what was changed in the meantime',
    'stale-version',
    () => ({
      ...changeOf({ title: 'Late' }),
      headers: { 'if-match': '"0"' },
    }),
  ],
  [
    'a change of a version that is none',
    'stale-version',
    () => ({
      ...changeOf({ title: 'Late' }),
      headers: { 'if-match': '"yesterday"' },
    }),
  ],
]

const pictureOf = (raw: string | Buffer, mediaType = 'image/png'): Ask => ({
  method: 'PUT',
  path: `/api/events/${event.id}/picture`,
  as: organizer,
  raw,
  headers: { 'content-type': mediaType },
})
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><script>alert(1)</script></svg>'

const picturesAndAreas: Case[] = [
  ['a picture that is SVG by name', 'wrong-content-type', () => pictureOf(SVG, 'image/svg+xml')],
  ['a picture that is SVG in disguise', 'not-a-picture', () => pictureOf(SVG)],
  ['a picture that is HTML in disguise', 'not-a-picture', () => pictureOf('<!doctype html><script>alert(1)</script>')],
  ['a picture that is JSON', 'wrong-content-type', () => pictureOf('{}', 'application/json')],
  ['a picture that does not say what it is', 'wrong-content-type', () => pictureOf('\x89PNG', '')],
  ['a picture of no bytes', 'not-a-picture', () => pictureOf('')],
  ['the head of a picture alone', 'not-a-picture', () => pictureOf(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))],
  ['a picture of 12 MB and a byte', 'too-large', () => pictureOf(Buffer.alloc(12 * 1024 * 1024 + 1))],
  ["a picture for another organizer's event", 'not-allowed', () => ({ ...pictureOf('x'), as: rival })],
  ['a picture of nobody', 'not-signed-in', () => ({ ...pictureOf('x'), as: 'nobody' })],
  ['a picture for no event', 'not-found', () => ({ ...pictureOf('x'), path: `/api/events/${UNKNOWN_ID}/picture` })],
  [
    'a picture for an event that was changed in the meantime',
    'stale-version',
    () => ({ ...pictureOf('x'), headers: { 'content-type': 'image/png', 'if-match': '"0"' } }),
  ],
  ...[{}, { alt: 'x'.repeat(301) }, { alt: null }, { focusX: -1 }, { focusY: 101 }, { focusX: 0.5 }, { hash: 'x' }].map(
    (json): Case => [
      `words of a picture ${JSON.stringify(json).slice(0, 30)}`,
      'invalid',
      () => ({ ...pictureOf(''), method: 'PATCH', raw: JSON.stringify(json), headers: {} }),
    ],
  ),
  [
    'words of a picture that is not there',
    'not-found',
    () => ({ ...pictureOf(''), method: 'PATCH', raw: '{"alt":"x"}', headers: {} }),
  ],
  [
    'taking away a picture that is not there',
    'not-found',
    () => ({ method: 'DELETE', path: `/api/events/${event.id}/picture`, as: organizer }),
  ],
  ...[
    { name: 'HALL ' },
    { capacity: -1 },
    { kind: 'seated' },
    { ticketTypes: [] },
    { id: UNKNOWN_ID },
    { ticketTypes: [{ name: 'A', priceMinor: 0, salesStartAt: '2099-02-30T00:00:00Z' }] },
  ].map((over): Case => [
    `an area more with ${JSON.stringify(over).slice(0, 40)}`,
    'invalid',
    () => ({ path: `/api/events/${event.id}/areas`, as: organizer, json: area({ name: 'Balcony', ...over }) }),
  ]),
  [
    "an area for another organizer's event",
    'not-allowed',
    () => ({ path: `/api/events/${rivalsEvent.id}/areas`, as: organizer, json: area({ name: 'Balcony' }) }),
  ],
  ['the calendar of no event', 'not-found', () => ({ method: 'GET', path: `/api/events/${UNKNOWN_ID}/calendar.ics` })],
  ['the picture of no event', 'not-found', () => ({ method: 'GET', path: `/pictures/${UNKNOWN_ID}/${HASH}-480.webp` })],
  ['the picture of a file', 'not-found', () => ({ method: 'GET', path: '/pictures/..%2f..%2fpackage.json/x.webp' })],
  ['the picture of a NUL', 'not-found', () => ({ method: 'GET', path: `/pictures/a%00b/${HASH}-480.webp` })],
  ['events with an unknown price', 'invalid', () => ({ method: 'GET', path: '/api/events?price=cheap' })],
  ['events at a place with a NUL', 'invalid', () => ({ method: 'GET', path: '/api/events?place=a%00b' })],
]

const LISTS = [
  '/api/events',
  '/api/orders',
  '/api/activity',
  '/api/admin/events',
  '/api/admin/accounts',
  '/api/admin/organizers',
]

const pages: Case[] = LISTS.flatMap((path) =>
  [
    'cursor=zzz',
    'cursor=',
    `cursor=${'a'.repeat(201)}`,
    'cursor=bm90IGEgcGxhY2U',
    `cursor=${btoa('-'.repeat(36))}`,
    'limit=0',
    'limit=-1',
    'limit=201',
    'limit=1.5',
    'limit=all',
    'limit=1&limit=2',
  ].map((query): Case => [
    `${path}?${query.slice(0, 20)}`,
    'invalid',
    () => ({ method: 'GET', as: admin, path: `${path}?${query}` }),
  ]),
)

const people: Case[] = [
  ['nobody who buys', 'not-signed-in', () => ({ ...one(), as: 'nobody' })],
  [
    'a token that is nobody',
    'not-signed-in',
    () => ({ ...one(), as: 'nobody', headers: { authorization: 'Bearer wrong' } }),
  ],
  [
    'a token of 8,000 characters',
    'not-signed-in',
    () => ({
      ...one(),
      as: 'nobody',
      headers: { authorization: `Bearer ${'x'.repeat(8_000)}` },
    }),
  ],
  [
    'a token with a letter more',
    'not-signed-in',
    () => ({
      ...one(),
      as: 'nobody',
      headers: { authorization: `Bearer ${buyer.token}x` },
    }),
  ],
  [
    'a token in another case',
    'not-signed-in',
    () => ({
      ...one(),
      as: 'nobody',
      headers: { authorization: `Bearer ${buyer.token.toUpperCase()}` },
    }),
  ],
  [
    'a password instead of a token',
    'not-signed-in',
    () => ({
      ...one(),
      as: 'nobody',
      headers: { authorization: `Basic ${btoa('buyer:correct horse battery')}` },
    }),
  ],
  [
    'a cookie that is nobody',
    'not-signed-in',
    () => ({ ...one(), as: 'nobody', headers: { cookie: 'session=a%00b' } }),
  ],
  [
    'a page of another site',
    'foreign-origin',
    () => ({
      ...one(),
      as: 'nobody',
      headers: { cookie: `session=${buyer.token}`, origin: 'https://elsewhere.example' },
    }),
  ],
  ['a buyer who looks behind the scenes', 'not-allowed', () => ({ method: 'GET', path: '/api/admin/archive' })],
  ['a buyer who changes somebody’s rights', 'not-allowed', () => rights({ admin: true }, buyer)],
  ['an admin who leaves no admin behind', 'last-admin', () => rights({ admin: false }, admin)],
  ['an admin who disables the last admin', 'last-admin', () => rights({ disabled: true }, admin)],
  ['a change of no right', 'invalid', () => rights({}, admin)],
  ['a right that is no yes or no', 'invalid', () => rights({ admin: 'yes' }, admin)],
  ['a right that nobody knows', 'invalid', () => rights({ owner: true }, admin)],
  ['a list of accounts for a buyer', 'not-allowed', () => ({ method: 'GET', path: '/api/admin/accounts' })],
  [
    'a list of accounts that are admins or not',
    'invalid',
    () => ({ method: 'GET', as: admin, path: '/api/admin/accounts?admin=no' }),
  ],
  [
    'a list of accounts with a NUL in it',
    'invalid',
    () => ({ method: 'GET', as: admin, path: '/api/admin/accounts?query=a%00b' }),
  ],
  ['a language that no page speaks', 'invalid', () => myself({ language: 'xx' })],
  ['a name of spaces', 'invalid', () => myself({ name: ' ' })],
  ['a change of nothing of oneself', 'invalid', () => myself({})],
  ['an account that makes itself an admin later', 'invalid', () => myself({ admin: true })],
  [
    "another organizer's name",
    'not-allowed',
    () => ({
      method: 'PATCH',
      path: `/api/organizers/${rivalsEvent.organizer.id}`,
      as: organizer,
      json: { name: 'Mine' },
    }),
  ],
  [
    'an organizer without a name',
    'invalid',
    () => ({ method: 'PATCH', path: `/api/organizers/${event.organizer.id}`, as: organizer, json: { name: '' } }),
  ],
  ...['orders.csv', 'dashboard'].map((what): Case => [
    `the ${what} of another organizer's event`,
    'not-allowed',
    () => ({ method: 'GET', path: `/api/events/${rivalsEvent.id}/${what}`, as: organizer }),
  ]),
  ['the holds of nobody', 'not-signed-in', () => ({ method: 'GET', path: holds(), as: 'nobody' })],
  ['an account with a password of 7 characters', 'invalid', () => account({ password: 'shorter' })],
  ['an account with an address that is none', 'invalid', () => account({ email: 'visitor' })],
  ['an account with a name of spaces', 'invalid', () => account({ name: '  ' })],
  ['an account that makes itself an admin', 'invalid', () => account({ admin: true })],
  ['an account with an invitation that nobody wrote', 'invitation-expired', () => account({ invitation: 'x' })],
]

const addresses: Case[] = [
  ['a page that is not there', 'not-found', () => ({ method: 'GET', path: '/api/nothing' })],
  ['a file of the machine', 'not-found', () => ({ method: 'GET', path: '/docs/..%2f..%2fpackage.json' })],
  ['OPTIONS of a route', 'method-not-allowed', () => ({ method: 'OPTIONS', path: '/api/events' })],
  ['DELETE of an event', 'method-not-allowed', () => ({ method: 'DELETE', path: `/api/events/${event.id}` })],
  ['PUT of an order', 'method-not-allowed', () => ({ method: 'PUT', path: `/api/orders/${UNKNOWN_ID}`, json: {} })],
  ['TRACE', 'method-not-allowed', () => ({ method: 'TRACE', path: '/api/events' })],
  ['a method of WebDAV', 'method-not-allowed', () => ({ method: 'PROPFIND', path: '/api/events' })],
]

describe.each([
  ['quantities', quantities],
  ['shapes', shapes],
  ['what cannot be read', unreadable],
  ['idempotency keys', keys],
  ['things that are not there, or not the caller’s', things],
  ['fields of an event', fields],
  ['pictures and areas', picturesAndAreas],
  ['pages of lists', pages],
  ['people', people],
  ['addresses and methods', addresses],
])('%s', (_, cases) => {
  test.each(cases)('%s: %s, and nothing has changed', async (_fact, code, ask) => {
    const before = await everything()
    const answer = await send(ask())
    expectProblem(answer, code)
    expect(await everything()).toEqual(before)
  })
})

describe('what looks odd and is right', () => {
  test.each([
    ['an emoji', '🎪 Zirkus 👩‍👩‍👧‍👦 🇩🇪 e\u0301 \u{1f3f4}\u{e0067}\u{e0062}\u{e007f}'],
    ['a Persian', 'جشن نوروز می‌خواهیم ۱۴۰۶ — «بازار»'],
    ['a long emoji', '🎉'.repeat(200)],
    ['a title with markup and quotes', `<script>alert("1")</script> '; DROP TABLE events; -- \\ \u2028 %00 &amp;`],
  ])('%s title is accepted and given back exactly', async (_, title) => {
    const created = await create(organizer, { title })
    expect(created.title).toBe(title)
    const read = await buyer.client(readEvent, { params: { eventId: created.slug } })
    expect(read).toMatchObject({ ok: true, data: { id: created.id, title } })
    const listed = await buyer.client(listEvents, { query: { query: title.split(/\s/)[0], limit: 200 } })
    expect(listed.ok && listed.data.items.find(({ id }) => id === created.id)?.title).toBe(title)
  })

  test('the id of an event may be written in capital letters', async () => {
    const found = await buyer.client(readEvent, { params: { eventId: event.id.toUpperCase() } })
    expect(found).toMatchObject({ ok: true, data: { id: event.id } })
  })

  test('one ticket type on two lines is one line', async () => {
    const other = await create(organizer, {})
    const ticketTypeId = typeOf(other)
    const twice = [1, 2].map((quantity) => ({ ticketTypeId, quantity }))
    const bought = await buyer.client(placeOrder, { params: { eventId: other.id }, body: { lines: twice } })
    expect(bought).toMatchObject({ ok: true, data: { lines: [{ ticketTypeId, quantity: 3 }] } })
  })

  test('a key of 200 characters is a key', async () => {
    const other = await create(organizer, {})
    const body = { lines: [{ ticketTypeId: typeOf(other), quantity: 1 }] }
    const input = { params: { eventId: other.id }, key: 'k'.repeat(200), body }
    const [first, second] = [await buyer.client(placeOrder, input), await buyer.client(placeOrder, input)]
    expect(first).toMatchObject({ ok: true })
    expect(second).toEqual(first)
  })

  test('HEAD answers as GET does, without the body', async () => {
    const answer = await send({ method: 'HEAD', path: `/api/events/${event.id}` })
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(answer.headers['content-type']).toContain('application/json')
  })

  test('a method that is refused comes with those that are not', async () => {
    const answer = await send({ method: 'DELETE', path: `/api/events/${event.id}` })
    expect(answer.headers['allow']).toBe('GET, HEAD, PATCH')
  })
})

describe('what is not HTTP', () => {
  test.each([
    ['a method that does not exist', 'BREW /api/events HTTP/1.1\r\nhost: x\r\n\r\n', 'unreadable'],
    ['a greeting of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01', 'unreadable'],
    ['a header of 32 kB', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(32 * 1024)}\r\n\r\n`, 'too-large'],
    [
      'a body of two lengths',
      'POST /api/sessions HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}',
      'unreadable',
    ],
    [
      'a body with a length and in chunks',
      'POST /api/sessions HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      'unreadable',
    ],
  ] as const)('%s is refused, and the service goes on', async (_, bytes, code) => {
    expectProblem(await sendBytes(bytes), code)
    expect(await send({ method: 'GET', path: '/readyz' })).toMatchObject({ status: 200 })
  })
})

test('after all of it, every invariant holds and only what was bought is sold', async () => {
  await service.invariants()
  const availability = await buyer.client(readAvailability, { params: { eventId: event.id } })
  expect(availability).toMatchObject({ ok: true, data: { areas: [{ held: 1, sold: 1, left: PLACES - 2 }] } })
})

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
}

/** By hand, because fetch would put right or refuse to send some of this. */
async function send(ask: Ask): Promise<Answer> {
  const as = ask.as ?? buyer
  const body = ask.raw ?? (ask.json === undefined ? undefined : JSON.stringify(ask.json))
  const headers = {
    ...(as === 'nobody' ? {} : { authorization: `Bearer ${as.token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(body === undefined || ask.headers?.['transfer-encoding']
      ? {}
      : { 'content-length': String(Buffer.byteLength(body)) }),
    ...ask.headers,
  }
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const { hostname, port } = new URL(service.url)
  const path = ask.path ?? orders()
  const request = httpRequest({ hostname, port, path, method: ask.method ?? 'POST', headers, agent: false })
  // An answer may come before all of a large body went out; what happens to the connection then is no matter.
  request.on('error', reject)
  request.on('response', (response) => {
    textOf(response).then(
      (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      reject,
    )
  })
  request.end(body)
  return promise
}

async function sendBytes(bytes: string): Promise<Answer> {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
  socket.end(bytes, 'latin1')
  const answer = await textOf(socket)
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2)
  const [statusLine = '', ...headers] = head.split('\r\n')
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(
      headers.map((header) => [header.split(': ')[0]?.toLowerCase() ?? '', header.split(': ')[1]]),
    ),
    text: body,
  }
}

const StrictProblem = Type.Object(Problem.properties, strict)
/** What only our own logs may say: places in our code, SQL, names of tables and of the libraries. */
const INTERNALS =
  /\bat [\w.<>]+ \(|\.(ts|js|mjs):\d|node_modules|node:|\bstack\b|\bSELECT\b|\bINSERT\b|\bUPDATE\b|syntax error|relation "|constraint|postgres|fastify|FST_|typebox|kysely|graphile/i

function expectProblem(answer: Answer, code: ProblemCode): void {
  expect(answer.text).toContain(`"code":"${code}"`)
  const { status, title } = problems[code]
  expect(answer.status).toBe(status)
  expect(answer.headers['content-type']).toBe(PROBLEM_MEDIA_TYPE)
  const body: unknown = JSON.parse(answer.text)
  expect([...Value.Errors(StrictProblem, body)]).toEqual([])
  expect(body).toMatchObject({ code, status, title, type: `urn:fairground:problem:${code}` })
  expect(answer.text.replaceAll(/"path":"[^"]*"/g, '')).not.toMatch(INTERNALS)
  const { detail, errors } = body as { detail: string; errors?: unknown[] }
  expect(detail).toMatch(/^\S.*[.!?…]$/s)
  expect(errors !== undefined && errors.length > 0).toBe(code === 'invalid')
}

/** What a refusal may leave behind: how often there was one, and that somebody was here. */
const TRACES = [
  'node_health',
  'refusals',
  'log_watch',
  'log_lines',
  'sessions',
  'sign_in_failures',
  'inventory_changes',
]

/** A fingerprint of each table but those. */
async function everything(): Promise<Record<string, string>> {
  const { queries } = service.database
  const tables = await sql<{ name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(${TRACES})`.execute(
    queries,
  )
  const prints = tables.rows.map(
    ({ name }) =>
      `SELECT '${name}' AS name, (SELECT md5(string_agg(r::text, ' ' ORDER BY r::text)) FROM ${name} r) AS print`,
  )
  const { rows } = await sql<{ name: string; print: string }>`${sql.raw(prints.join(' UNION ALL '))}`.execute(queries)
  return Object.fromEntries(rows.map(({ name, print }) => [name, print]))
}

function newEvent(over: object = {}): NewEvent {
  return { title: 'A night to count', startsAt: '2099-06-01T18:00:00Z', areas: [area({})], ...over }
}

function area(over: object): NewEvent['areas'][number] {
  return { name: 'Hall', kind: 'general', capacity: PLACES, ticketTypes: [{ name: 'Entry', priceMinor: 0 }], ...over }
}

/** A new event of the organizer's; with `bytes`, its title ends in them as they are. */
function eventOf(over: object, bytes?: Buffer): Ask {
  const ask = { path: '/api/events', as: organizer }
  if (!bytes) return { ...ask, json: newEvent(over) }
  const [head = '', tail = ''] = JSON.stringify(newEvent({ title: 'Night @' })).split('@')
  return { ...ask, raw: Buffer.concat([Buffer.from(head), bytes, Buffer.from(tail)]) }
}

function changeOf(json: object): Ask {
  return { method: 'PATCH', path: `/api/events/${event.id}`, as: organizer, json }
}

function rights(json: object, as: Visitor): Ask {
  return { method: 'PATCH', path: `/api/admin/accounts/${admin.account.id}`, as, json }
}

function myself(json: object): Ask {
  return { method: 'PATCH', path: '/api/accounts/me', json }
}

function account(over: object): Ask {
  const json = { email: 'new@fairground.test', password: 'correct horse', name: 'New', ...over }
  return { path: '/api/accounts', as: 'nobody', json }
}

async function create(by: Visitor, over: Partial<NewEvent>): Promise<Event> {
  const outcome = await by.client(createEvent, { body: newEvent(over) })
  if (!outcome.ok) throw new Error(outcome.problem.detail)
  return outcome.data
}

function typeOf({ areas }: Event): string {
  return areas[0]?.ticketTypes[0]?.id ?? ''
}

/** One place of the event. */
async function hold(by: Visitor): Promise<string> {
  const outcome = await by.client(placeHold, { params: { eventId: event.id }, body: lines() })
  if (!outcome.ok) throw new Error(outcome.problem.detail)
  return outcome.data.id
}

async function order(key: string): Promise<void> {
  const outcome = await buyer.client(placeOrder, { params: { eventId: event.id }, key, body: lines() })
  if (!outcome.ok) throw new Error(outcome.problem.detail)
}

async function isSwept(holdId: string): Promise<void> {
  const { rows } = await sql`SELECT state FROM holds WHERE id = ${holdId}`.execute(service.database.queries)
  expect(rows).toEqual([{ state: 'expired' }])
}
