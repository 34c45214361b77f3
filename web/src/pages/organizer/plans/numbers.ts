import type { Language } from '@fairground/contract'

import { languages } from '../../../i18n/languages.ts'
import { latinDigits } from '../amounts.ts'

/** `24`, `-12.5`, `12,5`, `۲۴٫۵`, `−3`; undefined for what is no number. */
export function readNumber(text: string): number | undefined {
  const typed = latinDigits(text)
    .replaceAll(/[\s\u200e\u200f\u061c]/g, '')
    .replace(/^[−–]/, '-')
    .replace(/[,٫]/, '.')
  return /^-?(\d+\.?\d*|\.\d+)$/.test(typed) ? Number(typed) : undefined
}

/** As `readNumber` reads it again; empty for none. */
export function numberText(value: number | undefined, language: Language): string {
  if (value === undefined) return ''
  return new Intl.NumberFormat(languages[language].locale, { useGrouping: false, maximumFractionDigits: 2 }).format(
    value,
  )
}
