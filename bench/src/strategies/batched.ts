import type { Strategy } from './strategy.ts'

export const batched: Strategy = {
  title: 'ours: everybody who waits, in one transaction under one lock',
  pool: 'product',
}
