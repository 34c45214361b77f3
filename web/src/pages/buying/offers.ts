import { type Availability, type Event, type LineRequest, placesAsked } from '@fairground/contract'
import type { ClientProblem } from '@fairground/contract/client'

/** How many of a ticket type can be had now; undefined where that is not known. */
export type LeftOf = (ticketTypeId: string) => number | undefined

/** From the live counts, and before they are there from the event as it was read. */
export function leftIn(event: Event, live: Availability | undefined): LeftOf {
  const types = live?.ticketTypes ?? event.areas.flatMap((area) => area.ticketTypes)
  return (ticketTypeId) => types.find((type) => type.id === ticketTypeId)?.left
}

export type Offer =
  | { readonly kind: 'all'; readonly lines: readonly LineRequest[] }
  | { readonly kind: 'some'; readonly lines: readonly LineRequest[] }
  | { readonly kind: 'none' }

/**
 * What of the lines can still be had; of chosen seats those that are free. Two ticket types may share an area: then the
 * service has the last word.
 */
export function offerFor(
  lines: readonly LineRequest[],
  leftOf: LeftOf,
  isFree: (seatId: string) => boolean = () => false,
): Offer {
  const possible = lines
    .map((line) =>
      line.seatIds
        ? { ...line, seatIds: line.seatIds.filter(isFree) }
        : { ...line, quantity: Math.min(placesAsked(line), leftOf(line.ticketTypeId) ?? 0) },
    )
    .filter((line) => placesAsked(line) > 0)
  if (possible.length === 0) return { kind: 'none' }
  return { kind: countOf(possible) === countOf(lines) ? 'all' : 'some', lines: possible }
}

export function countOf(lines: readonly Pick<LineRequest, 'quantity' | 'seatIds'>[]): number {
  return lines.reduce((sum, line) => sum + placesAsked(line), 0)
}

/**
 * What would be granted in the place of lines that were refused: as many as are left, or as a limit allows. `held` is
 * what the buyer has already: to offer that is no offer. Undefined where nothing can be offered.
 */
export function offerAfter(
  { code, left, ticketTypeId }: Pick<ClientProblem, 'code' | 'left' | 'ticketTypeId'>,
  lines: readonly LineRequest[],
  held: readonly LineRequest[] = [],
): LineRequest[] | undefined {
  if (left === undefined || !OFFERING.has(code)) return undefined
  // A refusal that names no ticket type is about all of them: which one to have fewer of is for the buyer to say.
  const refused = ticketTypeId ?? (lines.length === 1 ? lines[0]?.ticketTypeId : undefined)
  const asked = lines.find((line) => line.ticketTypeId === refused)
  // Which of the seats that were chosen to give up is for the buyer to say.
  if (!asked || asked.seatIds) return undefined
  // What is left may be that of the whole area: then the other lines want their part of it, too.
  const others = code === 'order-limit' ? 0 : countOf(lines) - placesAsked(asked)
  const quantity = left - others
  const has = held.find((line) => line.ticketTypeId === refused)?.quantity ?? 0
  if (quantity <= 0 || quantity >= placesAsked(asked) || quantity === has) return undefined
  return lines.map((line) => (line === asked ? { ...line, quantity } : line))
}

const OFFERING = new Set<ClientProblem['code']>(['not-enough-left', 'account-limit', 'order-limit'])
