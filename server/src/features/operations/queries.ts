import { sql } from 'kysely'

import type { Queries } from '../../db/index.ts'

/** Nobody has made an event or an account here yet, other than the admin that the environment names. */
export async function selectIsEmpty(on: Queries): Promise<boolean> {
  const { rows } = await sql<{ empty: boolean }>`
    SELECT NOT EXISTS (SELECT FROM events) AND NOT EXISTS (SELECT FROM organizers) AS empty`.execute(on)
  return rows[0]?.empty === true
}

export async function selectAccounts(on: Queries) {
  return on
    .selectFrom('accounts')
    .select(['email', 'name', 'admin', 'language', 'password_hash as passwordHash', 'created_at as createdAt'])
    .select((is) => is('disabled_at', 'is not', null).$castTo<boolean>().as('disabled'))
    .orderBy('id')
    .execute()
}

export async function selectOrganizers(on: Queries) {
  return on.selectFrom('organizers').select(['id', 'name', 'slug']).orderBy('id').execute()
}

export async function selectMembers(on: Queries) {
  return on
    .selectFrom('members')
    .innerJoin('accounts', 'accounts.id', 'members.account_id')
    .select(['members.organizer_id', 'members.role', 'accounts.email'])
    .orderBy('accounts.id')
    .execute()
}

export async function selectEvents(on: Queries) {
  return on.selectFrom('events').selectAll().orderBy('id').execute()
}

export async function selectAreas(on: Queries, eventId: string) {
  return on
    .selectFrom('areas')
    .innerJoin('counters', (join) =>
      join.onRef('counters.event_id', '=', 'areas.event_id').onRef('counters.id', '=', 'areas.id'),
    )
    .select(['areas.id', 'areas.name', 'areas.kind', 'areas.plan_hash as planHash', 'areas.standing'])
    .select(['areas.no_lonely_seats as noLonelySeats', 'counters.capacity'])
    .where('areas.event_id', '=', eventId)
    .orderBy('areas.position')
    .execute()
}

export async function selectTicketTypes(on: Queries, eventId: string) {
  return on
    .selectFrom('ticket_types')
    .innerJoin('counters', (join) =>
      join.onRef('counters.event_id', '=', 'ticket_types.event_id').onRef('counters.id', '=', 'ticket_types.id'),
    )
    .selectAll('ticket_types')
    .select('counters.capacity')
    .where('ticket_types.event_id', '=', eventId)
    .orderBy('ticket_types.position')
    .execute()
}

/** The seats that the house keeps. */
export async function selectBlockedSeats(on: Queries, eventId: string): Promise<string[]> {
  const rows = await on
    .selectFrom('seat_claims')
    .select('seat_id')
    .where('event_id', '=', eventId)
    .where('state', '=', 'blocked')
    .orderBy('seat_id')
    .execute()
  return rows.map((row) => row.seat_id)
}

/** Those of organizers: the others come along everywhere. */
export async function selectOwnPlans(on: Queries) {
  const rows = await on
    .selectFrom('plans')
    .select(['id', 'organizer_id', 'hash'])
    .where('organizer_id', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.map(({ id, organizer_id: organizerId, hash }) => ({ id, organizerId: organizerId ?? '', hash }))
}

export async function selectWidestPicture(on: Queries, eventId: string, hash: string) {
  return on
    .selectFrom('picture_files')
    .select('bytes')
    .where('event_id', '=', eventId)
    .where('hash', '=', hash)
    .orderBy('width', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function selectOrders(on: Queries, eventId: string) {
  return on
    .selectFrom('orders')
    .innerJoin('accounts', 'accounts.id', 'orders.account_id')
    .select([
      'orders.id',
      'orders.lines',
      'orders.payment_method as paymentMethod',
      'orders.created_at as createdAt',
      'accounts.email as buyer',
    ])
    .where('orders.event_id', '=', eventId)
    .where('orders.state', '=', 'confirmed')
    .orderBy('orders.id')
    .execute()
}

export async function selectTickets(on: Queries, eventId: string) {
  return on
    .selectFrom('tickets')
    .select(['order_id', 'id', 'ticket_type_id as ticketTypeId', 'price_minor as priceMinor', 'state'])
    .select('seat_id as seatId')
    .where('event_id', '=', eventId)
    .orderBy('id')
    .execute()
}
