import { type Static, Type } from 'typebox'

import { NoBody, route } from './route.ts'
import { SeatId } from './seats.ts'
import { Id, Instant, pageOf, strict } from './shapes.ts'

/** Places of one request; they must fit in one batch of the allocator. */
export const MAX_PLACES_PER_REQUEST = 1_000
const MAX_LINES = 20

export const LineRequest = Type.Object(
  {
    ticketTypeId: Id,
    quantity: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PLACES_PER_REQUEST })),
    seatIds: Type.Optional(
      Type.Array(SeatId, {
        minItems: 1,
        maxItems: MAX_PLACES_PER_REQUEST,
        description: 'these seats, in the place of a quantity',
      }),
    ),
    best: Type.Optional(
      Type.Literal(true, { description: 'with a quantity of a type that has seats: the best ones together' }),
    ),
  },
  { ...strict, description: 'a quantity, or seats' },
)
export type LineRequest = Static<typeof LineRequest>

/** How many places a line asks for. */
export function placesAsked({ quantity, seatIds }: Pick<LineRequest, 'quantity' | 'seatIds'>): number {
  return seatIds?.length ?? quantity ?? 0
}

export const LineRequests = Type.Array(LineRequest, { minItems: 1, maxItems: MAX_LINES })

export const Line = Type.Object({
  ticketTypeId: Id,
  quantity: Type.Integer(),
  unitPriceMinor: Type.Integer({ description: 'fixed when the hold was placed' }),
  seatIds: Type.Optional(Type.Array(SeatId)),
  seating: Type.Optional(
    Type.Union(
      [Type.Literal('together'), Type.Literal('two-rows'), Type.Literal('section'), Type.Literal('scattered')],
      { description: 'how close together the best seats were found' },
    ),
  ),
})
export type Line = Static<typeof Line>

export const HoldState = Type.Union([
  Type.Literal('active'),
  Type.Literal('confirmed'),
  Type.Literal('released'),
  Type.Literal('expired'),
])
export type HoldState = Static<typeof HoldState>

export const Hold = Type.Object({
  id: Id,
  eventId: Id,
  state: HoldState,
  expiresAt: Instant,
  lines: Type.Array(Line),
  totalMinor: Type.Integer(),
  currency: Type.String(),
})
export type Hold = Static<typeof Hold>

const HoldRequest = Type.Object({ lines: LineRequests }, strict)

export const placeHold = route({
  name: 'place-hold',
  method: 'POST',
  path: '/api/events/:eventId/holds',
  summary: 'Take places off sale for this account for a few minutes; all or nothing',
  access: 'account',
  body: HoldRequest,
  replies: { 201: Hold },
  problems: [
    'sold-out',
    'not-enough-left',
    'seat-taken',
    'lonely-seat',
    'account-limit',
    'order-limit',
    'sales-closed',
    'busy',
    'outcome-unknown',
  ],
  idempotent: true,
  tag: 'holds',
})

export const listHolds = route({
  name: 'list-holds',
  method: 'GET',
  path: '/api/events/:eventId/holds',
  summary: 'The active holds of this account for the event, newest first',
  access: 'account',
  replies: { 200: pageOf(Hold) },
  problems: [],
  tag: 'holds',
})

export const readHold = route({
  name: 'read-hold',
  method: 'GET',
  path: '/api/events/:eventId/holds/:holdId',
  summary: 'A hold of this account',
  access: 'account',
  replies: { 200: Hold },
  problems: [],
  tag: 'holds',
})

export const releaseHold = route({
  name: 'release-hold',
  method: 'DELETE',
  path: '/api/events/:eventId/holds/:holdId',
  summary: 'Give the places back',
  access: 'account',
  replies: { 204: NoBody },
  problems: ['hold-ended', 'busy', 'outcome-unknown'],
  tag: 'holds',
})

export const changeHold = route({
  name: 'change-hold',
  method: 'PATCH',
  path: '/api/events/:eventId/holds/:holdId',
  summary: 'Exchange the lines of a hold in one step; what is refused changes nothing',
  access: 'account',
  body: HoldRequest,
  replies: { 200: Hold },
  problems: [
    'sold-out',
    'not-enough-left',
    'seat-taken',
    'lonely-seat',
    'account-limit',
    'order-limit',
    'sales-closed',
    'hold-expired',
    'hold-ended',
  ],
  idempotent: true,
  tag: 'holds',
})

export const extendHold = route({
  name: 'extend-hold',
  method: 'POST',
  path: '/api/events/:eventId/holds/:holdId/extend',
  summary: 'A later end, a limited number of times',
  access: 'account',
  replies: { 200: Hold },
  problems: ['hold-expired', 'hold-ended', 'extension-limit', 'sales-closed'],
  idempotent: true,
  tag: 'holds',
})
