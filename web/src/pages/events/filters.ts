import { type EventSummary, listPageQuery } from '@fairground/contract'

import { kept } from '../../i18n/kept.ts'

/** What the address of the list asks for, by the names in `listParameters`. */
export type Filters = Readonly<Record<string, string>>

/** Of an address's query, without the question mark. */
export function filtersOf(search: string): Filters {
  return listPageQuery(Object.fromEntries(new URLSearchParams(search)))
}

/** The same filters always have the same address. */
export function listAddress(filters: Filters): string {
  const search = new URLSearchParams(listPageQuery(filters)).toString()
  return search === '' ? '/' : `/?${search}`
}

/** `filters` without one of them, and from the first page on. */
export function without(filters: Filters, ...names: string[]): Filters {
  return Object.fromEntries(Object.entries(filters).filter(([name]) => name !== 'cursor' && !names.includes(name)))
}

/** The filters that a reader has chosen; a cursor only says where to go on. */
export function chosenFilters(filters: Filters): [name: string, value: string][] {
  return Object.entries(without(filters))
}

/**
 * Whether an event's day, where it takes place, is one of the asked ones. The service is asked for instants, a little
 * more than the days are anywhere on earth; what is the day before or after over there is left out here.
 */
export function isOnDays(
  { startsAt, timeZone }: Pick<EventSummary, 'startsAt' | 'timeZone'>,
  filters: Filters,
): boolean {
  const { from, to } = filters
  if (from === undefined && to === undefined) return true
  const day = dayOf(startsAt, timeZone)
  return (from === undefined || day >= from) && (to === undefined || day <= to)
}

const days = new Map<string, Intl.DateTimeFormat>()

/** `YYYY-MM-DD`, which is how this locale writes a day. */
function dayOf(at: string, timeZone: string): string {
  const format = kept(days, timeZone, () => new Intl.DateTimeFormat('en-CA', { timeZone, calendar: 'gregory' }))
  return format.format(new Date(at))
}
