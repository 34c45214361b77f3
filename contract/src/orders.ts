import { type Static, Type } from 'typebox'

import { Event, PaymentMethod } from './events.ts'
import { Line, LineRequests } from './inventory.ts'
import { route } from './route.ts'
import { SeatId, SeatName } from './seats.ts'
import { Cursor, Id, Instant, orNull, PageLimit, pageOf, strict } from './shapes.ts'

export const TicketState = Type.Union([Type.Literal('valid'), Type.Literal('used'), Type.Literal('void')])
export type TicketState = Static<typeof TicketState>

export const Ticket = Type.Object({
  id: Id,
  code: Type.String({ description: 'signed; what is shown at the door' }),
  ticketTypeId: Id,
  seatId: Type.Optional(SeatId),
  seat: Type.Optional(SeatName),
  priceMinor: Type.Integer(),
  state: TicketState,
})
export type Ticket = Static<typeof Ticket>

const Payment = Type.Object({
  method: orNull(PaymentMethod),
  state: Type.Union([
    Type.Literal('none'),
    Type.Literal('due'),
    Type.Literal('paid'),
    Type.Literal('partly-refunded'),
    Type.Literal('refunded'),
  ]),
  dueMinor: Type.Integer(),
})

export const OrderState = Type.Union([
  Type.Literal('awaiting-payment'),
  Type.Literal('confirmed'),
  Type.Literal('cancelled'),
  Type.Literal('expired'),
])

const orderFields = {
  id: Id,
  eventId: Id,
  state: OrderState,
  payment: Payment,
  lines: Type.Array(Line),
  totalMinor: Type.Integer(),
  currency: Type.String(),
  createdAt: Instant,
}

export const Order = Type.Object({ ...orderFields, tickets: Type.Array(Ticket) })
export type Order = Static<typeof Order>

const Buyer = Type.Object({ accountId: Id, name: Type.String(), email: Type.String() })

/** All that a ticket has to say, so that it can be shown without another question. */
const OrderWithEvent = Type.Object({
  ...Order.properties,
  event: Type.Object({
    ...Type.Pick(Event, ['id', 'slug', 'title', 'status', 'startsAt', 'endsAt', 'timeZone', 'venue', 'organizer'])
      .properties,
    ticketTypes: Type.Array(Type.Object({ id: Id, name: Type.String(), areaName: Type.String() })),
  }),
  buyer: Type.Optional(Buyer),
})
export type OrderWithEvent = Static<typeof OrderWithEvent>

export const placeOrder = route({
  name: 'place-order',
  method: 'POST',
  path: '/api/events/:eventId/orders',
  summary: 'Buy: confirm a hold, or lines in one step; the tickets come with the answer',
  access: 'account',
  body: Type.Object(
    {
      holdId: Type.Optional(Id),
      lines: Type.Optional(LineRequests),
      payment: Type.Optional(Type.Object({ method: PaymentMethod }, strict)),
    },
    strict,
  ),
  replies: { 201: Order },
  problems: [
    'payment-required',
    'sold-out',
    'not-enough-left',
    'seat-taken',
    'lonely-seat',
    'account-limit',
    'order-limit',
    'sales-closed',
    'hold-ended',
    'hold-expired',
  ],
  idempotent: true,
  tag: 'orders',
})

export const listOrders = route({
  name: 'list-orders',
  method: 'GET',
  path: '/api/orders',
  summary: "The caller's history, newest first",
  access: 'account',
  query: Type.Object({ cursor: Type.Optional(Cursor), limit: Type.Optional(PageLimit) }, strict),
  replies: { 200: pageOf(OrderWithEvent) },
  problems: [],
  tag: 'orders',
})

export const readOrder = route({
  name: 'read-order',
  method: 'GET',
  path: '/api/orders/:orderId',
  summary: 'An order with its tickets and its buyer: for the buyer, the organizer and admins',
  access: 'account',
  replies: { 200: OrderWithEvent },
  problems: [],
  tag: 'orders',
})

export const listEventOrders = route({
  name: 'list-event-orders',
  method: 'GET',
  path: '/api/events/:eventId/orders',
  summary: 'Every transaction of the event, newest first, with totals (organizer, admin)',
  access: 'account',
  query: Type.Object(
    {
      query: Type.Optional(
        Type.String({ maxLength: 200, description: "a part of the buyer's name or address, or of an id" }),
      ),
      cursor: Type.Optional(Cursor),
      limit: Type.Optional(PageLimit),
    },
    strict,
  ),
  replies: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({
          ...orderFields,
          ticketCount: Type.Integer(),
          buyer: Buyer,
        }),
      ),
      nextCursor: orNull(Cursor),
      totals: Type.Object({
        orders: Type.Integer(),
        tickets: Type.Integer(),
        totalMinor: Type.Integer(),
        dueMinor: Type.Integer(),
        currency: Type.String(),
      }),
    }),
  },
  problems: ['not-allowed'],
  tag: 'orders',
})

export const exportEventOrders = route({
  name: 'export-event-orders',
  method: 'GET',
  path: '/api/events/:eventId/orders.csv',
  summary: 'Every transaction of the event as CSV, safe to open in a spreadsheet (organizer, admin)',
  access: 'account',
  replies: { 200: Type.String() },
  problems: ['not-allowed'],
  produces: 'text/csv',
  tag: 'orders',
})

export const readDashboard = route({
  name: 'read-dashboard',
  method: 'GET',
  path: '/api/events/:eventId/dashboard',
  summary: 'How the sale goes: places, money, by ticket type and over time, and refusals (organizer, admin)',
  access: 'account',
  replies: {
    200: Type.Object({
      version: Type.Integer({ description: 'of the counts, as in the availability' }),
      currency: Type.String(),
      totals: Type.Object({
        capacity: Type.Integer(),
        held: Type.Integer(),
        sold: Type.Integer(),
        left: Type.Integer(),
        orders: Type.Integer(),
        tickets: Type.Integer(),
        totalMinor: Type.Integer(),
        dueMinor: Type.Integer(),
      }),
      areas: Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          capacity: Type.Integer(),
          held: Type.Integer(),
          sold: Type.Integer(),
          left: Type.Integer(),
        }),
      ),
      ticketTypes: Type.Array(
        Type.Object({
          id: Id,
          name: Type.String(),
          areaName: Type.String(),
          quota: orNull(Type.Integer()),
          held: Type.Integer(),
          sold: Type.Integer(),
          left: Type.Integer(),
          totalMinor: Type.Integer({ description: 'of its tickets that are not void' }),
        }),
      ),
      sales: Type.Object({
        stepSeconds: Type.Integer({ description: 'width of a step: chosen so that there are at most 200' }),
        steps: Type.Array(
          Type.Object({ at: Instant, orders: Type.Integer(), tickets: Type.Integer(), totalMinor: Type.Integer() }),
          { description: 'oldest first, from the first order to the last; steps without an order are there too' },
        ),
      }),
      refusals: Type.Array(Type.Object({ code: Type.String(), count: Type.Integer() }), {
        description: 'most frequent first',
      }),
    }),
  },
  problems: ['not-allowed'],
  tag: 'orders',
})
