import type { Ticket } from '@fairground/contract'

import { seatWords } from './seats/names.ts'
import { text } from './text.ts'

/** Each ticket's id, its seat and, under it and whole, the code that is shown at the door. */
export function ticketLines(tickets: Ticket[]): string[] {
  return tickets.flatMap(({ id, code, state, seat }) => [
    text`ticket ${id}${state === 'valid' ? '' : ` (${state})`}`,
    ...(seat ? [text`  seat ${seatWords(seat)}`] : []),
    text`  code ${code}`,
  ])
}
