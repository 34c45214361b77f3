import type { Language } from '@fairground/contract'

interface LanguageFacts {
  /** Its own name for itself. */
  readonly name: string
  readonly direction: 'ltr' | 'rtl'
  /** For numbers, dates and money: region, digits and calendar are the usual ones of its readers. */
  readonly locale: string
}

export const languages: Readonly<Record<Language, LanguageFacts>> = {
  en: { name: 'English', direction: 'ltr', locale: 'en-GB' },
  fa: { name: 'فارسی', direction: 'rtl', locale: 'fa-IR' },
  zh: { name: '中文', direction: 'ltr', locale: 'zh-CN' },
  tr: { name: 'Türkçe', direction: 'ltr', locale: 'tr-TR' },
}

export function isLanguage(text: string | undefined): text is Language {
  return text !== undefined && Object.hasOwn(languages, text)
}
