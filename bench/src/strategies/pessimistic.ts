import { openSingles } from './single.ts'
import type { Strategy } from './strategy.ts'

export const pessimistic: Strategy = {
  title: "the event's row FOR UPDATE, a transaction a request",
  pool: { usual: 8 },
  open: (options, pool) => openSingles(options, pool),
}
