import type { Event } from '@fairground/contract'
import { describe, expect, test } from 'vitest'

import { belowTaken, changesOf, placeOf, placeOfNumber, type Step } from './draft-changes.ts'
import { previewOf } from './draft-preview.ts'
import { newEventOf, type ReadEvent, readDraft } from './draft-reading.ts'
import {
  adopted,
  canBecome,
  draftOf,
  emptyDraft,
  emptyType,
  type EventDraft,
  isSameDraft,
  movedOn,
  rebased,
  takenUp,
} from './event-draft.ts'

const AREA = '01900000-0000-7000-8000-00000000000a'
const ADULT = '01900000-0000-7000-8000-00000000000b'

const event: Event = {
  id: '01900000-0000-7000-8000-000000000001',
  slug: 'open-air',
  title: 'Open Air',
  status: 'published',
  startsAt: '2030-06-06T17:00:00.000Z',
  endsAt: null,
  timeZone: 'Europe/Istanbul',
  venue: { name: 'Meadow', address: 'Mill Road 12' },
  organizer: { id: '01900000-0000-7000-8000-000000000002', name: 'Riverside Club' },
  currency: 'TRY',
  picture: null,
  total: 300,
  left: 280,
  description: '**Two** stages',
  maxTicketsPerAccount: 6,
  holdSeconds: 90,
  salesStartAt: null,
  salesEndAt: '2030-06-06T15:00:00.000Z',
  paymentMethods: ['door'],
  version: 3,
  areas: [
    {
      ...{ id: AREA, name: 'Meadow', kind: 'general', capacity: 300, left: 280, standing: null, seating: null },
      ticketTypes: [
        {
          ...{ id: ADULT, areaId: AREA, name: 'Adult', description: '', priceMinor: 1_850, quota: null, left: 280 },
          ...{ maxPerOrder: 4, maxPerAccount: null, salesStartAt: null, salesEndAt: null, category: null },
        },
      ],
    },
  ],
}

const blank = emptyDraft({
  ...{ timeZone: 'Europe/Berlin', currency: 'EUR', areaName: 'All places', typeName: 'Ticket', organizerId: '' },
})
const typed: EventDraft = {
  ...blank,
  ...{ title: ' Summer party ', startDate: '2030-07-01', venueName: 'Club house' },
  areas: [withCapacity(blank, '120', '12,50')],
}

function withCapacity(draft: EventDraft, capacity: string, price: string) {
  const [area] = draft.areas
  if (!area) throw new Error('an empty draft has an area')
  return { ...area, capacity, ticketTypes: area.ticketTypes.map((type) => ({ ...type, price })) }
}

function read(draft: EventDraft): ReadEvent {
  const reading = readDraft(draft)
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors))
  return reading.event
}

function errorsOf(draft: EventDraft): string[] {
  const reading = readDraft(draft)
  return reading.ok ? [] : reading.errors.map(({ path, rule }) => `${path} ${rule}`)
}

describe('a draft', () => {
  test('of title, date, place, number of places and price is a whole event', () => {
    expect(newEventOf(read(typed))).toEqual({
      title: 'Summer party',
      startsAt: '2030-07-01T18:00:00.000Z',
      endsAt: null,
      timeZone: 'Europe/Berlin',
      venue: { name: 'Club house' },
      description: '',
      currency: 'EUR',
      maxTicketsPerAccount: null,
      holdSeconds: 600,
      salesStartAt: null,
      salesEndAt: null,
      paymentMethods: ['door'],
      areas: [
        {
          ...{ name: 'All places', kind: 'general', capacity: 120 },
          ticketTypes: [
            {
              ...{ name: 'Ticket', priceMinor: 1_250, description: '', quota: null },
              ...{ maxPerOrder: null, maxPerAccount: null, salesStartAt: null, salesEndAt: null },
            },
          ],
        },
      ],
    })
  })

  test('of a free event takes no money', () => {
    expect(read({ ...typed, areas: [withCapacity(typed, '120', '0')] }).fields.paymentMethods).toEqual([])
  })

  test('says all at once what is not filled in, by the paths of the API', () => {
    expect(errorsOf(blank)).toEqual([
      'title required',
      'startsAt required',
      'areas.0.capacity required',
      'areas.0.ticketTypes.0.priceMinor required',
    ])
  })

  test('says what means nothing, each with its rule', () => {
    const [area] = typed.areas
    const type = { ...emptyType('type-2', 'ticket '), price: 'much', maxPerOrder: '0', quota: '1.5' }
    const draft: EventDraft = {
      ...typed,
      ...{ startTime: '', endDate: '2030-06-30', endTime: '20:00', timeZone: 'Europe/Atlantis', currency: 'euro' },
      ...{ venueName: '', venueAddress: 'Mill Road', holdMinutes: '61', maxTicketsPerAccount: '2000' },
      ...{ salesStart: '2030-06-01T10:00', salesEnd: '2030-06-01T09:00' },
      areas: area ? [{ ...area, ticketTypes: [...area.ticketTypes, type] }] : [],
    }
    expect(errorsOf(draft)).toEqual([
      'startsAt time-needed',
      'timeZone unknown-zone',
      'venue.name required',
      'areas.0.ticketTypes.1.priceMinor price',
      'areas.0.ticketTypes.1.quota whole',
      'areas.0.ticketTypes.1.maxPerOrder minimum',
      'areas.0.ticketTypes.1.name repeated',
      'currency currency',
      'maxTicketsPerAccount maximum',
      'holdSeconds maximum',
      'salesEndAt not-after-start',
    ])
  })

  test('of an event that ends before it starts names the end', () => {
    expect(errorsOf({ ...typed, endDate: '2030-07-01', endTime: '19:00' })).toEqual(['endsAt not-after-start'])
  })
})

describe('an event in the form', () => {
  test.each(['en', 'fa', 'zh', 'tr'] as const)('means the same event again, in the digits of %s', (language) => {
    const { fields, areas } = read(draftOf(event, language))
    expect(fields).toMatchObject({
      ...{ title: event.title, startsAt: event.startsAt, salesEndAt: event.salesEndAt, venue: event.venue },
      ...{ holdSeconds: 90, maxTicketsPerAccount: 6, paymentMethods: ['door'] },
    })
    expect(areas).toMatchObject([{ id: AREA, capacity: 300, ticketTypes: [{ id: ADULT, priceMinor: 1_850 }] }])
  })

  test('asks for nothing when nothing was changed', () => {
    expect(changesOf(read(draftOf(event, 'en')), read(draftOf(event, 'fa')))).toEqual([])
  })

  test('asks for what was changed alone, event and areas in one step', () => {
    const draft = draftOf(event, 'en')
    const [area] = draft.areas
    const wanted = read({
      ...draft,
      title: 'Open Air 2',
      areas: area
        ? [
            {
              ...area,
              capacity: '320',
              ticketTypes: [
                ...area.ticketTypes.map((type) => ({ ...type, price: '20', maxPerOrder: '' })),
                { ...emptyType('new', 'Student'), price: '9' },
              ],
            },
            withCapacity({ ...blank, areas: blank.areas.map((one) => ({ ...one, name: 'Terrace' })) }, '4', '35'),
          ]
        : [],
    })
    const [first, ...rest] = changesOf(read(draft), wanted, 'published')
    expect(first).toEqual({
      kind: 'change-event',
      body: { title: 'Open Air 2', areas: [{ id: AREA, capacity: 320 }] },
      areaIndexes: [0],
    })
    expect(rest).toMatchObject([
      { kind: 'change-type', ticketTypeId: ADULT, body: { priceMinor: 2_000, maxPerOrder: null } },
      { kind: 'create-type', body: { areaId: AREA, name: 'Student', priceMinor: 900 } },
      { kind: 'create-area', body: { name: 'Terrace', capacity: 4 } },
      // Last, so that nothing is sold at a price of before.
      { kind: 'change-event', body: { status: 'published' } },
    ])
    expect(rest[0] && 'body' in rest[0] && Object.keys(rest[0].body)).toEqual(['priceMinor', 'maxPerOrder'])
  })

  test('finds the place of what the service refused', () => {
    const step: Step = { kind: 'change-event', body: { areas: [{ id: AREA, capacity: 1 }] }, areaIndexes: [2] }
    expect(['title', 'areas.0.capacity', 'areas', 'venue.name'].map((path) => placeOf(step, path))).toEqual([
      ...['title', 'areas.2.capacity', 'areas.2.name', 'venue.name'],
    ])
    expect(placeOfNumber(step)).toBe('areas.2.capacity')
    const type = { kind: 'change-type', ticketTypeId: ADULT, body: {}, place: 'areas.1.ticketTypes.0.' } as const
    expect(placeOf(type, 'name')).toBe('areas.1.ticketTypes.0.name')
    expect(placeOfNumber(type)).toBe('areas.1.ticketTypes.0.quota')
  })

  test('cannot have fewer places than are held or sold', () => {
    const draft = draftOf(event, 'en')
    const wanted = read({ ...draft, areas: draft.areas.map((area) => ({ ...area, capacity: '10' })) })
    expect(belowTaken(wanted, new Map([[AREA, 20]]))).toEqual([
      { path: 'areas.0.capacity', rule: 'below-sold', limit: 20 },
    ])
  })
})

describe('a draft whose event somebody else changed', () => {
  const base = draftOf(event, 'en')

  test('keeps what I changed and takes the rest from them', () => {
    const mine = { ...base, title: 'Mine', areas: base.areas.map((area) => ({ ...area, capacity: '400' })) }
    const theirs = draftOf(
      {
        ...event,
        ...{ title: 'Theirs', description: 'New' },
        areas: event.areas.map((area) => ({ ...area, name: 'Lawn', capacity: 310 })),
      },
      'en',
    )
    expect(rebased(mine, base, theirs)).toMatchObject({
      ...{ title: 'Mine', description: 'New' },
      areas: [{ name: 'Lawn', capacity: '400' }],
    })
  })

  test('has the new parts of both', () => {
    const mine = { ...base, areas: [...base.areas, { ...withCapacity(blank, '4', '1'), key: 'mine', name: 'Mine' }] }
    const theirs = {
      ...base,
      areas: [...base.areas, { ...withCapacity(blank, '5', '1'), id: 'their-id', name: 'Theirs' }],
    }
    expect(rebased(mine, base, theirs).areas.map(({ name }) => name)).toEqual(['Meadow', 'Mine', 'Theirs'])
  })

  test('of an event that is not made yet stays as it is', () => {
    expect(rebased(typed, blank, blank)).toEqual(typed)
  })

  test('knows the parts again that were made before the connection broke', () => {
    const area = { ...withCapacity(blank, '4', '1'), name: 'Terrace' }
    const made = {
      ...area,
      id: 'made-id',
      ticketTypes: area.ticketTypes.map((type) => ({ ...type, id: 'made-type' })),
    }
    const again = adopted({ ...base, areas: [...base.areas, area] }, { ...base, areas: [...base.areas, made] })
    expect(again.areas.map(({ id }) => id)).toEqual([AREA, 'made-id'])
    expect(again.areas[1]?.ticketTypes.map(({ id }) => id)).toEqual(['made-type'])
  })
})

describe('a draft whose event was made while it was typed on', () => {
  const made = draftOf(event, 'en')
  const sent: EventDraft = {
    ...made,
    organizerId: '',
    areas: made.areas.map(({ id: _, ...area }) => ({
      ...{ ...area, key: 'area-1' },
      ticketTypes: area.ticketTypes.map(({ id: __, ...type }) => ({ ...type, key: 'type-1' })),
    })),
  }
  const corrected: EventDraft = {
    ...sent,
    title: 'Open Air, corrected',
    areas: sent.areas.map((area) => ({
      ...{ ...area, name: 'Lawn' },
      ticketTypes: area.ticketTypes.map((type) => ({ ...type, price: '25' })),
    })),
  }

  test('asks for what was corrected alone, also under other names', () => {
    for (const draft of [takenUp(corrected, sent, made), movedOn(corrected, sent, made)]) {
      expect(canBecome(corrected, draft)).toBe(true)
      expect(changesOf(read(made), read(draft), 'published')).toEqual([
        {
          kind: 'change-event',
          body: { title: 'Open Air, corrected', areas: [{ id: AREA, name: 'Lawn' }] },
          areaIndexes: [0],
        },
        { kind: 'change-type', ticketTypeId: ADULT, body: { priceMinor: 2_500 }, place: 'areas.0.ticketTypes.0.' },
        { kind: 'change-event', body: { status: 'published' }, areaIndexes: [] },
      ])
    }
  })

  test('that was not typed on asks for nothing', () => {
    expect(changesOf(read(made), read(takenUp(sent, sent, made)))).toEqual([])
    const moved = movedOn(sent, sent, made)
    expect(changesOf(read(made), read(moved))).toEqual([])
    expect(isSameDraft(moved, made)).toBe(true)
    expect(isSameDraft(movedOn(corrected, sent, made), made)).toBe(false)
  })

  test('keeps the fields that are typed in', () => {
    expect(movedOn(corrected, sent, made).areas.map(({ key }) => key)).toEqual(['area-1'])
  })

  test('ends as on the page where the event is another than was sent, or leaves that to them', () => {
    const other = { ...made, description: 'Theirs' }
    expect(takenUp(corrected, sent, other).description).toBe('**Two** stages')
    expect(movedOn(corrected, sent, other).description).toBe('Theirs')
  })

  test('shows what cannot be taken away again, and what cannot be changed as it is', () => {
    const [area] = sent.areas
    const more = area ? { ...sent, areas: [area, { ...area, key: 'area-2', name: 'Terrace' }] } : sent
    const [meadow] = made.areas
    const both = meadow ? { ...made, areas: [meadow, { ...meadow, id: 'b', key: 'b', name: 'Terrace' }] } : made
    const fewer = takenUp(corrected, more, both)
    expect(fewer.areas.map(({ name }) => name)).toEqual(['Lawn', 'Terrace'])
    expect(canBecome(corrected, fewer)).toBe(false)
    const euro = { ...corrected, currency: 'EUR' }
    expect(takenUp(euro, sent, made).currency).toBe('TRY')
    expect(canBecome(euro, takenUp(euro, sent, made))).toBe(false)
  })
})

describe('the preview', () => {
  const blanks = {
    ...{ title: 'Your event', startsAt: '2030-01-01T20:00:00.000Z', organizerName: 'You', capacity: 100 },
    plans: [],
  }

  test('of an empty draft has something in each place', () => {
    expect(previewOf(blank, undefined, null, blanks)).toMatchObject({
      ...{
        title: 'Your event',
        startsAt: blanks.startsAt,
        organizer: { name: 'You' },
        total: 100,
        left: 100,
        venue: null,
      },
    })
  })

  test('of an event with sales shows what would be left', () => {
    const draft = draftOf(event, 'en')
    const preview = previewOf(
      { ...draft, areas: draft.areas.map((area) => ({ ...area, capacity: '100' })) },
      event,
      null,
      blanks,
    )
    expect(preview).toMatchObject({ total: 100, left: 80, areas: [{ left: 80, ticketTypes: [{ left: 80 }] }] })
  })
})
