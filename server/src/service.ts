import { join } from 'node:path'

import { checkHealth, checkReadiness } from '@fairground/contract'
import { sql } from 'kysely'
import type { FastifyInstance } from 'fastify'

import type { Config } from './config.ts'
import { type Database, migrate, openDatabase } from './db/index.ts'
import { type Accounts, accountsRoutes, cookieName, openAccounts, purgeSessions } from './features/accounts/index.ts'
import { type Activity, activityRoutes, openActivity } from './features/activity/index.ts'
import { type Events, eventRoutes, openEvents } from './features/events/index.ts'
import {
  type Inventory,
  type InventoryOptions,
  inventoryRoutes,
  openInventory,
  purgeInventory,
} from './features/inventory/index.ts'
import {
  openErrorWriter,
  openHealthWriter,
  type Operations,
  openOperations,
  operationsRoutes,
} from './features/operations/index.ts'
import { openOrders, ordersRoutes } from './features/orders/index.ts'
import { openPages, pageRoutes } from './features/pages/index.ts'
import { openPlans, planRoutes, type Plans, purgePlanContents } from './features/plans/index.ts'
import { openTickets } from './features/tickets/index.ts'
import {
  addressCounter,
  type Edge,
  type Metrics,
  openApp,
  openMetrics,
  prepareEdge,
  problem,
  serve,
  trackConnections,
} from './http/index.ts'
import { startHousekeeping } from './jobs/housekeeping.ts'
import { type LogOutput, node } from './log.ts'
import { version } from './version.ts'

export interface Service {
  readonly app: FastifyInstance
  readonly database: Database
  readonly accounts: Accounts
  readonly inventory: Inventory
  readonly operations: Operations
  /** Listens; resolves to the address. */
  listen(): Promise<string>
  /** Begins to make the plans that come along, where they are missing; `stop` waits for it. */
  seedHalls(): void
  /** Not ready any more, finishes what was accepted, closes everything. Once; later calls wait for the first. */
  stop(): Promise<void>
}

export interface ServiceOptions {
  readonly config: Config
  readonly connectionString: string
  readonly output: LogOutput
  /** Prometheus text of all processes of this machine; this process's own unless given. */
  readonly scrape?: (own: Metrics) => () => Promise<string>
  /** Whether this is the demo on one's own machine; known only once its data are prepared. */
  readonly isLocalDemo?: () => boolean
  /** See InventoryOptions. */
  readonly openAllocator?: InventoryOptions['openAllocator']
}

/** Puts the features together, leftmost first: each is given what it needs from its right as a function. */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { config, connectionString, output, scrape, isLocalDemo, openAllocator } = options
  const { log } = output
  const database = openDatabase({
    connectionString,
    poolSize: config.databasePool,
    onError: (error) => log.warn({ err: error }, 'a connection to the database was lost'),
  })
  const { queries } = database
  await migrate(queries)
  const metrics = openMetrics()
  const stopping = new AbortController()

  const errors = openErrorWriter(queries, output)
  const activity: Activity = openActivity({ queries, output, node })
  const accounts: Accounts = openAccounts({
    queries,
    activity,
    log,
    publicUrl: config.publicUrl,
    allowsBursts: () => config.allowBurstAccounts || isLocalDemo?.() === true,
    onRename: (organizerId, accountId) => events.retell(organizerId, accountId),
  })
  const plans: Plans = openPlans({ queries, activity, accounts })
  const inventory: Inventory = openInventory({
    database,
    activity,
    log,
    metrics,
    queueLimit: config.queueLimit,
    readMap: plans.readMap,
    openAllocator,
  })
  const events: Events = openEvents({ queries, activity, accounts, plans, inventory })
  const tickets = await openTickets(queries)
  const orders = openOrders({
    queries,
    inventory,
    tickets,
    mayManage: events.mayManage,
    readEvents: events.readMany,
    readMap: plans.readMap,
    sumRefusals: activity.sumRefusals,
  })
  const operations: Operations = openOperations({ queries, activity, accounts, plans, events, inventory, orders })
  metrics.watchQueue(() => inventory.allocator.depth())

  const app = await openApp({ ...config, version })
  const cutConnections = trackConnections(app.server)
  const edge: Edge = {
    log,
    metrics,
    identify: accounts.identify,
    countAddress: addressCounter(app, config.addressLimit),
    onRefusal: activity.countRefusal,
    cookieName: cookieName(config.publicUrl),
    origin: new URL(config.publicUrl).origin,
  }
  prepareEdge(app, edge)
  app.addHook('onSend', (request, reply, payload, done) => {
    // Fastify says so to requests that come while it closes, but not to those that it had accepted before; and it says
    // so after a body that is too large over HTTP/2, too, which has no such header.
    if (request.raw.httpVersionMajor === 2) reply.removeHeader('connection')
    else if (stopping.signal.aborted) reply.header('connection', 'close')
    done(null, payload)
  })
  const { resolveEventId, mayManage } = events
  activityRoutes(app, edge, { activity, mayManage, resolveEventId, stopping: stopping.signal })
  accountsRoutes(app, edge, accounts)
  planRoutes(app, edge, plans)
  eventRoutes(app, edge, events, config.publicUrl)
  const followers = inventoryRoutes(app, edge, {
    inventory,
    findEvent: events.findFor,
    mayManage,
    resolveEventId,
    stopping: stopping.signal,
  })
  ordersRoutes(app, edge, { orders, resolveEventId })
  operationsRoutes(app, edge, operations)
  serviceRoutes(app, edge, database, stopping.signal)
  await pageRoutes(app, await openPages({ dist: WEB_DIST, publicUrl: config.publicUrl, events, log }), WEB_DIST)
  const readMetrics = scrape?.(metrics) ?? (() => metrics.registry.metrics())
  app.get('/metrics', async (_request, reply) => {
    reply.header('content-type', metrics.registry.contentType)
    return readMetrics()
  })

  const stopHousekeeping = await startHousekeeping(
    connectionString,
    [
      { name: 'purge-inventory', schedule: '*/5 * * * *', run: () => purgeInventory(queries) },
      { name: 'purge-plans', schedule: '41 * * * *', run: () => purgePlanContents(queries) },
      { name: 'purge-sessions', schedule: '17 * * * *', run: () => purgeSessions(queries) },
    ],
    log,
  )
  const health = openHealthWriter({
    queries,
    node,
    metrics,
    queue: () => inventory.allocator.queued(),
    followers,
    pool: () => database.connections(),
  })
  errors.start()
  accounts.start()
  activity.start()
  inventory.start()

  let seeding: Promise<void> = Promise.resolve()
  let stopped: Promise<void> | undefined
  async function stop(): Promise<void> {
    stopping.abort()
    const tidying = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS)
    const impatience = setTimeout(cutConnections, CUT_AFTER_MS)
    await app.close()
    clearInterval(tidying)
    clearTimeout(impatience)
    await inventory.stop()
    await seeding
    await stopHousekeeping()
    await accounts.stop()
    // Together: where the database is away each of them waits for a connection in vain.
    await Promise.all([activity.stop(), health.stop(), errors.stop()])
    await database.close()
  }

  return {
    app,
    database,
    accounts,
    inventory,
    operations,
    async listen() {
      const address = await app.listen({ port: config.port, host: config.host, backlog: LISTEN_BACKLOG })
      // Only who serves is a node; the process that starts others, or makes an admin, is none.
      health.start()
      return address
    },
    seedHalls() {
      seeding = plans
        .seedHalls()
        .catch((error: unknown) => log.warn({ err: error }, 'the plans that come along could not be made'))
    },
    stop: () => (stopped ??= stop()),
  }
}

/** Where `npm start` builds the web pages, beside the service. */
const WEB_DIST = join(import.meta.dirname, '../../web/dist')

/** Closing the server closes what is idle then; a connection whose answer was being sent becomes idle a little later. */
const CLOSE_IDLE_EVERY_MS = 200

/** Whoever sends half a request or reads no answer does not keep the service from stopping within its 15 s. */
const CUT_AFTER_MS = 10_000

/** Connections that the kernel keeps for us while we accept others: a rush arrives within a second. */
const LISTEN_BACKLOG = 4_096

function serviceRoutes(app: FastifyInstance, edge: Edge, database: Database, stopping: AbortSignal): void {
  serve(app, edge, checkHealth, () => Promise.resolve({ ok: true as const, version }))
  serve(app, edge, checkReadiness, async () => {
    if (stopping.aborted) throw problem('unavailable', 'This node is stopping.')
    await sql`SELECT 1`.execute(database.queries)
    return { ready: true as const }
  })
}
