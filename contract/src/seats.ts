import { type Static, Type } from 'typebox'

import { route } from './route.ts'
import { orNull, strict } from './shapes.ts'

/** A seat of a plan: its own short id, `seat_guid`. */
export const SeatId = Type.String({ minLength: 1, maxLength: 64, pattern: String.raw`^[^\u0000-\u001f]+$` })

/** How a seat is called, in words that are on the ticket. */
export const SeatName = Type.Object({
  section: Type.String(),
  row: Type.String(),
  number: Type.String(),
  floor: Type.Optional(Type.String()),
})
export type SeatName = Static<typeof SeatName>

const Whole = Type.Integer()
const Flat = Type.Array(Type.Number(), { description: 'x, y, x, y' })

/**
 * A plan for looking at and choosing from: what a plan says of its seats, in columns, without what repeats. Numbers of
 * seats are their places in it, from 0. `seating` reads it.
 */
export const SeatGeometry = Type.Object({
  hash: Type.String({ description: 'of the content: the same hash is the same geometry, for ever' }),
  name: Type.String(),
  size: Type.Object({ width: Type.Number(), height: Type.Number() }),
  focalPoint: Type.Object({ x: Type.Number(), y: Type.Number() }),
  floors: Type.Array(Type.String()),
  categories: Type.Array(Type.Object({ name: Type.String(), color: orNull(Type.String()) })),
  sections: Type.Array(
    Type.Object({
      name: Type.String(),
      floor: Type.Integer({ description: 'of `floors`; -1: none' }),
      rows: Type.Integer({ description: 'how many of the rows, in order, are its own' }),
      outline: Flat,
    }),
  ),
  rows: Type.Object({
    labels: Type.Array(Type.String()),
    seats: Type.Array(Whole),
    /** Where the numbers stand: 0 nowhere, 1 at the start, 2 at the end, 3 at both. */
    numbered: Type.Array(Whole),
  }),
  shapes: Type.Array(
    Type.Object({
      shape: Type.String(),
      points: Flat,
      color: orNull(Type.String()),
      borderColor: orNull(Type.String()),
      text: orNull(Type.Object({ text: Type.String(), x: Type.Number(), y: Type.Number(), size: Type.Number() })),
      standing: orNull(Type.String()),
      isStage: Type.Boolean(),
    }),
    { description: 'polygons, at their places and turned' },
  ),
  /** Each column is worked out row by row; see `seating/src/geometry.ts`. */
  seats: Type.Object({
    x: Type.Array(Whole),
    y: Type.Array(Whole),
    ids: Type.Array(Type.String()),
    numbers: Type.Array(Type.String()),
    categories: Type.Array(Whole, { description: 'run lengths: category (-1: not for sale), how many' }),
    flags: Type.Array(Whole, { description: 'run lengths: flags, how many' }),
    radii: Type.Array(Whole, { description: 'run lengths: radius, how many' }),
  }),
})
export type SeatGeometry = Static<typeof SeatGeometry>

export const readSeats = route({
  name: 'read-seats',
  method: 'GET',
  path: '/api/events/:eventId/seats',
  summary: 'Which geometry the seats of the event have',
  access: 'optional',
  replies: {
    200: Type.Object({
      hash: Type.String(),
      areaId: Type.String(),
      seats: Type.Integer(),
      url: Type.String({ description: 'of the geometry; good for ever' }),
    }),
  },
  problems: [],
  tag: 'seats',
})

export const readSeatGeometry = route({
  name: 'read-seat-geometry',
  method: 'GET',
  path: '/api/events/:eventId/seats/:hash',
  summary: 'Where every seat is and how it is called, in columns; cacheable for ever',
  access: 'optional',
  replies: { 200: SeatGeometry },
  problems: [],
  tag: 'seats',
})

export const SeatStatus = Type.Object({
  hash: Type.String({ description: 'of the geometry whose order this is' }),
  version: Type.Integer({ description: 'as of the availability' }),
  states: Type.String({
    description: 'base64 of 2 bits a seat, the first in the lowest bits: 0 free, 1 held, 2 sold, 3 blocked',
  }),
})
export type SeatStatus = Static<typeof SeatStatus>

export const readSeatStatus = route({
  name: 'read-seat-status',
  method: 'GET',
  path: '/api/events/:eventId/seats/status',
  summary: 'The state of every seat',
  access: 'optional',
  replies: { 200: SeatStatus },
  problems: [],
  tag: 'seats',
})

export const blockSeats = route({
  name: 'block-seats',
  method: 'PATCH',
  path: '/api/events/:eventId/seats/status',
  summary: 'Take free seats off sale for the house, or put blocked ones on sale; all or nothing',
  access: 'account',
  body: Type.Object(
    {
      blocked: Type.Optional(Type.Array(SeatId, { maxItems: 1_000 })),
      unblocked: Type.Optional(Type.Array(SeatId, { maxItems: 1_000 })),
    },
    { ...strict, minProperties: 1 },
  ),
  replies: { 200: SeatStatus },
  problems: ['not-allowed', 'seat-taken', 'event-over', 'busy', 'outcome-unknown'],
  tag: 'seats',
})

/**
 * What has changed from `from` to `version`. The changes say how a seat is, not how it was: they are right for everybody
 * whose version is from `from` to `version`. Whoever has an older one than `from` reads the status again.
 */
export const SeatChanges = Type.Object({
  hash: Type.String(),
  from: Type.Integer(),
  version: Type.Integer(),
  changes: Type.String({
    description:
      'base64 of LEB128 numbers, by rising seat: (distance from the seat before, the first from -1, less 1) * 4 + state',
  }),
})
export type SeatChanges = Static<typeof SeatChanges>

export const followSeats = route({
  name: 'follow-seats',
  method: 'GET',
  path: '/api/events/:eventId/seats/live',
  summary: 'The changes of the seats as they happen, from the version that one has; a gap means: read the status again',
  access: 'optional',
  query: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 0 })) }, strict),
  replies: { 200: SeatChanges },
  problems: ['busy'],
  stream: true,
  tag: 'seats',
})
