import type { NewEvent, Plan } from '@fairground/contract'
import type { ClientProblem } from '@fairground/contract/client'

import { localZone, parseMoment } from '../dates.ts'
import { Failure } from '../failure.ts'
import { parseWhole } from '../numbers.ts'
import { offerOf, seatedOfferOf } from '../offer.ts'
import { drawnHall } from '../seats/plans.ts'
import type { Question } from './form.ts'

export type EventField = 'title' | 'date' | 'total' | 'price' | 'venue'

export const EVENT_QUESTIONS: readonly Question<EventField>[] = [
  { name: 'title', label: 'Name' },
  { name: 'date', label: 'Date', hint: `YYYY-MM-DD hh:mm, as the clocks in ${localZone()} show it` },
  { name: 'total', label: 'Total', hint: 'how many places; 10 x 20 is ten rows of twenty seats to choose from' },
  { name: 'price', label: 'Price', hint: 'like 12.50 or 12.50 CHF, paid at the door; empty is free' },
  { name: 'venue', label: 'Venue', hint: 'where it is; may stay empty. Enter creates the event' },
]

export type Answers = Record<EventField, string>
export type EventErrors = Partial<Record<EventField, string>>

/** What the answers ask the service to create, in which hall, or a sentence for each that is not right. */
export function newEventOf(answers: Answers): { body: NewEvent; hall?: Plan } | { errors: EventErrors } {
  const errors: EventErrors = {}
  if (answers.title === '') errors.title = 'An event needs a name.'
  const timeZone = localZone()
  const starts = parsed(errors, 'date', () => parseMoment(answers.date, timeZone))
  const places = parsed(errors, 'total', () => placesOf(answers))
  const [amount, currency] = answers.price.split(/\s+/)
  const asked = { price: amount || undefined, currency }
  const offer = parsed(errors, 'price', () =>
    places?.hall ? offerIn(places.hall, asked) : offerOf(asked, places?.total ?? 1),
  )
  if (!starts || !places || !offer || Object.keys(errors).length > 0) return { errors }
  const venue = answers.venue === '' ? undefined : { name: answers.venue }
  return { body: { title: answers.title, startsAt: starts.instant, timeZone, venue, ...offer }, hall: places.hall }
}

/** A number of places, or rows of seats. */
function placesOf({ total, title }: Answers): { total: number; hall?: undefined } | { hall: Plan } {
  const [, rows, seats] = /^(\d+)\s*[x×*]\s*(\d+)$/i.exec(total) ?? []
  if (rows === undefined || seats === undefined) return { total: parseWhole(total, 'Total') }
  return { hall: drawnHall(parseWhole(rows, 'Rows'), parseWhole(seats, 'Seats'), title) }
}

function offerIn(hall: Plan, asked: Parameters<typeof seatedOfferOf>[0]) {
  return seatedOfferOf(asked, { name: 'Hall', categories: hall.categories.map(({ name }) => name) })
}

function parsed<Value>(errors: EventErrors, name: EventField, parse: () => Value): Value | undefined {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    errors[name] = error.problem.detail
    return undefined
  }
}

/** Which answer the service means by a path of the request. */
const FIELD_OF_PATH: readonly (readonly [RegExp, EventField])[] = [
  [/^title/, 'title'],
  [/^(startsAt|endsAt|timeZone)/, 'date'],
  [/capacity/, 'total'],
  [/(priceMinor|currency)/, 'price'],
  [/^venue/, 'venue'],
]

/** The service's refusal at the answers that it is about. */
export function errorsOf(problem: ClientProblem): EventErrors {
  const errors: EventErrors = {}
  for (const { path, message } of problem.errors ?? []) {
    // Both "areas/0/capacity" and "areas.0.capacity" are written.
    const field = FIELD_OF_PATH.find(([pattern]) => pattern.test(path.replace(/^\//, '')))?.[1]
    if (field) errors[field] ??= message
  }
  return errors
}
