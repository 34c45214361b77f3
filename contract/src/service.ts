import { type Static, Type } from 'typebox'

import { Role } from './accounts.ts'
import { EventSummary, MOST_PICTURE_BYTES, NewEvent, Picture } from './events.ts'
import { Line } from './inventory.ts'
import { Plan } from './plans.ts'
import { route } from './route.ts'
import { SeatId } from './seats.ts'
import { Cursor, Id, Instant, Language, orNull, PageLimit, pageOf, strict } from './shapes.ts'
import { TicketState } from './orders.ts'

export const checkHealth = route({
  name: 'check-health',
  method: 'GET',
  path: '/healthz',
  summary: 'The process is alive',
  access: 'anyone',
  replies: { 200: Type.Object({ ok: Type.Literal(true), version: Type.String() }) },
  problems: [],
  tag: 'service',
})

export const checkReadiness = route({
  name: 'check-readiness',
  method: 'GET',
  path: '/readyz',
  summary: 'Requests are welcome: the database answers and the service is not stopping',
  access: 'anyone',
  replies: { 200: Type.Object({ ready: Type.Literal(true) }) },
  problems: [],
  tag: 'service',
})

export const ActivityEntry = Type.Object({
  id: Type.String(),
  at: Instant,
  operation: Type.String(),
  eventId: orNull(Id),
  accountId: orNull(Id),
  accountName: orNull(Type.String()),
  subjectId: orNull(Type.String({ description: 'the order, hold, ticket type or account that it is about' })),
  detail: Type.Record(Type.String(), Type.Unknown()),
})

export const listActivity = route({
  name: 'list-activity',
  method: 'GET',
  path: '/api/activity',
  summary: 'What was done, by whom, when, newest first (organizer: own events; admin: all)',
  access: 'account',
  query: Type.Object(
    { eventId: Type.Optional(Id), cursor: Type.Optional(Cursor), limit: Type.Optional(PageLimit) },
    strict,
  ),
  replies: { 200: pageOf(ActivityEntry) },
  problems: ['not-allowed', 'not-found'],
  tag: 'activity',
})

export const listRefusals = route({
  name: 'list-refusals',
  method: 'GET',
  path: '/api/events/:eventId/refusals',
  summary: 'How often buyers were refused, by code and minute, newest first (organizer, admin)',
  access: 'account',
  query: Type.Object({ cursor: Type.Optional(Cursor), limit: Type.Optional(PageLimit) }, strict),
  replies: { 200: pageOf(Type.Object({ minute: Instant, code: Type.String(), count: Type.Integer() })) },
  problems: ['not-allowed'],
  tag: 'activity',
})

export const LogLine = Type.Object({
  time: Instant,
  node: Type.String(),
  level: Type.String(),
  operation: Type.Optional(Type.String()),
  message: Type.String(),
  fields: Type.Record(Type.String(), Type.Unknown()),
})
export type LogLine = Static<typeof LogLine>

export const followLog = route({
  name: 'follow-log',
  method: 'GET',
  path: '/api/admin/log',
  summary: "The service's log as it happens, of all nodes",
  access: 'admin',
  replies: { 200: LogLine },
  problems: [],
  stream: true,
  tag: 'admin',
})

/** What one process of the service measures of itself, over the last few seconds where it is a rate. */
const NodeHealth = Type.Object({
  node: Type.String(),
  version: Type.String(),
  startedAt: Instant,
  seenAt: Type.String({ description: 'when it last wrote this; older than 10 s: it is gone or cut off' }),
  cpuPercent: Type.Number({ description: 'of one core' }),
  memoryMb: Type.Number(),
  loopDelayMsP99: Type.Number(),
  requestsPerSecond: Type.Number(),
  refusalsPerSecond: Type.Number(),
  failuresPerSecond: Type.Number({ description: 'answers with code `internal`' }),
  latencyMsP99: Type.Number(),
  batchesPerSecond: Type.Number(),
  requestsPerBatch: Type.Number(),
  batchMsP99: Type.Number(),
  queue: Type.Object({ urgent: Type.Integer(), holds: Type.Integer(), events: Type.Integer() }),
  followers: Type.Integer({ description: 'pages that watch an event' }),
  pool: Type.Object({ total: Type.Integer(), idle: Type.Integer(), waiting: Type.Integer() }),
})
export type NodeHealth = Static<typeof NodeHealth>

export const readHealth = route({
  name: 'read-health',
  method: 'GET',
  path: '/api/admin/health',
  summary: 'How all nodes, the database and the background work are, now and over the last minutes',
  access: 'admin',
  replies: {
    200: Type.Object({
      at: Instant,
      nodes: Type.Array(NodeHealth),
      history: Type.Array(
        Type.Object({
          at: Instant,
          ...Type.Pick(NodeHealth, [
            'node',
            'cpuPercent',
            'memoryMb',
            'loopDelayMsP99',
            'requestsPerSecond',
            'refusalsPerSecond',
            'latencyMsP99',
            'batchesPerSecond',
            'batchMsP99',
          ]).properties,
          queued: Type.Integer(),
        }),
        { description: 'oldest first, at most 15 minutes' },
      ),
      database: Type.Object({
        version: Type.String(),
        sizeMb: Type.Number(),
        connections: Type.Integer(),
        mostConnections: Type.Integer(),
        oldestTransactionSeconds: Type.Number(),
        answeredInMs: Type.Number(),
        isReplica: Type.Boolean(),
      }),
      jobs: Type.Object({ waiting: Type.Integer(), failed: Type.Integer(), running: Type.Integer() }),
    }),
  },
  problems: [],
  tag: 'admin',
})

export const listErrors = route({
  name: 'list-errors',
  method: 'GET',
  path: '/api/admin/errors',
  summary: 'What went wrong last, at all nodes, newest first; at most 200',
  access: 'admin',
  replies: {
    200: pageOf(
      Type.Object({
        at: Instant,
        node: Type.String(),
        level: Type.String(),
        message: Type.String(),
        detail: Type.String({ description: 'the error with its stack' }),
      }),
    ),
  },
  problems: [],
  tag: 'admin',
})

export const listSales = route({
  name: 'list-sales',
  method: 'GET',
  path: '/api/admin/events',
  summary: 'All events that are not over, soonest first, with what was sold and for how much',
  access: 'admin',
  query: Type.Object(
    {
      query: Type.Optional(Type.String({ maxLength: 200 })),
      over: Type.Optional(Type.Literal('yes', { description: 'those that are over, newest first' })),
      cursor: Type.Optional(Cursor),
      limit: Type.Optional(PageLimit),
    },
    strict,
  ),
  replies: {
    200: pageOf(
      Type.Object({
        ...Type.Omit(EventSummary, ['picture', 'fromPriceMinor']).properties,
        held: Type.Integer(),
        sold: Type.Integer(),
        orders: Type.Integer(),
        totalMinor: Type.Integer(),
        dueMinor: Type.Integer(),
      }),
    ),
  },
  problems: [],
  tag: 'admin',
})

export const runCheck = route({
  name: 'run-check',
  method: 'GET',
  path: '/api/admin/check',
  summary: 'Every invariant, each as one SQL statement, with the number of rows that violate it',
  access: 'admin',
  replies: {
    200: Type.Object({
      violations: Type.Integer(),
      invariants: Type.Array(Type.Object({ name: Type.String(), violations: Type.Integer(), ms: Type.Number() })),
    }),
  },
  problems: [],
  tag: 'admin',
})

/** Accounts, events and tickets as one JSON file; ids are kept, ticket codes are made anew on import. */
export const Archive = Type.Object(
  {
    format: Type.Literal('fairground-archive-1'),
    exportedAt: Instant,
    accounts: Type.Array(
      Type.Object(
        {
          email: Type.String({ maxLength: 254 }),
          name: Type.String({ maxLength: 200 }),
          admin: Type.Boolean(),
          /** Optional, as the next: older files lack both. */
          disabled: Type.Optional(Type.Boolean()),
          language: Type.Optional(orNull(Language)),
          passwordHash: orNull(Type.String({ maxLength: 500, description: 'argon2id, as stored' })),
          createdAt: Instant,
        },
        strict,
      ),
    ),
    organizers: Type.Array(
      Type.Object(
        {
          id: Id,
          name: Type.String(),
          slug: Type.String(),
          members: Type.Array(Type.Object({ email: Type.String(), role: Role }, strict)),
        },
        strict,
      ),
    ),
    /** What plans say, each once; optional, as the next: older files know no plans. */
    planContents: Type.Optional(Type.Array(Type.Object({ hash: Type.String({ maxLength: 100 }), plan: Plan }, strict))),
    plans: Type.Optional(
      Type.Array(Type.Object({ id: Id, organizerId: Id, hash: Type.String({ maxLength: 100 }) }, strict), {
        description: "the organizers' own",
      }),
    ),
    events: Type.Array(
      Type.Object(
        {
          ...Type.Omit(NewEvent, ['areas', 'organizerId']).properties,
          id: Id,
          slug: Type.String({ maxLength: 200 }),
          organizerId: Id,
          picture: Type.Optional(
            Type.Object(
              {
                ...Type.Pick(Picture, ['alt', 'focusX', 'focusY']).properties,
                webp: Type.String({
                  maxLength: 2 * MOST_PICTURE_BYTES,
                  description: 'the widest file, in base64; the others are made anew of it',
                }),
              },
              strict,
            ),
          ),
          areas: Type.Array(
            Type.Object(
              {
                ...Type.Omit(NewEvent.properties.areas.items, ['planId', 'ticketTypes']).properties,
                id: Id,
                planHash: Type.Optional(Type.String({ description: 'of an area with seats: which of `planContents`' })),
                blocked: Type.Optional(
                  Type.Array(SeatId, { description: 'of an area with seats: those that the house keeps' }),
                ),
                ticketTypes: Type.Array(
                  Type.Object(
                    { ...NewEvent.properties.areas.items.properties.ticketTypes.items.properties, id: Id },
                    strict,
                  ),
                ),
              },
              strict,
            ),
          ),
          orders: Type.Array(
            Type.Object(
              {
                id: Id,
                buyer: Type.String({ description: 'e-mail address' }),
                createdAt: Instant,
                paymentMethod: orNull(Type.Literal('door')),
                lines: Type.Array(Line),
                tickets: Type.Array(
                  Type.Object(
                    {
                      id: Id,
                      ticketTypeId: Id,
                      priceMinor: Type.Integer(),
                      state: TicketState,
                      seatId: Type.Optional(SeatId),
                    },
                    strict,
                  ),
                ),
              },
              strict,
            ),
          ),
        },
        strict,
      ),
    ),
  },
  strict,
)
export type Archive = Static<typeof Archive>

export const exportArchive = route({
  name: 'export-archive',
  method: 'GET',
  path: '/api/admin/archive',
  summary: 'Everything as one JSON file; it carries personal data and password hashes, so keep it safe',
  access: 'admin',
  replies: { 200: Archive },
  inPieces: true,
  problems: [],
  tag: 'admin',
})

export const importArchive = route({
  name: 'import-archive',
  method: 'POST',
  path: '/api/admin/archive',
  summary: 'Take in an archive; what is there already (by id or e-mail) stays as it is',
  access: 'admin',
  body: Archive,
  /** A club's whole history fits; larger systems use the database's own dump. */
  bodyLimit: 256 * 1024 * 1024,
  replies: {
    200: Type.Object({
      accounts: Type.Integer(),
      organizers: Type.Integer(),
      plans: Type.Integer(),
      events: Type.Integer(),
      orders: Type.Integer(),
      tickets: Type.Integer(),
      skipped: Type.Integer(),
    }),
  },
  problems: ['busy', 'outcome-unknown'],
  tag: 'admin',
})

export const loadDemo = route({
  name: 'load-demo',
  method: 'POST',
  path: '/api/admin/demo',
  summary: 'Create the demo events',
  access: 'admin',
  replies: { 201: Type.Object({ eventIds: Type.Array(Id) }) },
  problems: [],
  tag: 'admin',
})
