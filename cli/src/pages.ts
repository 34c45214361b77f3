import { answered } from './connection.ts'
import type { Outcome } from '@fairground/contract/client'

interface Page<Row> {
  items: Row[]
  nextCursor: string | null
}

/** As many as one request may ask for. */
const PAGE_LIMIT = 200

/** Reads page after page until there is no more or `most` are there; `nextCursor` tells which it was. */
export async function readPages<Row>(
  most: number,
  readPage: (page: { cursor?: string; limit: number }) => Promise<Outcome<Page<Row>>>,
): Promise<Page<Row>> {
  const items: Row[] = []
  let cursor: string | undefined
  for (;;) {
    const page = await answered(readPage({ cursor, limit: Math.min(PAGE_LIMIT, most - items.length) }))
    items.push(...page.items)
    if (page.nextCursor === null || items.length >= most) return { items, nextCursor: page.nextCursor }
    cursor = page.nextCursor
  }
}
