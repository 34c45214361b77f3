import {
  exportArchive,
  importArchive,
  listErrors,
  listSales,
  loadDemo,
  readHealth,
  runCheck,
} from '@fairground/contract'
import type { FastifyInstance } from 'fastify'

import { type Edge, serve } from '../../http/index.ts'
import type { Operations } from './operations.ts'

export function operationsRoutes(app: FastifyInstance, edge: Edge, operations: Operations): void {
  serve(app, edge, runCheck, async () => {
    const invariants = await operations.check()
    return { violations: invariants.reduce((sum, one) => sum + one.violations, 0), invariants }
  })
  serve(app, edge, readHealth, () => operations.readHealth())
  serve(app, edge, listErrors, () => operations.listErrors())
  serve(app, edge, listSales, (call) => operations.listSales(call.query))
  serve(app, edge, exportArchive, () => operations.exportArchive())
  serve(app, edge, importArchive, (call) => operations.importArchive(call.body, call.caller.accountId))
  serve(app, edge, loadDemo, async (call) => ({ eventIds: await operations.loadDemo(call.caller) }))
}
