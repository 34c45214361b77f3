export { type Events, openEvents } from './events.ts'
export { type EventRecord } from './queries.ts'
export { eventRoutes } from './routes.ts'
export { parseSale, readSale, type Sale, type SaleTicketType } from './sale.ts'
