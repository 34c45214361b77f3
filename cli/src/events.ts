import { type Event, type EventSummary, listEvents, readEvent } from '@fairground/contract'
import type { Client } from '@fairground/contract/client'

import { answered } from './connection.ts'
import { showMoment } from './dates.ts'
import { Failure, notClear } from './failure.ts'
import { readPages } from './pages.ts'
import { text } from './text.ts'

/** Whether this can be an id or a short name; only titles have anything else in them. */
const ID_OR_SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** Among so many events whose words fit is the one with this title. */
const MOST_FOUND = 1_000

/** A query may have so many characters; longer titles are looked for by their beginning. */
const LONGEST_QUERY = 200

/** The event of this id, short name or whole title. Nothing is guessed: two of one title are a question. */
export async function findEvent(client: Client, named: string): Promise<Event> {
  if (ID_OR_SLUG.test(named)) {
    const outcome = await client(readEvent, { params: { eventId: named } })
    if (outcome.ok) return outcome.data
    if (outcome.problem.code !== 'not-found') throw new Failure(outcome.problem)
  }
  const { id } = await findByTitle(client, named)
  return answered(client(readEvent, { params: { eventId: id } }))
}

async function findByTitle(client: Client, title: string): Promise<EventSummary> {
  const query = title.slice(0, LONGEST_QUERY)
  const { items } = await readPages(MOST_FOUND, (page) => client(listEvents, { query: { query, ...page } }))
  const found = items.filter((event) => sameName(event.title, title))
  const [only] = found
  if (only && found.length === 1) return only
  if (only) throw notClear(`${found.length} events are called "${title}". Name one by its id:`, found.map(choiceOf))
  throw new Failure(
    {
      code: 'not-found',
      status: 404,
      title: 'No such event',
      detail: `No event has the id, short name or title "${title}".`,
    },
    ['See what there is with: fairground list'],
  )
}

/** Whether a person means the same by both: written in either normal form, in capitals or not. */
export function sameName(one: string, other: string): boolean {
  return plain(one) === plain(other)
}

function plain(name: string): string {
  return name.normalize('NFC').trim().toLowerCase()
}

function choiceOf(event: EventSummary): string {
  return text`  ${event.id}  ${showMoment(event.startsAt, event.timeZone)}  ${event.venue?.name ?? ''}`.trimEnd()
}
