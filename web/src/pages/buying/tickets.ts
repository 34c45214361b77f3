import type { OrderWithEvent, Ticket } from '@fairground/contract'

const SHORT_CODE_LENGTH = 12
const SHORT_CODE_GROUP = 4

/** All that one ticket says. */
export interface TicketFacts {
  readonly ticket: Ticket
  /** From 1. */
  readonly number: number
  readonly of: number
  readonly typeName: string
  readonly areaName: string
}

/** The order's tickets in its own order, each with what it says. */
export function ticketsOf({ tickets, event }: OrderWithEvent): TicketFacts[] {
  return tickets.map((ticket, index) => {
    const type = event.ticketTypes.find((one) => one.id === ticket.ticketTypeId)
    return {
      ticket,
      number: index + 1,
      of: tickets.length,
      typeName: type?.name ?? '',
      areaName: type?.areaName ?? '',
    }
  })
}

/** The end of the code, to compare by eye or to read aloud: its beginning is the same on all tickets of an event. */
export function shortCode(code: string): string {
  const end = code.slice(-SHORT_CODE_LENGTH)
  const groups = end.match(new RegExp(`.{1,${SHORT_CODE_GROUP}}`, 'g')) ?? []
  return groups.join(' ')
}
