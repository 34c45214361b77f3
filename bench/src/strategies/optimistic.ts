import { BUSY } from './refusals.ts'
import { readSaleWithoutLock } from './sales.ts'
import { check, openSingles } from './single.ts'
import type { Strategy } from './strategy.ts'

/** With 32 at once the last of them loses 31 times when all are equally fast; three times as often is a bound. */
const MOST_ATTEMPTS = 100

export const optimistic: Strategy = {
  title: 'a version that must not have changed, else all again',
  pool: { usual: 2 },
  open: (options, pool) =>
    openSingles(options, pool, {
      replacements: {
        'lock-sale': (replaced) => [readSaleWithoutLock(replaced)],
        // The last of the writes, so that it is locked for the shortest time: as the first of them it took twice as
        // long. $3 is the version that was read, and one.
        'write-versions': ({ values }) => [
          {
            name: 'bench-raise-version',
            text: `WITH raised AS (
                UPDATE sales SET config_version = $2, counts_version = $3
                WHERE event_id = $1 AND counts_version = $3::bigint - 1 RETURNING event_id
              ), change AS (
                INSERT INTO inventory_changes (event_id, version, counters) SELECT event_id, $3, $4::jsonb FROM raised
              )
              SELECT ${check('count(*) = 1')} FROM raised`,
            // Without the fifth: here nobody has seats.
            values: values.slice(0, 4),
          },
        ],
      },
      onCheckFailed: async (again, attempt) => {
        options.metrics.countOutcome('conflict')
        return attempt < MOST_ATTEMPTS ? again() : BUSY
      },
    }),
}
