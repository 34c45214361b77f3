import { readSaleWithoutLock } from './sales.ts'
import { openSingles } from './single.ts'
import type { Strategy } from './strategy.ts'

export const advisoryLock: Strategy = {
  title: 'a transaction advisory lock an event (as pretix and Hi.Events do)',
  pool: { usual: 8 },
  open: (options, pool) =>
    openSingles(options, pool, {
      replacements: {
        'lock-sale': (replaced) => [
          {
            name: 'bench-lock',
            text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
            values: replaced.values,
          },
          readSaleWithoutLock(replaced),
        ],
      },
    }),
}
