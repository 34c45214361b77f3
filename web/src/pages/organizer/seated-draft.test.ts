import type { Event, PlanSummary } from '@fairground/contract'
import { describe, expect, test } from 'vitest'

import { changesOf } from './draft-changes.ts'
import { previewOf } from './draft-preview.ts'
import { newEventOf, type ReadEvent, readDraft } from './draft-reading.ts'
import { type AreaDraft, draftOf, emptyDraft, emptyType, type EventDraft, isSameDraft, movedOn } from './event-draft.ts'
import { planned, unsoldCategories, withoutPlan, withStanding } from './seated-draft.ts'

const PLAN = '01900000-0000-7000-8000-0000000000aa'
const theatre: PlanSummary = {
  ...{ id: PLAN, organizerId: null, name: 'Theatre', seats: 30, version: 1, changedAt: '2030-01-01T00:00:00.000Z' },
  categories: [
    { name: 'Stalls', color: null, seats: 20 },
    { name: 'Balcony', color: null, seats: 10 },
    { name: 'Unused', color: null, seats: 0 },
  ],
  standing: [{ name: 'Pit', capacity: 80 }],
}
const club: PlanSummary = { ...theatre, categories: [{ name: 'Stalls', color: null, seats: 50 }], standing: [] }

const blank: EventDraft = {
  ...emptyDraft({
    ...{ timeZone: 'Europe/Berlin', currency: 'EUR', areaName: 'All places', typeName: 'Ticket', organizerId: '' },
  }),
  ...{ title: 'Hamlet', startDate: '2030-07-01' },
}

let made = 0
const newKey = () => {
  made += 1
  return `key-${made}`
}

function areaOf({ areas: [area] }: EventDraft): AreaDraft {
  if (!area) throw new Error('a draft has an area')
  return area
}

function priced(draft: EventDraft, price: string): EventDraft {
  const areas = draft.areas.map((area) => ({
    ...area,
    ticketTypes: area.ticketTypes.map((type) => ({ ...type, price })),
  }))
  return { ...draft, areas }
}

function read(draft: EventDraft): ReadEvent {
  const reading = readDraft(draft)
  if (!reading.ok) throw new Error(JSON.stringify(reading.errors))
  return reading.event
}

const seated = planned(priced(blank, '12'), 'area-1', theatre, newKey)

describe('an area with seats', () => {
  test('has a kind of ticket for each category that has seats, with the price that was typed', () => {
    expect(areaOf(seated).ticketTypes.map(({ name, category, price }) => [name, category, price])).toEqual([
      ['Stalls', 'Stalls', '12'],
      ['Balcony', 'Balcony', '12'],
    ])
  })

  test('is a whole event with its plan and without a number of places', () => {
    expect(newEventOf(read(seated)).areas).toMatchObject([
      {
        ...{ name: 'All places', kind: 'seated', planId: PLAN, noLonelySeats: false },
        ticketTypes: [
          { name: 'Stalls', category: 'Stalls', priceMinor: 1_200 },
          { name: 'Balcony', category: 'Balcony' },
        ],
      },
    ])
    expect(newEventOf(read(seated)).areas[0]).not.toHaveProperty('capacity')
  })

  test('needs a plan', () => {
    const none = { ...seated, areas: seated.areas.map((area) => ({ ...area, planId: '' })) }
    expect(readDraft(none)).toMatchObject({ ok: false, errors: [{ path: 'areas.0.planId', rule: 'required' }] })
  })

  test('keeps what was typed of a category that another plan has, too, and drops the rest', () => {
    const typed = {
      ...seated,
      areas: seated.areas.map((area) => ({
        ...area,
        ticketTypes: [...area.ticketTypes, { ...emptyType('student', 'Student', 'Stalls'), price: '6' }],
      })),
    }
    const other = planned(typed, 'area-1', club, newKey)
    expect(areaOf(other).ticketTypes.map(({ name, price }) => [name, price])).toEqual([
      ['Stalls', '12'],
      ['Student', '6'],
    ])
  })

  test('says which categories no ticket is for', () => {
    expect(unsoldCategories(areaOf(seated), theatre)).toEqual([])
    const [stalls] = areaOf(seated).ticketTypes
    expect(unsoldCategories({ ...areaOf(seated), ticketTypes: stalls ? [stalls] : [] }, theatre)).toEqual(['Balcony'])
  })

  test('becomes places without seats again, and its standing areas go', () => {
    const pit = withStanding(seated, { name: 'Pit', places: '80' }, true, emptyType('pit', 'Pit'))
    const general = withoutPlan(pit, 'area-1')
    expect(general.areas.map(({ kind, planId }) => [kind, planId])).toEqual([['general', '']])
    expect(areaOf(general).ticketTypes.map(({ category }) => category)).toEqual(['', ''])
  })
})

describe('a standing area of a plan', () => {
  const pit = withStanding(seated, { name: 'Pit', places: '80' }, true, emptyType('pit', 'Pit'))

  test('is sold as a general area with its capacity', () => {
    expect(newEventOf(read(priced(pit, '9'))).areas[1]).toMatchObject({
      ...{ name: 'Pit', kind: 'general', capacity: 80, standing: 'Pit', ticketTypes: [{ name: 'Pit' }] },
    })
  })

  test('is sold once, and not any more when it is taken back or the plan has none', () => {
    const again = withStanding(pit, { name: 'Pit', places: '80' }, true, emptyType('pit-2', 'Pit'))
    expect(again.areas).toHaveLength(2)
    expect(withStanding(pit, { name: 'Pit', places: '80' }, false, emptyType('x', 'Pit')).areas).toHaveLength(1)
    expect(planned(pit, 'area-1', club, newKey).areas).toHaveLength(1)
  })
})

describe('an event with seats that is there', () => {
  const AREA = '01900000-0000-7000-8000-00000000000a'
  const event: Event = {
    ...previewOf(seated, undefined, null, {
      ...{ title: '', startsAt: '', organizerName: 'House', capacity: 1, plans: [theatre] },
    }),
    areas: previewOf(seated, undefined, null, {
      ...{ title: '', startsAt: '', organizerName: 'House', capacity: 1, plans: [theatre] },
    }).areas.map((area) => ({
      ...area,
      id: AREA,
      ticketTypes: area.ticketTypes.map((type, index) => ({
        ...type,
        id: `01900000-0000-7000-8000-00000000010${index}`,
      })),
    })),
  }
  const base = draftOf(event, 'en')

  test('is previewed with as many seats as its plan has', () => {
    expect(event).toMatchObject({ total: 30, left: 30, areas: [{ kind: 'seated', seating: { seats: 30 } }] })
    expect(event.areas[0]?.ticketTypes.map(({ category, left }) => [category, left])).toEqual([
      ['Stalls', 20],
      ['Balcony', 10],
    ])
  })

  test('is previewed while it is changed with what is left of each category', () => {
    const blanks = { title: '', startsAt: '', organizerName: 'House', capacity: 1, plans: [] }
    const student = emptyType('student', 'Student', 'Balcony')
    const more = {
      ...base,
      areas: base.areas.map((area) => ({ ...area, ticketTypes: [...area.ticketTypes, student] })),
    }
    expect(previewOf(more, event, null, blanks).areas[0]?.ticketTypes.map(({ left }) => left)).toEqual([20, 10, 10])
  })

  test('asks for nothing where nothing was changed', () => {
    expect(changesOf(read(base), read(base))).toEqual([])
  })

  test('can switch whether single seats may be left', () => {
    const wanted = { ...base, areas: base.areas.map((area) => ({ ...area, noLonelySeats: true })) }
    expect(changesOf(read(base), read(wanted))).toEqual([
      { kind: 'change-event', body: { areas: [{ id: AREA, noLonelySeats: true }] }, areaIndexes: [0] },
    ])
  })

  test('takes another ticket for a category', () => {
    const student = { ...emptyType('student', 'Student', 'Stalls'), price: '6' }
    const wanted = {
      ...base,
      areas: base.areas.map((area) => ({ ...area, ticketTypes: [...area.ticketTypes, student] })),
    }
    expect(changesOf(read(base), read(wanted))).toMatchObject([
      { kind: 'create-type', body: { areaId: AREA, name: 'Student', category: 'Stalls' } },
    ])
  })

  test('that came of a form is what was typed there', () => {
    expect(isSameDraft(movedOn(seated, seated, base), base)).toBe(true)
  })
})
