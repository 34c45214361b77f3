import { advisoryLock } from './advisory-lock.ts'
import { batched } from './batched.ts'
import { guardedUpdate } from './guarded-update.ts'
import { mutex } from './mutex.ts'
import { noOp } from './no-op.ts'
import { oneWorker } from './one-worker.ts'
import { optimistic } from './optimistic.ts'
import { pessimistic } from './pessimistic.ts'
import { skipLocked } from './skip-locked.ts'
import type { Strategy } from './strategy.ts'
import { unsafe } from './unsafe.ts'

export type { Strategy } from './strategy.ts'

/** In the order in which they take turns. */
export const strategies = {
  'no-op': noOp,
  batched,
  pessimistic,
  'guarded-update': guardedUpdate,
  optimistic,
  'advisory-lock': advisoryLock,
  'skip-locked': skipLocked,
  'one-worker': oneWorker,
  mutex,
  unsafe,
} satisfies Record<string, Strategy>

export type StrategyName = keyof typeof strategies

export function isStrategy(name: string): name is StrategyName {
  return Object.hasOwn(strategies, name)
}

/** What a strategy does in common with all others, as the compiler sees it. */
export function strategyOf(name: StrategyName): Strategy {
  return strategies[name]
}
