import type { NewEvent } from '@fairground/contract'

import { usedWrongly } from './failure.ts'
import { parseCurrency, parsePrice } from './money.ts'

/** Of prices that name no currency. */
export const DEFAULT_CURRENCY = 'EUR'

interface PriceOptions {
  price?: string
  currency?: string
  pay?: string
}

type Offered = Pick<NewEvent, 'areas' | 'currency' | 'paymentMethods'>

/** What is sold at an event that was described in a line or a form: one area with one ticket type, and how it is paid. */
export function offerOf(options: PriceOptions, capacity: number): Offered {
  const { priceMinor, ...paid } = pricesOf(options)
  const ticketTypes = [{ name: priceMinor > 0 ? 'Standard' : 'Free', priceMinor }]
  return { ...paid, areas: [{ name: 'General', kind: 'general', capacity, ticketTypes }] }
}

/** A plan as far as an offer needs it: the categories that have seats. */
export interface PlanOnOffer {
  readonly id?: string
  readonly name: string
  readonly categories: readonly string[]
}

/** The same with seats: one area, and for each category a ticket type that is called like it, all of one price. */
export function seatedOfferOf(
  options: PriceOptions & { noLonelySeats?: boolean },
  { id: planId, name, categories }: PlanOnOffer,
): Offered {
  const { priceMinor, ...paid } = pricesOf(options)
  if (categories.length === 0) throw usedWrongly(`The plan "${name}" has no seats for sale.`)
  const ticketTypes = categories.map((category) => ({ name: category, priceMinor, category }))
  const { noLonelySeats } = options
  return { ...paid, areas: [{ name, kind: 'seated', planId, noLonelySeats, ticketTypes }] }
}

function pricesOf({ price, currency: named = DEFAULT_CURRENCY, pay }: PriceOptions) {
  const currency = parseCurrency(named)
  const priceMinor = price === undefined ? 0 : parsePrice(price, currency)
  if (pay !== undefined && pay !== 'door') {
    throw usedWrongly(`--pay is "${pay}", but tickets can only be paid at the door so far: --pay door.`)
  }
  const paymentMethods: Offered['paymentMethods'] = priceMinor > 0 || pay ? ['door'] : []
  return { currency, priceMinor, paymentMethods }
}
