export { runInvariants } from './invariants.ts'
export { openOperations, type Operations } from './operations.ts'
export { operationsRoutes } from './routes.ts'
