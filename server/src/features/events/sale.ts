import type { EventStatus, PaymentMethod } from '@fairground/contract'

import type { Statement } from '../../db/index.ts'

/**
 * What the allocator has to know of an event besides its counts: prices, windows, limits, state. One version of it,
 * never changed in place; `version` is the event's `configVersion`. Instants are milliseconds since the epoch.
 */
export interface Sale {
  readonly eventId: string
  readonly version: number
  readonly organizerId: string
  readonly status: EventStatus
  /** Its end, or half a day after its start: nothing is sold from then on. */
  readonly overAt: number
  readonly currency: string
  readonly holdSeconds: number
  readonly maxTicketsPerAccount: number | null
  readonly salesStartAt: number | null
  readonly salesEndAt: number | null
  readonly paymentMethods: readonly PaymentMethod[]
  /** The area with seats, if the event has one, and the plan of which it has a copy. */
  readonly seating: { readonly areaId: string; readonly planHash: string; readonly noLonelySeats: boolean } | null
  readonly ticketTypes: ReadonlyMap<string, SaleTicketType>
}

export interface SaleTicketType {
  readonly id: string
  readonly areaId: string
  readonly areaName: string
  readonly name: string
  readonly priceMinor: number
  readonly maxPerOrder: number | null
  readonly maxPerAccount: number | null
  readonly salesStartAt: number | null
  readonly salesEndAt: number | null
  /** Of the plan; null where there are no seats. */
  readonly category: string | null
  /** The counter that all types of the category share. */
  readonly categoryId: string | null
}

/** Reads one event's configuration: no row where there is no such event, else one row for `parseSale`. */
export function readSale(eventId: string): Statement {
  return {
    name: 'read-sale',
    text: `
      SELECT e.id AS "eventId", s.config_version AS "version", e.organizer_id AS "organizerId", e.status,
        ${milliseconds(`coalesce(e.ends_at, e.starts_at + interval '12 hours')`)} AS "overAt", e.currency, e.hold_seconds AS "holdSeconds",
        e.max_tickets_per_account AS "maxTicketsPerAccount",
        ${milliseconds('e.sales_start_at')} AS "salesStartAt", ${milliseconds('e.sales_end_at')} AS "salesEndAt",
        e.payment_methods AS "paymentMethods",
        (SELECT json_build_object('areaId', a.id, 'planHash', a.plan_hash, 'noLonelySeats', a.no_lonely_seats)
          FROM areas a WHERE a.event_id = e.id AND a.kind = 'seated') AS "seating",
        (SELECT coalesce(json_agg(json_build_object(
            'id', t.id, 'areaId', t.area_id, 'areaName', a.name, 'name', t.name, 'priceMinor', t.price_minor,
            'maxPerOrder', t.max_per_order, 'maxPerAccount', t.max_per_account,
            'salesStartAt', ${milliseconds('t.sales_start_at')}, 'salesEndAt', ${milliseconds('t.sales_end_at')},
            'category', t.category, 'categoryId', t.category_id
          ) ORDER BY a.position, t.position), '[]')
          FROM ticket_types t JOIN areas a ON a.event_id = t.event_id AND a.id = t.area_id
          WHERE t.event_id = e.id) AS "ticketTypes"
      FROM events e JOIN sales s ON s.event_id = e.id
      WHERE e.id = $1`,
    values: [eventId],
  }
}

/** One row of `readSale`. */
export function parseSale(row: Omit<Sale, 'ticketTypes'> & { ticketTypes: SaleTicketType[] }): Sale {
  return { ...row, ticketTypes: new Map(row.ticketTypes.map((type) => [type.id, type])) }
}

function milliseconds(column: string): string {
  return `(extract(epoch FROM ${column}) * 1000)::float8`
}
