import type { Migration } from 'kysely/migration'

import * as foundation from './0001-foundation.ts'

/** In order of their names. A migration that was released is never edited. */
export const migrations: Record<string, Migration> = {
  '0001-foundation': foundation,
}
