import { type Line, type LineRequest, MAX_PLACES_PER_REQUEST } from '@fairground/contract'

import type { Refusal } from '../../http/index.ts'
import type { Sale, SaleTicketType } from '../events/index.ts'
import type { Counter } from './decide.ts'
import type { Draft } from './draft.ts'

/** Lines with the prices that were fixed for them. */
export interface Cart {
  readonly lines: readonly Line[]
  readonly totalMinor: number
}

/** A line of a cart before its seats are known. */
export interface PricedLine {
  readonly type: SaleTicketType
  readonly quantity: number
  readonly unitPriceMinor: number
  /** `places` where no seats are, `seats` that were chosen, or the `best` ones. */
  readonly wants: { readonly kind: 'places' | 'best' } | { readonly kind: 'seats'; readonly seatIds: readonly string[] }
}

/**
 * The asked lines with their prices, when they are on sale, within the limits, and there is room for them; those of a
 * hold that is changed keep their price. Which seats they are is not decided here.
 */
export function price(
  draft: Draft,
  accountId: string,
  asked: readonly LineRequest[],
  fixed: readonly Line[] = [],
): readonly PricedLine[] | Refusal {
  const lines = priced(draft, asked, fixed)
  if ('code' in lines) return lines
  return limitRefusal(draft, accountId, lines) ?? roomRefusal(draft, lines) ?? lines
}

export function cartOf(lines: readonly Line[]): Cart {
  return { lines, totalMinor: lines.reduce((sum, line) => sum + line.quantity * line.unitPriceMinor, 0) }
}

function priced(draft: Draft, asked: readonly LineRequest[], fixed: readonly Line[]): readonly PricedLine[] | Refusal {
  const { sale, now } = draft.state
  const lines: PricedLine[] = []
  for (const { index, quantity, ticketTypeId, ...form } of merged(asked)) {
    const type = sale.ticketTypes.get(ticketTypeId)
    if (!type) return { code: 'not-found', detail: 'This event has no such ticket type.' }
    const wants = wishOf(type, form, index)
    if ('code' in wants) return wants
    const closed = closedRefusal(sale, type, now)
    if (closed) return closed
    if (type.maxPerOrder !== null && quantity > type.maxPerOrder) {
      const detail = `At most ${type.maxPerOrder} of ${type.name} in one order; you asked for ${quantity}.`
      return { code: 'order-limit', detail, left: type.maxPerOrder, ticketTypeId }
    }
    const unitPriceMinor = fixed.find((line) => line.ticketTypeId === ticketTypeId)?.unitPriceMinor ?? type.priceMinor
    lines.push({ type, quantity, unitPriceMinor, wants })
  }
  const places = lines.reduce((sum, line) => sum + line.quantity, 0)
  if (places > MAX_PLACES_PER_REQUEST) {
    const detail = `At most ${MAX_PLACES_PER_REQUEST} places in one request; you asked for ${places}.`
    return { code: 'order-limit', detail, left: MAX_PLACES_PER_REQUEST }
  }
  return lines
}

interface MergedLine {
  /** Of the first line that names the ticket type. */
  readonly index: number
  readonly ticketTypeId: string
  quantity: number
  seatIds: readonly string[]
  hasQuantity: boolean
  best: boolean
}

/** Lines that name one ticket type twice are one line. */
function merged(asked: readonly LineRequest[]): Iterable<MergedLine> {
  const lines = new Map<string, MergedLine>()
  for (const [index, { ticketTypeId, quantity, seatIds, best }] of asked.entries()) {
    let line = lines.get(ticketTypeId)
    if (!line) {
      line = { index, ticketTypeId, quantity: 0, seatIds: [], hasQuantity: false, best: false }
      lines.set(ticketTypeId, line)
    }
    line.quantity += (quantity ?? 0) + (seatIds?.length ?? 0)
    if (seatIds) line.seatIds = line.seatIds.length === 0 ? seatIds : [...line.seatIds, ...seatIds]
    line.hasQuantity ||= quantity !== undefined
    line.best ||= best === true
  }
  return lines.values()
}

function wishOf(
  type: SaleTicketType,
  { seatIds, hasQuantity, best }: Pick<MergedLine, 'seatIds' | 'hasQuantity' | 'best'>,
  index: number,
): PricedLine['wants'] | Refusal {
  if (hasQuantity === seatIds.length > 0) {
    return invalidLine(index, '', 'give either a quantity or seatIds for a ticket type, not both and not neither')
  }
  if (type.categoryId === null) {
    if (!hasQuantity) return invalidLine(index, 'seatIds', `${type.name} has no seats to choose; give a quantity`)
    return best ? invalidLine(index, 'best', `${type.name} has no seats to choose; give a quantity alone`) : PLACES
  }
  if (!hasQuantity) {
    return best ? invalidLine(index, 'best', 'goes with a quantity, not with seatIds') : { kind: 'seats', seatIds }
  }
  return best ? BEST : invalidLine(index, '', `${type.name} has seats: give seatIds, or best: true with the quantity`)
}

const PLACES = { kind: 'places' } as const
const BEST = { kind: 'best' } as const

/** A line that is not in the form that its ticket type needs. */
export function invalidLine(index: number, field: string, message: string): Refusal {
  const path = field === '' ? `lines.${index}` : `lines.${index}.${field}`
  const detail = `${path}: ${message}. Nothing was taken.`
  return { code: 'invalid', detail, errors: [{ path, message, rule: 'seats' }] }
}

function closedRefusal(sale: Sale, type: SaleTicketType, now: number): Refusal | undefined {
  if (sale.status !== 'published') return notOnSale(sale)
  if (now >= sale.overAt) return { code: 'sales-closed', detail: 'This event is over.' }
  const startsAt = Math.max(sale.salesStartAt ?? -Infinity, type.salesStartAt ?? -Infinity)
  const endsAt = Math.min(sale.salesEndAt ?? Infinity, type.salesEndAt ?? Infinity)
  if (now < startsAt) {
    return { code: 'sales-closed', detail: `${type.name} goes on sale at ${new Date(startsAt).toISOString()}.` }
  }
  if (now >= endsAt) {
    return { code: 'sales-closed', detail: `The sale of ${type.name} ended at ${new Date(endsAt).toISOString()}.` }
  }
  return undefined
}

export function notOnSale(sale: Sale): Refusal {
  const detail = sale.status === 'cancelled' ? 'This event was cancelled.' : 'This event is not on sale yet.'
  return { code: 'sales-closed', detail }
}

function limitRefusal(draft: Draft, accountId: string, lines: readonly PricedLine[]): Refusal | undefined {
  const { sale } = draft.state
  if (sale.maxTicketsPerAccount !== null) {
    let has = 0
    for (const type of sale.ticketTypes.keys()) has += placesOf(draft, accountId, type)
    const asks = lines.reduce((sum, line) => sum + line.quantity, 0)
    if (has + asks > sale.maxTicketsPerAccount) return overLimit(sale.maxTicketsPerAccount, has, 'this event')
  }
  for (const { type, quantity } of lines) {
    if (type.maxPerAccount === null) continue
    const has = placesOf(draft, accountId, type.id)
    if (has + quantity > type.maxPerAccount) return overLimit(type.maxPerAccount, has, type.name, type.id)
  }
  return undefined
}

function overLimit(limit: number, has: number, what: string, ticketTypeId?: string): Refusal {
  const left = Math.max(0, limit - has)
  const detail = `One account may have ${limit} tickets of ${what}. You have or hold ${has}, so ${left} more.`
  return { code: 'account-limit', detail, left, ...(ticketTypeId ? { ticketTypeId } : {}) }
}

function placesOf(draft: Draft, accountId: string, ticketTypeId: string): number {
  const of = (types: readonly { ticketTypeId: string; places: number }[] | undefined) =>
    types?.find((type) => type.ticketTypeId === ticketTypeId)?.places ?? 0
  return of(draft.state.places.get(accountId)) + of(draft.placesGained.get(accountId))
}

/** All or nothing: the counter with the least room speaks for the request. */
export function roomRefusal(
  draft: Draft,
  lines: readonly Pick<PricedLine, 'type' | 'quantity'>[],
): Refusal | undefined {
  let tightest: { left: number; held: number; name: string; ticketTypeId: string } | undefined
  for (const asked of demand(lines)) {
    const counter = draft.counters.get(asked.counterId)
    const left = counter === undefined ? 0 : leftOf(counter)
    if (asked.quantity <= left || (tightest && tightest.left <= left)) continue
    tightest = { left, held: counter?.held ?? 0, name: asked.name, ticketTypeId: asked.ticketTypeId }
  }
  if (!tightest) return undefined
  const { left, held, name, ticketTypeId } = tightest
  if (left > 0) {
    return { code: 'not-enough-left', detail: `${left} left of ${name}. Nothing was taken.`, left, ticketTypeId }
  }
  const detail =
    held > 0 ? `${name}: 0 left. ${held} are held by others at the moment and may come back.` : `${name} is sold out.`
  return { code: 'sold-out', detail, left: 0, held, ticketTypeId }
}

interface Demand {
  readonly counterId: string
  quantity: number
  readonly name: string
  readonly ticketTypeId: string
}

/** What the lines ask of each counter: a ticket type's own, and those that it shares: its category's, its area's. */
function demand(lines: readonly Pick<PricedLine, 'type' | 'quantity'>[]): Demand[] {
  const asked: Demand[] = []
  for (const { type, quantity } of lines) {
    asked.push({ counterId: type.id, quantity, name: type.name, ticketTypeId: type.id })
    if (type.categoryId !== null) addDemand(asked, type.categoryId, type.category ?? type.name, type, quantity)
    addDemand(asked, type.areaId, type.areaName, type, quantity)
  }
  return asked
}

function addDemand(asked: Demand[], counterId: string, name: string, type: SaleTicketType, quantity: number): void {
  const known = asked.find((one) => one.counterId === counterId)
  if (known) known.quantity += quantity
  else asked.push({ counterId, quantity, name, ticketTypeId: type.id })
}

/** Places neither held nor sold; Infinity for a ticket type without a quota. */
export function leftOf(counter: Pick<Counter, 'capacity' | 'held' | 'sold'>): number {
  return counter.capacity === null ? Infinity : Math.max(0, counter.capacity - counter.held - counter.sold)
}
