import { type Static, Type } from 'typebox'

import { NoBody, route } from './route.ts'
import { Id, Instant, orNull, pageOf, strict, Title } from './shapes.ts'

/** More than any stadium. */
export const MOST_SEATS = 200_000
const MOST_ROWS_A_ZONE = 2_000
const MOST_ZONES = 1_000
const MOST_POINTS = 1_000
const MOST_CATEGORIES = 50

const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
const Text = Type.String({ maxLength: 200 })
const ObjectId = Type.String({ maxLength: 64 })
/** Any colour of CSS, as its author wrote it; a page takes only what it understands. */
const Colour = Type.String({ maxLength: 40 })
const Coordinate = Type.Number({ minimum: -1_000_000, maximum: 1_000_000 })
/** In the plan's own units; a seat is 20 across unless it says otherwise. x grows to the right, y downwards. */
const Point = Type.Object({ x: Coordinate, y: Coordinate }, strict)
const Extent = Type.Integer({ minimum: 0, maximum: 1_000_000 })

const PlanSeat = Type.Object(
  {
    seat_guid: Type.String({ minLength: 1, maxLength: 64, pattern: '\\S', description: 'unique in the plan; its id' }),
    seat_number: Type.String({ maxLength: 20 }),
    position: Point,
    category: Type.String({ maxLength: 100, description: 'the name of a category of the plan; empty: not for sale' }),
    uuid: Type.Optional(ObjectId),
    radius: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: '10 unless said' })),
    start_direction: Type.Optional(orNull(Type.String({ maxLength: 10 }))),
    accessible: Type.Optional(Type.Boolean({ description: 'for a wheelchair' })),
    companion: Type.Optional(Type.Boolean({ description: 'for who comes with a person in a wheelchair' })),
    restricted_view: Type.Optional(Type.Boolean()),
    aisle: Type.Optional(Type.Boolean({ description: 'beside an aisle' })),
    blocked: Type.Optional(Type.Boolean({ description: 'kept for the house until somebody frees it' })),
  },
  strict,
)
export type PlanSeat = Static<typeof PlanSeat>

const PlanRow = Type.Object(
  {
    row_number: Type.String({ maxLength: 20 }),
    seats: Type.Array(PlanSeat, { maxItems: 1_000, description: 'in the order in which they stand' }),
    row_label: Type.Optional(orNull(Text)),
    seat_label: Type.Optional(orNull(Text)),
    uuid: Type.Optional(ObjectId),
    row_number_position: Type.Optional(
      orNull(Type.Union([Type.Literal('start'), Type.Literal('end'), Type.Literal('both')])),
    ),
    position: Type.Optional(Point),
    drawn: Type.Optional(
      Type.Object(
        {
          spacing: Type.Number({ minimum: 1, maximum: 1_000, description: 'from seat to seat' }),
          curve: Type.Number({
            minimum: -10_000,
            maximum: 10_000,
            description: 'how far its middle lies behind its ends',
          }),
          rotation: Type.Number({ minimum: -360, maximum: 360, description: 'degrees, clockwise' }),
        },
        { ...strict, description: 'how the editor drew it' },
      ),
    ),
  },
  strict,
)
export type PlanRow = Static<typeof PlanRow>

const PlanArea = Type.Object(
  {
    color: Type.Optional(Colour),
    border_color: Type.Optional(Colour),
    rotation: Type.Optional(Type.Number({ minimum: -3_600, maximum: 3_600, description: 'degrees, clockwise' })),
    position: Type.Optional(Point),
    uuid: Type.Optional(ObjectId),
    shape: Type.Optional(
      Type.Union([
        Type.Literal('polygon'),
        Type.Literal('rectangle'),
        Type.Literal('ellipse'),
        Type.Literal('circle'),
        Type.Literal('text'),
      ]),
    ),
    polygon: Type.Optional(Type.Object({ points: Type.Array(Point, { maxItems: MOST_POINTS }) }, strict)),
    rectangle: Type.Optional(Type.Object({ width: Extent, height: Extent }, strict)),
    ellipse: Type.Optional(Type.Object({ radius: Point }, strict)),
    circle: Type.Optional(Type.Object({ radius: Extent }, strict)),
    text: Type.Optional(
      Type.Object(
        {
          text: Text,
          position: Point,
          color: Type.Optional(Colour),
          size: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description: '16 unless said' })),
        },
        strict,
      ),
    ),
    standing: Type.Optional(
      Type.Object(
        { name: Name, capacity: Type.Integer({ minimum: 1, maximum: 5_000_000 }) },
        { ...strict, description: 'people stand here: an area of kind `general` may name it' },
      ),
    ),
    stage: Type.Optional(Type.Literal(true)),
  },
  { ...strict, description: 'a shape: a stage, a bar, a standing area, a table, a word' },
)
export type PlanArea = Static<typeof PlanArea>

const PlanZone = Type.Object(
  {
    position: Point,
    rows: Type.Array(PlanRow, { maxItems: MOST_ROWS_A_ZONE, description: 'from the front to the back' }),
    name: Type.Optional(Text),
    zone_id: Type.Optional(ObjectId),
    uuid: Type.Optional(ObjectId),
    areas: Type.Optional(Type.Array(PlanArea, { maxItems: 1_000 })),
    outline: Type.Optional(Type.Array(Point, { minItems: 3, maxItems: MOST_POINTS })),
    floor: Type.Optional(Type.String({ maxLength: 100, description: 'the name of a floor of the plan' })),
  },
  strict,
)
export type PlanZone = Static<typeof PlanZone>

/**
 * The plan of a venue: pretix's published seating plan format (seating-plan.schema.json) with members of our own, all
 * of them optional, so that every plan of theirs is one of ours. A seat lies at the sum of the positions of its zone,
 * its row and its own.
 */
export const Plan = Type.Object(
  {
    name: Title,
    zones: Type.Array(PlanZone, { maxItems: MOST_ZONES }),
    categories: Type.Array(Type.Object({ name: Name, color: Type.Optional(Colour) }, strict), {
      maxItems: MOST_CATEGORIES,
    }),
    size: Type.Object({ width: Extent, height: Extent }, strict),
    focal_point: Type.Optional(Type.Object(Point.properties, { ...strict, description: 'where everybody looks' })),
    floors: Type.Optional(Type.Array(Type.Object({ name: Name }, strict), { maxItems: 50 })),
  },
  strict,
)
export type Plan = Static<typeof Plan>

const PlanSummary = Type.Object({
  id: Id,
  organizerId: Type.Union([Id, Type.Null()], { description: 'null: one that comes along, for everybody' }),
  name: Type.String(),
  seats: Type.Integer(),
  categories: Type.Array(Type.Object({ name: Type.String(), color: orNull(Type.String()), seats: Type.Integer() })),
  standing: Type.Array(Type.Object({ name: Type.String(), capacity: Type.Integer() })),
  version: Type.Integer({ description: 'for If-Match; grows with each change' }),
  changedAt: Instant,
})
export type PlanSummary = Static<typeof PlanSummary>

/** What the most seats need: an arena of 60,000 is 6.7 MB. */
const MOST_PLAN_BYTES = 24 * 1024 * 1024

export const createPlan = route({
  name: 'create-plan',
  method: 'POST',
  path: '/api/plans',
  summary: "Keep a venue's plan, in our form or in pretix's; events take copies of it",
  access: 'account',
  body: Type.Object({ organizerId: Type.Optional(Id), plan: Plan }, strict),
  bodyLimit: MOST_PLAN_BYTES,
  replies: { 201: PlanSummary },
  problems: ['not-allowed', 'not-found', 'busy'],
  tag: 'plans',
})

export const listPlans = route({
  name: 'list-plans',
  method: 'GET',
  path: '/api/plans',
  summary: "The plans of the caller's organizers, and those that come along",
  access: 'account',
  query: Type.Object({ organizerId: Type.Optional(Id) }, strict),
  replies: { 200: pageOf(PlanSummary) },
  problems: [],
  tag: 'plans',
})

export const readPlan = route({
  name: 'read-plan',
  method: 'GET',
  path: '/api/plans/:planId',
  summary: 'A plan; as `pretix` without what only we can say',
  access: 'account',
  query: Type.Object(
    { format: Type.Optional(Type.Union([Type.Literal('fairground'), Type.Literal('pretix')])) },
    strict,
  ),
  replies: { 200: Plan },
  problems: ['not-allowed'],
  tag: 'plans',
})

export const replacePlan = route({
  name: 'replace-plan',
  method: 'PUT',
  path: '/api/plans/:planId',
  summary: 'Save a plan anew; events keep the copy that they have',
  access: 'account',
  body: Type.Object({ plan: Plan }, strict),
  bodyLimit: MOST_PLAN_BYTES,
  replies: { 200: PlanSummary },
  problems: ['not-allowed', 'busy'],
  versioned: true,
  tag: 'plans',
})

export const removePlan = route({
  name: 'remove-plan',
  method: 'DELETE',
  path: '/api/plans/:planId',
  summary: 'Forget a plan; events keep the copy that they have',
  access: 'account',
  replies: { 204: NoBody },
  problems: ['not-allowed'],
  tag: 'plans',
})
