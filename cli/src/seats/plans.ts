import {
  createEvent,
  createPlan,
  type Event,
  listPlans,
  MOST_SEATS,
  type NewEvent,
  type Plan,
  type PlanSummary,
  removePlan,
} from '@fairground/contract'
import type { Client, Outcome } from '@fairground/contract/client'
import { drawHall } from '@fairground/seating'

import { answered } from '../connection.ts'
import { sameName } from '../events.ts'
import { Failure, notClear, usedWrongly } from '../failure.ts'
import { showCount } from '../numbers.ts'
import type { PlanOnOffer } from '../offer.ts'
import { text } from '../text.ts'

/** As a plan takes them. */
const MOST_ROWS = 2_000
const MOST_SEATS_A_ROW = 1_000
/** Of a plan's name; an event's title may be longer. */
const LONGEST_NAME = 200

/** A plain hall of so many rows of so many seats, for people who draw none. The plan is called like the event. */
export function drawnHall(rows: number, seats: number, title: string): Plan {
  if (rows > MOST_ROWS || seats > MOST_SEATS_A_ROW || rows * seats > MOST_SEATS) {
    throw usedWrongly(
      `${showCount(rows)} rows of ${showCount(seats)} seats are too many: a hall has at most ${showCount(MOST_ROWS)} ` +
        `rows, ${showCount(MOST_SEATS_A_ROW)} seats in each, and ${showCount(MOST_SEATS)} in all.`,
    )
  }
  return drawHall({ rows, seats, name: title.trim().slice(0, LONGEST_NAME) || 'Hall' })
}

/** The plan of this id or name, of one's own or of those that come along. */
export async function findPlan(client: Client, named: string): Promise<PlanSummary> {
  const { items } = await answered(client(listPlans, {}))
  const found = items.filter(({ id, name }) => id === named || sameName(name, named))
  const [only] = found
  if (only && found.length === 1) return only
  if (only) {
    const choices = found.map(({ id, seats }) => text`  ${id}  ${showCount(seats)} seats`)
    throw notClear(`${found.length} plans are called "${named}". Name one by its id:`, choices)
  }
  const detail = `No plan has the id or name "${named}".`
  throw new Failure({ code: 'not-found', status: 404, title: 'No such plan', detail }, [
    'See what there is with: fairground plan list',
  ])
}

/** What an event on a plan that is kept already can sell. */
export function onOffer({ id, name, categories }: PlanSummary): PlanOnOffer {
  return { id, name, categories: categories.filter(({ seats }) => seats > 0).map((category) => category.name) }
}

/** Makes an event in a hall that was just drawn. No plan stays behind: an event has a copy of its own. */
export async function createInHall(
  client: Client,
  plan: Plan,
  event: NewEvent,
  signal?: AbortSignal,
): Promise<Outcome<Event>> {
  const kept = await client(createPlan, { body: { plan, organizerId: event.organizerId }, signal })
  if (!kept.ok) return kept
  const areas = event.areas.map((area) => (area.kind === 'seated' ? { ...area, planId: kept.data.id } : area))
  const made = await client(createEvent, { body: { ...event, areas }, signal })
  // Else two hundred such events would be all that an organizer can make. One that cannot be removed harms nobody.
  await client(removePlan, { params: { planId: kept.data.id } })
  return made
}
