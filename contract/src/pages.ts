import type { Event } from './events.ts'
import type { listEvents } from './events.ts'
import type { QueryOf, ReplyOf } from './route.ts'
import type { Language } from './shapes.ts'

/** What a public page is rendered from, in the service; nothing in it depends on who reads. */
export interface PageData {
  /** Origin of the service, `https://tickets.example`. */
  readonly origin: string
  readonly event?: Event
  readonly events?: ReplyOf<typeof listEvents>
  /** The query of the list, as in the address. */
  readonly query?: Readonly<Record<string, string>>
}

/** The document of a path. A path that needs an account is rendered without anything of it. */
export type RenderPage = (path: string, data: PageData, language: Language) => string

/** What the address of the list may say: words, days as `YYYY-MM-DD`, a place, a kind of price, where to go on. */
export const listParameters = ['query', 'from', 'to', 'place', 'price', 'cursor'] as const

/** As the route takes it; anybody can write an address. */
const LONGEST_VALUE = 200

/** Of an address's query that which the list knows and which says something. */
export function listPageQuery(search: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    listParameters.flatMap((name) => {
      // No text of ours holds this character, and the database takes none that does.
      const value = search[name]?.replaceAll('\0', '').trim().slice(0, LONGEST_VALUE)
      return value && isUnderstood(name, value) ? [[name, value]] : []
    }),
  )
}

const HOUR_MS = 3_600_000
/** A day begins first on the Line Islands (UTC+14) and ends last on Baker Island (UTC-12). */
const FIRST_BEGIN_MS = -14 * HOUR_MS
const LAST_END_MS = (24 + 12) * HOUR_MS

/**
 * The question to the service that the list's address stands for. What is not understood is left out. A day is asked
 * for as it is anywhere on earth: whoever shows the list leaves out what is on another day where it takes place.
 */
export function listQuery(search: Readonly<Record<string, string>>): QueryOf<typeof listEvents> {
  const { query, from, to, place, price, cursor } = listPageQuery(search)
  return {
    ...(query === undefined ? {} : { query }),
    ...(from === undefined ? {} : { from: instantOf(from, FIRST_BEGIN_MS) }),
    ...(to === undefined ? {} : { to: instantOf(to, LAST_END_MS) }),
    ...(place === undefined ? {} : { place }),
    ...(price === 'free' || price === 'priced' ? { price } : {}),
    ...(cursor === undefined ? {} : { cursor }),
  }
}

function isUnderstood(name: (typeof listParameters)[number], value: string): boolean {
  if (name === 'from' || name === 'to') return isDay(value)
  return name !== 'price' || value === 'free' || value === 'priced'
}

/** Whether a text is a day that there is, as `YYYY-MM-DD`. */
function isDay(text: string): boolean {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  // The thirty-first of a month that has thirty days is read as the first of the next one.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

function instantOf(day: string, offsetMs: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + offsetMs).toISOString()
}
