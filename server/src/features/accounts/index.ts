export { type Accounts, openAccounts } from './accounts.ts'
export { purgeSessions } from './queries.ts'
export { accountsRoutes, cookieName } from './routes.ts'
