import type { Migration } from 'kysely/migration'

import * as foundation from './0001-foundation.ts'
import * as web from './0002-web.ts'
import * as seats from './0003-seats.ts'

/** In order of their names. A migration that was released is never edited. */
export const migrations: Record<string, Migration> = {
  '0001-foundation': foundation,
  '0002-web': web,
  '0003-seats': seats,
}
