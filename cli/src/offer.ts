import type { NewEvent } from '@fairground/contract'

import { usedWrongly } from './failure.ts'
import { parseCurrency, parsePrice } from './money.ts'

/** Of prices that name no currency. */
export const DEFAULT_CURRENCY = 'EUR'

/** What is sold at an event that was described in a line or a form: one area with one ticket type, and how it is paid. */
export function offerOf(
  options: { price?: string; currency?: string; pay?: string },
  capacity: number,
): Pick<NewEvent, 'areas' | 'currency' | 'paymentMethods'> {
  const currency = parseCurrency(options.currency ?? DEFAULT_CURRENCY)
  const priceMinor = options.price === undefined ? 0 : parsePrice(options.price, currency)
  if (options.pay !== undefined && options.pay !== 'door') {
    throw usedWrongly(`--pay is "${options.pay}", but tickets can only be paid at the door so far: --pay door.`)
  }
  const ticketTypes = [{ name: priceMinor > 0 ? 'Standard' : 'Free', priceMinor }]
  return {
    currency,
    areas: [{ name: 'General', kind: 'general', capacity, ticketTypes }],
    paymentMethods: priceMinor > 0 || options.pay ? ['door'] : [],
  }
}
