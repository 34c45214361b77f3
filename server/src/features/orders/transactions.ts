import { Readable } from 'node:stream'

import { type Caller, problem } from '../../http/index.ts'
import { type EventNow, planHashOf } from '../events/index.ts'
import { openDashboards } from './dashboard.ts'
import { orderOf } from './history.ts'
import type { OrdersOptions } from './orders.ts'
import { type OrderWithBuyerRow, selectOrdersAfter, selectOrdersOfEvent, selectTotalsOfEvent } from './queries.ts'
import { SHEET_HEAD, sheetRows } from './sheet.ts'

type TransactionsOptions = Pick<OrdersOptions, 'queries' | 'mayManage' | 'readEvents' | 'readMap' | 'sumRefusals'>

/** Orders that an export reads and keeps in memory at once: some 500 kB of text. */
const EXPORT_PAGE = 1_000

/** An event's transactions as its organizer and admins see them. All of it throws `not-allowed` and `not-found`. */
export function openTransactions({ queries, mayManage, readEvents, readMap, sumRefusals }: TransactionsOptions) {
  const dashboards = openDashboards({ queries, sumRefusals })

  /** A page of orders, and the totals of the whole event whatever is searched for. */
  async function listEventOrders(caller: Caller, eventId: string, page: Parameters<typeof selectOrdersOfEvent>[2]) {
    const { record } = await managedEvent(caller, eventId)
    const [rows, totals] = await Promise.all([
      selectOrdersOfEvent(queries, eventId, page),
      selectTotalsOfEvent(queries, eventId),
    ])
    const items = rows.map((row) => ({
      ...orderOf(row, record.currency),
      ticketCount: row.ticket_count,
      buyer: { accountId: row.account_id, name: row.buyer_name, email: row.buyer_email },
    }))
    return { items, totals: { ...totals, currency: record.currency } }
  }

  /** All orders as CSV, oldest first: read as fast as it is taken, a page at a time, however many there are. */
  async function exportEventOrders(caller: Caller, eventId: string): Promise<{ slug: string; csv: Readable }> {
    const { record } = await managedEvent(caller, eventId)
    // Before the answer begins: what fails here can still be told as a refusal.
    const first = await selectOrdersAfter(queries, eventId, undefined, EXPORT_PAGE)
    const planHash = planHashOf(record)
    const map = planHash ? await readMap(planHash) : undefined
    const typeNames = new Map([...record.ticketTypes].map(([id, type]) => [id, type.name]))
    async function* pages() {
      yield SHEET_HEAD
      let page: OrderWithBuyerRow[] = first
      for (;;) {
        if (page.length > 0) yield sheetRows(page, record.currency, typeNames, map)
        if (page.length < EXPORT_PAGE) return
        page = await selectOrdersAfter(queries, eventId, page.at(-1)?.id, EXPORT_PAGE)
      }
    }
    return { slug: record.slug, csv: Readable.from(pages()) }
  }

  /** How the sale goes, as of a second ago at most. */
  async function readDashboard(caller: Caller, eventId: string) {
    return dashboards.read(await managedEvent(caller, eventId))
  }

  async function managedEvent(caller: Caller, eventId: string): Promise<EventNow> {
    if (!(await mayManage(caller, eventId))) {
      throw problem('not-allowed', 'Only the organizer of this event sees its transactions.')
    }
    const event = (await readEvents([eventId])).get(eventId)
    if (!event) throw problem('not-found', 'There is no such event.')
    return event
  }

  return { listEventOrders, exportEventOrders, readDashboard }
}
