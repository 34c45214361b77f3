import type { Statement } from '../../../server/src/db/index.ts'
import { SOLD_OUT } from './refusals.ts'
import { withoutSaleLock } from './sales.ts'
import { check, openSingles, placesOf } from './single.ts'
import type { Strategy } from './strategy.ts'

export const guardedUpdate: Strategy = {
  title: 'UPDATE ... WHERE held + sold + n <= capacity, a transaction a request',
  pool: { usual: 8 },
  open: (options, pool) =>
    openSingles(options, pool, {
      replacements: {
        ...withoutSaleLock,
        // The area first, then the ticket type, in statements of their own: one statement for both finds them in any
        // order, and two transactions at once wait for each other until PostgreSQL ends one of them after a second.
        'write-counters': ({ values: [eventId] }, submission) => [
          take('area', eventId, placesOf(submission)),
          take('ticket-type', eventId, placesOf(submission)),
        ],
      },
      onCheckFailed: () => Promise.resolve(SOLD_OUT),
    }),
}

function take(kind: 'area' | 'ticket-type', eventId: unknown, places: number): Statement {
  return {
    name: `bench-take-guarded-${kind}`,
    text: `WITH taken AS (
        UPDATE counters SET held = held + $2
        WHERE event_id = $1 AND kind = '${kind}' AND (capacity IS NULL OR held + sold + $2 <= capacity) RETURNING 1
      )
      SELECT ${check('count(*) = 1')} FROM taken`,
    values: [eventId, places],
  }
}
