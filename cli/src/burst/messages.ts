import type { Recording } from '@fairground/load'

import type { BurstAccount, OnSale } from './buyer.ts'
import type { Ledger } from './ledger.ts'
import type { BurstPlan } from './plan.ts'

/** One process's part of the crowd: every `processes`-th buyer, beginning with `process`. */
export interface Share {
  readonly server: string
  readonly ca: string | undefined
  readonly event: OnSale
  readonly plan: BurstPlan
  readonly accounts: readonly BurstAccount[]
  readonly process: number
  readonly binMs: number
  /** Milliseconds since 1970: all processes begin together. */
  readonly beginAt: number
}

export type ToProcess = { kind: 'begin'; share: Share } | { kind: 'stop' }

export type FromProcess =
  | { kind: 'ready' }
  | { kind: 'progress'; due: number; recording: Recording }
  | { kind: 'ended'; recording: Recording; ledger: Ledger }
