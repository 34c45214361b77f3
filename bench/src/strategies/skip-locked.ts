import { SOLD_OUT } from './refusals.ts'
import { withoutSaleLock } from './sales.ts'
import { check, openSingles, placesOf } from './single.ts'
import type { Strategy } from './strategy.ts'

/** More than it takes in a minute on the fastest machine that we know. */
const TICKETS = 300_000

export const skipLocked: Strategy = {
  title: 'a row a ticket, FOR UPDATE SKIP LOCKED (as alf.io does)',
  pool: { usual: 8 },
  prepare: (eventId) => [
    `CREATE TABLE bench_tickets (event_id uuid NOT NULL, id int NOT NULL, hold_id uuid, PRIMARY KEY (event_id, id))
      WITH (fillfactor = 80)`,
    `INSERT INTO bench_tickets SELECT '${eventId}', n FROM generate_series(1, ${TICKETS}) AS n`,
    `CREATE INDEX free_tickets ON bench_tickets (event_id, id) WHERE hold_id IS NULL`,
    `VACUUM ANALYZE bench_tickets`,
  ],
  // The rows are its counters; the product's are told at the end, so that the same invariants can judge both.
  settle: `UPDATE counters SET held = (SELECT count(*) FROM bench_tickets t
    WHERE t.event_id = counters.event_id AND hold_id IS NOT NULL)`,
  open: (options, pool) =>
    openSingles(options, pool, {
      replacements: {
        ...withoutSaleLock,
        'write-counters': ({ values: [eventId] }, submission) => {
          const { verb } = submission.member.request
          return [
            {
              name: 'bench-take-free',
              text: `WITH free AS MATERIALIZED (
                  SELECT ctid FROM bench_tickets WHERE event_id = $1 AND hold_id IS NULL
                  LIMIT $2 FOR UPDATE SKIP LOCKED
                ), taken AS (
                  UPDATE bench_tickets SET hold_id = $3 WHERE ctid = ANY (ARRAY(SELECT ctid FROM free)) RETURNING 1
                )
                SELECT ${check('count(*) = $2')} FROM taken`,
              values: [eventId, placesOf(submission), 'holdId' in verb ? verb.holdId : null],
            },
          ]
        },
      },
      onCheckFailed: () => Promise.resolve(SOLD_OUT),
    }),
}
