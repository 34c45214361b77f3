export { type Accounts, openAccounts } from './accounts.ts'
export { purgeSessions } from './queries/sessions.ts'
export { accountsRoutes, cookieName } from './routes.ts'
