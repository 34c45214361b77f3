import { minorDigits } from '@fairground/contract'
import { nameOfSeat, type SeatMap } from '@fairground/seating'
import { stringify } from 'csv-stringify/sync'

import type { OrderWithBuyerRow } from './queries.ts'

const COLUMNS = [
  'Order',
  'Created at',
  'State',
  'Buyer',
  'E-mail',
  'Tickets',
  'Lines',
  'Total',
  'Currency',
  'Payment method',
  'Payment state',
  'Due',
] as const

/** By its byte order mark a spreadsheet knows that what follows is UTF-8. */
export const SHEET_HEAD = `\uFEFF${rowsText([COLUMNS])}`

/** Orders as rows of CSV (RFC 4180), one an order, safe to open in a spreadsheet. Pure. */
export function sheetRows(
  orders: readonly OrderWithBuyerRow[],
  currency: string,
  typeNames: ReadonlyMap<string, string>,
  map?: SeatMap,
): string {
  const digits = minorDigits(currency)
  return rowsText(
    orders.map((order) => [
      order.id,
      order.created_at.toISOString(),
      order.state,
      cellText(order.buyer_name),
      cellText(order.buyer_email),
      order.ticket_count,
      cellText(
        order.lines
          .map(({ quantity, ticketTypeId, seatIds }) => {
            const seats = seatIds ? ` (${seatIds.map((id) => seatText(id, map)).join(', ')})` : ''
            return `${quantity} x ${typeNames.get(ticketTypeId) ?? ticketTypeId}${seats}`
          })
          .join('; '),
      ),
      decimalOf(order.total_minor, digits),
      currency,
      order.payment_method,
      order.payment_state,
      decimalOf(order.due_minor, digits),
    ]),
  )
}

/**
 * `escape_formulas` puts an apostrophe before what a spreadsheet would take for a formula at the start of a cell. Half a
 * line's end is quoted as a whole one is: there are readers to whom each of them ends a row.
 */
function rowsText(rows: readonly (readonly unknown[])[]): string {
  return stringify([...rows], { escape_formulas: true, record_delimiter: '\r\n', quoted_match: /[\r\n]/ })
}

/**
 * Where a language writes numbers with a comma, a spreadsheet splits cells at semicolons and tabs instead, and does not
 * heed the quotes: what follows one of them is the start of a cell as well.
 */
function cellText(text: string): string {
  return text.replaceAll(/([;\t\r\n|,]\s*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g, "$1'")
}

/** Minor units as a decimal: 1250 with two digits are 12.50. */
function decimalOf(minor: number, digits: number): string {
  const text = String(minor).padStart(digits + 1, '0')
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** As it stands on the ticket; the id alone where the plan does not know it. */
function seatText(id: string, map: SeatMap | undefined): string {
  const seat = map?.indexOf(id) ?? -1
  if (!map || seat === -1) return id
  const { section, row, number } = nameOfSeat(map, seat)
  return [section, row, number].filter((part) => part !== '').join(' ')
}
