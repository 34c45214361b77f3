import { type Event, listActivity } from '@fairground/contract'

import { call } from '../../api/client.ts'
import { languages } from '../../i18n/languages.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText, useTexts } from '../../i18n/text.ts'
import { Listed } from '../admin/listed.tsx'
import { usePages } from '../admin/paged.ts'
import { type ActivityEntry, sentenceOf } from './activity-sentence.ts'
import { isolated } from '../../i18n/isolated.ts'

/** A rush writes hundreds of lines a second; a person reads a new one every few seconds. */
const EVERY_MS = 10_000

/** What was done with the event, by whom, when; newest first. */
export function ActivityList({ event }: { event: Event }) {
  const t = useText()
  const query = { eventId: event.id }
  const pages = usePages(
    listActivity,
    query,
    (cursor, signal) => call(listActivity, { query: { ...query, cursor }, signal }),
    EVERY_MS,
  )
  return (
    <section className="stack" aria-labelledby="activity-title">
      <h2 id="activity-title">{t('organizer.tabActivity')}</h2>
      <Listed pages={pages} empty={{ title: t('organizer.noActivity'), hint: t('organizer.noActivityHint') }}>
        {(entries) => (
          <ol className="activity">
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} currency={event.currency} />
            ))}
          </ol>
        )}
      </Listed>
    </section>
  )
}

function Entry({ entry, currency }: { entry: ActivityEntry; currency: string }) {
  const formats = useFormats()
  return (
    <li>
      <time className="soft small" dateTime={entry.at}>
        {formats.timestamp(entry.at)}
      </time>
      <span>{useSentence(entry, currency)}</span>
    </li>
  )
}

function useSentence(entry: ActivityEntry, currency: string): string {
  const { t, language } = useTexts()
  const formats = useFormats()
  const name = isolated(entry.accountName ?? t('organizer.somebody'))
  const sentence = sentenceOf(entry)
  if (sentence.key === 'did-something') return t('organizer.did-something', { name, operation: sentence.operation })
  const { key, count = 0, amountMinor = 0, fields = [] } = sentence
  const words = fields.map((field) => t(`organizer.field-${field}`))
  return t(`organizer.${key}`, {
    name,
    count,
    amount: isolated(formats.money(amountMinor, currency)),
    fields: new Intl.ListFormat(languages[language].locale).format(words) || t('organizer.details'),
  })
}
