import type { Event, EventSummary } from '@fairground/contract'

export type Area = Event['areas'][number]
export type TicketType = Area['ticketTypes'][number]

/** How long an event without an end is taken to last; the service takes the same. */
const HOURS_WITHOUT_END = 12
const HOUR_MS = 3_600_000

/** Whether something can be bought. The clock of the service decides in the end; this is what we say before. */
export type Sale =
  | { readonly state: 'draft' }
  | { readonly state: 'cancelled' }
  | { readonly state: 'over' }
  | { readonly state: 'early'; readonly opensAt: number }
  | { readonly state: 'ended' }
  | { readonly state: 'sold-out' }
  | { readonly state: 'open' }

/** When a ticket type is sold: from the later start to the earlier end of its own window and the event's. */
export function windowOf(
  event: Pick<Event, 'salesStartAt' | 'salesEndAt'>,
  type: Pick<TicketType, 'salesStartAt' | 'salesEndAt'>,
): { opensAt: number | undefined; closesAt: number | undefined } {
  const starts = [event.salesStartAt, type.salesStartAt].flatMap((at) => (at === null ? [] : [Date.parse(at)]))
  const ends = [event.salesEndAt, type.salesEndAt].flatMap((at) => (at === null ? [] : [Date.parse(at)]))
  return {
    opensAt: starts.length > 0 ? Math.max(...starts) : undefined,
    closesAt: ends.length > 0 ? Math.min(...ends) : undefined,
  }
}

/** `now` in milliseconds; undefined while a page is rendered for everybody, whose clock is nobody's. */
export function saleOfType(event: Event, type: TicketType, now: number | undefined): Sale {
  if (event.status !== 'published') return { state: event.status }
  if (isOver(event, now)) return { state: 'over' }
  const { opensAt, closesAt } = windowOf(event, type)
  if (now !== undefined && closesAt !== undefined && now >= closesAt) return { state: 'ended' }
  if (type.left === 0) return { state: 'sold-out' }
  if (now !== undefined && opensAt !== undefined && now < opensAt) return { state: 'early', opensAt }
  return { state: 'open' }
}

/** What is to be said of the whole event: the best that any of its ticket types has to offer. */
export function saleOf(event: Event, now: number | undefined): Sale {
  const sales = typesOf(event).map((type) => saleOfType(event, type, now))
  const early = sales.filter((sale) => sale.state === 'early').toSorted((one, other) => one.opensAt - other.opensAt)
  const best = (state: Sale['state']) => sales.find((sale) => sale.state === state)
  return best('open') ?? early[0] ?? best('sold-out') ?? sales[0] ?? { state: 'ended' }
}

export function isOver(event: Pick<Event, 'startsAt' | 'endsAt'>, now: number | undefined): boolean {
  return now !== undefined && now >= overAt(event)
}

function overAt({ startsAt, endsAt }: Pick<Event, 'startsAt' | 'endsAt'>): number {
  return endsAt === null ? Date.parse(startsAt) + HOURS_WITHOUT_END * HOUR_MS : Date.parse(endsAt)
}

/** All moments at which something of this page changes by itself. */
export function turningPoints(event: Event): number[] {
  const windows = typesOf(event).flatMap((type) => Object.values(windowOf(event, type)))
  return [...new Set([...windows, overAt(event)])]
    .filter((at) => at !== undefined)
    .toSorted((one, other) => one - other)
}

/** The area of an event that has seats; there is at most one. */
export function seatedAreaOf({ areas }: Pick<Event, 'areas'>): Area | undefined {
  return areas.find(({ kind }) => kind === 'seated')
}

export function typesOf(event: Pick<Event, 'areas'>): TicketType[] {
  return event.areas.flatMap((area) => area.ticketTypes)
}

/** So few that it should be said with weight: a tenth, or the last five. */
export function isScarce({ left, total }: Pick<EventSummary, 'left' | 'total'>): boolean {
  return left > 0 && left < total && left <= Math.max(5, total / 10)
}

/** The lowest and the highest price of what is or will be sold; of everything where nothing is any more. */
export function pricesOf(event: Event, now: number | undefined): { lowest: number; highest: number } {
  const types = typesOf(event)
  const offered = types.filter((type) => saleOfType(event, type, now).state !== 'ended')
  const prices = (offered.length > 0 ? offered : types).map((type) => type.priceMinor)
  return { lowest: Math.min(...prices), highest: Math.max(...prices) }
}

/** From when on all of these ticket types can be bought together; undefined where that is now. */
export function opensForAll(
  event: Event,
  ticketTypeIds: readonly string[],
  now: number | undefined,
): number | undefined {
  const early = typesOf(event)
    .filter((type) => ticketTypeIds.includes(type.id))
    .map((type) => saleOfType(event, type, now))
    .filter((sale) => sale.state === 'early')
  return early.length > 0 ? Math.max(...early.map((sale) => sale.opensAt)) : undefined
}
