import { invalid } from './check.ts'

/** The place after which the next page begins, as opaque text. */
export function encodeCursor(place: string): string {
  return Buffer.from(place).toString('base64url')
}

/** The groups of `form` in a cursor that `encodeCursor` made; undefined without one. Throws `invalid` at `cursor`. */
export function decodeCursor(cursor: string | undefined, form: RegExp): string[] | undefined {
  if (cursor === undefined) return undefined
  const match = form.exec(Buffer.from(cursor, 'base64url').toString())
  if (match) return match.slice(1)
  throw invalid([{ path: 'cursor', message: 'has to be a nextCursor of this list', rule: 'cursor' }])
}

const PLACE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** The id that a cursor of a list in the order of ids points to. */
export function decodeIdCursor(cursor: string | undefined): string | undefined {
  return decodeCursor(cursor, PLACE)?.[0]
}

/** One page of a list in the order of ids, from one row more than the page has. */
export function pageOfIds<Row extends { id: string }>(rows: readonly Row[], limit: number) {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(last.id) : null }
}

/** Rows of a page where the caller names no number. */
export const PAGE_ROWS = 50
