import { withoutSaleLock } from './sales.ts'
import { openSingles } from './single.ts'
import type { Strategy } from './strategy.ts'

/**
 * The negative control: reads what is left, thinks, writes what it has thought. Two that read the same number both
 * write the same number, so the counters count too little and too much is sold. No CHECK can see it.
 */
export const unsafe: Strategy = {
  title: 'read, then write, without a lock: has to be seen to oversell',
  pool: { usual: 8 },
  open: (options, pool) => openSingles(options, pool, { replacements: withoutSaleLock }),
}
