import { listEventOrders, listOrders, placeOrder, readOrder } from '@fairground/contract'
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
    const before = decodeIdCursor(call.query.cursor)
    const { items, totals } = await orders.listEventOrders(call.caller, eventId, before, limit + 1)
    return { ...pageOfIds(items, limit), totals }
  })
}
