import type { Allocator, AllocatorOptions } from '../../../server/src/features/inventory/index.ts'
import type { Pool } from 'pg'

/** A way to allocate, in place of the product's: everything else of the service stays as it is. */
export interface Strategy {
  /** What it is, in a few words. */
  readonly title: string
  /**
   * Connections for its transactions. Some sizes are tried before the rounds and the best is taken; `usual` is what
   * was best most often on two cores, for when there is no time to try. `one` because it never uses a second;
   * `product` is what the product gives its own allocator.
   */
  readonly pool: { readonly usual: number } | 'one' | 'product'
  /** SQL that makes what it needs in its database, before anybody comes; statement by statement. */
  readonly prepare?: (eventId: string) => string[]
  /** SQL that brings the counters up to date after the run, where it counts in rows of its own. */
  readonly settle?: string
  /** Absent: the product's own. */
  readonly open?: (options: AllocatorOptions, pool: Pool) => Allocator
}
