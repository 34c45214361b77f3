import { type Static, Type } from 'typebox'

import { route } from './route.ts'
import {
  Currency,
  Cursor,
  Id,
  Instant,
  MinorUnits,
  MOST_PLACES,
  orNull,
  PageLimit,
  pageOf,
  Places,
  strict,
  Text,
  Title,
} from './shapes.ts'

export const EventStatus = Type.Union([Type.Literal('draft'), Type.Literal('published'), Type.Literal('cancelled')])
export type EventStatus = Static<typeof EventStatus>

export const PaymentMethod = Type.Literal('door', { description: 'paid at the door' })
export type PaymentMethod = Static<typeof PaymentMethod>

const Venue = Type.Object({ name: Title, address: Type.Optional(Type.String({ maxLength: 500 })) }, strict)
/** At most 1,000: a request's places must fit in one batch. */
const OrderLimit = Type.Integer({ minimum: 1, maximum: 1_000 })
const Zone = Type.String({ minLength: 1, maxLength: 64, description: 'IANA time zone' })

export const NewTicketType = Type.Object(
  {
    name: Title,
    priceMinor: MinorUnits,
    description: Type.Optional(Text),
    quota: Type.Optional(orNull(Places)),
    maxPerOrder: Type.Optional(orNull(OrderLimit)),
    maxPerAccount: Type.Optional(orNull(OrderLimit)),
    salesStartAt: Type.Optional(orNull(Instant)),
    salesEndAt: Type.Optional(orNull(Instant)),
    category: Type.Optional(
      Type.String({ maxLength: 100, description: 'of the plan, in an area with seats; needed where it has several' }),
    ),
  },
  strict,
)

export const AreaKind = Type.Union([Type.Literal('general'), Type.Literal('seated')])
export type AreaKind = Static<typeof AreaKind>

const NewArea = Type.Object(
  {
    name: Title,
    kind: AreaKind,
    capacity: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MOST_PLACES,
        description: 'of a general area; one with seats has as many as its plan',
      }),
    ),
    planId: Type.Optional(Type.String({ format: 'uuid', description: 'of an area with seats: it takes a copy' })),
    standing: Type.Optional(
      Type.String({
        maxLength: 100,
        description: "of a general area: the standing area of the event's plan that it is",
      }),
    ),
    noLonelySeats: Type.Optional(
      Type.Boolean({ description: 'of an area with seats: nobody leaves a single seat between taken ones' }),
    ),
    ticketTypes: Type.Array(NewTicketType, { minItems: 1, maxItems: 50 }),
  },
  strict,
)

/** What an event has besides its areas; every field of it can be changed later. */
const eventFields = {
  endsAt: Type.Optional(orNull(Instant)),
  timeZone: Type.Optional(Zone),
  venue: Type.Optional(orNull(Venue)),
  description: Type.Optional(Text),
  maxTicketsPerAccount: Type.Optional(orNull(OrderLimit)),
  holdSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600, default: 600 })),
  salesStartAt: Type.Optional(orNull(Instant)),
  salesEndAt: Type.Optional(orNull(Instant)),
  paymentMethods: Type.Optional(Type.Array(PaymentMethod, { maxItems: 10, uniqueItems: true })),
  status: Type.Optional(EventStatus),
}

export const NewEvent = Type.Object(
  {
    title: Title,
    startsAt: Instant,
    areas: Type.Array(NewArea, { minItems: 1, maxItems: 50 }),
    organizerId: Type.Optional(Id),
    currency: Type.Optional(Currency),
    ...eventFields,
  },
  strict,
)
export type NewEvent = Static<typeof NewEvent>

export const EventChange = Type.Object(
  {
    title: Type.Optional(Title),
    startsAt: Type.Optional(Instant),
    areas: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: Id,
            name: Type.Optional(Title),
            capacity: Type.Optional(Places),
            noLonelySeats: Type.Optional(Type.Boolean()),
          },
          strict,
        ),
        { maxItems: 50 },
      ),
    ),
    ...eventFields,
  },
  { ...strict, minProperties: 1 },
)
export type EventChange = Static<typeof EventChange>

const TicketType = Type.Object({
  id: Id,
  areaId: Id,
  name: Type.String(),
  description: Type.String(),
  priceMinor: Type.Integer(),
  quota: orNull(Type.Integer()),
  maxPerOrder: orNull(Type.Integer()),
  maxPerAccount: orNull(Type.Integer()),
  salesStartAt: orNull(Instant),
  salesEndAt: orNull(Instant),
  left: Type.Integer({ description: 'what can be bought of it now: its quota, its seats and its area all have room' }),
  category: orNull(Type.String({ description: 'of the plan, in an area with seats' })),
})

const Area = Type.Object({
  id: Id,
  name: Type.String(),
  kind: AreaKind,
  capacity: Type.Integer(),
  left: Type.Integer(),
  standing: orNull(Type.String({ description: "the standing area of the event's plan that it is" })),
  seating: orNull(
    Type.Object({
      hash: Type.String({ description: 'of the geometry' }),
      seats: Type.Integer({ description: 'blocked ones too' }),
      noLonelySeats: Type.Boolean(),
    }),
  ),
  ticketTypes: Type.Array(TicketType),
})

/** In per cent of width and height, from the left and the top: what stays visible where a picture is cut. */
const Focus = Type.Integer({ minimum: 0, maximum: 100 })

export const Picture = Type.Object({
  alt: Type.String({ description: 'what is to be seen, for those who do not see it' }),
  focusX: Focus,
  focusY: Focus,
  sizes: Type.Array(
    Type.Object(
      { url: Type.String(), width: Type.Integer(), height: Type.Integer() },
      { description: 'narrowest first' },
    ),
  ),
})
export type Picture = Static<typeof Picture>

const summaryFields = {
  id: Id,
  slug: Type.String(),
  title: Type.String(),
  status: EventStatus,
  startsAt: Instant,
  endsAt: orNull(Instant),
  timeZone: Type.String(),
  venue: orNull(Type.Object({ name: Type.String(), address: Type.Optional(Type.String()) })),
  organizer: Type.Object({ id: Id, name: Type.String() }),
  currency: Type.String(),
  picture: orNull(Picture),
  total: Type.Integer({ description: 'places in all areas' }),
  left: Type.Integer({ description: 'places neither held nor sold' }),
}

export const EventSummary = Type.Object({
  ...summaryFields,
  fromPriceMinor: Type.Integer({ description: 'the cheapest ticket type' }),
})
export type EventSummary = Static<typeof EventSummary>

export const Event = Type.Object({
  ...summaryFields,
  description: Type.String(),
  maxTicketsPerAccount: orNull(Type.Integer()),
  holdSeconds: Type.Integer(),
  salesStartAt: orNull(Instant),
  salesEndAt: orNull(Instant),
  paymentMethods: Type.Array(PaymentMethod),
  version: Type.Integer({ description: 'for If-Match; grows with each change of the event, not with sales' }),
  areas: Type.Array(Area),
})
export type Event = Static<typeof Event>

export const listEvents = route({
  name: 'list-events',
  method: 'GET',
  path: '/api/events',
  summary: 'Events, soonest first; published ones that are not over, unless asked for otherwise',
  access: 'optional',
  query: Type.Object(
    {
      query: Type.Optional(Type.String({ maxLength: 200, description: 'words of the title, venue or description' })),
      from: Type.Optional(Instant),
      to: Type.Optional(Instant),
      status: Type.Optional(
        Type.Union([EventStatus, Type.Literal('any')], { description: 'drafts: own ones only; an admin sees all' }),
      ),
      place: Type.Optional(Type.String({ maxLength: 200, description: 'words of the venue or its address' })),
      price: Type.Optional(
        Type.Union([Type.Literal('free'), Type.Literal('priced')], {
          description: 'free: has a free ticket type; priced: has one that costs something',
        }),
      ),
      organizerId: Type.Optional(Id),
      cursor: Type.Optional(Cursor),
      limit: Type.Optional(PageLimit),
    },
    strict,
  ),
  replies: { 200: pageOf(EventSummary) },
  problems: [],
  tag: 'events',
})

export const createEvent = route({
  name: 'create-event',
  method: 'POST',
  path: '/api/events',
  summary: 'Create an event with its areas and ticket types; published unless said otherwise',
  access: 'account',
  body: NewEvent,
  replies: { 201: Event },
  problems: ['not-allowed', 'not-found'],
  tag: 'events',
})

export const readEvent = route({
  name: 'read-event',
  method: 'GET',
  path: '/api/events/:eventId',
  summary: 'An event by id or slug, with its areas, ticket types and what is left',
  access: 'optional',
  replies: { 200: Event },
  problems: [],
  tag: 'events',
})

export const changeEvent = route({
  name: 'change-event',
  method: 'PATCH',
  path: '/api/events/:eventId',
  summary: 'Change, publish or cancel an event',
  access: 'account',
  body: EventChange,
  replies: { 200: Event },
  problems: ['not-allowed', 'below-sold', 'event-over'],
  versioned: true,
  tag: 'events',
})

export const readCalendar = route({
  name: 'read-calendar',
  method: 'GET',
  path: '/api/events/:eventId/calendar.ics',
  summary: 'The event for a calendar (iCalendar)',
  access: 'optional',
  replies: { 200: Type.String() },
  problems: [],
  produces: 'text/calendar',
  tag: 'events',
})

/** Of a picture as it is uploaded. A camera's full frame fits; what is stored is far smaller. */
export const MOST_PICTURE_BYTES = 12 * 1024 * 1024

export const putPicture = route({
  name: 'put-picture',
  method: 'PUT',
  path: '/api/events/:eventId/picture',
  summary: 'Give the event a picture: it is encoded anew, in several widths, and nothing but the pixels is kept',
  access: 'account',
  upload: ['image/jpeg', 'image/png', 'image/webp', 'image/avif'],
  bodyLimit: MOST_PICTURE_BYTES,
  replies: { 200: Event },
  problems: ['not-allowed', 'not-a-picture', 'event-over'],
  versioned: true,
  tag: 'events',
})

export const changePicture = route({
  name: 'change-picture',
  method: 'PATCH',
  path: '/api/events/:eventId/picture',
  summary: 'Say what the picture shows, and what of it stays visible where it is cut',
  access: 'account',
  body: Type.Object(
    {
      alt: Type.Optional(Type.String({ maxLength: 300 })),
      focusX: Type.Optional(Focus),
      focusY: Type.Optional(Focus),
    },
    { ...strict, minProperties: 1 },
  ),
  replies: { 200: Event },
  problems: ['not-allowed', 'event-over'],
  versioned: true,
  tag: 'events',
})

export const removePicture = route({
  name: 'remove-picture',
  method: 'DELETE',
  path: '/api/events/:eventId/picture',
  summary: 'Take the picture away',
  access: 'account',
  replies: { 200: Event },
  problems: ['not-allowed', 'event-over'],
  versioned: true,
  tag: 'events',
})

export const createArea = route({
  name: 'create-area',
  method: 'POST',
  path: '/api/events/:eventId/areas',
  summary: 'Add an area with its ticket types',
  access: 'account',
  body: NewArea,
  replies: { 201: Area },
  problems: ['not-allowed', 'event-over', 'busy', 'outcome-unknown'],
  tag: 'events',
})

export const createTicketType = route({
  name: 'create-ticket-type',
  method: 'POST',
  path: '/api/events/:eventId/ticket-types',
  summary: 'Add a ticket type; `areaId` may be left out where the event has one area',
  access: 'account',
  body: Type.Object({ areaId: Type.Optional(Id), ...NewTicketType.properties }, strict),
  replies: { 201: TicketType },
  problems: ['not-allowed', 'event-over', 'busy', 'outcome-unknown'],
  tag: 'events',
})

export const listTicketTypes = route({
  name: 'list-ticket-types',
  method: 'GET',
  path: '/api/events/:eventId/ticket-types',
  summary: 'The ticket types of an event, with what remains of each',
  access: 'optional',
  replies: { 200: pageOf(TicketType) },
  problems: [],
  tag: 'events',
})

export const readTicketType = route({
  name: 'read-ticket-type',
  method: 'GET',
  path: '/api/events/:eventId/ticket-types/:ticketTypeId',
  summary: 'A ticket type with what remains',
  access: 'optional',
  replies: { 200: TicketType },
  problems: [],
  tag: 'events',
})

export const changeTicketType = route({
  name: 'change-ticket-type',
  method: 'PATCH',
  path: '/api/events/:eventId/ticket-types/:ticketTypeId',
  summary: 'Change a ticket type; holds keep the price they were given',
  access: 'account',
  body: Type.Partial(Type.Omit(NewTicketType, ['category']), { ...strict, minProperties: 1 }),
  replies: { 200: TicketType },
  problems: ['not-allowed', 'below-sold', 'event-over'],
  versioned: true,
  tag: 'events',
})

export const Availability = Type.Object({
  version: Type.Integer({ description: 'grows with each change of the counts' }),
  eventVersion: Type.Integer({ description: 'of the event: with another than one knows, read it again' }),
  areas: Type.Array(
    Type.Object({
      id: Id,
      capacity: Type.Integer(),
      held: Type.Integer(),
      sold: Type.Integer(),
      left: Type.Integer(),
    }),
  ),
  ticketTypes: Type.Array(Type.Object({ id: Id, left: Type.Integer() })),
})
export type Availability = Static<typeof Availability>

export const readAvailability = route({
  name: 'read-availability',
  method: 'GET',
  path: '/api/events/:eventId/availability',
  summary: 'What is left, in numbers; cacheable',
  access: 'optional',
  replies: { 200: Availability },
  problems: [],
  tag: 'events',
})

export const followAvailability = route({
  name: 'follow-availability',
  method: 'GET',
  path: '/api/events/:eventId/live',
  summary: 'Availability as it changes; a gap in the versions means: read again',
  access: 'optional',
  replies: { 200: Availability },
  problems: ['busy'],
  stream: true,
  tag: 'events',
})
