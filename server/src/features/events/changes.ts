import type { EventChange } from '@fairground/contract'

import { type Caller, invalid, problem, ProblemError } from '../../http/index.ts'
import { newId } from '../../ids.ts'
import type { Capacity, EventsDeps } from './events.ts'
import {
  type EventRecord,
  insertTicketType,
  readClock,
  renameAreas,
  type TicketTypeRecord,
  updateEvent,
  updateTicketType,
} from './queries.ts'
import type { EventNow } from './records.ts'
import {
  areaFor,
  changedAreas,
  changedFields,
  changedTypeFields,
  changeErrors,
  finalRefusal,
  MOST_TYPES_AN_AREA,
  needsUnsold,
  newTypeFields,
  type NewType,
  refuse,
  type TypeChange,
  typeErrors,
  versionOf,
} from './rules.ts'

interface ChangesDeps extends Pick<EventsDeps, 'queries' | 'activity' | 'inventory'> {
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
interface Plan {
  readonly capacities: Capacity[]
  readonly writes: Parameters<EventsDeps['inventory']['configure']>[0]['writes']
  /** Refused when anything is held or sold at the moment of the change. */
  readonly unsoldOnly?: boolean
  readonly subjectId: string
  readonly detail?: Record<string, unknown>
}

/** Whoever loses this often against others is told so, rather than kept waiting. */
const MOST_ATTEMPTS = 5

/** The verbs that change an event that exists. Each computes first; the allocator writes it under the event's lock. */
export function openChanges({ queries, activity, inventory, ...deps }: ChangesDeps) {
  /** Throws `invalid`, `stale-version`, `below-sold`, `event-over`, `not-allowed`, `not-found`, `busy`. */
  async function change(request: ChangeRequest, asked: EventChange): Promise<EventNow> {
    return reconfigure(request, 'change-event', ({ record }, now) => {
      refuse(changeErrors(record, asked, now))
      const fields = changedFields(record, asked)
      const areas = changedAreas(record, asked)
      return {
        capacities: areas.flatMap(({ id, capacity }) =>
          capacity === undefined ? [] : [{ id, kind: 'area', capacity }],
        ),
        writes: [updateEvent(record.id, fields), renameAreas(record.id, areas)],
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
      if (area.ticketTypes.length >= MOST_TYPES_AN_AREA) {
        throw invalid([
          { path: 'areaId', message: `has ${MOST_TYPES_AN_AREA} ticket types already, and that is the most` },
        ])
      }
      const position = 1 + Math.max(-1, ...area.ticketTypes.map((type) => type.position))
      return {
        capacities: [{ id: ticketTypeId, kind: 'ticket-type', capacity: asked.quota ?? null }],
        writes: [insertTicketType(record.id, { ...fields, id: ticketTypeId, areaId: area.id, position })],
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

  /**
   * Plans a change on the event as it is, and has it written if nobody was faster. With If-Match whoever is slower is
   * refused; without, the plan is made anew on what the faster one has left.
   */
  async function reconfigure(
    { eventId, caller, ifMatch, deadline }: ChangeRequest,
    operation: string,
    plan: (event: EventNow, now: number) => Plan,
  ): Promise<EventNow> {
    const basedOn = versionOf(ifMatch)
    let event = await deps.show(eventId, caller, basedOn)
    if (!(await deps.mayManage(caller, event.record))) {
      throw problem('not-allowed', 'Only owners and managers of its organizer may change this event.')
    }
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const { version } = event.record
      if (basedOn !== undefined && basedOn !== version) throw stale(version)
      const now = await readClock(queries)
      const refusal = finalRefusal(event.record, now)
      if (refusal) throw new ProblemError(refusal)
      const { capacities, writes, unsoldOnly = false, subjectId, detail } = plan(event, now)
      const { accountId } = caller
      const done = activity.statements(eventId, [{ eventId, accountId, operation, subjectId, detail }])
      const order = {
        ...{ eventId, accountId, expectedVersion: version, capacities, unsoldOnly, deadline },
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

  return { change, addTicketType, changeTicketType }
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

function stale(version: number): Error {
  return problem('stale-version', `This event is at version ${version} now. Read it again and repeat your change.`)
}
