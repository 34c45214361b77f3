import {
  changeEvent,
  changePicture,
  changeTicketType,
  createArea,
  createEvent,
  createTicketType,
  listEvents,
  listTicketTypes,
  putPicture,
  readCalendar,
  readEvent,
  readTicketType,
  removePicture,
} from '@fairground/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { type Caller, type Edge, JsonText, notModified, problem, serve } from '../../http/index.ts'
import { invariant } from '../../invariant.ts'
import { attachment, calendarText } from './calendar.ts'
import type { Events } from './events.ts'
import { servePictures } from './picture-routes.ts'
import type { EventNow } from './records.ts'
import { seatRoutes } from './seat-routes.ts'
import { areaReplies, etagOf, eventReply, eventText, type TicketTypeReply, ticketTypeReplies } from './shape.ts'
import { withUploads } from './uploads.ts'

/** `publicUrl`: where people find the event's page, for calendars. */
export function eventRoutes(app: FastifyInstance, edge: Edge, events: Events, publicUrl: string): void {
  serve(app, edge, listEvents, async ({ query, caller, reply }) => {
    const isSame = query.status !== 'draft' && query.status !== 'any'
    reply.header('cache-control', isSame ? 'no-cache' : 'private, no-cache')
    return events.list(query, caller)
  })

  serve(app, edge, createEvent, async (call) => {
    const event = await events.create(call.caller, call.body)
    call.note({ eventId: event.record.id })
    return eventReply(tagged(call.reply, event))
  })

  serve(app, edge, readEvent, async (call) => {
    const event = await shown(events, call)
    return isKnown(call.request, event) ? notModified : new JsonText(eventText(event))
  })

  serve(app, edge, changeEvent, async (call) => {
    const eventId = await noted(events, call)
    return eventReply(tagged(call.reply, await events.change({ ...who(call), eventId }, call.body)))
  })

  serve(app, edge, readCalendar, async (call) => {
    const event = await shown(events, call)
    if (isKnown(call.request, event)) return notModified
    call.reply.header('content-disposition', attachment(event.record.slug, 'ics'))
    return calendarText(event.record, publicUrl)
  })

  const ownEvent = async ({ params, edgeState }: FastifyRequest) => {
    const caller = edgeState?.caller
    invariant(caller, 'nobody sends a picture without an account')
    // The address of the route has it.
    const { eventId } = params as { eventId: string }
    return events.ownEvent({ eventId, caller })
  }
  withUploads(app, putPicture.upload, ownEvent, (part) => {
    serve(part, edge, putPicture, async (call) => {
      const eventId = await noted(events, call)
      const request = { ...who(call), eventId, isGone: () => call.isGone() }
      return eventReply(tagged(call.reply, await events.putPicture(request, call.body)))
    })
  })
  servePictures(app, events)
  seatRoutes(app, edge, events)

  serve(app, edge, changePicture, async (call) => {
    const eventId = await noted(events, call)
    return eventReply(tagged(call.reply, await events.changePictureNotes({ ...who(call), eventId }, call.body)))
  })

  serve(app, edge, removePicture, async (call) => {
    const eventId = await noted(events, call)
    return eventReply(tagged(call.reply, await events.removePicture({ ...who(call), eventId })))
  })

  serve(app, edge, createArea, async (call) => {
    const eventId = await noted(events, call)
    const { event, areaId } = await events.addArea({ ...who(call), eventId }, call.body)
    call.note({ subjectId: areaId })
    return areaReply(tagged(call.reply, event), areaId)
  })

  serve(app, edge, listTicketTypes, async (call) => {
    const event = await shown(events, call)
    return isKnown(call.request, event) ? notModified : { items: ticketTypeReplies(event), nextCursor: null }
  })

  serve(app, edge, createTicketType, async (call) => {
    const eventId = await noted(events, call)
    const { event, ticketTypeId } = await events.addTicketType({ ...who(call), eventId }, call.body)
    call.note({ subjectId: ticketTypeId })
    return typeReply(tagged(call.reply, event), ticketTypeId)
  })

  serve(app, edge, readTicketType, async (call) => {
    const event = await shown(events, call)
    const type = typeReply(event, call.params.ticketTypeId)
    return isKnown(call.request, event) ? notModified : type
  })

  serve(app, edge, changeTicketType, async (call) => {
    const eventId = await noted(events, call)
    const { ticketTypeId } = call.params
    call.note({ subjectId: ticketTypeId })
    const event = await events.changeTicketType({ ...who(call), eventId }, ticketTypeId, call.body)
    return typeReply(tagged(call.reply, event), ticketTypeId)
  })
}

interface EventCall {
  readonly params: { readonly eventId: string }
  readonly caller: Caller | undefined
  readonly reply: FastifyReply
  note(fields: { eventId?: string }): void
}

/** The event that a reading route names, with the headers of its answer. Throws `not-found`. */
async function shown(events: Events, call: EventCall): Promise<EventNow> {
  const event = await events.show(call.params.eventId, call.caller)
  call.note({ eventId: event.record.id })
  return tagged(call.reply, event)
}

/** The id of the event that a changing route names. Throws `not-found`. */
async function noted(events: Events, call: EventCall): Promise<string> {
  const eventId = await events.resolveEventId(call.params.eventId)
  if (eventId === undefined) throw problem('not-found', 'There is no such event.')
  call.note({ eventId })
  return eventId
}

function who(call: { caller: Caller; ifMatch: string | undefined; deadline: number }) {
  return { caller: call.caller, ifMatch: call.ifMatch, deadline: call.deadline }
}

/** `no-cache` keeps the copy and asks each time whether it is still right; a draft is for some eyes only. */
function tagged(reply: FastifyReply, event: EventNow): EventNow {
  reply.header('etag', etagOf(event))
  reply.header('cache-control', event.record.status === 'draft' ? 'private, no-cache' : 'no-cache')
  return event
}

/** Whether the client already has what we would send. Compared weakly, as RFC 9110 wants it for If-None-Match. */
function isKnown(request: FastifyRequest, event: EventNow): boolean {
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return known?.includes(etagOf(event).slice('W/'.length)) ?? false
}

function areaReply(event: EventNow, areaId: string) {
  const area = areaReplies(event).find(({ id }) => id === areaId)
  invariant(area, 'an area that was written can be read')
  return area
}

function typeReply(event: EventNow, ticketTypeId: string): TicketTypeReply {
  const type = ticketTypeReplies(event).find(({ id }) => id === ticketTypeId.toLowerCase())
  if (!type) throw problem('not-found', 'This event has no such ticket type.')
  return type
}
