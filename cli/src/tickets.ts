import type { Ticket } from '@fairground/contract'

import { text } from './text.ts'

/** Each ticket's id and, under it and whole, the code that is shown at the door. */
export function ticketLines(tickets: Ticket[]): string[] {
  return tickets.flatMap(({ id, code, state }) => [
    text`ticket ${id}${state === 'valid' ? '' : ` (${state})`}`,
    text`  code ${code}`,
  ])
}
