import type { BodyOf, changeTicketType, EventChange, NewEvent, NewTicketType } from '@fairground/contract'
import type { Static } from 'typebox'

import { invalid, problem, type Refusal } from '../../http/index.ts'
import type { SeatingPlan } from '../plans/index.ts'
import type { AreaRecord, EventFields, EventRecord, TicketTypeFields, TicketTypeRecord } from './queries.ts'
import { changedSeatingErrors, fitErrors, formErrors, noSuchCategory, noSuchPlan, type PlannedArea } from './seating.ts'

/** How long an event without an end is taken to last. */
export const HOURS_WITHOUT_END = 12
const HOUR_MS = 3_600_000
/** As many as a new event may have of each; an event with more would be no page to choose from. */
const MOST_TYPES_AN_AREA = 50
const MOST_AREAS = 50

/** A field that is not right, by its path in the request; the rule's name is for a page that says it in its own words. */
export interface FieldError {
  path: string
  message: string
  rule: FieldRule
  limit?: number
}

/** Names that clients know: none is ever changed. */
type FieldRule =
  | 'category-not-sold'
  | 'in-the-past'
  | 'needed'
  | 'no-seats'
  | 'no-such-category'
  | 'no-such-plan'
  | 'no-such-seat'
  | 'no-such-standing'
  | 'no-such-time'
  | 'not-after-start'
  | 'not-for-general'
  | 'not-for-new'
  | 'not-for-seated'
  | 'not-of-this-event'
  | 'one-seated-area'
  | 'repeated'
  | 'too-few'
  | 'too-many'
  | 'unknown-zone'

/** Throws `invalid` when something is not right. */
export function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidFields(errors)
}

export function invalidFields(errors: readonly FieldError[]): Error {
  return invalid([...errors])
}

export type NewType = Static<typeof NewTicketType>
export type NewArea = NewEvent['areas'][number]
export type TypeChange = BodyOf<typeof changeTicketType>

/** The fields of a new event, with the defaults. */
export function newFields(asked: Omit<NewEvent, 'areas' | 'organizerId'>): EventFields {
  return {
    title: asked.title,
    description: asked.description ?? '',
    status: asked.status ?? 'published',
    startsAt: Date.parse(asked.startsAt),
    endsAt: instant(asked.endsAt),
    timeZone: asked.timeZone ?? 'UTC',
    venue: asked.venue ?? null,
    currency: asked.currency ?? 'EUR',
    maxTicketsPerAccount: asked.maxTicketsPerAccount ?? null,
    holdSeconds: asked.holdSeconds ?? 600,
    salesStartAt: instant(asked.salesStartAt),
    salesEndAt: instant(asked.salesEndAt),
    paymentMethods: asked.paymentMethods ?? [],
  }
}

/** The fields of an event after a change: what is not mentioned stays, null takes away. */
export function changedFields(event: EventRecord, change: EventChange): EventFields {
  return {
    title: change.title ?? event.title,
    description: change.description ?? event.description,
    status: change.status ?? event.status,
    startsAt: change.startsAt === undefined ? event.startsAt : Date.parse(change.startsAt),
    endsAt: change.endsAt === undefined ? event.endsAt : instant(change.endsAt),
    timeZone: change.timeZone ?? event.timeZone,
    venue: change.venue === undefined ? event.venue : change.venue,
    currency: event.currency,
    maxTicketsPerAccount:
      change.maxTicketsPerAccount === undefined ? event.maxTicketsPerAccount : change.maxTicketsPerAccount,
    holdSeconds: change.holdSeconds ?? event.holdSeconds,
    salesStartAt: change.salesStartAt === undefined ? event.salesStartAt : instant(change.salesStartAt),
    salesEndAt: change.salesEndAt === undefined ? event.salesEndAt : instant(change.salesEndAt),
    paymentMethods: change.paymentMethods ?? event.paymentMethods,
  }
}

export function newTypeFields(asked: NewType): TicketTypeFields {
  return {
    name: asked.name,
    description: asked.description ?? '',
    priceMinor: asked.priceMinor,
    maxPerOrder: asked.maxPerOrder ?? null,
    maxPerAccount: asked.maxPerAccount ?? null,
    salesStartAt: instant(asked.salesStartAt),
    salesEndAt: instant(asked.salesEndAt),
  }
}

export function changedTypeFields(type: TicketTypeRecord, change: TypeChange): TicketTypeFields {
  return {
    name: change.name ?? type.name,
    description: change.description ?? type.description,
    priceMinor: change.priceMinor ?? type.priceMinor,
    maxPerOrder: change.maxPerOrder === undefined ? type.maxPerOrder : change.maxPerOrder,
    maxPerAccount: change.maxPerAccount === undefined ? type.maxPerAccount : change.maxPerAccount,
    salesStartAt: change.salesStartAt === undefined ? type.salesStartAt : instant(change.salesStartAt),
    salesEndAt: change.salesEndAt === undefined ? type.salesEndAt : instant(change.salesEndAt),
  }
}

/** Milliseconds since the epoch; NaN for a leap second, which the schema lets through and the checks below refuse. */
function instant(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Date.parse(text)
}

/** What is wrong with a new event beyond its schema. `now` is the database's, `plan` the one that it names. */
export function newEventErrors(asked: NewEvent, now: number, plan?: SeatingPlan): FieldError[] {
  const errors = [
    ...eventErrors(asked, plan),
    ...asked.areas.flatMap((area, index) => formErrors(area, `areas.${index}`)),
  ]
  for (const [index, { kind, planId }] of asked.areas.entries()) {
    if (kind === 'seated' && planId !== undefined && !plan) errors.push(noSuchPlan(`areas.${index}.planId`))
  }
  if (Date.parse(asked.startsAt) < now) errors.push(IN_THE_PAST)
  if (asked.status === 'cancelled') {
    errors.push({ path: 'status', message: 'of a new event is draft or published', rule: 'not-for-new' })
  }
  return errors
}

/** What is wrong with an event whenever it was made. */
export function eventErrors(
  asked: Omit<NewEvent, 'organizerId' | 'areas'> & { readonly areas: readonly PlannedArea[] },
  plan?: SeatingPlan,
): FieldError[] {
  const errors = fieldErrors(newFields(asked))
  if (asked.areas.length === 0 || asked.areas.some((area) => area.ticketTypes.length === 0)) {
    const message = 'has to have at least one area, and each at least one ticket type'
    errors.push({ path: 'areas', message, rule: 'too-few', limit: 1 })
  }
  errors.push(...repeatedNames(asked.areas, (index) => `areas.${index}.name`))
  for (const [index, { ticketTypes }] of asked.areas.entries()) {
    errors.push(...typesErrors(ticketTypes, `areas.${index}.ticketTypes`))
  }
  errors.push(...fitErrors(asked.areas, plan, (index) => `areas.${index}`))
  return errors
}

/** What is wrong with an area that an event is to have as well. `plan` is the one that it names, or the event's. */
export function areaErrors(event: EventRecord, asked: NewArea, plan?: SeatingPlan): FieldError[] {
  const errors = [...typesErrors(asked.ticketTypes, 'ticketTypes'), ...formErrors(asked, '')]
  if (event.areas.some((area) => nameKey(area.name) === nameKey(asked.name))) {
    errors.push({ path: 'name', message: REPEATED, rule: 'repeated' })
  }
  if (asked.kind === 'seated' && asked.planId !== undefined && !plan) errors.push(noSuchPlan('planId'))
  const others = event.areas.map(({ kind, standing }) => ({ kind, standing: standing ?? undefined }))
  errors.push(...fitErrors([asked], plan, () => '', others))
  if (event.areas.length >= MOST_AREAS) {
    const message = `this event has ${MOST_AREAS} areas already, and that is the most`
    errors.push({ path: '', message, rule: 'too-many', limit: MOST_AREAS })
  }
  return errors
}

function typesErrors(types: readonly NewType[], path: string): FieldError[] {
  return [
    ...repeatedNames(types, (index) => `${path}.${index}.name`),
    ...types.flatMap((type, index) => windowErrors(newTypeFields(type), `${path}.${index}`)),
  ]
}

/**
 * What is wrong with the event that a change would make. A start in the past may stay, but not be set. `plan` is the
 * event's.
 */
export function changeErrors(event: EventRecord, change: EventChange, now: number, plan?: SeatingPlan): FieldError[] {
  const fields = changedFields(event, change)
  const errors = fieldErrors(fields)
  if (fields.startsAt < now && fields.startsAt !== event.startsAt) errors.push(IN_THE_PAST)
  for (const [index, { id }] of (change.areas ?? []).entries()) {
    const path = `areas.${index}.id`
    if (!event.areas.some((area) => area.id === sameId(id))) {
      errors.push({ path, message: 'is not an area of this event', rule: 'not-of-this-event' })
    }
    if (change.areas?.findIndex((other) => sameId(other.id) === sameId(id)) !== index) {
      errors.push({ path, message: 'is there twice', rule: 'repeated' })
    }
  }
  errors.push(...repeatedNames(changedAreas(event, change), () => 'areas'))
  errors.push(...changedSeatingErrors(event, change.areas ?? [], plan))
  return errors
}

/** The areas as a change would leave them, with the capacity only where it is to change. */
export function changedAreas(event: EventRecord, change: EventChange) {
  return event.areas.map((area) => {
    const asked = change.areas?.find((one) => sameId(one.id) === area.id)
    const noLonelySeats = asked?.noLonelySeats ?? area.noLonelySeats
    return { id: area.id, name: asked?.name ?? area.name, noLonelySeats, capacity: asked?.capacity }
  })
}

/** What is wrong with a ticket type among the others of its area. */
export function typeErrors(fields: TicketTypeFields, others: readonly TicketTypeRecord[]): FieldError[] {
  const errors = windowErrors(fields, '')
  if (others.some((other) => nameKey(other.name) === nameKey(fields.name))) {
    errors.push({ path: 'name', message: REPEATED, rule: 'repeated' })
  }
  return errors
}

/** The area that a new ticket type goes into. Throws `invalid`. */
export function areaFor(event: EventRecord, areaId: string | undefined): AreaRecord {
  const [first, second] = event.areas
  if (areaId === undefined && first && !second) return first
  const area = event.areas.find(({ id }) => id === areaId?.toLowerCase())
  if (area) return area
  const [message, rule]: [string, FieldRule] =
    areaId === undefined
      ? [`is needed: this event has ${event.areas.length} areas`, 'needed']
      : ['is not an area of this event', 'not-of-this-event']
  throw invalidFields([{ path: 'areaId', message, rule }])
}

/** The category of a new ticket type of the area, with its counter's id. Throws `invalid`. */
export function categoryFor(
  area: AreaRecord,
  asked: string | undefined,
): { category: string | null; categoryId: string | null } {
  if (area.kind === 'general') {
    if (asked === undefined) return { category: null, categoryId: null }
    const message = 'is only for an area with seats'
    throw invalidFields([{ path: 'category', message, rule: 'not-for-general' }])
  }
  // Each category that has seats has a ticket type from the beginning.
  const known = new Map(area.ticketTypes.map((type) => [type.category, type]))
  const type = asked === undefined && known.size === 1 ? area.ticketTypes[0] : known.get(asked ?? null)
  if (type) return { category: type.category, categoryId: type.categoryId }
  const names = [...known.keys()].filter((name) => name !== null)
  if (asked !== undefined) throw invalidFields([noSuchCategory('category', names)])
  const message = `is needed, since the plan has several: ${names.join(', ')}`
  throw invalidFields([{ path: 'category', message, rule: 'needed' }])
}

/** Throws `invalid` when an area has no room for one more. */
export function requireRoomForType(area: AreaRecord): void {
  if (area.ticketTypes.length < MOST_TYPES_AN_AREA) return
  const message = `has ${MOST_TYPES_AN_AREA} ticket types already, and that is the most`
  throw invalidFields([{ path: 'areaId', message, rule: 'too-many', limit: MOST_TYPES_AN_AREA }])
}

const IN_THE_PAST: FieldError = { path: 'startsAt', message: 'is in the past', rule: 'in-the-past' }
const REPEATED = 'is there already; give it another name'

function fieldErrors(fields: EventFields): FieldError[] {
  const errors: FieldError[] = []
  if (Number.isNaN(fields.startsAt)) errors.push(noSuchTime('startsAt'))
  if (Number.isNaN(fields.endsAt)) errors.push(noSuchTime('endsAt'))
  if (fields.endsAt !== null && fields.endsAt <= fields.startsAt) {
    errors.push({ path: 'endsAt', message: 'has to be after startsAt', rule: 'not-after-start' })
  }
  if (!isTimeZone(fields.timeZone)) {
    const message = 'is not a time zone that we know; Europe/Berlin is one'
    errors.push({ path: 'timeZone', message, rule: 'unknown-zone' })
  }
  return [...errors, ...windowErrors(fields, '')]
}

function windowErrors(window: Pick<EventFields, 'salesStartAt' | 'salesEndAt'>, path: string): FieldError[] {
  const at = (field: string) => (path === '' ? field : `${path}.${field}`)
  const { salesStartAt, salesEndAt } = window
  if (Number.isNaN(salesStartAt)) return [noSuchTime(at('salesStartAt'))]
  if (Number.isNaN(salesEndAt)) return [noSuchTime(at('salesEndAt'))]
  if (salesStartAt === null || salesEndAt === null || salesEndAt > salesStartAt) return []
  return [{ path: at('salesEndAt'), message: 'has to be after salesStartAt', rule: 'not-after-start' }]
}

export function noSuchTime(path: string): FieldError {
  return { path, message: 'has to be a date and time that exist', rule: 'no-such-time' }
}

function repeatedNames(named: readonly { name: string }[], pathOf: (index: number) => string): FieldError[] {
  const known = new Set<string>()
  const errors: FieldError[] = []
  for (const [index, { name }] of named.entries()) {
    if (known.has(nameKey(name))) errors.push({ path: pathOf(index), message: REPEATED, rule: 'repeated' })
    known.add(nameKey(name))
  }
  return errors
}

/** Names that a buyer could not tell apart are the same. */
function nameKey(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase()
}

/** Ids of our own are lower-case; those in requests may be written either way. */
function sameId(id: string): string {
  return id.toLowerCase()
}

function isTimeZone(name: string): boolean {
  // Intl also takes offsets, which know no summer time.
  if (/^[+-]/.test(name)) return false
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Why an event cannot change any more, or undefined. */
export function finalRefusal(
  event: Pick<EventFields, 'status' | 'startsAt' | 'endsAt'>,
  now: number,
): Refusal | undefined {
  if (event.status === 'cancelled') {
    return { code: 'event-over', detail: 'This event is cancelled, and that is final. Nothing was changed.' }
  }
  if (now < (event.endsAt ?? event.startsAt + HOURS_WITHOUT_END * HOUR_MS)) return undefined
  return { code: 'event-over', detail: 'This event is over and cannot change any more. Nothing was changed.' }
}

/** Whether a move from one status to another is only for an event of which nothing is held or sold. */
export function needsUnsold(from: EventRecord['status'], to: EventRecord['status']): boolean {
  return from === 'published' && to === 'draft'
}

/** The version that an If-Match names: our ETag's first number, or that number alone. Throws `stale-version`. */
export function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined
  const version = /^(\d{1,9})(\.\d+)*$/.exec(ifMatch)?.[1]
  if (version !== undefined) return Number(version)
  throw problem('stale-version', 'If-Match is not a version of this event. Read it again and repeat your change.')
}

const LONGEST_SLUG = 60
/** 36^6 are two thousand million: one attempt is enough, unless somebody is unbelievably lucky. */
const SUFFIX_LENGTH = 6
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function isEventId(idOrSlug: string): boolean {
  return UUID.test(idOrSlug)
}

/**
 * The address of an event, from its title: letters and digits of any script (with the marks that Devanagari, say,
 * writes its vowels with), at most 60 characters, never in the form of an id.
 */
export function slugOf(title: string): string {
  const words = title.normalize('NFKC').toLowerCase().normalize('NFKC')
  const slug = cut(words.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-'), LONGEST_SLUG)
  if (!/[\p{L}\p{N}]/u.test(slug)) return 'event'
  return isEventId(slug) ? `event-${slug}` : slug
}

/** For a slug that is taken: the same with an end of its own. `random` gives numbers from 0 to below 1. */
export function slugWithSuffix(slug: string, random: () => number): string {
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () => Math.floor(random() * 36).toString(36)).join('')
  return `${cut(slug, LONGEST_SLUG - SUFFIX_LENGTH - 1)}-${suffix}`
}

function cut(text: string, length: number): string {
  return Array.from(text.replace(/^-/, '')).slice(0, length).join('').replace(/-$/, '')
}
