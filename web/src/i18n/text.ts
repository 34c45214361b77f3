import type { Language } from '@fairground/contract'
import { createInstance, type i18n } from 'i18next'
import { createContext, useContext } from 'react'

import type admin from './en/admin.ts'
import type buyer from './en/buyer.ts'
import type organizer from './en/organizer.ts'
import type plans from './en/plans.ts'
import type seats from './en/seats.ts'

interface Catalog extends Buyer {
  organizer: typeof organizer
  admin: typeof admin
  plans: typeof plans
  seats: typeof seats
}
type Buyer = typeof buyer

type WithoutCount<Key extends string> = Key extends `${infer Base}_${Intl.LDMLPluralRule}` ? Base : Key
type KeysOf<Chapter extends string, Sentences> = {
  [Key in keyof Sentences & string]: `${Chapter}.${WithoutCount<Key>}`
}[keyof Sentences & string]
/** A sentence of the catalogues: `chapter.name`. One that depends on a count is named without its plural form. */
export type TextKey = { [Chapter in keyof Catalog]: KeysOf<Chapter, Catalog[Chapter]> }[keyof Catalog]

/** Puts a sentence into the reader's language. `count` chooses the plural form; `{{name}}` takes the value of `name`. */
export type Translate = (key: TextKey, values?: Record<string, string | number>) => string

export interface Texts {
  readonly language: Language
  readonly t: Translate
  /** Adds the chapters that only some readers need. */
  add(chapters: Record<string, Record<string, string>>): void
}

/** A catalogue without its first chapters is useless: they are given at once. */
export function openTexts(language: Language, chapters: Record<string, Record<string, string>>): Texts {
  const texts: i18n = createInstance()
  // Without a backend to wait for, it is ready when this returns.
  void texts.init({
    lng: language,
    resources: { [language]: { translation: chapters } },
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  return {
    language,
    t: (key, values) => texts.t(key, values ?? {}),
    add: (more) => void texts.addResourceBundle(language, 'translation', more, true),
  }
}

export const TextsContext = createContext<Texts | undefined>(undefined)

export function useTexts(): Texts {
  const texts = useContext(TextsContext)
  if (!texts) throw new Error('useTexts is called outside of the app')
  return texts
}

export function useText(): Translate {
  return useTexts().t
}
