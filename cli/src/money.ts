import { minorDigits } from '@fairground/contract'

import { usedWrongly } from './failure.ts'

/** The currency as ISO 4217 writes it. Refuses what is none. */
export function parseCurrency(written: string): string {
  const currency = written.toUpperCase()
  if (!Intl.supportedValuesOf('currency').includes(currency)) {
    throw usedWrongly(`"${written}" is not a currency: write it like EUR.`)
  }
  return currency
}

/** "12.50" in minor units, exactly: digits are moved, nothing is rounded. */
export function parsePrice(written: string, currency: string): number {
  const digits = minorDigits(currency)
  const match = /^(\d{1,12})(?:\.(\d+))?$/.exec(written.trim())
  if (!match) throw usedWrongly(`"${written}" is not a price: write it like ${digits > 0 ? '12.50' : '1250'}.`)
  const [, whole = '', fraction = ''] = match
  if (fraction.length > digits) {
    throw usedWrongly(`"${written}" is not a price in ${currency}, which has ${digits} digits after the point.`)
  }
  return Number(whole + fraction.padEnd(digits, '0'))
}

/** "12.50 EUR"; "free" where nothing is to pay. */
export function showPrice(minor: number, currency: string): string {
  if (minor === 0) return 'free'
  const digits = minorDigits(currency)
  const text = String(minor).padStart(digits + 1, '0')
  const point = text.length - digits
  return `${text.slice(0, point)}${digits > 0 ? `.${text.slice(point)}` : ''} ${currency}`
}
