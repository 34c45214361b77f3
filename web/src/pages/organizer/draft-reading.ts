import { type BodyOf, type createEvent, minorDigits, MOST_MINOR } from '@fairground/contract'

import { parseAmount, parseWhole } from './amounts.ts'
import type { AreaDraft, EventDraft, TypeDraft } from './event-draft.ts'
import { instantOf, isZone, type WallTime } from './wall-time.ts'

/** A field that is not right, by its path in a new event. The rules are the service's, and some of our own. */
export interface FieldError {
  readonly path: string
  readonly rule: string
  readonly limit?: number
}

type NewEvent = BodyOf<typeof createEvent>
type Needed<Fields, Names extends keyof Fields> = Fields & Required<Pick<Fields, Names>>

/** What a draft means: an event with each of its fields said. */
export interface ReadEvent {
  readonly fields: Needed<Omit<NewEvent, 'areas' | 'organizerId' | 'currency' | 'status'>, FieldName>
  readonly currency: string
  readonly areas: readonly ReadArea[]
}
type FieldName =
  | 'endsAt'
  | 'timeZone'
  | 'venue'
  | 'description'
  | 'maxTicketsPerAccount'
  | 'holdSeconds'
  | 'salesStartAt'
  | 'salesEndAt'
  | 'paymentMethods'
export type ReadArea = Omit<NewEvent['areas'][number], 'ticketTypes'> & { id?: string; ticketTypes: ReadType[] }
export type ReadType = NewEvent['areas'][number]['ticketTypes'][number] & { id?: string }

type Reading =
  | { readonly ok: true; readonly event: ReadEvent }
  | { readonly ok: false; readonly errors: readonly FieldError[] }

/** The service's own limits; it would say the same, one journey later. */
const MOST_PLACES = 5_000_000
const MOST_PER_ORDER = 1_000
const MOST_HOLD_SECONDS = 3_600

/** Reads what was typed; all that is not right at once, in the order of the form. */
export function readDraft(draft: EventDraft): Reading {
  const errors: FieldError[] = []
  const say = (path: string, rule: string, limit?: number): undefined => {
    errors.push(limit === undefined ? { path, rule } : { path, rule, limit })
  }
  const zone = isZone(draft.timeZone) ? draft.timeZone : 'UTC'
  const digits = minorDigits(draft.currency)

  const title = needed('title', draft.title)
  const startsAt = day('startsAt', draft.startDate, draft.startTime)
  const endsAt = draft.endDate === '' && draft.endTime === '' ? null : day('endsAt', draft.endDate, draft.endTime)
  if (startsAt && endsAt && endsAt <= startsAt) say('endsAt', 'not-after-start')
  if (zone !== draft.timeZone) say('timeZone', 'unknown-zone')
  const venueName = draft.venueName.trim()
  if (venueName === '' && draft.venueAddress.trim() !== '') say('venue.name', 'required')
  const areas = draft.areas.map((area, index) => readArea(area, `areas.${index}`))
  sayRepeated(draft.areas, 'areas')
  if (!isCurrency(draft.currency)) say('currency', 'currency')
  const maxTicketsPerAccount = few('maxTicketsPerAccount', draft.maxTicketsPerAccount, MOST_PER_ORDER)
  const holdSeconds = readHold(draft.holdMinutes)
  const window = readWindow(draft, '')

  if (errors.length > 0) return { ok: false, errors }
  const isPriced = areas.some((area) => area.ticketTypes.some((type) => type.priceMinor > 0))
  return {
    ok: true,
    event: {
      fields: {
        title,
        startsAt: startsAt ?? '',
        endsAt: endsAt ?? null,
        timeZone: zone,
        venue: venueName === '' ? null : venueOf(venueName, draft.venueAddress.trim()),
        description: draft.description.trim(),
        maxTicketsPerAccount,
        holdSeconds,
        ...window,
        paymentMethods: isPriced && draft.payAtDoor ? ['door'] : [],
      },
      currency: draft.currency,
      areas,
    },
  }

  function readArea(area: AreaDraft, path: string): ReadArea {
    const { kind, planId, standing, noLonelySeats } = area
    const name = needed(`${path}.name`, area.name)
    const places = kind === 'general' ? (whole(`${path}.capacity`, area.capacity, MOST_PLACES) ?? 0) : undefined
    const ticketTypes = area.ticketTypes.map((type, index) => readType(type, kind, `${path}.ticketTypes.${index}`))
    sayRepeated(area.ticketTypes, `${path}.ticketTypes`)
    if (places !== undefined) {
      const own = { capacity: places, ...(standing === '' || area.id !== undefined ? {} : { standing }) }
      return { ...idOf(area), name, kind, ...own, ticketTypes }
    }
    // An area that is there has its plan for good.
    if (area.id === undefined) needed(`${path}.planId`, planId)
    return { ...idOf(area), name, kind, ...(area.id === undefined ? { planId } : {}), noLonelySeats, ticketTypes }
  }

  function readType(type: TypeDraft, kind: AreaDraft['kind'], path: string): ReadType {
    return {
      ...idOf(type),
      // Of a ticket that is there it is fixed.
      ...(kind === 'seated' && type.category !== '' && type.id === undefined ? { category: type.category } : {}),
      name: needed(`${path}.name`, type.name),
      priceMinor: readPrice(type.price, `${path}.priceMinor`),
      description: type.description.trim(),
      quota: type.quota.trim() === '' ? null : (whole(`${path}.quota`, type.quota, MOST_PLACES) ?? null),
      maxPerOrder: few(`${path}.maxPerOrder`, type.maxPerOrder, MOST_PER_ORDER),
      maxPerAccount: few(`${path}.maxPerAccount`, type.maxPerAccount, MOST_PER_ORDER),
      ...readWindow(type, `${path}.`),
    }
  }

  function readPrice(text: string, path: string): number {
    if (text.trim() === '') say(path, 'required')
    const minor = parseAmount(text, digits)
    if (minor === undefined && text.trim() !== '') say(path, 'price')
    if (minor !== undefined && minor > MOST_MINOR) say(path, 'maximum', MOST_MINOR / 10 ** digits)
    return minor ?? 0
  }

  /** In seconds; people think in minutes. */
  function readHold(text: string): number {
    const hundredths = parseAmount(text, 2)
    if (hundredths === undefined) say('holdSeconds', text.trim() === '' ? 'required' : 'minutes')
    const seconds = Math.round((hundredths ?? 100) * 0.6)
    if (seconds < 1) say('holdSeconds', 'minutes')
    if (seconds > MOST_HOLD_SECONDS) say('holdSeconds', 'maximum', MOST_HOLD_SECONDS / 60)
    return seconds
  }

  function readWindow({ salesStart, salesEnd }: Pick<TypeDraft, 'salesStart' | 'salesEnd'>, path: string) {
    const salesStartAt = moment(`${path}salesStartAt`, salesStart)
    const salesEndAt = moment(`${path}salesEndAt`, salesEnd)
    if (salesStartAt && salesEndAt && salesEndAt <= salesStartAt) say(`${path}salesEndAt`, 'not-after-start')
    return { salesStartAt, salesEndAt }
  }

  function needed(path: string, text: string): string {
    if (text.trim() === '') say(path, 'required')
    return text.trim()
  }

  function day(path: string, date: string, time: string): string | undefined {
    if (date === '' || time === '') return say(path, date === '' ? 'required' : 'time-needed')
    return instantOf(`${date}T${time.slice(0, 5)}`, zone) ?? say(path, 'no-such-time')
  }

  function moment(path: string, wall: WallTime): string | null {
    if (wall === '') return null
    return instantOf(wall.slice(0, 16), zone) ?? say(path, 'no-such-time') ?? null
  }

  function whole(path: string, text: string, most: number): number | undefined {
    if (text.trim() === '') return say(path, 'required')
    const value = parseWhole(text)
    if (value === undefined) return say(path, 'whole')
    return value > most ? say(path, 'maximum', most) : value
  }

  function few(path: string, text: string, most: number): number | null {
    if (text.trim() === '') return null
    const value = whole(path, text, most)
    if (value === 0) say(path, 'minimum', 1)
    return value ?? null
  }

  function sayRepeated(parts: readonly { name: string }[], path: string): void {
    const known = new Set<string>()
    for (const [index, { name }] of parts.entries()) {
      const key = name.normalize('NFKC').trim().toLowerCase()
      if (key !== '' && known.has(key)) say(`${path}.${index}.name`, 'repeated')
      known.add(key)
    }
  }
}

export function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code)
}

function venueOf(name: string, address: string): { name: string; address?: string } {
  return address === '' ? { name } : { name, address }
}

function idOf({ id }: { id?: string }): { id?: string } {
  return id === undefined ? {} : { id }
}

/** What a new event is made of. */
export function newEventOf({ fields, currency, areas }: ReadEvent): NewEvent {
  return {
    ...fields,
    currency,
    areas: areas.map((area) => ({ ...withoutId(area), ticketTypes: area.ticketTypes.map(withoutId) })),
  }
}

export function withoutId<P extends { id?: string }>({ id: _, ...part }: P): Omit<P, 'id'> {
  return part
}
