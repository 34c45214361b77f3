import * as accounts from './accounts.ts'
import * as events from './events.ts'
import * as inventory from './inventory.ts'
import * as orders from './orders.ts'
import * as plans from './plans.ts'
import type { Route } from './route.ts'
import * as seats from './seats.ts'
import * as service from './service.ts'

export * from './accounts.ts'
export * from './events.ts'
export * from './inventory.ts'
export * from './money.ts'
export * from './openapi.ts'
export * from './orders.ts'
export * from './pages.ts'
export * from './plans.ts'
export * from './problems.ts'
export * from './route.ts'
export * from './seats.ts'
export * from './service.ts'
export * from './shapes.ts'

/** Every route there is. */
export const routes: Route[] = [accounts, events, seats, plans, inventory, orders, service]
  .flatMap((part) => Object.values(part) as unknown[])
  .filter((value): value is Route => typeof value === 'object' && value !== null && 'replies' in value)
