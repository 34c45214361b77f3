import type { Hold, LineRequest } from '@fairground/contract'
import type { ClientProblem } from '@fairground/contract/client'

/** A seat that one wants, and the ticket type as which one wants it. */
export interface ChosenSeat {
  readonly seatId: string
  readonly ticketTypeId: string
}

/** A seat more, or the same seat as another ticket type. */
export function withSeat(chosen: readonly ChosenSeat[], seat: ChosenSeat): ChosenSeat[] {
  if (!chosen.some(({ seatId }) => seatId === seat.seatId)) return [...chosen, seat]
  return chosen.map((one) => (one.seatId === seat.seatId ? seat : one))
}

export function withoutSeats(chosen: readonly ChosenSeat[], seatIds: readonly string[]): ChosenSeat[] {
  return chosen.filter(({ seatId }) => !seatIds.includes(seatId))
}

/** What is asked for them: a line for each ticket type. Seats by their ids, so that their tickets come side by side. */
export function linesOfSeats(chosen: readonly ChosenSeat[]): LineRequest[] {
  return [...Map.groupBy(chosen, ({ ticketTypeId }) => ticketTypeId)].map(([ticketTypeId, seats]) => ({
    ticketTypeId,
    seatIds: seats.map(({ seatId }) => seatId).toSorted(byNumber.compare),
  }))
}

/** B-9 before B-10. */
const byNumber = new Intl.Collator('en', { numeric: true })

/** The seats that lines name: those of a hold, or those that were asked for. */
export function seatsOfLines(lines: readonly Pick<Hold['lines'][number], 'ticketTypeId' | 'seatIds'>[]): ChosenSeat[] {
  return lines.flatMap(({ ticketTypeId, seatIds = [] }) => seatIds.map((seatId) => ({ seatId, ticketTypeId })))
}

/** How many of each ticket type. */
export function countsOf(chosen: readonly ChosenSeat[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { ticketTypeId } of chosen) counts[ticketTypeId] = (counts[ticketTypeId] ?? 0) + 1
  return counts
}

/** Whether both are the same seats as the same ticket types, in whatever order. */
export function isSameChoice(one: readonly ChosenSeat[], other: readonly ChosenSeat[]): boolean {
  const types = new Map(one.map(({ seatId, ticketTypeId }) => [seatId, ticketTypeId]))
  return one.length === other.length && other.every(({ seatId, ticketTypeId }) => types.get(seatId) === ticketTypeId)
}

/**
 * The choice with the offered seats in it: in the place of those that were taken where there are as many of them, else
 * in the place of all. Each as a ticket type that somebody had to give up, as far as `fits` says that it is sold there;
 * undefined where no ticket type fits a seat.
 */
export function withOffered(
  asked: readonly ChosenSeat[],
  taken: readonly string[],
  offered: readonly string[],
  fits: (ticketTypeId: string, seatId: string) => boolean,
): ChosenSeat[] | undefined {
  const lost = asked.filter(({ seatId }) => taken.includes(seatId))
  const isInTheirPlace = lost.length > 0 && offered.length === lost.length
  const kept = isInTheirPlace ? asked.filter(({ seatId }) => !taken.includes(seatId)) : []
  const types = (isInTheirPlace ? lost : asked).map(({ ticketTypeId }) => ticketTypeId)
  const chosen = [...kept]
  for (const seatId of offered) {
    // The offer may move the whole party, and name a seat that they have already.
    if (chosen.some((seat) => seat.seatId === seatId)) continue
    const index = types.findIndex((type) => fits(type, seatId))
    const [ticketTypeId] = index === -1 ? [] : types.splice(index, 1)
    if (ticketTypeId === undefined) return undefined
    chosen.push({ seatId, ticketTypeId })
  }
  return chosen
}

/** Whether a refusal names seats, and may offer others. */
export function isSeatRefusal({ code }: Pick<ClientProblem, 'code'>): boolean {
  return code === 'seat-taken' || code === 'lonely-seat'
}

/** What was kept of a choice, if it is one. */
export function parseSeats(kept: unknown): ChosenSeat[] {
  if (!Array.isArray(kept)) return []
  return kept.filter((one: unknown): one is ChosenSeat => {
    if (typeof one !== 'object' || one === null || !('seatId' in one) || !('ticketTypeId' in one)) return false
    return typeof one.seatId === 'string' && typeof one.ticketTypeId === 'string'
  })
}
