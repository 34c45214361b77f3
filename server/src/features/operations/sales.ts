import type { listSales, QueryOf, ReplyOf } from '@fairground/contract'

import type { Queries } from '../../db/index.ts'
import { PAGE_ROWS } from '../../http/index.ts'
import { cursorOf, placeAfter, wordsOf } from '../events/index.ts'
import { type SaleRow, selectSales } from './queries/sales.ts'

/** A page of all events with what was sold of each. Throws `invalid` for a cursor that is none. */
export async function listAllSales(on: Queries, query: QueryOf<typeof listSales>): Promise<ReplyOf<typeof listSales>> {
  const limit = query.limit ?? PAGE_ROWS
  const rows = await selectSales(on, {
    isOver: query.over === 'yes',
    words: wordsOf(query.query ?? ''),
    after: placeAfter(query.cursor),
    // One more than asked for tells whether there is a next page.
    limit: limit + 1,
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const nextCursor = rows.length > limit && last ? cursorOf({ id: last.id, startsAt: last.startsAt.getTime() }) : null
  return { items: page.map(shown), nextCursor }
}

function shown(row: SaleRow): ReplyOf<typeof listSales>['items'][number] {
  return { ...row, startsAt: row.startsAt.toISOString(), endsAt: row.endsAt?.toISOString() ?? null }
}
