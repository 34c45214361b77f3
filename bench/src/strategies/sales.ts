import type { Statement } from '../../../server/src/db/index.ts'
import type { Replacements } from './single.ts'

/** Reads the versions of the event as the product does, but takes no lock. */
export function readSaleWithoutLock({ values }: Statement): Statement {
  return {
    name: 'bench-read-versions',
    text: `SELECT config_version AS "configVersion", counts_version AS "countsVersion" FROM sales WHERE event_id = $1`,
    values,
  }
}

/**
 * For strategies that leave the event's row alone. They write the row that tells of a change as the product does, but
 * number it from a sequence (made with the scene): a shared version would be a lock by another name. Nobody has seats.
 */
export const withoutSaleLock: Replacements = {
  'lock-sale': (replaced) => [readSaleWithoutLock(replaced)],
  'write-versions': ({ values: [eventId, , , counters] }) => [
    {
      name: 'bench-write-change',
      text: `INSERT INTO inventory_changes (event_id, version, counters)
        VALUES ($1, nextval('bench_versions'), $2::jsonb)`,
      values: [eventId, counters],
    },
  ],
}
