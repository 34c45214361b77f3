import { type Static, Type } from 'typebox'

import { PaymentMethod } from './events.ts'
import { Line, LineRequests } from './inventory.ts'
import { route } from './route.ts'
import { Cursor, Id, Instant, orNull, PageLimit, pageOf, strict } from './shapes.ts'

export const TicketState = Type.Union([Type.Literal('valid'), Type.Literal('used'), Type.Literal('void')])
export type TicketState = Static<typeof TicketState>

export const Ticket = Type.Object({
  id: Id,
  code: Type.String({ description: 'signed; what is shown at the door' }),
  ticketTypeId: Id,
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

const OrderWithEvent = Type.Object({
  ...Order.properties,
  event: Type.Object({ id: Id, title: Type.String(), startsAt: Instant, timeZone: Type.String() }),
})

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
  summary: 'An order with its tickets: for its buyer, the organizer and admins',
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
  query: Type.Object({ cursor: Type.Optional(Cursor), limit: Type.Optional(PageLimit) }, strict),
  replies: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({
          ...orderFields,
          ticketCount: Type.Integer(),
          buyer: Type.Object({ accountId: Id, name: Type.String(), email: Type.String() }),
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
