import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { problems } from '@fairground/contract'
import { describe, expect, it } from 'vitest'

import { languages } from './languages.ts'

const codes = ['en', 'fa', 'zh', 'tr'] as const
const chapters = ['common', 'events', 'seats', 'buying', 'account', 'organizer', 'plans', 'admin'] as const

type Chapter = Record<string, string>
const catalogs: Record<string, Record<string, Chapter>> = {}
for (const code of codes) {
  catalogs[code] = {}
  for (const chapter of chapters) {
    const { default: texts } = (await import(`./${code}/${chapter}.ts`)) as { default: Chapter }
    catalogs[code][chapter] = texts
  }
}

/** `left_one` and `left_other` are one sentence in two forms. */
const PLURAL = /_(zero|one|two|few|many|other)$/
const sentence = (key: string) => key.replace(PLURAL, '')
const placeholders = (text: string) =>
  [...new Set(text.match(/\{\{\s*\w+/g) ?? [])].map((one) => one.replace(/\{\{\s*/, '')).toSorted()

describe.each(codes.flatMap((code) => chapters.map((chapter) => [code, chapter] as const)))(
  'the catalogue of %s, chapter %s',
  (code, chapter) => {
    const own = catalogs[code]?.[chapter] ?? {}
    const english = catalogs['en']?.[chapter] ?? {}

    it('has every sentence that the English one has, and no other', () => {
      expect([...new Set(Object.keys(own).map(sentence))].toSorted()).toEqual(
        [...new Set(Object.keys(english).map(sentence))].toSorted(),
      )
    })

    it('has every plural form that its language knows', () => {
      const counted = Object.keys(own)
        .filter((key) => PLURAL.test(key))
        .map(sentence)
      const forms = new Intl.PluralRules(languages[code].locale).resolvedOptions().pluralCategories
      const missing = [...new Set(counted)]
        .flatMap((key) => forms.map((form) => `${key}_${form}`))
        .filter((key) => !(key in own))
      expect(missing).toEqual([])
    })

    it('says the same values in each sentence, and leaves none empty', () => {
      const wrong = Object.entries(own).flatMap(([key, text]) => {
        const twin = english[key] ?? english[`${sentence(key)}_other`] ?? ''
        const [has, wants] = [placeholders(text), placeholders(twin)]
        // One of a thing need not be counted: "the last ticket".
        const lacks = wants.filter((name) => !has.includes(name) && !(name === 'count' && PLURAL.test(key)))
        const knowsNot = has.filter((name) => !wants.includes(name))
        return text.trim() === '' || lacks.length > 0 || knowsNot.length > 0 ? [{ key, lacks, knowsNot }] : []
      })
      expect(wrong).toEqual([])
    })
  },
)

describe.each(codes.filter((code) => code !== 'en'))('the catalogue of %s', (code) => {
  it('is written in its language: hardly a sentence is as in English', () => {
    const pairs = chapters.flatMap((chapter) =>
      Object.entries(catalogs[code]?.[chapter] ?? {}).map(([key, text]) => [text, catalogs['en']?.[chapter]?.[key]]),
    )
    const same = pairs.filter(([text, english]) => text === english)
    // Names, codes and signs are the same in any language.
    expect(same.length / pairs.length).toBeLessThan(0.05)
  })
})

describe('the pages', () => {
  it('have a sentence for every problem that the service can answer', () => {
    for (const code of Object.keys(problems)) {
      const keys = Object.keys(catalogs['en']?.['common'] ?? {}).map(sentence)
      expect(keys).toContain(`problem-${code}`)
    }
  })

  it('use no sentence that is not in the catalogue', () => {
    const known = new Set(
      chapters.flatMap((chapter) =>
        Object.keys(catalogs['en']?.[chapter] ?? {}).map((key) => `${chapter}.${sentence(key)}`),
      ),
    )
    const root = join(import.meta.dirname, '..')
    const used = globSync('**/*.{ts,tsx}', { cwd: root })
      .filter((file) => !/\.test\.|^i18n\/|^journeys\//.test(file))
      .flatMap((file) =>
        [...readFileSync(join(root, file), 'utf8').matchAll(/\bt\(\s*'([a-z]+\.[^']+)'/g)].map(
          (match) => match[1] ?? '',
        ),
      )
    expect(used.length).toBeGreaterThan(50)
    expect(used.filter((key) => !known.has(key))).toEqual([])
  })

  it('have no text of their own: what a person reads comes from the catalogue', () => {
    const root = join(import.meta.dirname, '..')
    const texts = globSync('**/*.tsx', { cwd: root }).flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/>\s*([A-Z][a-z]+(?: [a-z]+)+[^<>{}=;]*)\s*</g)].map(
        (match) => `${file}: ${match[1]}`,
      ),
    )
    expect(texts).toEqual([])
  })
})
