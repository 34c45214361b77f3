import type { Plan, PlanSummary, Role } from '@fairground/contract'
import { BLOCKED, NOT_FOR_SALE, planSize, type SeatMap, toPretix } from '@fairground/seating'

import type { Queries, Tx } from '../../db/index.ts'
import { type Caller, invalid, problem } from '../../http/index.ts'
import { newId } from '../../ids.ts'
import { invariant } from '../../invariant.ts'
import type { Activity } from '../activity/index.ts'
import { mapOf, type PlanContent, unpackGeometry, unpackPlan, weightOf } from './content.ts'
import { encode, type Encoding } from './encodings.ts'
import { seedHall, seedHalls } from './halls.ts'
import { openMemory } from './memory.ts'
import { checkAndPackAside, type PlanAsker } from './packing.ts'
import {
  countPlans,
  deletePlan,
  insertPlan,
  keepContent,
  lockPlan,
  type PlanRow,
  selectContent,
  selectPackedGeometry,
  selectPackedPlan,
  selectPlan,
  selectPlans,
  touchContent,
  updatePlan,
} from './queries.ts'

export interface PlansDeps {
  readonly queries: Queries
  readonly activity: Pick<Activity, 'record'>
  readonly accounts: {
    /** Throws `not-allowed`, `not-found`. */
    requireManager(caller: Caller, organizerId: string): Promise<void>
    roleOf(accountId: string, organizerId: string): Promise<Role | undefined>
    /** The caller's own organizer; undefined where there is none yet. */
    findOwned(caller: Caller): Promise<string | undefined>
    /** As `findOwned`, but made when there is none. */
    ownOrganizer(tx: Tx, caller: Caller): Promise<string>
  }
}

/** What an event has to know of a plan to sell its seats. */
export interface SeatingPlan {
  readonly hash: string
  /** All of them. */
  readonly seats: number
  /** Those of the plan that have seats. `blocked` is a part of `seats`. */
  readonly categories: readonly { readonly name: string; readonly seats: number; readonly blocked: number }[]
  readonly standing: PlanSummary['standing']
  /** Only seats that have a category: the others are for sale to nobody anyway. */
  readonly blockedSeatIds: readonly string[]
}

export type Plans = ReturnType<typeof openPlans>

/** One list shows them all. */
const MOST_PLANS = 200
/** Who belongs to many organizers sees the newest; each organizer's own list is whole. */
const MOST_LISTED = 1_000
/** Sixteen arenas, 110 MB of JSON: an archive has to carry all of them. */
const MOST_SEATS_OF_ALL = 1_000_000
/** Ten arenas, some 40 MB: a map of 60,000 seats was measured at 3.9 MB. */
const MOST_MAP_WEIGHT = 600_000
/** Hundreds of arenas: one is 55 kB in Brotli, 68 kB in gzip, and 445 kB for who takes neither. */
const MOST_GEOMETRY_BYTES = 16 * 1024 * 1024

/** The plans of venues: kept by organizers, and pinned by events, each by the hash of what it says. */
export function openPlans({ queries, activity, accounts }: PlansDeps) {
  const maps = openMemory(loadMap, weightOf, MOST_MAP_WEIGHT)
  const geometries = openMemory(loadGeometry, ({ length }) => length, MOST_GEOMETRY_BYTES)

  /** Keeps a plan for an organizer. Throws `invalid`, `not-allowed`, `not-found` (the organizer), `busy`. */
  async function create(
    caller: Caller,
    asked: { organizerId?: string; plan: Plan },
    asker: PlanAsker,
  ): Promise<PlanSummary> {
    if (asked.organizerId !== undefined) await accounts.requireManager(caller, asked.organizerId)
    const owner = asked.organizerId ?? (await accounts.findOwned(caller))
    const { seats } = planSize(asked.plan)
    if (owner !== undefined) await requireRoom(queries, owner, { plans: 1, seats })
    const content = await packWhole(asked.plan, asker)
    const planId = newId()
    await queries.transaction().execute(async (tx) => {
      const organizerId = asked.organizerId ?? (await accounts.ownOrganizer(tx, caller))
      // Again, since packing takes a while. Two at once may make one more than the most, and nobody minds.
      await requireRoom(tx, organizerId, { plans: 1, seats })
      await keepContent(tx, content)
      await insertPlan(tx, { id: planId, organizerId, hash: content.hash })
      await activity.record(tx, [done(caller, 'create-plan', planId, { name: content.name, seats: content.seats })])
    })
    return readWritten(planId)
  }

  /** The plans of the caller's organizers, or of one of them, newest first; then those that come along. */
  async function list(caller: Caller, organizerId: string | undefined): Promise<PlanSummary[]> {
    const member = caller.admin && organizerId !== undefined ? undefined : caller.accountId
    return (await selectPlans(queries, { member, organizerId }, MOST_LISTED)).map(summaryOf)
  }

  /** A plan's version, and how to get it as JSON text. Throws `not-found`, `not-allowed`. */
  async function read(caller: Caller, planId: string, format: 'fairground' | 'pretix' = 'fairground') {
    const row = await requireReadable(caller, planId)
    return { version: row.version, text: () => (format === 'pretix' ? readAsPretix(row.hash) : readText(row.hash)) }
  }

  async function readAsPretix(hash: string): Promise<string> {
    // Our own text, of a plan that was checked before it was kept.
    return JSON.stringify(toPretix(JSON.parse(await readText(hash)) as Plan))
  }

  /** Saves a plan anew. Throws `invalid`, `stale-version`, `not-allowed`, `not-found`, `busy`. */
  async function replace(
    { caller, planId, basedOn }: { caller: Caller; planId: string; basedOn: number | undefined },
    plan: Plan,
    asker: PlanAsker,
  ): Promise<PlanSummary> {
    const { version, organizerId } = await requireOwn(caller, planId)
    if (basedOn !== undefined && basedOn !== version) throw stale(version)
    const { seats } = planSize(plan)
    await requireRoom(queries, organizerId, { plans: 0, seats }, planId)
    const content = await packWhole(plan, asker)
    await queries.transaction().execute(async (tx) => {
      const locked = await lockPlan(tx, planId)
      if (!locked) throw noSuchPlan()
      if (basedOn !== undefined && basedOn !== locked.version) throw stale(locked.version)
      if (locked.hash === content.hash) return
      await keepContent(tx, content, locked.hash)
      await updatePlan(tx, planId, content.hash)
      await activity.record(tx, [done(caller, 'replace-plan', planId, { name: content.name, seats: content.seats })])
    })
    return readWritten(planId)
  }

  /** Forgets a plan; events keep what they pinned. Throws `not-allowed`, `not-found`. */
  async function remove(caller: Caller, planId: string): Promise<void> {
    await requireOwn(caller, planId)
    await queries.transaction().execute(async (tx) => {
      const locked = await lockPlan(tx, planId)
      if (!locked) throw noSuchPlan()
      await deletePlan(tx, planId)
      await touchContent(tx, locked.hash)
      await activity.record(tx, [done(caller, 'remove-plan', planId)])
    })
  }

  /** What an event of the caller's pins; undefined where there is no such plan, or none that the caller may see. */
  async function pin(caller: Caller, planId: string): Promise<SeatingPlan | undefined> {
    const row = await selectPlan(queries, planId)
    return row && (await mayRead(caller, row)) ? describe(row.hash) : undefined
  }

  /**
   * What is pinned under this hash. `blocked` are the seats that the house keeps, by their ids: those that the plan
   * names, unless given. Throws where there is no such content: an event's is there as long as the event is.
   */
  async function describe(hash: string, blocked?: readonly string[]): Promise<SeatingPlan> {
    const content = await selectContent(queries, hash)
    invariant(content, 'what is pinned is kept')
    const map = await readMap(hash)
    const blockedSeats = blocked ? blocked.map((id) => map.indexOf(id)).filter((seat) => seat !== -1) : flagged(map)
    const forSale = blockedSeats.filter((seat) => map.category[seat] !== NOT_FOR_SALE)
    const counts = Map.groupBy(forSale, (seat) => map.categories[map.category[seat] ?? NOT_FOR_SALE]?.name)
    return {
      hash,
      seats: content.seats,
      categories: content.categories
        .filter(({ seats }) => seats > 0)
        .map(({ name, seats }) => ({ name, seats, blocked: counts.get(name)?.length ?? 0 })),
      standing: content.standing,
      blockedSeatIds: forSale.map((seat) => map.ids[seat] ?? ''),
    }
  }

  /** The seats under this hash, numbered. From memory where somebody asked before. */
  async function readMap(hash: string): Promise<SeatMap> {
    const map = await maps.recall(hash)
    invariant(map, 'the plan of an event is kept')
    return map
  }

  async function loadMap(hash: string): Promise<SeatMap | undefined> {
    const packed = await geometries.recall(`br ${hash}`)
    return packed && mapOf(packed)
  }

  /** The geometry under this hash as JSON in this encoding, ready to be sent; undefined where there is none. */
  function readGeometry(hash: string, encoding: Encoding): Promise<Buffer | undefined> {
    return geometries.recall(`${encoding} ${hash}`)
  }

  async function loadGeometry(key: string): Promise<Buffer | undefined> {
    // As `readGeometry` and `loadMap` write it.
    const [encoding, hash = ''] = key.split(' ') as [Encoding, string?]
    if (encoding === 'br') return selectPackedGeometry(queries, hash)
    const packed = await geometries.recall(`br ${hash}`)
    return packed && encode(await unpackGeometry(packed), encoding)
  }

  /** The JSON text of what is pinned under this hash. */
  async function readText(hash: string): Promise<string> {
    const packed = await selectPackedPlan(queries, hash)
    invariant(packed, 'what is pinned is kept')
    return unpackPlan(packed)
  }

  /** Takes in what an archive's events pin. Resolves to the hash. Throws `invalid`. */
  async function restoreContent(plan: Plan): Promise<string> {
    const content = await packWhole(plan)
    await queries.transaction().execute((tx) => keepContent(tx, content))
    return content.hash
  }

  /** Takes in a plan of an archive, whose content is there; false when there is a plan with this id. */
  function restore(plan: { id: string; organizerId: string; hash: string }): Promise<boolean> {
    return queries.transaction().execute((tx) => insertPlan(tx, plan))
  }

  async function requireReadable(caller: Caller, planId: string): Promise<PlanRow> {
    const row = await selectPlan(queries, planId)
    if (!row) throw noSuchPlan()
    if (await mayRead(caller, row)) return row
    throw problem('not-allowed', 'This plan belongs to an organizer to which you do not belong.')
  }

  async function mayRead(caller: Caller, { organizer_id: organizerId }: PlanRow): Promise<boolean> {
    if (organizerId === null || caller.admin) return true
    return (await accounts.roleOf(caller.accountId, organizerId)) !== undefined
  }

  /** A plan that the caller may change. Throws `not-found`, `not-allowed`. */
  async function requireOwn(caller: Caller, planId: string): Promise<{ version: number; organizerId: string }> {
    const row = await selectPlan(queries, planId)
    if (!row) throw noSuchPlan()
    const { version, organizer_id: organizerId } = row
    if (organizerId === null) {
      throw problem(
        'not-allowed',
        'This plan comes along for everybody and stays as it is. Make a copy and change that.',
      )
    }
    await accounts.requireManager(caller, organizerId)
    return { version, organizerId }
  }

  async function readWritten(planId: string): Promise<PlanSummary> {
    const row = await selectPlan(queries, planId)
    // Somebody else may have removed it in this moment.
    if (!row) throw noSuchPlan()
    return summaryOf(row)
  }

  return {
    create,
    list,
    read,
    replace,
    remove,
    pin,
    describe,
    readMap,
    readGeometry,
    readText,
    restoreContent,
    restore,
    /** Makes the plans that come along, where they are missing or of an earlier form. */
    seedHalls: () => seedHalls(queries),
    seedHall: (planId: string) => seedHall(queries, planId),
  }
}

/** The seats that the plan keeps for the house. */
function flagged({ flags }: SeatMap): number[] {
  const seats: number[] = []
  for (const [seat, flag] of flags.entries()) if ((flag & BLOCKED) !== 0) seats.push(seat)
  return seats
}

/** Throws `invalid` where the organizer would have more than it may; `exceptId` is a plan that another one replaces. */
async function requireRoom(
  on: Queries | Tx,
  organizerId: string,
  more: { plans: number; seats: number },
  exceptId?: string,
): Promise<void> {
  const { plans, seats } = await countPlans(on, organizerId, exceptId)
  if (plans + more.plans > MOST_PLANS) {
    const message = `this organizer has ${MOST_PLANS} plans already, and that is the most`
    throw invalid([{ path: 'plan', message, rule: 'too-many', limit: MOST_PLANS }])
  }
  if (seats + more.seats <= MOST_SEATS_OF_ALL) return
  const message = `this organizer's plans have ${seats} other seats, and ${MOST_SEATS_OF_ALL} in all are the most`
  throw invalid([{ path: 'plan', message, rule: 'too-many-seats', limit: MOST_SEATS_OF_ALL }])
}

/** Throws `invalid` where something is wrong with it, and `busy` to an asker whom others keep waiting. */
async function packWhole(plan: Plan, asker?: PlanAsker): Promise<PlanContent> {
  const packed = await checkAndPackAside(plan, asker)
  if (packed.ok) return packed.content
  throw invalid(packed.errors.map((error) => ({ ...error, path: `plan.${error.path}` })))
}

function summaryOf({ organizer_id: organizerId, changed_at: changedAt, hash: _, ...row }: PlanRow): PlanSummary {
  return { ...row, organizerId, changedAt: changedAt.toISOString() }
}

function done({ accountId }: Caller, operation: string, subjectId: string, detail?: Record<string, unknown>) {
  return { accountId, operation, subjectId, detail }
}

function noSuchPlan(): Error {
  return problem('not-found', 'There is no such plan.')
}

function stale(version: number): Error {
  return problem('stale-version', `This plan is at version ${version} now. Read it again and repeat your change.`)
}
