import { type Event, type LineRequest, MAX_PLACES_PER_REQUEST, placesAsked } from '@fairground/contract'
import type { ClientProblem } from '@fairground/contract/client'

import { type ChosenSeat, countsOf, linesOfSeats } from '../../seats/seat-choice.ts'
import { type Area, saleOfType, type TicketType } from './sale.ts'

/** How many of each ticket type, by its id. */
export type Selection = Readonly<Record<string, number>>

/** Why fewer were chosen than were wanted. */
type CutReason = 'gone' | 'left' | 'order' | 'account'

export interface Cut {
  readonly wanted: number
  readonly reason: CutReason
  /** What is possible. */
  readonly most: number
}

export interface Choice {
  readonly chosen: Selection
  /** By ticket type. */
  readonly cuts: Readonly<Record<string, Cut>>
  /** The most that each ticket type's quantity may be, beside what is chosen of the others. */
  readonly most: Selection
  readonly count: number
  readonly totalMinor: number
}

/** Seats that the reader chooses one by one, in the place of quantities. */
export interface OwnSeats {
  readonly seats: readonly ChosenSeat[]
  /** So many seats the reader holds already: they are not left, and still to be had. */
  readonly held: number
}

/**
 * What of the wanted can be had: no more than is left, than an order and an account may have. What is wanted is kept, so
 * that what comes back on sale is chosen again. Seats that were chosen are never cut: which of them to give up is for the
 * reader to say. Pure; ticket types in the order in which they stand.
 */
export function choose(event: Event, wanted: Selection, now: number | undefined, own?: OwnSeats): Choice {
  const chosen: Record<string, number> = own ? countsOf(own.seats) : {}
  const cuts: Record<string, Cut> = {}
  for (const { area, type } of offers(event)) {
    if (own && area.kind === 'seated') continue
    const asked = wanted[type.id] ?? 0
    if (asked === 0) continue
    const { most, reason } = tightest(event, area, type, chosen, now)
    const quantity = Math.min(asked, most)
    if (quantity > 0) chosen[type.id] = quantity
    if (quantity < asked) cuts[type.id] = { wanted: asked, reason, most: quantity }
  }
  const most: Record<string, number> = {}
  for (const { area, type } of offers(event)) {
    most[type.id] = tightest(event, area, type, chosen, now, area.kind === 'seated' ? own?.held : undefined).most
  }
  const prices = new Map(offers(event).map(({ type }) => [type.id, type.priceMinor]))
  const lines = Object.entries(chosen)
  return {
    chosen,
    cuts,
    most,
    count: sum(lines.map(([, quantity]) => quantity)),
    totalMinor: sum(lines.map(([id, quantity]) => quantity * (prices.get(id) ?? 0))),
  }
}

/** Of everything that bounds a quantity, the tightest; what is chosen of this type itself takes no room from it. */
function tightest(
  event: Event,
  area: Area,
  type: TicketType,
  chosen: Selection,
  now: number | undefined,
  held = 0,
): { most: number; reason: CutReason } {
  const { state } = saleOfType(event, type, now)
  const isOnOffer = state === 'open' || state === 'early' || (state === 'sold-out' && held > 0)
  if (!isOnOffer) return { most: 0, reason: 'gone' }
  const others = (types: readonly TicketType[]) =>
    sum(types.filter(({ id }) => id !== type.id).map(({ id }) => chosen[id] ?? 0))
  const othersOfEvent = others(event.areas.flatMap(({ ticketTypes }) => ticketTypes))
  const bounds: { most: number; reason: CutReason }[] = [
    { most: Math.min(type.left, area.left - others(area.ticketTypes)) + held, reason: 'left' },
    { most: leftOfCategory(area, type) - others(sharing(area, type)) + held, reason: 'left' },
    {
      most: Math.min(type.maxPerOrder ?? MAX_PLACES_PER_REQUEST, MAX_PLACES_PER_REQUEST - othersOfEvent),
      reason: 'order',
    },
    { most: type.maxPerAccount ?? MAX_PLACES_PER_REQUEST, reason: 'account' },
    { most: (event.maxTicketsPerAccount ?? Infinity) - othersOfEvent, reason: 'account' },
  ]
  const [first] = bounds.toSorted((one, other) => one.most - other.most)
  const { most, reason } = first ?? { most: 0, reason: 'left' }
  return { most: Math.max(0, most), reason }
}

/** Ticket types for the same seats: adults and students of one category. */
function sharing(area: Area, { category }: TicketType): TicketType[] {
  return category === null ? [] : area.ticketTypes.filter((type) => type.category === category)
}

/** Of a category only its ticket types tell how much is left; one without a quota tells all. */
function leftOfCategory(area: Area, type: TicketType): number {
  return sharing(area, type).find(({ quota }) => quota === null)?.left ?? Infinity
}

/** What is asked for it: quantities, of ticket types that have seats the best ones, or the seats that were chosen. */
export function linesOf(event: Event, { chosen }: Pick<Choice, 'chosen'>, own?: OwnSeats): LineRequest[] {
  const seated = new Set(offers(event).flatMap(({ area, type }) => (area.kind === 'seated' ? [type.id] : [])))
  const quantities = Object.entries(chosen).flatMap(([ticketTypeId, quantity]): LineRequest[] => {
    if (!seated.has(ticketTypeId)) return [{ ticketTypeId, quantity }]
    return own ? [] : [{ ticketTypeId, quantity, best: true }]
  })
  return own ? [...quantities, ...linesOfSeats(own.seats)] : quantities
}

/** What could be had in the place of what was refused; undefined where there is nothing to offer. */
export function offerInstead(
  event: Event,
  lines: readonly LineRequest[],
  { code, left, ticketTypeId }: Pick<ClientProblem, 'code' | 'left' | 'ticketTypeId'>,
): LineRequest[] | undefined {
  if (code !== 'not-enough-left' && code !== 'account-limit' && code !== 'order-limit') return undefined
  if (left === undefined || left <= 0) return undefined
  // Which of the seats that were chosen to give up is for the reader to say.
  if (lines.some(({ seatIds }) => seatIds)) return undefined
  const refused = lines.find((line) => line.ticketTypeId === ticketTypeId)
  if (refused && placesAsked(refused) > left) {
    return lines.map((line) => (line === refused ? { ...line, quantity: left } : line))
  }
  // Fewer than that were asked of it: the count is of all that share its area, or of the whole order.
  const area = event.areas.find(({ ticketTypes }) => ticketTypes.some(({ id }) => id === ticketTypeId))
  const shared = new Set((area ? [area] : event.areas).flatMap(({ ticketTypes }) => ticketTypes.map(({ id }) => id)))
  let room = left
  const offered = lines.flatMap((line) => {
    if (!shared.has(line.ticketTypeId)) return [line]
    const quantity = Math.min(placesAsked(line), room)
    room -= quantity
    return quantity > 0 ? [{ ...line, quantity }] : []
  })
  return offered.length > 0 ? offered : undefined
}

/** What was kept, if it is a selection. */
export function parseSelection(text: string | null): Selection {
  if (text === null) return {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null) return {}
    return Object.fromEntries(
      Object.entries(parsed).filter(
        (pair): pair is [string, number] =>
          Number.isInteger(pair[1]) && pair[1] > 0 && pair[1] <= MAX_PLACES_PER_REQUEST,
      ),
    )
  } catch {
    return {}
  }
}

function offers(event: Event): { area: Area; type: TicketType }[] {
  return event.areas.flatMap((area) => area.ticketTypes.map((type) => ({ area, type })))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
