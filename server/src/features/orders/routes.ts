import {
  exportEventOrders,
  listEventOrders,
  listOrders,
  placeOrder,
  readDashboard,
  readOrder,
} from '@fairground/contract'
import type { FastifyInstance } from 'fastify'

import { decodeIdCursor, type Edge, PAGE_ROWS, pageOfIds, problem, serve } from '../../http/index.ts'
import type { Orders } from './orders.ts'

export interface OrdersRoutesOptions {
  readonly orders: Orders
  readonly resolveEventId: (idOrSlug: string) => Promise<string | undefined>
}

export function ordersRoutes(app: FastifyInstance, edge: Edge, { orders, resolveEventId }: OrdersRoutesOptions): void {
  async function requireEvent(idOrSlug: string): Promise<string> {
    const eventId = await resolveEventId(idOrSlug)
    if (eventId === undefined) throw problem('not-found', 'There is no such event.')
    return eventId
  }

  serve(app, edge, placeOrder, async (call) => {
    const eventId = await requireEvent(call.params.eventId)
    call.note({ eventId })
    return orders.placeOrder(eventId, call.caller.accountId, call.body, call)
  })

  serve(app, edge, listOrders, async (call) => {
    const limit = call.query.limit ?? PAGE_ROWS
    const rows = await orders.listOrders(call.caller.accountId, decodeIdCursor(call.query.cursor), limit + 1)
    return pageOfIds(rows, limit)
  })

  serve(app, edge, readOrder, async (call) => orders.readOrder(call.caller, call.params.orderId))

  serve(app, edge, listEventOrders, async (call) => {
    const eventId = await requireEvent(call.params.eventId)
    call.note({ eventId })
    const limit = call.query.limit ?? PAGE_ROWS
    const { items, totals } = await orders.listEventOrders(call.caller, eventId, {
      text: call.query.query?.normalize('NFC').trim() || undefined,
      before: decodeIdCursor(call.query.cursor),
      limit: limit + 1,
    })
    return { ...pageOfIds(items, limit), totals }
  })

  serve(app, edge, exportEventOrders, async (call) => {
    const eventId = await requireEvent(call.params.eventId)
    call.note({ eventId })
    const { slug, csv } = await orders.exportEventOrders(call.caller, eventId)
    call.reply.header('content-disposition', attachment(slug, new Date())).header('cache-control', 'no-store')
    return csv
  })

  serve(app, edge, readDashboard, async (call) => {
    const eventId = await requireEvent(call.params.eventId)
    call.note({ eventId })
    return orders.readDashboard(call.caller, eventId)
  })
}

/** A file's name of slug and date. A slug may be of any letters: with a name of plain ones for what knows no others (RFC 6266). */
function attachment(slug: string, now: Date): string {
  const name = (stem: string) => `${stem}-orders-${now.toISOString().slice(0, 10)}.csv`
  const encoded = encodeURIComponent(name(slug)).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  return `attachment; filename="${name(slug.replaceAll(/[^\w-]+/g, '_'))}"; filename*=UTF-8''${encoded}`
}
