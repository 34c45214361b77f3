import type { Language } from '@fairground/contract'

import { languages } from '../../i18n/languages.ts'

/**
 * Minor units of a price as people type it: `18`, `18.50`, `18,50`, `1.200,00`, `۱۲٬۵۰۰`, `€ 9`. Undefined for what is
 * no amount, or finer than the currency. One sign with three digits behind it separates thousands, unless the currency
 * itself has three digits.
 */
export function parseAmount(text: string, digits: number): number | undefined {
  const typed = latinDigits(text)
    .replaceAll(/^\s*\p{L}{1,4}\s|\s\p{L}{1,4}\s*$|\p{Sc}|[\s'’\u200e\u200f\u061c]/gu, '')
    .replaceAll('٬', '')
  const point = pointIn(typed, digits)
  const [whole = '', fraction = '', ...more] = point === undefined ? [typed] : typed.split(point)
  if (more.length > 0 || !isGrouped(whole) || !/^\d*$/.test(fraction)) return undefined
  const units = whole.replaceAll(/\D/g, '')
  // What is finer than the currency is no mistake as long as it is nothing.
  if (units + fraction === '' || /[1-9]/.test(fraction.slice(digits))) return undefined
  const minor = Number(`${units}${fraction.slice(0, digits).padEnd(digits, '0')}`)
  return Number.isSafeInteger(minor) ? minor : undefined
}

/** A price for the field in which it was typed; `parseAmount` reads it again as the same. */
export function amountText(minor: number, digits: number, language: Language): string {
  const fraction = minor % 10 ** digits === 0 ? 0 : digits
  return new Intl.NumberFormat(languages[language].locale, {
    useGrouping: false,
    minimumFractionDigits: fraction,
    maximumFractionDigits: fraction,
  }).format(minor / 10 ** digits)
}

/** A whole number as people type it, with any digits and separators; undefined for what is none. */
export function parseWhole(text: string): number | undefined {
  const typed = latinDigits(text).replaceAll(/[\s'’٬\u200e\u200f\u061c]/g, '')
  if (!/\d/.test(typed) || !isGrouped(typed)) return undefined
  const number = Number(typed.replaceAll(/\D/g, ''))
  return Number.isSafeInteger(number) ? number : undefined
}

export function wholeText(value: number, language: Language): string {
  return new Intl.NumberFormat(languages[language].locale, { useGrouping: false }).format(value)
}

/** Persian, Arabic and full-width digits and points as those of a program. */
export function latinDigits(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replaceAll(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replaceAll('،', ',')
}

/** The sign that stands before the fraction, if any does. */
function pointIn(typed: string, digits: number): string | undefined {
  const signs: string[] = typed.match(/[.,٫]/g) ?? []
  const last = signs.at(-1)
  if (last === undefined || last === '٫') return last
  if (signs.filter((sign) => sign === last).length > 1) return undefined
  if (signs.length > 1) return last
  const isThousands = digits !== 3 && /^[1-9]\d{0,2}[.,]\d{3}$/.test(typed)
  return isThousands ? undefined : last
}

/** Digits alone, or with one kind of sign between groups; the last group has three digits, as everywhere. */
function isGrouped(whole: string): boolean {
  return /^\d*$/.test(whole) || /^\d{1,3}(?:([.,])\d{2,3})?(?:\1\d{2,3})*[.,]\d{3}$/.test(whole)
}
