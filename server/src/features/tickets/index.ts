export { insertTickets, selectTicketsOfOrders, type NewTicket } from './queries.ts'
export { openTickets, type Tickets } from './tickets.ts'
