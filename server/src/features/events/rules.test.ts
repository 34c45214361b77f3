import type { NewEvent } from '@fairground/contract'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { EventRecord, TicketTypeRecord } from './queries.ts'
import {
  areaErrors,
  areaFor,
  changedAreas,
  changedFields,
  changeErrors,
  finalRefusal,
  isEventId,
  needsUnsold,
  newEventErrors,
  newFields,
  requireRoomForType,
  slugOf,
  slugWithSuffix,
  typeErrors,
  versionOf,
} from './rules.ts'

const NOW = Date.parse('2027-01-01T00:00:00Z')
const HOUR = 3_600_000

const adult: TicketTypeRecord = {
  id: '00000000-0000-7000-8000-00000000000a',
  areaId: '00000000-0000-7000-8000-000000000001',
  name: 'Adult',
  description: '',
  priceMinor: 1_000,
  maxPerOrder: null,
  maxPerAccount: null,
  salesStartAt: null,
  salesEndAt: null,
  position: 0,
  category: null,
  categoryId: null,
}

const withoutSeats = { kind: 'general', planHash: null, seats: null, noLonelySeats: false, standing: null } as const
const hall: EventRecord['areas'][number] = { ...withoutSeats, id: adult.areaId, name: 'Hall', ticketTypes: [adult] }
const garden: EventRecord['areas'][number] = {
  ...withoutSeats,
  id: '00000000-0000-7000-8000-000000000002',
  name: 'Garden',
  ticketTypes: [],
}

function newEvent(fields: Partial<NewEvent> = {}): NewEvent {
  const ticketTypes = [{ name: 'Adult', priceMinor: 1_000 }]
  const areas = [{ name: 'Hall', kind: 'general' as const, capacity: 100, ticketTypes }]
  return { title: 'Concert', startsAt: '2027-06-01T20:00:00+02:00', areas, ...fields }
}

function event(fields: Partial<EventRecord> = {}): EventRecord {
  return {
    ...newFields(newEvent()),
    id: '00000000-0000-7000-8000-000000000000',
    version: 1,
    slug: 'concert',
    organizer: { id: '00000000-0000-7000-8000-0000000000ff', name: 'Club' },
    picture: null,
    areas: [hall],
    ticketTypes: new Map([[adult.id, adult]]),
    ...fields,
  }
}

function paths(errors: { path: string }[]): string[] {
  return errors.map(({ path }) => path)
}

describe('a new event', () => {
  test('that says only the least is published, in UTC, in euros, with holds of ten minutes', () => {
    expect(newFields(newEvent())).toEqual({
      title: 'Concert',
      description: '',
      status: 'published',
      startsAt: Date.parse('2027-06-01T18:00:00Z'),
      endsAt: null,
      timeZone: 'UTC',
      venue: null,
      currency: 'EUR',
      maxTicketsPerAccount: null,
      holdSeconds: 600,
      salesStartAt: null,
      salesEndAt: null,
      paymentMethods: [],
    })
    expect(newEventErrors(newEvent(), NOW)).toEqual([])
  })

  test('is refused exactly when its start is in the past', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (ms) => {
        const startsAt = new Date(NOW + ms).toISOString()
        expect(paths(newEventErrors(newEvent({ startsAt }), NOW))).toEqual(ms < 0 ? ['startsAt'] : [])
      }),
    )
  })

  test('names each field that is not right', () => {
    const [area] = newEvent().areas
    const window = { salesStartAt: '2027-03-01T00:00:00Z', salesEndAt: '2027-03-01T00:00:00Z' }
    const type = { name: 'Adult', priceMinor: 0 }
    const areas = [
      {
        name: 'Hall',
        kind: 'general' as const,
        capacity: 1,
        ticketTypes: [type, { ...type, name: ' adult ', ...window }],
      },
      { ...(area ?? newEvent().areas[0]!), name: 'HALL' },
    ]
    const asked = newEvent({
      endsAt: '2027-06-01T18:00:00Z',
      timeZone: 'Europe/Atlantis',
      status: 'cancelled',
      areas,
      ...window,
    })
    expect(paths(newEventErrors(asked, NOW)).toSorted()).toEqual([
      'areas.0.ticketTypes.1.name',
      'areas.0.ticketTypes.1.salesEndAt',
      'areas.1.name',
      'endsAt',
      'salesEndAt',
      'status',
      'timeZone',
    ])
  })

  test('takes the names of time zones, not offsets', () => {
    const zones = ['UTC', 'Asia/Tehran', 'Asia/Kolkata', 'America/Argentina/Ushuaia']
    for (const timeZone of zones) expect(newEventErrors(newEvent({ timeZone }), NOW)).toEqual([])
    for (const timeZone of ['+01:00', '', 'Nowhere', 'UTC; DROP']) {
      expect(paths(newEventErrors(newEvent({ timeZone }), NOW))).toEqual(['timeZone'])
    }
  })

  test('is refused for a leap second, which the schema lets through and no clock of ours has', () => {
    const leap = '2028-12-31T23:59:60Z'
    expect(paths(newEventErrors(newEvent({ startsAt: leap }), NOW))).toEqual(['startsAt'])
    expect(paths(newEventErrors(newEvent({ endsAt: leap, salesEndAt: leap }), NOW))).toEqual(['endsAt', 'salesEndAt'])
  })
})

describe('what is not right', () => {
  const rulesOf = (errors: { path: string; rule: string; limit?: number }[]) =>
    errors.map(({ path, rule, limit }) => [path, rule, ...(limit === undefined ? [] : [limit])])

  test('has the name of its rule, for a page that says it in its own language', () => {
    const leap = '2028-12-31T23:59:60Z'
    const window = { salesStartAt: '2027-03-01T00:00:00Z', salesEndAt: '2027-02-01T00:00:00Z' }
    const [area] = newEvent().areas
    const cases: [Partial<NewEvent>, unknown[]][] = [
      [{ startsAt: '2026-06-01T20:00:00Z' }, ['startsAt', 'in-the-past']],
      [{ endsAt: '2027-06-01T18:00:00Z' }, ['endsAt', 'not-after-start']],
      [window, ['salesEndAt', 'not-after-start']],
      [{ timeZone: 'Mars/Olympus' }, ['timeZone', 'unknown-zone']],
      [{ startsAt: leap }, ['startsAt', 'no-such-time']],
      [{ endsAt: leap }, ['endsAt', 'no-such-time']],
      [{ salesStartAt: leap }, ['salesStartAt', 'no-such-time']],
      [{ status: 'cancelled' }, ['status', 'not-for-new']],
      [{ areas: area ? [area, area] : [] }, ['areas.1.name', 'repeated']],
      [{ areas: [] }, ['areas', 'too-few', 1]],
    ]
    for (const [fields, expected] of cases) expect(rulesOf(newEventErrors(newEvent(fields), NOW))).toEqual([expected])
    const startsAt = new Date(NOW - HOUR).toISOString()
    expect(rulesOf(changeErrors(event(), { startsAt }, NOW))).toEqual([['startsAt', 'in-the-past']])
    expect(rulesOf(changeErrors(event(), { areas: [{ id: adult.id }] }, NOW))).toEqual([
      ['areas.0.id', 'not-of-this-event'],
    ])
    expect(rulesOf(typeErrors(adult, [adult]))).toEqual([['name', 'repeated']])
  })

  test('of a new area is its name, its ticket types or the number of areas', () => {
    const type = { name: 'Adult', priceMinor: 0 }
    const asked = { name: 'Balcony', kind: 'general' as const, capacity: 5, ticketTypes: [type] }
    expect(areaErrors(event(), asked)).toEqual([])
    expect(rulesOf(areaErrors(event(), { ...asked, name: ' hall ' }))).toEqual([['name', 'repeated']])
    const late = { ...type, salesStartAt: '2027-03-01T00:00:00Z', salesEndAt: '2027-02-01T00:00:00Z' }
    expect(rulesOf(areaErrors(event(), { ...asked, ticketTypes: [type, late] }))).toEqual([
      ['ticketTypes.1.name', 'repeated'],
      ['ticketTypes.1.salesEndAt', 'not-after-start'],
    ])
    const areas = Array.from({ length: 50 }, (_, index) => ({ ...garden, name: `Area ${index}` }))
    expect(areaErrors(event({ areas: areas.slice(1) }), asked)).toEqual([])
    expect(rulesOf(areaErrors(event({ areas }), asked))).toEqual([['', 'too-many', 50]])
  })

  test('is a 51st ticket type in an area', () => {
    const full = { ...hall, ticketTypes: Array.from({ length: 50 }, () => adult) }
    expect(() => requireRoomForType({ ...full, ticketTypes: full.ticketTypes.slice(1) })).not.toThrow()
    expect(() => requireRoomForType(full)).toThrow('areaId: has 50 ticket types already')
  })
})

describe('a change', () => {
  test('leaves what it does not mention, and null takes away', () => {
    const before = event({ endsAt: NOW + 9_999 * HOUR, venue: { name: 'Park' }, maxTicketsPerAccount: 4 })
    expect(changedFields(before, {})).toEqual({ ...newFields(newEvent()), ...pickFields(before) })
    const after = changedFields(before, { endsAt: null, venue: null, maxTicketsPerAccount: null, title: 'Later' })
    expect(after).toEqual({ ...newFields(newEvent()), title: 'Later' })
  })

  test('is judged by the event that it makes: an end before the start that stays is refused', () => {
    const endsAt = new Date(event().startsAt - 1).toISOString()
    expect(paths(changeErrors(event(), { endsAt }, NOW))).toEqual(['endsAt'])
    const startsAt = new Date(event().startsAt + 2 * HOUR).toISOString()
    expect(paths(changeErrors(event({ endsAt: event().startsAt + HOUR }), { startsAt }, NOW))).toEqual(['endsAt'])
  })

  test('may leave a start that has passed, but not set one', () => {
    const running = event({ startsAt: NOW - HOUR })
    expect(changeErrors(running, { title: 'Still on' }, NOW)).toEqual([])
    expect(changeErrors(running, { startsAt: new Date(NOW - HOUR).toISOString() }, NOW)).toEqual([])
    expect(paths(changeErrors(running, { startsAt: new Date(NOW - 2 * HOUR).toISOString() }, NOW))).toEqual([
      'startsAt',
    ])
  })

  test('names areas of this event, each once, with names of their own', () => {
    const two = event({ areas: [hall, garden] })
    expect(paths(changeErrors(two, { areas: [{ id: adult.id, capacity: 1 }] }, NOW))).toEqual(['areas.0.id'])
    expect(paths(changeErrors(two, { areas: [{ id: hall.id }, { id: hall.id.toUpperCase() }] }, NOW))).toEqual([
      'areas.1.id',
    ])
    expect(paths(changeErrors(two, { areas: [{ id: garden.id, name: 'hall' }] }, NOW))).toEqual(['areas'])
    const swapped = {
      areas: [
        { id: hall.id, name: 'Garden' },
        { id: garden.id, name: 'Hall', capacity: 7 },
      ],
    }
    expect(changeErrors(two, swapped, NOW)).toEqual([])
    expect(changedAreas(two, swapped)).toEqual([
      { id: hall.id, name: 'Garden', noLonelySeats: false, capacity: undefined },
      { id: garden.id, name: 'Hall', noLonelySeats: false, capacity: 7 },
    ])
  })

  test('of a cancelled event, or of one that is over, is refused', () => {
    expect(finalRefusal(event({ status: 'cancelled' }), NOW)?.code).toBe('event-over')
    expect(finalRefusal(event({ startsAt: NOW - 12 * HOUR }), NOW)?.code).toBe('event-over')
    expect(finalRefusal(event({ startsAt: NOW - 12 * HOUR + 1 }), NOW)).toBeUndefined()
    expect(finalRefusal(event({ startsAt: NOW - 48 * HOUR, endsAt: NOW + 1 }), NOW)).toBeUndefined()
    expect(finalRefusal(event({ startsAt: NOW - 2 * HOUR, endsAt: NOW }), NOW)?.code).toBe('event-over')
  })

  test('takes a published event back to a draft only while nothing is held or sold, and says how much is', () => {
    expect(needsUnsold('published', 'draft')).toBe(true)
    expect(needsUnsold('published', 'cancelled')).toBe(false)
    expect(needsUnsold('draft', 'published')).toBe(false)
    expect(needsUnsold('published', 'published')).toBe(false)
  })
})

describe('a ticket type', () => {
  test('goes into the only area, or into the one that is named', () => {
    expect(areaFor(event(), undefined)).toBe(hall)
    const two = event({ areas: [hall, garden] })
    expect(areaFor(two, garden.id.toUpperCase())).toBe(garden)
    expect(() => areaFor(two, undefined)).toThrow('areaId: is needed: this event has 2 areas')
    expect(() => areaFor(two, adult.id)).toThrow('areaId: is not an area of this event')
  })

  test('has a name that buyers can tell from the others of its area', () => {
    expect(paths(typeErrors({ ...adult, name: 'ADULT ' }, [adult]))).toEqual(['name'])
    expect(typeErrors({ ...adult, name: 'Child' }, [adult])).toEqual([])
  })
})

describe('If-Match', () => {
  test('names a version by our ETag or by its number', () => {
    expect(versionOf(undefined)).toBeUndefined()
    expect(versionOf('*')).toBeUndefined()
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (version, config, counts) => {
        expect(versionOf(`${version % 1e9}`)).toBe(version % 1e9)
        expect(versionOf(`${version % 1e9}.${config}.${counts}`)).toBe(version % 1e9)
      }),
    )
  })

  test('that cannot be read matches nothing', () => {
    for (const tag of ['', 'abc', '1, 2', '-1', '1.', '12345678901']) {
      expect(() => versionOf(tag)).toThrow('If-Match is not a version')
    }
  })
})

describe('the slug of a title', () => {
  test.each([
    ['ConferenceX', 'conferencex'],
    ['  Rock & Roll -- 2027! ', 'rock-roll-2027'],
    ['Ärger mit ÖL', 'ärger-mit-öl'],
    ['کنسرت بزرگ تهران', 'کنسرت-بزرگ-تهران'],
    ['हिन्दी मेला', 'हिन्दी-मेला'],
    ['ＦＵＬＬ ｗｉｄｔｈ', 'full-width'],
    ['🎉🎉', 'event'],
    ['́', 'event'],
    ['01234567-89AB-7CDE-8123-456789abcdef', 'event-01234567-89ab-7cde-8123-456789abcdef'],
  ])('%s becomes %s', (title, slug) => {
    expect(slugOf(title)).toBe(slug)
  })

  test('is short, has only letters, digits and single dashes inside, and is never like an id', () => {
    const titles = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.uuid(),
    )
    fc.assert(
      fc.property(titles, fc.integer({ min: 0, max: 35 }), (title, digit) => {
        const slug = slugOf(title)
        for (const one of [slug, slugWithSuffix(slug, () => digit / 36)]) {
          expect(one).toMatch(/^[\p{L}\p{M}\p{N}]+(-[\p{L}\p{M}\p{N}]+)*$/u)
          expect(Array.from(one).length).toBeLessThanOrEqual(60)
          expect(isEventId(one)).toBe(false)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

function pickFields(record: EventRecord) {
  const { endsAt, venue, maxTicketsPerAccount } = record
  return { endsAt, venue, maxTicketsPerAccount }
}
