export { insertTickets, selectTicketsOfOrders, type NewTicket } from './queries.ts'
export { openTickets, type TicketIdentity, type Tickets } from './tickets.ts'
