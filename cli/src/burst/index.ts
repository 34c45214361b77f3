import type { Event } from '@fairground/contract'
import { countOf, type Recording, seededRandom } from '@fairground/load'
import { FREE, NOT_FOR_SALE } from '@fairground/seating'

import { answered } from '../connection.ts'
import { findEvent } from '../events.ts'
import { Failure, type Problem, usedWrongly } from '../failure.ts'
import { type Area, type Hall, readHall, seatedAreaOf } from '../seats/hall.ts'
import { type Admin, enterAsAdmin, type Target } from './access.ts'
import { makeAccounts } from './accounts.ts'
import { type OnSale, PATIENCE_MS, RIVALS } from './buyer.ts'
import { compareBooks, readOpening } from './comparison.ts'
import { type Block, contestedBlocks } from './contested.ts'
import { isLoopback } from './loopback.ts'
import type { BurstPlan } from './plan.ts'
import type { BurstProgress, PlacesSample } from './progress.ts'
import type { PlacesSeen, Verdict } from './verdict.ts'
import { openWatch, type Watch } from './watch.ts'

/** A burst that is over. */
export interface BurstOutcome {
  readonly plan: BurstPlan
  readonly server: string
  readonly event: { id: string; title: string }
  readonly startedAt: Date
  readonly elapsedMs: number
  /** It was stopped before its end. */
  readonly interrupted: boolean
  readonly recording: Recording
  /** How the visits ended, by word. */
  readonly ends: Readonly<Record<string, number>>
  readonly samples: readonly PlacesSample[]
  readonly books: Books
}

/** What the service says, or why it does not. */
type Books = { before: PlacesSeen; after: PlacesSeen; verdict: Verdict } | { problem: Problem }

export interface BurstRun {
  readonly progress: () => BurstProgress
  readonly finished: Promise<BurstOutcome>
  /** Nobody arrives any more; `finished` settles within a few seconds with what there is. */
  readonly stop: () => void
}

interface BurstTarget extends Target {
  /** The event's id, short name or title. */
  readonly event: string
  /** The service may be that of another machine. */
  readonly mayBeElsewhere?: boolean
}

/**
 * Starts a burst. It ends by itself. `finished` rejects with a `Failure` where it cannot begin: the service is not this
 * machine's, there is no such event, or nobody may make the buyers.
 */
export function startBurst(target: BurstTarget, plan: BurstPlan): BurstRun {
  const stopping = new AbortController()
  const watch = openWatch(target.event, plan)
  return {
    progress: watch.progress,
    finished: play(target, plan, watch, stopping.signal),
    stop: () => stopping.abort(),
  }
}

async function play(target: BurstTarget, plan: BurstPlan, watch: Watch, stopping: AbortSignal): Promise<BurstOutcome> {
  if (!target.mayBeElsewhere) requireLoopback(target.server)
  const admin = await enterAsAdmin(target)
  try {
    return await playAs(admin, target, plan, watch, stopping)
  } finally {
    watch.enter('done')
    await admin.leave()
  }
}

/** A node that restarts is back in this time. Who pressed Ctrl-C does not wait so long. */
const [COMPARE_PATIENCE_MS, HASTE_MS] = [15_000, 1_000]

async function playAs(
  admin: Admin,
  target: BurstTarget,
  plan: BurstPlan,
  watch: Watch,
  stopping: AbortSignal,
): Promise<BurstOutcome> {
  const { server, ca } = target
  const client = admin.client(PATIENCE_MS)
  const event = await findEvent(client, target.event)
  watch.name(event.title)
  const hall = seatedAreaOf(event) ? await answered(readHall(client, event.id)) : undefined
  if (plan.seats !== undefined && !hall)
    throw usedWrongly(`--seats is for events with seats, and ${event.title} has none.`)
  const accounts = await makeAccounts(client, plan.accounts)
  const opening = await readOpening(client, event.id)
  const startedAt = new Date()
  const seen = await watch.follow(client, { server, ca, event: onSale(event, plan, hall), accounts }, stopping)
  watch.enter('checking')
  const interrupted = stopping.aborted
  const patienceMs = interrupted ? HASTE_MS : COMPARE_PATIENCE_MS
  const books = await compareBooks({
    ...{ target, event, hall, accounts, opening, patienceMs, interrupted, ledger: seen.ledger },
    client: admin.client(patienceMs),
    buyers: countOf(seen.recording, 'arrivals'),
  }).then((compared): Books => ({ before: opening.places, ...compared }), problemOf)
  if ('after' in books) watch.see(books.after.areas)
  return {
    ...{ plan, server, event: { id: event.id, title: event.title }, startedAt, interrupted, books },
    ...{ recording: seen.recording, ends: seen.ledger.ends, elapsedMs: watch.elapsedMs(), samples: watch.samples },
  }
}

/** What was measured is worth telling, though the service has gone. */
function problemOf(error: unknown): Books {
  if (error instanceof Failure) return { problem: error.problem }
  throw error
}

function requireLoopback(server: string): void {
  if (isLoopback(server)) return
  throw usedWrongly(
    `${server} is not this machine. A burst is a flood: it would harm a service that is there for people.`,
    ['If it is yours and there to be tested: fairground burst EVENT --i-own-this-server'],
  )
}

function onSale(event: Event, plan: BurstPlan, hall: Hall | undefined): OnSale {
  const { seats = 'best' } = plan
  const ticketTypes = event.areas.flatMap((area) => area.ticketTypes)
  const seatsOf = (category: string | null) => {
    const index = hall?.map.categories.findIndex(({ name }) => name === category) ?? -1
    return index === -1 ? undefined : index
  }
  const types = ticketTypes.map(({ id, priceMinor, maxPerOrder, category }) => {
    return { id, priceMinor, maxPerOrder, seats: seatsOf(category) }
  })
  return {
    id: event.id,
    paysAtDoor: event.paymentMethods.includes('door'),
    ticketTypes: types,
    wish: seats,
    // The others need no list of 60,000 seats.
    freeSeats: hall && seats === 'random' ? freeSeatsOf(hall) : [],
    blocks: hall && (seats === 'same' || seats === 'one') ? blocksOf(hall, plan, types, seatedAreaOf(event)) : [],
  }
}

function blocksOf(hall: Hall, plan: BurstPlan, types: OnSale['ticketTypes'], area: Area | undefined): Block[] {
  const seated = types.filter((type) => type.seats !== undefined)
  const limit = Math.min(...seated.map(({ maxPerOrder }) => maxPerOrder ?? Infinity))
  const [least, most] = plan.quantity
  const random = seededRandom(plan.seed)
  return contestedBlocks(hall, {
    most: plan.seats === 'one' ? 1 : Math.ceil(plan.buyers / RIVALS),
    drawSize: () => Math.min(limit, least + Math.floor(random() * (most - least + 1))),
    onSale: new Set(seated.flatMap((type) => type.seats ?? [])),
    noLonelySeats: area?.seating?.noLonelySeats === true,
  })
}

function freeSeatsOf({ map, states }: Hall): string[][] {
  const free: string[][] = map.categories.map(() => [])
  for (const [seat, id] of map.ids.entries()) {
    if (states[seat] === FREE) free[map.category[seat] ?? NOT_FOR_SALE]?.push(id)
  }
  return free
}
