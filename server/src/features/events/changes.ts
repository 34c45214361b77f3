import type { BodyOf, changePicture, EventChange } from '@fairground/contract'

import type { StoredPicture } from '../../db/index.ts'
import { type Caller, problem, ProblemError } from '../../http/index.ts'
import { newId } from '../../ids.ts'
import type { SeatingPlan } from '../plans/index.ts'
import type { openEncoder, PictureAsker } from './encoder.ts'
import type { EncodedPicture } from './picture.ts'
import type { Capacity, EventsDeps } from './events.ts'
import {
  type EventRecord,
  insertArea,
  insertTicketType,
  readClock,
  type TicketTypeRecord,
  updateAreas,
  updateEvent,
  updateTicketType,
} from './queries.ts'
import { addPictureFiles, dropPictureFiles, updatePicture } from './queries/pictures.ts'
import type { EventNow } from './records.ts'
import { layOut } from './layout.ts'
import {
  areaErrors,
  areaFor,
  categoryFor,
  changedAreas,
  changedFields,
  changedTypeFields,
  changeErrors,
  finalRefusal,
  needsUnsold,
  newTypeFields,
  type NewArea,
  type NewType,
  refuse,
  requireRoomForType,
  type TypeChange,
  typeErrors,
  versionOf,
} from './rules.ts'

interface ChangesDeps extends Pick<EventsDeps, 'queries' | 'activity' | 'plans' | 'inventory'> {
  readonly encoder: ReturnType<typeof openEncoder>
  /** Throws `not-found`. */
  show(eventId: string, caller: Caller, version: number | undefined): Promise<EventNow>
  mayManage(caller: Caller, record: EventRecord): Promise<boolean>
  readWritten(eventId: string, version: number): Promise<EventNow>
  onChange(): void
}

/** Who changes which event (by its id), based on which version, and until when (`performance.now()`). */
export interface ChangeRequest {
  readonly eventId: string
  readonly caller: Caller
  readonly ifMatch?: string | undefined
  readonly deadline: number
}

/** What is to be written: computed from one version of the event, and void with any other. */
interface Intent {
  readonly capacities: Capacity[]
  /** Ids of seats that the house keeps, of an area that is new. */
  readonly blocked?: readonly string[]
  readonly writes: Parameters<EventsDeps['inventory']['configure']>[0]['writes']
  /** Refused when anything is held or sold at the moment of the change. */
  readonly unsoldOnly?: boolean
  readonly subjectId: string
  readonly detail?: Record<string, unknown>
}

/** What is said of a picture besides its pixels. */
export type PictureNotes = Pick<StoredPicture, 'alt' | 'focusX' | 'focusY'>

/** Of a new picture: nothing that was said of another one is true of it. */
const NO_NOTES: PictureNotes = { alt: '', focusX: 50, focusY: 50 }

/** Whoever loses this often against others is told so, rather than kept waiting. */
const MOST_ATTEMPTS = 5

/** The verbs that change an event that exists. Each computes first; the allocator writes it under the event's lock. */
export function openChanges({ queries, activity, plans, inventory, ...deps }: ChangesDeps) {
  /** Throws `invalid`, `stale-version`, `below-sold`, `event-over`, `not-allowed`, `not-found`, `busy`. */
  async function change(request: ChangeRequest, asked: EventChange): Promise<EventNow> {
    const movesCapacity = asked.areas?.some(({ capacity }) => capacity !== undefined) === true
    return reconfigure(request, 'change-event', async ({ record }, now) => {
      refuse(changeErrors(record, asked, now, movesCapacity ? await planOf(record) : undefined))
      const fields = changedFields(record, asked)
      const areas = changedAreas(record, asked)
      return {
        capacities: areas.flatMap(({ id, capacity }) =>
          capacity === undefined ? [] : [{ id, kind: 'area', capacity }],
        ),
        writes: [updateEvent(record.id, fields), updateAreas(record.id, areas)],
        unsoldOnly: needsUnsold(record.status, fields.status),
        subjectId: record.id,
        detail: { fields: Object.keys(asked), ...(asked.status === undefined ? {} : { status: asked.status }) },
      }
    })
  }

  /** Adds a ticket type at the end of its area. Throws `invalid`, `event-over`, `not-allowed`, `not-found`, `busy`. */
  async function addTicketType(
    request: Omit<ChangeRequest, 'ifMatch'>,
    { areaId, ...asked }: NewType & { areaId?: string },
  ): Promise<{ event: EventNow; ticketTypeId: string }> {
    const ticketTypeId = newId()
    const event = await reconfigure(request, 'create-ticket-type', ({ record }) => {
      const area = areaFor(record, areaId)
      const fields = newTypeFields(asked)
      refuse(typeErrors(fields, area.ticketTypes))
      const category = categoryFor(area, asked.category)
      requireRoomForType(area)
      const position = 1 + Math.max(-1, ...area.ticketTypes.map((type) => type.position))
      return {
        capacities: [{ id: ticketTypeId, kind: 'ticket-type', capacity: asked.quota ?? null }],
        writes: [insertTicketType(record.id, { ...fields, ...category, id: ticketTypeId, areaId: area.id, position })],
        subjectId: ticketTypeId,
      }
    })
    return { event, ticketTypeId }
  }

  /** Throws `invalid`, `stale-version`, `below-sold`, `event-over`, `not-allowed`, `not-found`, `busy`. */
  async function changeTicketType(request: ChangeRequest, ticketTypeId: string, asked: TypeChange): Promise<EventNow> {
    return reconfigure(request, 'change-ticket-type', ({ record }) => {
      const { type, others } = typeAmongOthers(record, ticketTypeId)
      const fields = changedTypeFields(type, asked)
      refuse(typeErrors(fields, others))
      return {
        capacities: asked.quota === undefined ? [] : [{ id: type.id, kind: 'ticket-type', capacity: asked.quota }],
        writes: [updateTicketType(record.id, type.id, fields)],
        subjectId: type.id,
        detail: { fields: Object.keys(asked) },
      }
    })
  }

  /** Adds an area with its ticket types, after the others. Throws `invalid`, `event-over`, `not-allowed`, `not-found`, `busy`. */
  async function addArea(
    request: Omit<ChangeRequest, 'ifMatch'>,
    asked: NewArea,
  ): Promise<{ event: EventNow; areaId: string }> {
    const areaId = newId()
    const isSeated = asked.kind === 'seated'
    const pinned = isSeated && asked.planId !== undefined ? await plans.pin(request.caller, asked.planId) : undefined
    const event = await reconfigure(request, 'create-area', async ({ record }) => {
      const plan = isSeated || asked.standing === undefined ? pinned : await planOf(record)
      refuse(areaErrors(record, asked, plan))
      const { areas, ticketTypes, counters, blocked } = layOut([{ ...asked, id: areaId }], plan)
      return {
        capacities: counters,
        blocked,
        writes: [
          ...areas.map((area) => insertArea(record.id, area)),
          ...ticketTypes.map((type) => insertTicketType(record.id, type)),
        ],
        subjectId: areaId,
      }
    })
    return { event, areaId }
  }

  /**
   * Gives the event a picture. Pages that were read a moment ago still name the one before, so its files stay until
   * the next one comes; older ones go. Throws `not-a-picture`, and what `change` throws but for `below-sold`.
   */
  async function putPicture(
    request: ChangeRequest & PictureAsker,
    bytes: Uint8Array,
    notes: PictureNotes = NO_NOTES,
  ): Promise<EventNow> {
    // Before the work: nobody encodes pictures here for an event that is not theirs.
    await requireChangeable(await ownEvent(request), versionOf(request.ifMatch))
    const encoded = await deps.encoder.encode(bytes, request)
    const { hash, files } = encoded
    return reconfigure(request, 'put-picture', ({ record }) => ({
      capacities: [],
      writes: [
        updatePicture(record.id, pictureOf(encoded, notes)),
        dropPictureFiles(record.id, [hash, record.picture?.hash ?? hash]),
        ...addPictureFiles(record.id, hash, files),
      ],
      subjectId: record.id,
    }))
  }

  /** Throws what `change` throws but for `below-sold`; `not-found` where there is no picture. */
  async function changePictureNotes(request: ChangeRequest, asked: BodyOf<typeof changePicture>): Promise<EventNow> {
    return reconfigure(request, 'change-picture', ({ record }) => {
      if (!record.picture) throw noPicture()
      return {
        capacities: [],
        writes: [updatePicture(record.id, { ...record.picture, ...asked })],
        subjectId: record.id,
        detail: { fields: Object.keys(asked) },
      }
    })
  }

  /**
   * Takes the picture away with all its files: who does so may have shown what was not theirs to show. No page names
   * it any more, but who knows a file's address gets it from the memory of a node for up to a minute, and from
   * browsers and CDNs for as long as they keep it. Throws as `changePictureNotes`.
   */
  async function removePicture(request: ChangeRequest): Promise<EventNow> {
    return reconfigure(request, 'remove-picture', ({ record }) => {
      if (!record.picture) throw noPicture()
      return {
        capacities: [],
        writes: [updatePicture(record.id, null), dropPictureFiles(record.id, [])],
        subjectId: record.id,
      }
    })
  }

  /**
   * Plans a change on the event as it is, and has it written if nobody was faster. With If-Match whoever is slower is
   * refused; without, the plan is made anew on what the faster one has left.
   */
  async function reconfigure(
    request: ChangeRequest,
    operation: string,
    plan: (event: EventNow, now: number) => Intent | Promise<Intent>,
  ): Promise<EventNow> {
    const { eventId, deadline } = request
    const { accountId } = request.caller
    const basedOn = versionOf(request.ifMatch)
    let event = await ownEvent(request)
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const { version } = event.record
      const now = await requireChangeable(event, basedOn)
      const { capacities, blocked, writes, unsoldOnly = false, subjectId, detail } = await plan(event, now)
      const done = activity.statements(eventId, [{ eventId, accountId, operation, subjectId, detail }])
      const order = {
        ...{ eventId, accountId, expectedVersion: version, capacities, unsoldOnly, deadline },
        ...(blocked && blocked.length > 0 ? { blocked } : {}),
        writes: [...writes, ...done],
      }
      const result = await inventory.configure(order)
      if (result.ok) {
        deps.onChange()
        return deps.readWritten(eventId, result.version)
      }
      if (result.refusal.code !== 'stale-version') throw new ProblemError(result.refusal)
      event = await deps.readWritten(eventId, version + 1)
    }
    throw problem('busy', 'Others are changing this event right now. Nothing was changed; try again.')
  }

  /** The plan of which the event has a copy. */
  async function planOf({ areas }: EventRecord): Promise<SeatingPlan | undefined> {
    const hash = areas.find(({ kind }) => kind === 'seated')?.planHash
    return hash ? plans.describe(hash) : undefined
  }

  /** The event, if the caller runs it. Throws `not-found`, `not-allowed`. */
  async function ownEvent({ eventId, caller, ifMatch }: Omit<ChangeRequest, 'deadline'>): Promise<EventNow> {
    const event = await deps.show(eventId, caller, versionOf(ifMatch))
    if (await deps.mayManage(caller, event.record)) return event
    throw problem('not-allowed', 'Only owners and managers of its organizer may change this event.')
  }

  /** The time, if the event may still change and is what the caller knows. Throws `stale-version`, `event-over`. */
  async function requireChangeable({ record }: EventNow, basedOn: number | undefined): Promise<number> {
    if (basedOn !== undefined && basedOn !== record.version) throw stale(record.version)
    const now = await readClock(queries)
    const refusal = finalRefusal(record, now)
    if (refusal) throw new ProblemError(refusal)
    return now
  }

  return { ownEvent, change, addTicketType, changeTicketType, addArea, putPicture, changePictureNotes, removePicture }
}

/** What an event keeps of a picture beside its files. */
export function pictureOf({ hash, files }: EncodedPicture, { alt, focusX, focusY }: PictureNotes): StoredPicture {
  return { hash, alt, focusX, focusY, sizes: files.map(({ width, height }) => ({ width, height })) }
}

function typeAmongOthers(
  record: EventRecord,
  ticketTypeId: string,
): { type: TicketTypeRecord; others: TicketTypeRecord[] } {
  const type = record.ticketTypes.get(ticketTypeId.toLowerCase())
  if (!type) throw problem('not-found', 'This event has no such ticket type.')
  const area = record.areas.find(({ id }) => id === type.areaId)
  return { type, others: area?.ticketTypes.filter((other) => other !== type) ?? [] }
}

function noPicture(): Error {
  return problem('not-found', 'This event has no picture.')
}

function stale(version: number): Error {
  return problem('stale-version', `This event is at version ${version} now. Read it again and repeat your change.`)
}
