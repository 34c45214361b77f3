import type { Event } from '@fairground/contract'

import type { Area, TicketType } from './sale.ts'

const ID_LENGTH = 12

export function idOf(number: number): string {
  return `0195f5c0-0000-7000-8000-${String(number).padStart(ID_LENGTH, '0')}`
}

/** A ticket type with 100 places and no limits, unless said. */
export function ticketType(number: number, fields: Partial<TicketType> = {}): TicketType {
  return {
    id: idOf(number),
    areaId: idOf(900),
    name: `Type ${number}`,
    description: '',
    priceMinor: 1_000,
    quota: null,
    maxPerOrder: null,
    maxPerAccount: null,
    salesStartAt: null,
    salesEndAt: null,
    left: 100,
    category: null,
    ...fields,
  }
}

export function area(number: number, ticketTypes: TicketType[], fields: Partial<Area> = {}): Area {
  const places = { capacity: 100, left: 100, standing: null, seating: null }
  return { id: idOf(number), name: `Area ${number}`, kind: 'general', ...places, ticketTypes, ...fields }
}

/** Published, on 5 May 2026 from 20 to 23 in Berlin, without a picture. */
export function event(areas: Area[], fields: Partial<Event> = {}): Event {
  return {
    id: idOf(1_000),
    slug: 'lantern-night',
    title: 'Lantern Night',
    status: 'published',
    startsAt: '2026-05-05T18:00:00.000Z',
    endsAt: '2026-05-05T21:00:00.000Z',
    timeZone: 'Europe/Berlin',
    venue: { name: 'The Old Fairground', address: 'Meadow Lane 1' },
    organizer: { id: idOf(2_000), name: 'Lantern Society' },
    currency: 'EUR',
    picture: null,
    total: areas.reduce((sum, one) => sum + one.capacity, 0),
    left: areas.reduce((sum, one) => sum + one.left, 0),
    description: '',
    maxTicketsPerAccount: null,
    holdSeconds: 600,
    salesStartAt: null,
    salesEndAt: null,
    paymentMethods: ['door'],
    version: 1,
    areas,
    ...fields,
  }
}
