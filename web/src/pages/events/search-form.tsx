import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { Select, TextField } from '../../ui/fields.tsx'
import { chosenFilters, type Filters, listAddress, without } from './filters.ts'
import { isolated } from '../../i18n/isolated.ts'

/** A pause in typing; each keystroke would ask the service for an answer that nobody reads. */
const PAUSE_MS = 300
const LONGEST_WORDS = 200

/** A form that any browser can send; with scripts the list follows while one types. */
export function SearchForm({ filters }: { filters: Filters }) {
  const t = useText()
  const [, navigate] = useLocation()
  const [typed, setTyped] = useState<Filters>(filters)
  const asked = useRef(listAddress(without(filters)))
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined)
  const address = listAddress(without(filters))

  // Changed from outside the form: by back, by a chip.
  useEffect(() => {
    if (address === asked.current) return
    asked.current = address
    setTyped(filters)
    // The address stands for all filters.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [address])
  useEffect(() => () => clearTimeout(pause.current), [])

  function ask(wanted: Filters) {
    clearTimeout(pause.current)
    const next = listAddress(without(wanted))
    if (next === asked.current) return
    asked.current = next
    // One search is one place in the history, not one for each letter.
    navigate(next, { replace: true })
  }
  function change(name: string, value: string) {
    const wanted = { ...typed, [name]: value }
    setTyped(wanted)
    clearTimeout(pause.current)
    pause.current = setTimeout(() => ask(wanted), PAUSE_MS)
  }
  function send(event: FormEvent) {
    event.preventDefault()
    ask(typed)
  }
  const field = (name: string) => ({
    name,
    value: typed[name] ?? '',
    onChange: (event: { currentTarget: { value: string } }) => change(name, event.currentTarget.value),
  })

  const hasMore = chosenFilters(filters).some(([name]) => name !== 'query')
  return (
    <search>
      <form className="search" method="get" action="/" onSubmit={send}>
        <TextField type="search" label={t('events.words')} maxLength={LONGEST_WORDS} {...field('query')} />
        <details className="search-more" open={hasMore}>
          <summary>{t('events.moreFilters')}</summary>
          <div className="search-fields">
            <TextField label={t('events.place')} maxLength={LONGEST_WORDS} {...field('place')} />
            <TextField type="date" label={t('events.fromDay')} {...field('from')} />
            <TextField type="date" label={t('events.toDay')} {...field('to')} />
            <Select label={t('events.price')} {...field('price')}>
              <option value="">{t('events.anyPrice')}</option>
              <option value="free">{t('events.freeOnly')}</option>
              <option value="priced">{t('events.pricedOnly')}</option>
            </Select>
          </div>
        </details>
        <Button kind="main" type="submit">
          {t('common.search')}
        </Button>
      </form>
    </search>
  )
}

/** What the list is narrowed by, each to be taken away by itself. */
export function ChosenFilters({ filters }: { filters: Filters }) {
  const t = useText()
  const formats = useFormats()
  const chosen = chosenFilters(filters)
  if (chosen.length === 0) return null
  return (
    <div className="chips" role="group" aria-label={t('events.chosenFilters')}>
      {chosen.map(([name, value]) => {
        const words = wordsOf(name, value)
        return (
          <Link
            key={name}
            className="chip"
            href={listAddress(without(filters, name))}
            aria-label={t('events.removeFilter', { filter: words })}
          >
            {words}
            <span aria-hidden="true">✕</span>
          </Link>
        )
      })}
      {chosen.length > 1 ? <Link href="/">{t('events.clearFilters')}</Link> : null}
    </div>
  )

  function wordsOf(name: string, value: string): string {
    switch (name) {
      case 'query':
        return t('events.chip-query', { text: isolated(value) })
      case 'place':
        return t('events.chip-place', { place: isolated(value) })
      case 'from':
        return t('events.chip-from', { day: dayText(value) })
      case 'to':
        return t('events.chip-to', { day: dayText(value) })
      default:
        return value === 'free' ? t('events.freeOnly') : t('events.pricedOnly')
    }
  }
  function dayText(day: string): string {
    return formats.date(`${day}T12:00:00Z`, 'UTC')
  }
}
