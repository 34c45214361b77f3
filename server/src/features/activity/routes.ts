import { followLog, listActivity, listRefusals } from '@fairground/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'

import {
  type Caller,
  decodeCursor,
  type Edge,
  encodeCursor,
  PAGE_ROWS,
  problem,
  serve,
  streamEvents,
} from '../../http/index.ts'
import type { Activity } from './activity.ts'

export interface ActivityRouteDeps {
  readonly activity: Activity
  /** Whether the caller may see what belongs to the organizer of this event; admins may. */
  readonly mayManage: (caller: Caller, eventId: string) => Promise<boolean>
  /** The id of the event that has this id or slug. */
  readonly resolveEventId: (idOrSlug: string) => Promise<string | undefined>
  /** Aborts when the service stops: streams end then. */
  readonly stopping: AbortSignal
}

/** With the 4 s for which a session may be known: its stream ends within 5 s of it, as its requests do. */
const CHECK_SESSION_EVERY_MS = 1_000

const ACTIVITY_PLACE = /^(\d{1,15})\.(\d{1,9})$/
const REFUSALS_PLACE = /^(\d{1,15}) ([a-z-]{1,50})$/

export function activityRoutes(app: FastifyInstance, edge: Edge, deps: ActivityRouteDeps): void {
  const { activity } = deps

  serve(app, edge, listActivity, async ({ query, caller }) => {
    const eventId = query.eventId === undefined ? undefined : await managedEvent(deps, caller, query.eventId)
    if (eventId === undefined && !caller.admin) {
      throw problem('not-allowed', 'Only an admin sees what was done everywhere. Name one of your events: ?eventId=…')
    }
    const limit = query.limit ?? PAGE_ROWS
    const place = decodeCursor(query.cursor, ACTIVITY_PLACE)
    const before = place && { id: Number(place[0]), n: Number(place[1]) }
    const entries = await activity.list({ eventId, before, limit: limit + 1 })
    const page = entries.slice(0, limit)
    const last = page.at(-1)
    return {
      items: page.map(shown),
      nextCursor: entries.length > limit && last ? encodeCursor(`${last.id}.${last.n}`) : null,
    }
  })

  serve(app, edge, listRefusals, async ({ params, query, caller }) => {
    const eventId = await managedEvent(deps, caller, params.eventId)
    const limit = query.limit ?? PAGE_ROWS
    const place = decodeCursor(query.cursor, REFUSALS_PLACE)
    const after = place && { minute: new Date(Number(place[0])), code: String(place[1]) }
    const counts = await activity.listRefusals({ eventId, after, limit: limit + 1 })
    const page = counts.slice(0, limit)
    const last = page.at(-1)
    return {
      items: page.map(({ minute, code, count }) => ({ minute: minute.toISOString(), code, count })),
      nextCursor: counts.length > limit && last ? encodeCursor(`${last.minute.getTime()} ${last.code}`) : null,
    }
  })

  serve(app, edge, followLog, (call) =>
    streamEvents(call, (ended) => whileSignedIn(edge, call.request, activity.followLog(ended)), deps.stopping),
  )
}

function shown(entry: Awaited<ReturnType<Activity['list']>>[number]) {
  const { id, n, at, detail, ...rest } = entry
  return { id: `${id}.${n}`, at: at.toISOString(), detail: detail ?? {}, ...rest }
}

/** The event's id. Throws `not-found` and `not-allowed`. */
async function managedEvent(deps: ActivityRouteDeps, caller: Caller, idOrSlug: string): Promise<string> {
  const eventId = await deps.resolveEventId(idOrSlug)
  if (eventId === undefined) throw problem('not-found', 'There is no such event.')
  if (await deps.mayManage(caller, eventId)) return eventId
  throw problem('not-allowed', 'Only the organizer of this event and admins see that.')
}

/** A stream outlives the check of its request by hours: before a line goes out, its session is looked at again. */
async function* whileSignedIn(
  edge: Edge,
  request: FastifyRequest,
  lines: AsyncIterable<string>,
): AsyncGenerator<{ data: string }> {
  let checkedAt = performance.now()
  for await (const line of lines) {
    if (performance.now() - checkedAt > CHECK_SESSION_EVERY_MS) {
      if (!(await isStillAdmin(edge, request))) return
      checkedAt = performance.now()
    }
    yield { data: line }
  }
}

async function isStillAdmin(edge: Edge, request: FastifyRequest): Promise<boolean> {
  const bearer = request.headers.authorization?.replace(/^Bearer /i, '')
  const token = bearer ?? request.cookies[edge.cookieName] ?? ''
  try {
    return (await edge.identify(token))?.admin === true
  } catch {
    // What cannot be found out is not assumed; the client connects again.
    return false
  }
}
