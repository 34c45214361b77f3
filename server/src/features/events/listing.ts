import type { listEvents, QueryOf } from '@fairground/contract'

import { type Caller, decodeCursor, encodeCursor } from '../../http/index.ts'
import type { EventRecord, EventSearch, FoundEvent } from './queries.ts'
import { invalidFields, noSuchTime } from './rules.ts'

/** What a list's query asks for, as far as this caller may see it. Pure. Throws `invalid`. */
export function searchOf(query: QueryOf<typeof listEvents>, caller: Caller | undefined, limit: number): EventSearch {
  const status = query.status ?? 'published'
  const wantsDrafts = status === 'draft' || status === 'any'
  return {
    statuses: status === 'any' ? ['published', 'cancelled'] : status === 'draft' ? [] : [status],
    drafts: !wantsDrafts || !caller ? 'none' : caller.admin ? 'all' : { ofMember: caller.accountId },
    words: wordsOf(query.query ?? ''),
    placeWords: wordsOf(query.place ?? ''),
    price: query.price,
    from: instant('from', query.from),
    to: instant('to', query.to),
    organizerId: query.organizerId,
    after: placeAfter(query.cursor),
    limit,
  }
}

/** Whether everybody gets the same answer. */
export function isPublic(search: EventSearch): boolean {
  return search.drafts === 'none'
}

/** Whether an event is still what was asked for when the list was made. */
export function matches(record: EventRecord, search: EventSearch): boolean {
  return search.statuses.includes(record.status) || (record.status === 'draft' && search.drafts !== 'none')
}

/** The place after which the next page begins, as opaque text. */
export function cursorOf(last: FoundEvent): string {
  return encodeCursor(`${last.startsAt} ${last.id}`)
}

/** A start that a date can have, and an id. PostgreSQL's years begin in 4713 BC: before the epoch a digit less. */
const PLACE = /^(\d{1,15}|-\d{1,14}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** What `cursorOf` was given. Throws `invalid`. */
export function placeAfter(cursor: string | undefined): FoundEvent | undefined {
  const [startsAt, id = ''] = decodeCursor(cursor, PLACE) ?? []
  return startsAt === undefined ? undefined : { startsAt: Number(startsAt), id }
}

/** Composed, as nearly all text is: some keyboards send letter and accent apart. */
export function wordsOf(text: string): string[] {
  return [
    ...new Set(
      text
        .normalize('NFC')
        .split(/\s+/)
        .filter((word) => word !== ''),
    ),
  ]
}

function instant(path: string, text: string | undefined): number | undefined {
  const at = text === undefined ? undefined : Date.parse(text)
  if (Number.isNaN(at)) throw invalidFields([noSuchTime(path)])
  return at
}
