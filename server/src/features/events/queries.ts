import type { AreaKind, EventStatus, PaymentMethod } from '@fairground/contract'
import { type RawBuilder, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'

import { containing, type Queries, type Statement, type StoredPicture, type Tx } from '../../db/index.ts'

/** What can be changed of an event. Instants are milliseconds since the epoch. */
export interface EventFields {
  readonly title: string
  readonly description: string
  readonly status: EventStatus
  readonly startsAt: number
  readonly endsAt: number | null
  readonly timeZone: string
  readonly venue: { name: string; address?: string } | null
  readonly currency: string
  readonly maxTicketsPerAccount: number | null
  readonly holdSeconds: number
  readonly salesStartAt: number | null
  readonly salesEndAt: number | null
  readonly paymentMethods: readonly PaymentMethod[]
}

/** One version of an event, never changed in place. Capacities and quotas are counts: inventory has them. */
export interface EventRecord extends EventFields {
  readonly id: string
  /** The event's `configVersion`. */
  readonly version: number
  readonly slug: string
  readonly organizer: { readonly id: string; readonly name: string }
  readonly picture: StoredPicture | null
  readonly areas: readonly AreaRecord[]
  /** Those of all areas, by id. */
  readonly ticketTypes: ReadonlyMap<string, TicketTypeRecord>
}

/** What an area is, however much of it is left. */
export interface AreaRow {
  readonly id: string
  readonly name: string
  readonly kind: AreaKind
  /** The content of the plan of which a seated area has a copy. */
  readonly planHash: string | null
  readonly noLonelySeats: boolean
  /** The standing area of the event's plan that a general one is. */
  readonly standing: string | null
}

export interface AreaRecord extends AreaRow {
  /** All of its plan, blocked ones too. */
  readonly seats: number | null
  readonly ticketTypes: readonly TicketTypeRecord[]
}

export interface TicketTypeFields {
  readonly name: string
  readonly description: string
  readonly priceMinor: number
  readonly maxPerOrder: number | null
  readonly maxPerAccount: number | null
  readonly salesStartAt: number | null
  readonly salesEndAt: number | null
}

export interface TicketTypeRecord extends TicketTypeFields {
  readonly id: string
  readonly areaId: string
  readonly position: number
  /** Of the area's plan; null where there are no seats. */
  readonly category: string | null
  /** The counter that all types of the category share. */
  readonly categoryId: string | null
}

/** The events with these ids; who does not exist is left out. One statement, so that no row is newer than its version. */
export async function readEvents(on: Queries, eventIds: readonly string[]): Promise<EventRecord[]> {
  const rows = await on
    .selectFrom('events as e')
    .innerJoin('sales as s', 's.event_id', 'e.id')
    .innerJoin('organizers as o', 'o.id', 'e.organizer_id')
    .where(sql<boolean>`e.id = ANY (${eventIds}::uuid[])`)
    .select((event) => [
      'e.id',
      's.config_version as version',
      'e.slug',
      'e.organizer_id as organizerId',
      'o.name as organizerName',
      'e.title',
      'e.description',
      'e.status',
      milliseconds<number>('e.starts_at').as('startsAt'),
      milliseconds<number | null>('e.ends_at').as('endsAt'),
      'e.time_zone as timeZone',
      'e.venue',
      'e.currency',
      'e.max_tickets_per_account as maxTicketsPerAccount',
      'e.hold_seconds as holdSeconds',
      milliseconds<number | null>('e.sales_start_at').as('salesStartAt'),
      milliseconds<number | null>('e.sales_end_at').as('salesEndAt'),
      'e.payment_methods as paymentMethods',
      'e.picture',
      jsonArrayFrom(
        event
          .selectFrom('areas as a')
          .leftJoin('plan_contents as c', 'c.hash', 'a.plan_hash')
          .whereRef('a.event_id', '=', 'e.id')
          .orderBy('a.position')
          .select((area) => [
            'a.id',
            'a.name',
            'a.kind',
            'a.plan_hash as planHash',
            'a.no_lonely_seats as noLonelySeats',
            'a.standing',
            'c.seats',
            jsonArrayFrom(
              area
                .selectFrom('ticket_types as t')
                .whereRef('t.event_id', '=', 'a.event_id')
                .whereRef('t.area_id', '=', 'a.id')
                .orderBy('t.position')
                .select([
                  't.id',
                  't.area_id as areaId',
                  't.name',
                  't.description',
                  't.price_minor as priceMinor',
                  't.max_per_order as maxPerOrder',
                  't.max_per_account as maxPerAccount',
                  milliseconds<number | null>('t.sales_start_at').as('salesStartAt'),
                  milliseconds<number | null>('t.sales_end_at').as('salesEndAt'),
                  't.position',
                  't.category',
                  't.category_id as categoryId',
                ]),
            ).as('ticketTypes'),
          ]),
      ).as('areas'),
    ])
    .execute()
  return rows.map(({ organizerId, organizerName, areas, ...fields }) =>
    Object.assign(fields, {
      organizer: { id: organizerId, name: organizerName },
      areas,
      ticketTypes: new Map(areas.flatMap((area) => area.ticketTypes).map((type) => [type.id, type])),
    }),
  )
}

function milliseconds<Value>(column: string): RawBuilder<Value> {
  return sql<Value>`(extract(epoch FROM ${sql.ref(column)}) * 1000)::float8`
}

export async function readEventId(on: Queries, slug: string): Promise<string | undefined> {
  const row = await on.selectFrom('events').select('id').where('slug', '=', slug).executeTakeFirst()
  return row?.id
}

/** The database's clock, which decides what is in the past whatever this machine thinks. */
export async function readClock(on: Queries | Tx): Promise<number> {
  const { rows } = await sql<{ now: number }>`
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now`.execute(on)
  return rows[0]?.now ?? Number.NaN
}

export interface EventSearch {
  /** Statuses that everybody may see. */
  readonly statuses: readonly EventStatus[]
  /** Whose drafts are wanted as well. */
  readonly drafts: 'none' | 'all' | { readonly ofMember: string }
  /** Each has to be in the title, the venue's name or the description. */
  readonly words: readonly string[]
  /** Each has to be in the venue's name or address. */
  readonly placeWords: readonly string[]
  /** Has a ticket type that is free, or one that is not. */
  readonly price: 'free' | 'priced' | undefined
  /** Of the start; without `from`, events that are not over. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly organizerId: string | undefined
  readonly after: { readonly startsAt: number; readonly id: string } | undefined
  readonly limit: number
}

export interface FoundEvent {
  readonly id: string
  readonly startsAt: number
}

/** The events that are asked for, soonest first, by their ids. */
export async function findEvents(on: Queries, search: EventSearch, hoursWithoutEnd: number): Promise<FoundEvent[]> {
  const { drafts, words, placeWords, price, from, to, organizerId, after } = search
  let query = on
    .selectFrom('events as e')
    .select(['e.id', milliseconds<number>('e.starts_at').as('startsAt')])
    .orderBy('e.starts_at')
    .orderBy('e.id')
    .limit(search.limit)
    .where((event) => {
      const isPublic = sql<boolean>`e.status = ANY (${search.statuses}::text[])`
      if (drafts === 'none') return isPublic
      const isDraft = event('e.status', '=', 'draft')
      if (drafts === 'all') return event.or([isPublic, isDraft])
      const ofOwn = event.selectFrom('members').select('organizer_id').where('account_id', '=', drafts.ofMember)
      return event.or([isPublic, event.and([isDraft, event('e.organizer_id', 'in', ofOwn)])])
    })
  if (from === undefined) {
    query = query.where(sql<boolean>`coalesce(e.ends_at, e.starts_at + ${hoursWithoutEnd} * interval '1 hour') > now()`)
  } else {
    query = query.where('e.starts_at', '>=', new Date(from))
  }
  if (to !== undefined) query = query.where('e.starts_at', '<=', new Date(to))
  if (organizerId !== undefined) query = query.where('e.organizer_id', '=', organizerId)
  if (after !== undefined) {
    query = query.where(sql<boolean>`(e.starts_at, e.id) > (${new Date(after.startsAt)}, ${after.id}::uuid)`)
  }
  if (words.length > 0) {
    // Words have no white space, so that none can match across two of the fields.
    const text = sql`concat_ws(E'\\n', e.title, e.venue ->> 'name', e.description)`
    query = query.where(sql<boolean>`${text} ILIKE ALL (${words.map(containing)}::text[])`)
  }
  if (placeWords.length > 0) {
    const place = sql`concat_ws(E'\n', e.venue ->> 'name', e.venue ->> 'address')`
    query = query.where(sql<boolean>`${place} ILIKE ALL (${placeWords.map(containing)}::text[])`)
  }
  if (price !== undefined) {
    query = query.where((event) =>
      event.exists(
        event
          .selectFrom('ticket_types as t')
          .select('t.id')
          .whereRef('t.event_id', '=', 'e.id')
          .where('t.price_minor', price === 'free' ? '=' : '>', 0),
      ),
    )
  }
  return query.execute()
}

/** The versions of an organizer's events, those that start last first. */
export async function readVersionsOfOrganizer(on: Queries, organizerId: string, limit: number) {
  return on
    .selectFrom('events as e')
    .innerJoin('sales as s', 's.event_id', 'e.id')
    .select(['e.id as eventId', 's.config_version as version'])
    .where('e.organizer_id', '=', organizerId)
    .orderBy('e.starts_at', 'desc')
    .limit(limit)
    .execute()
}

export async function eventExists(on: Queries, eventId: string): Promise<boolean> {
  const row = await on.selectFrom('events').select('id').where('id', '=', eventId).executeTakeFirst()
  return row !== undefined
}

/** False when another event has this slug; waits for a transaction that is about to take it. */
export async function insertEvent(
  tx: Tx,
  event: EventFields & {
    readonly id: string
    readonly organizerId: string
    readonly slug: string
    readonly picture: StoredPicture | null
  },
): Promise<boolean> {
  const inserted = await tx
    .insertInto('events')
    .values({
      id: event.id,
      organizer_id: event.organizerId,
      slug: event.slug,
      title: event.title,
      description: event.description,
      status: event.status,
      starts_at: new Date(event.startsAt),
      ends_at: dateOrNull(event.endsAt),
      time_zone: event.timeZone,
      venue: event.venue,
      currency: event.currency,
      max_tickets_per_account: event.maxTicketsPerAccount,
      hold_seconds: event.holdSeconds,
      sales_start_at: dateOrNull(event.salesStartAt),
      sales_end_at: dateOrNull(event.salesEndAt),
      payment_methods: [...event.paymentMethods],
      picture: event.picture,
    })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** Areas with their ticket types, at the positions in which they come. */
export async function insertAreas(
  tx: Tx,
  eventId: string,
  { areas, ticketTypes }: { readonly areas: readonly AreaRow[]; readonly ticketTypes: readonly TicketTypeRecord[] },
): Promise<void> {
  const rows = areas.map(({ id, name, kind, planHash, noLonelySeats, standing }, position) => ({
    ...{ event_id: eventId, id, name, kind, position },
    ...{ plan_hash: planHash, no_lonely_seats: noLonelySeats, standing },
  }))
  await tx.insertInto('areas').values(rows).execute()
  const types = ticketTypes.map((type) => ({
    event_id: eventId,
    id: type.id,
    area_id: type.areaId,
    name: type.name,
    description: type.description,
    price_minor: type.priceMinor,
    max_per_order: type.maxPerOrder,
    max_per_account: type.maxPerAccount,
    sales_start_at: dateOrNull(type.salesStartAt),
    sales_end_at: dateOrNull(type.salesEndAt),
    position: type.position,
    category: type.category,
    category_id: type.categoryId,
  }))
  await tx.insertInto('ticket_types').values(types).execute()
}

/* For the allocator's batch, which runs them under the event's lock. */

export function updateEvent(eventId: string, fields: EventFields): Statement {
  return {
    name: 'update-event',
    text: `UPDATE events SET title = $2, description = $3, status = $4, starts_at = $5, ends_at = $6, time_zone = $7,
        venue = $8, max_tickets_per_account = $9, hold_seconds = $10, sales_start_at = $11, sales_end_at = $12,
        payment_methods = $13
      WHERE id = $1`,
    values: [
      eventId,
      fields.title,
      fields.description,
      fields.status,
      new Date(fields.startsAt),
      dateOrNull(fields.endsAt),
      fields.timeZone,
      fields.venue,
      fields.maxTicketsPerAccount,
      fields.holdSeconds,
      dateOrNull(fields.salesStartAt),
      dateOrNull(fields.salesEndAt),
      fields.paymentMethods,
    ],
  }
}

export function updateAreas(
  eventId: string,
  areas: readonly Pick<AreaRow, 'id' | 'name' | 'noLonelySeats'>[],
): Statement {
  return {
    name: 'update-areas',
    text: `UPDATE areas SET name = new.name, no_lonely_seats = new.no_lonely_seats
      FROM unnest($2::uuid[], $3::text[], $4::boolean[]) AS new(id, name, no_lonely_seats)
      WHERE areas.event_id = $1 AND areas.id = new.id`,
    values: [
      eventId,
      areas.map((area) => area.id),
      areas.map((area) => area.name),
      areas.map((area) => area.noLonelySeats),
    ],
  }
}

/** At the end of the event's areas. */
export function insertArea(eventId: string, area: AreaRow): Statement {
  return {
    name: 'insert-area',
    text: `INSERT INTO areas (event_id, id, name, kind, plan_hash, no_lonely_seats, standing, position)
      SELECT $1::uuid, $2::uuid, $3, $4, $5, $6, $7, coalesce(max(position), -1) + 1 FROM areas WHERE event_id = $1`,
    values: [eventId, area.id, area.name, area.kind, area.planHash, area.noLonelySeats, area.standing],
  }
}

export function insertTicketType(eventId: string, type: TicketTypeRecord): Statement {
  return {
    name: 'insert-ticket-type',
    text: `INSERT INTO ticket_types (event_id, id, name, description, price_minor, max_per_order, max_per_account,
        sales_start_at, sales_end_at, area_id, position, category, category_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    values: [...typeValues(eventId, type.id, type), type.areaId, type.position, type.category, type.categoryId],
  }
}

export function updateTicketType(eventId: string, ticketTypeId: string, fields: TicketTypeFields): Statement {
  return {
    name: 'update-ticket-type',
    text: `UPDATE ticket_types SET name = $3, description = $4, price_minor = $5, max_per_order = $6,
        max_per_account = $7, sales_start_at = $8, sales_end_at = $9
      WHERE event_id = $1 AND id = $2`,
    values: typeValues(eventId, ticketTypeId, fields),
  }
}

function typeValues(eventId: string, ticketTypeId: string, fields: TicketTypeFields): unknown[] {
  return [
    eventId,
    ticketTypeId,
    fields.name,
    fields.description,
    fields.priceMinor,
    fields.maxPerOrder,
    fields.maxPerAccount,
    dateOrNull(fields.salesStartAt),
    dateOrNull(fields.salesEndAt),
  ]
}

function dateOrNull(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant)
}
