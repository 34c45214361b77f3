import { sql } from 'kysely'

import type { Queries } from '../../../db/index.ts'

export interface LastError {
  readonly at: Date
  readonly node: string
  readonly level: string
  readonly message: string
  readonly detail: string
}

export async function insertErrors(on: Queries, errors: readonly LastError[]): Promise<void> {
  await on
    .insertInto('last_errors')
    .values([...errors])
    .execute()
}

/** Of all nodes. At 5 kB each some 5 MB. */
const MOST_KEPT = 1_000

export async function deleteOldErrors(on: Queries): Promise<void> {
  await sql`DELETE FROM last_errors WHERE id <= (
    SELECT id FROM last_errors ORDER BY id DESC OFFSET ${MOST_KEPT} LIMIT 1)`.execute(on)
}

/** More than anybody reads to find out what is wrong. */
const MOST_SHOWN = 200

export async function selectErrors(on: Queries): Promise<LastError[]> {
  return on
    .selectFrom('last_errors')
    .select(['at', 'node', 'level', 'message', 'detail'])
    .orderBy('id', 'desc')
    .limit(MOST_SHOWN)
    .execute()
}
