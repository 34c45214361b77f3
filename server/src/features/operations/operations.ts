import type { Archive, listSales, QueryOf } from '@fairground/contract'

import type { Queries } from '../../db/index.ts'
import type { Caller } from '../../http/index.ts'
import type { Accounts } from '../accounts/index.ts'
import type { Activity } from '../activity/index.ts'
import type { Events } from '../events/index.ts'
import type { Inventory } from '../inventory/index.ts'
import type { Orders } from '../orders/index.ts'
import type { Plans } from '../plans/index.ts'
import { exportArchive, importArchive } from './archive.ts'
import { loadDemo } from './demo.ts'
import { listLastErrors } from './errors.ts'
import { readWholeHealth } from './health.ts'
import { runInvariants } from './invariants.ts'
import { selectIsEmpty } from './queries.ts'
import { listAllSales } from './sales.ts'

export interface OperationsOptions {
  readonly queries: Queries
  readonly activity: Activity
  readonly accounts: Accounts
  readonly plans: Plans
  readonly inventory: Inventory
  readonly events: Events
  readonly orders: Orders
}

export type Operations = ReturnType<typeof openOperations>

/** What an operator does with the whole: check it, move it, fill it with a demo. */
export function openOperations(options: OperationsOptions) {
  const { queries, accounts } = options

  return {
    loadDemo: (caller: Caller) => loadDemo(options, caller),
    /** Makes the demo's organizer and its events, once for an empty system. */
    async openDemo(login: { email: string; password: string }, asAdmin: boolean): Promise<void> {
      const caller = await accounts.createAccount({ ...login, name: 'Demo Organizer', admin: asAdmin })
      await loadDemo(options, caller)
    },
    isEmpty: () => selectIsEmpty(queries),
    check: () => runInvariants(queries),
    readHealth: () => readWholeHealth(queries),
    listErrors: () => listLastErrors(queries),
    listSales: (query: QueryOf<typeof listSales>) => listAllSales(queries, query),
    exportArchive: () => exportArchive(options),
    async importArchive(archive: Archive, accountId?: string) {
      const imported = await importArchive(options, archive)
      const records = archive.events.map(({ id }) => ({ eventId: id, accountId, operation: 'import-archive' }))
      await options.activity.record(queries, records)
      return imported
    },
  }
}
