import { readSeatGeometry, readSeats } from '@fairground/contract'
import type { FastifyInstance } from 'fastify'

import { type Caller, type Edge, notModified, problem, serve } from '../../http/index.ts'
import { chooseEncoding } from '../plans/index.ts'
import type { Events } from './events.ts'
import type { AreaRecord, EventRecord } from './queries.ts'

/** Where the seats of an event are. What becomes of them is inventory's to tell. */
export function seatRoutes(app: FastifyInstance, edge: Edge, events: Pick<Events, 'findFor' | 'readGeometry'>): void {
  serve(app, edge, readSeats, async (call) => {
    const { event, area } = await seatedArea(call)
    const { hash } = area
    call.reply.header('etag', `"${hash}"`)
    call.reply.header('cache-control', event.status === 'draft' ? 'private, no-cache' : 'no-cache')
    if (call.request.headers['if-none-match'] === `"${hash}"`) return notModified
    return { hash, areaId: area.id, seats: area.seats ?? 0, url: `/api/events/${event.id}/seats/${hash}` }
  })

  serve(app, edge, readSeatGeometry, async (call) => {
    const { event, area } = await seatedArea(call)
    const { hash } = area
    if (call.params.hash !== hash) throw problem('not-found', 'The seats of this event are not these.')
    const visibility = event.status === 'draft' ? 'private' : 'public'
    call.reply
      .header('etag', `"${hash}"`)
      .header('cache-control', `${visibility}, max-age=31536000, immutable`)
      .header('vary', 'accept-encoding')
    if (call.request.headers['if-none-match'] === `"${hash}"`) return notModified
    const encoding = chooseEncoding(call.request.raw)
    const bytes = await events.readGeometry(hash, encoding)
    if (encoding !== 'identity') call.reply.header('content-encoding', encoding)
    void call.reply.code(200).type('application/json; charset=utf-8').send(bytes)
    // The answer was sent above, as it is kept; `serve` looks at `reply.sent` and sends nothing.
    return undefined as never
  })

  async function seatedArea(call: SeatCall): Promise<{ event: EventRecord; area: AreaRecord & { hash: string } }> {
    const event = await events.findFor(call.caller, call.params.eventId)
    if (!event) throw problem('not-found', 'There is no such event.')
    call.note({ eventId: event.id })
    const area = event.areas.find(({ kind }) => kind === 'seated')
    if (!area || area.planHash === null) throw problem('not-found', 'This event has no seats to choose.')
    return { event, area: { ...area, hash: area.planHash } }
  }
}

interface SeatCall {
  readonly params: { readonly eventId: string }
  readonly caller: Caller | undefined
  note(fields: { eventId?: string }): void
}
