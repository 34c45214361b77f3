import type { Archive, listEvents, NewEvent, QueryOf, Role } from '@fairground/contract'

import type { Queries, Statement, Tx } from '../../db/index.ts'
import { type Caller, problem, ProblemError, type Refusal } from '../../http/index.ts'
import { newId } from '../../ids.ts'
import { invariant } from '../../invariant.ts'
import type { Activity } from '../activity/index.ts'
import type { Plans, SeatingPlan } from '../plans/index.ts'
import { openChanges, type PictureNotes, pictureOf } from './changes.ts'
import { openEncoder } from './encoder.ts'
import { layOut } from './layout.ts'
import { cursorOf, isPublic, matches, searchOf } from './listing.ts'
import { openPages } from './pages.ts'
import { openPictureFiles } from './picture-files.ts'
import type { EncodedPicture } from './picture.ts'
import { eventExists, type EventRecord, findEvents, insertAreas, insertEvent, readClock } from './queries.ts'
import { insertPictureFiles } from './queries/pictures.ts'
import { type CountsReader, type EventNow, openRecords } from './records.ts'
import {
  eventErrors,
  HOURS_WITHOUT_END,
  isEventId,
  newEventErrors,
  invalidFields,
  newFields,
  refuse,
  slugOf,
  slugWithSuffix,
} from './rules.ts'
import { retellEvents } from './renames.ts'
import { noSuchPlan, type PlannedArea } from './seating.ts'
import { summaryReply } from './shape.ts'

export interface EventsDeps {
  readonly queries: Queries
  readonly activity: Pick<Activity, 'record' | 'statements'>
  readonly accounts: {
    /** Throws `not-allowed`, `not-found`. */
    requireManager(caller: Caller, organizerId: string): Promise<void>
    isManager(caller: Caller, organizerId: string): Promise<boolean>
    roleOf(accountId: string, organizerId: string): Promise<Role | undefined>
    /** The caller's own organizer, made when there is none. */
    ownOrganizer(tx: Tx, caller: Caller): Promise<string>
  }
  readonly plans: Pick<Plans, 'pin' | 'describe' | 'readGeometry'>
  /** Only inventory writes counts and versions: a change of an event goes through its queue, under the event's lock. */
  readonly inventory: {
    openSale(tx: Tx, eventId: string, counters: Capacity[], blocked: readonly string[]): Promise<void>
    configure(request: {
      eventId: string
      accountId: string
      expectedVersion: number
      capacities: Capacity[]
      unsoldOnly: boolean
      /** Ids of seats that the house keeps, of an area that is new. */
      blocked?: readonly string[]
      writes: Statement[]
      deadline: number
    }): Promise<{ ok: true; version: number } | { ok: false; refusal: Refusal }>
    readonly counts: CountsReader
  }
}

export interface Capacity {
  id: string
  kind: 'area' | 'category' | 'ticket-type'
  capacity: number | null
}

type ArchivedEvent = Archive['events'][number]

/** A new event or one of an archive. */
type PlannedEvent = Omit<NewEvent, 'areas'> & {
  readonly id: string
  readonly organizerId: string
  readonly slug: string
  readonly picture?: PictureNotes
  readonly areas: readonly PlannedArea[]
}

export type Events = ReturnType<typeof openEvents>

/** All but the first have a random end. */
const MOST_SLUGS_TRIED = 5
const PAGE = 50

/** Events with their areas and ticket types: create, show, list, change. */
export function openEvents(deps: EventsDeps) {
  const { queries, activity, accounts, plans, inventory } = deps
  const records = openRecords(queries, inventory.counts)
  const pages = openPages()
  const encoder = openEncoder()
  const pictureFiles = openPictureFiles(queries)
  const ownerOf = { show, mayManage: mayManageRecord, readWritten }
  const changes = openChanges({ ...deps, ...ownerOf, encoder, onChange: pages.forget })

  /** Makes an event. Throws `invalid`, `not-allowed`, `not-found` (the organizer). */
  async function create(caller: Caller, asked: NewEvent): Promise<EventNow> {
    if (asked.organizerId !== undefined) await accounts.requireManager(caller, asked.organizerId)
    const planId = asked.areas.find((area) => area.kind === 'seated')?.planId
    const plan = planId === undefined ? undefined : await plans.pin(caller, planId)
    refuse(newEventErrors(asked, await readClock(queries), plan))
    const eventId = newId()
    await queries.transaction().execute(async (tx) => {
      const organizerId = asked.organizerId ?? (await accounts.ownOrganizer(tx, caller))
      await insert(tx, { ...asked, id: eventId, organizerId, slug: slugOf(asked.title) }, plan)
      const { accountId } = caller
      await activity.record(tx, [{ eventId, accountId, operation: 'create-event', subjectId: eventId }])
    })
    pages.forget()
    return readWritten(eventId, 1)
  }

  /**
   * Takes in an event of an archive, with its ids; false when it is there already. `planHashes` tells under which hash
   * each of the archive's plans is kept here. Throws `invalid`.
   */
  async function restore(archived: ArchivedEvent, planHashes: ReadonlyMap<string, string>): Promise<boolean> {
    if (await eventExists(queries, archived.id)) return false
    const plan = await restoredPlan(archived, planHashes)
    refuse(eventErrors(archived, plan))
    const slug = isEventId(archived.slug) ? slugOf(archived.title) : archived.slug
    const files = archived.picture && (await restorePicture(archived.picture.webp))
    await queries.transaction().execute((tx) => insert(tx, { ...archived, slug }, plan, files))
    return true
  }

  /** The plan of an archived event, with the seats that the house had kept. Throws `invalid`. */
  async function restoredPlan(
    { areas }: ArchivedEvent,
    planHashes: ReadonlyMap<string, string>,
  ): Promise<SeatingPlan | undefined> {
    const index = areas.findIndex(({ kind }) => kind === 'seated')
    const area = areas[index]
    if (!area) return undefined
    const hash = planHashes.get(area.planHash ?? '')
    if (hash === undefined) throw invalidFields([noSuchPlan(`areas.${index}.planHash`)])
    const blocked = new Set(area.blocked)
    const plan = await plans.describe(hash, [...blocked])
    if (plan.blockedSeatIds.length === blocked.size) return plan
    const message = 'has a seat that the plan does not sell'
    throw invalidFields([{ path: `areas.${index}.blocked`, message, rule: 'no-such-seat' }])
  }

  /** Encoded anew as any upload is. A broken one is left out: the event and its tickets are worth more than it. */
  async function restorePicture(base64: string): Promise<EncodedPicture | undefined> {
    try {
      return await encoder.encode(Buffer.from(base64, 'base64'), { deadline: Number.POSITIVE_INFINITY })
    } catch (error) {
      if (error instanceof ProblemError && error.refusal.code === 'not-a-picture') return undefined
      throw error
    }
  }

  async function insert(
    tx: Tx,
    planned: PlannedEvent,
    plan: SeatingPlan | undefined,
    encoded?: EncodedPicture,
  ): Promise<void> {
    const { id, organizerId, slug } = planned
    const layout = layOut(planned.areas, plan)
    const picture = encoded && planned.picture ? pictureOf(encoded, planned.picture) : null
    await insertWithSlug(tx, { ...newFields(planned), id, organizerId, slug, picture })
    await insertAreas(tx, id, layout)
    if (encoded) await insertPictureFiles(tx, id, encoded.hash, encoded.files)
    await inventory.openSale(tx, id, layout.counters, layout.blocked)
  }

  /** An event that certainly exists, at this version or a newer one. */
  async function readWritten(eventId: string, version: number): Promise<EventNow> {
    const event = await records.read(eventId, version)
    invariant(event, 'an event that was written can be read')
    return event
  }

  /**
   * An event for this caller, at `version` if there is one so new already. Throws `not-found`, also for a draft that is
   * not theirs to see.
   */
  async function show(idOrSlug: string, caller: Caller | undefined, version?: number): Promise<EventNow> {
    const event = await read(idOrSlug, version)
    if (event && (isOpen(event.record) || (await maySee(caller, event.record)))) return event
    throw noSuchEvent()
  }

  /** As `show`, without the counts; undefined where that throws. */
  async function findFor(caller: Caller | undefined, idOrSlug: string): Promise<EventRecord | undefined> {
    const record = await find(idOrSlug)
    return record && (isOpen(record) || (await maySee(caller, record))) ? record : undefined
  }

  /** The event that has this id or slug, whoever asks. */
  async function find(idOrSlug: string): Promise<EventRecord | undefined> {
    return (await read(idOrSlug))?.record
  }

  async function read(idOrSlug: string, version?: number): Promise<EventNow | undefined> {
    const id = idOrSlug.toLowerCase()
    const eventId = isEventId(id) ? id : await records.resolveSlug(idOrSlug)
    return eventId === undefined ? undefined : records.read(eventId, version)
  }

  async function resolveEventId(idOrSlug: string): Promise<string | undefined> {
    const eventId = idOrSlug.toLowerCase()
    return isEventId(eventId) ? records.resolveId(eventId) : records.resolveSlug(idOrSlug)
  }

  function isOpen(record: EventRecord): boolean {
    return record.status !== 'draft'
  }

  /** Whether the caller may see a draft. */
  async function maySee(caller: Caller | undefined, record: EventRecord): Promise<boolean> {
    if (!caller) return false
    return caller.admin || (await accounts.roleOf(caller.accountId, record.organizer.id)) !== undefined
  }

  /** Whether the caller runs this event: admins, owners and managers do. Throws `not-found`. */
  async function mayManage(caller: Caller, idOrSlug: string): Promise<boolean> {
    const record = await find(idOrSlug)
    if (!record) throw noSuchEvent()
    return mayManageRecord(caller, record)
  }

  function mayManageRecord(caller: Caller, record: EventRecord): Promise<boolean> {
    return accounts.isManager(caller, record.organizer.id)
  }

  /** A page of events, soonest first. Throws `invalid`. */
  async function list(query: QueryOf<typeof listEvents>, caller: Caller | undefined) {
    const limit = query.limit ?? PAGE
    // One more than asked for tells whether there is a next page.
    const search = searchOf(query, caller, limit + 1)
    const ask = () => findEvents(queries, search, HOURS_WITHOUT_END)
    const found = isPublic(search) ? await pages.read(JSON.stringify(search), ask) : await ask()
    const page = found.slice(0, limit)
    const events = await records.readMany(page.map(({ id }) => id))
    const last = page.at(-1)
    return {
      items: page.flatMap(({ id }) => {
        const event = events.get(id)
        return event && matches(event.record, search) ? [summaryReply(event)] : []
      }),
      nextCursor: found.length > limit && last ? cursorOf(last) : null,
    }
  }

  return {
    create,
    restore,
    show,
    findFor,
    resolveEventId,
    readMany: records.readMany,
    /** To be called after an organizer was renamed. */
    retell: (organizerId: string, accountId: string) => retellEvents(deps, organizerId, accountId),
    mayManage,
    list,
    /** One file of a picture, by the content's hash and the width. */
    readPicture: pictureFiles.read,
    /** The geometry of a plan that events have pinned, by its hash, ready to be sent. */
    readGeometry: plans.readGeometry,
    ...changes,
  }
}

/** Inserts with this slug, or when another event has it, with that and a random end. */
async function insertWithSlug(tx: Tx, event: Parameters<typeof insertEvent>[1]): Promise<void> {
  let { slug } = event
  for (let tried = 0; tried < MOST_SLUGS_TRIED; tried += 1) {
    if (await insertEvent(tx, { ...event, slug })) return
    slug = slugWithSuffix(event.slug, Math.random)
  }
  throw problem('unavailable', 'No free address was found for this event. Nothing was made; try again.')
}

function noSuchEvent(): Error {
  return problem('not-found', 'There is no such event.')
}
