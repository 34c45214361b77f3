import type { createArea, Event, EventSummary, Picture, readTicketType, ReplyOf } from '@fairground/contract'

import type { StoredPicture } from '../../db/index.ts'
import type { AreaRecord, EventRecord, TicketTypeRecord } from './queries.ts'
import type { Counts, EventNow } from './records.ts'

export type TicketTypeReply = ReplyOf<typeof readTicketType>
type AreaReply = ReplyOf<typeof createArea>

/** An event as the API tells it. */
export function eventReply({ record, counts }: EventNow): Event {
  return {
    ...summaryFields(record, counts),
    description: record.description,
    maxTicketsPerAccount: record.maxTicketsPerAccount,
    holdSeconds: record.holdSeconds,
    salesStartAt: iso(record.salesStartAt),
    salesEndAt: iso(record.salesEndAt),
    paymentMethods: [...record.paymentMethods],
    version: record.version,
    areas: areaReplies({ record, counts }),
  }
}

/** The areas of an event with their ticket types. */
export function areaReplies({ record, counts }: EventNow): AreaReply[] {
  // One that was just added elsewhere may be known here a moment before its counter is. It cannot be told yet.
  return record.areas
    .filter((area) => counts.counters.has(area.id))
    .map((area) => ({
      id: area.id,
      name: area.name,
      kind: area.kind,
      capacity: counts.counters.get(area.id)?.capacity ?? 0,
      left: leftOf(counts, area.id),
      standing: area.standing,
      seating: seatingReply(area),
      ticketTypes: typeReplies(area, counts),
    }))
}

function seatingReply({ planHash, seats, noLonelySeats }: AreaRecord): AreaReply['seating'] {
  return planHash === null ? null : { hash: planHash, seats: seats ?? 0, noLonelySeats }
}

const texts = new WeakMap<Counts, { record: EventRecord; text: string }>()

/** `eventReply` as JSON, worked out once for each version of an event and its counts: a rush reads the same thousands of times. */
export function eventText(event: EventNow): string {
  const known = texts.get(event.counts)
  if (known?.record === event.record) return known.text
  const text = JSON.stringify(eventReply(event))
  texts.set(event.counts, { record: event.record, text })
  return text
}

/** An event as a list tells it. */
export function summaryReply({ record, counts }: EventNow): EventSummary {
  const prices = record.areas.flatMap((area) => area.ticketTypes.map((type) => type.priceMinor))
  return { ...summaryFields(record, counts), fromPriceMinor: Math.min(...prices) }
}

/** All ticket types of an event, area by area. */
export function ticketTypeReplies({ record, counts }: EventNow): TicketTypeReply[] {
  return record.areas.flatMap((area) => typeReplies(area, counts))
}

/** The tag of what these functions make of an event: the versions of all that goes into it. */
export function etagOf({ record, counts }: EventNow): string {
  return `W/"${record.version}.${counts.configVersion}.${counts.countsVersion}"`
}

function summaryFields(record: EventRecord, counts: Counts): Omit<EventSummary, 'fromPriceMinor'> {
  return {
    id: record.id,
    slug: record.slug,
    title: record.title,
    status: record.status,
    startsAt: new Date(record.startsAt).toISOString(),
    endsAt: iso(record.endsAt),
    timeZone: record.timeZone,
    venue: record.venue,
    organizer: record.organizer,
    currency: record.currency,
    picture: record.picture && pictureReply(record.id, record.picture),
    total: sum(record.areas.map((area) => counts.counters.get(area.id)?.capacity ?? 0)),
    left: sum(record.areas.map((area) => leftOf(counts, area.id))),
  }
}

function pictureReply(eventId: string, { hash, sizes, alt, focusX, focusY }: StoredPicture): Picture {
  const url = (width: number) => `/pictures/${eventId}/${hash}-${width}.webp`
  return { alt, focusX, focusY, sizes: sizes.map(({ width, height }) => ({ url: url(width), width, height })) }
}

function typeReplies(area: AreaRecord, counts: Counts): TicketTypeReply[] {
  // As with areas.
  return area.ticketTypes.filter((type) => counts.counters.has(type.id)).map((type) => typeReply(area, type, counts))
}

function typeReply(area: AreaRecord, type: TicketTypeRecord, counts: Counts): TicketTypeReply {
  return {
    id: type.id,
    areaId: area.id,
    name: type.name,
    description: type.description,
    priceMinor: type.priceMinor,
    quota: counts.counters.get(type.id)?.capacity ?? null,
    maxPerOrder: type.maxPerOrder,
    maxPerAccount: type.maxPerAccount,
    salesStartAt: iso(type.salesStartAt),
    salesEndAt: iso(type.salesEndAt),
    left: Math.min(...[area.id, type.id, type.categoryId].flatMap((id) => (id === null ? [] : leftOf(counts, id)))),
    category: type.category,
  }
}

/** What is left of an area, or of a ticket type's quota; without one, no end. */
export function leftOf(counts: Counts, id: string): number {
  const counter = counts.counters.get(id)
  if (!counter) return 0
  return Math.max(0, (counter.capacity ?? Number.POSITIVE_INFINITY) - counter.held - counter.sold)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function iso(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString()
}
