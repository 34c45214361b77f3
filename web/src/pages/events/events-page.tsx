import { listEvents, listQuery } from '@fairground/contract'
import { useEffect, useRef, useState } from 'react'
import { Link, useSearch } from 'wouter'

import { useRead } from '../../api/queries.ts'
import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { Failure } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Skeleton } from '../../ui/states.tsx'
import { EventCard } from './event-card.tsx'
import { chosenFilters, type Filters, filtersOf, isOnDays, listAddress, without } from './filters.ts'
import { ChosenFilters, SearchForm } from './search-form.tsx'

import './events.css'

export function EventsPage() {
  const t = useText()
  const filters = filtersOf(useSearch())
  return (
    <Page title={t('common.events')} ownHeading>
      <header className="hero">
        <h1>{t('events.listTitle')}</h1>
        <p>{t('events.listLead')}</p>
        <div className="awning" aria-hidden="true" />
      </header>
      <SearchForm filters={filters} />
      <Listing filters={filters} />
    </Page>
  )
}

/** Where each further page of a list begins, by the list's address: kept, so that coming back shows as much as before. */
const furtherPages = new Map<string, readonly string[]>()

function Listing({ filters }: { filters: Filters }) {
  const t = useText()
  const announce = useAnnounce()
  const address = listAddress(filters)
  const [shown, setShown] = useState({ address, cursors: furtherPages.get(address) ?? [] })
  const cursors = shown.address === address ? shown.cursors : (furtherPages.get(address) ?? [])
  const [focusCursor, setFocusCursor] = useState<string>()

  const pages = [filters, ...cursors.map((cursor) => ({ ...filters, cursor }))]
  const first = useRead(listEvents, { query: listQuery(filters) }, { keepPrevious: true })
  const last = useRead(listEvents, { query: listQuery(pages.at(-1) ?? filters) }, { keepPrevious: true })
  const nextCursor = last.data?.nextCursor ?? undefined

  const count = first.data?.items.filter((event) => isOnDays(event, filters)).length
  const told = useRef(address)
  useEffect(() => {
    if (count === undefined || first.isPlaceholderData || told.current === address) return
    told.current = address
    announce(t('events.found', { count }))
  }, [address, count, first.isPlaceholderData, announce, t])

  function showMore(cursor: string) {
    const more = [...cursors, cursor]
    furtherPages.set(address, more)
    setShown({ address, cursors: more })
    setFocusCursor(cursor)
  }

  if (first.error) return <Failure error={first.error} onRetry={first.refetch} />
  if (!first.data) return <Skeleton shape="stub" count={3} />
  return (
    <section className="stack" aria-label={t('common.events')} aria-busy={first.isPlaceholderData || undefined}>
      <ChosenFilters filters={filters} />
      {filters['cursor'] === undefined ? null : (
        <Link href={listAddress(without(filters))}>{t('events.fromStart')}</Link>
      )}
      {count === 0 && nextCursor === undefined ? <NothingFound filters={filters} /> : null}
      <ul className="cards">
        {pages.map((page, index) => (
          <ListPage
            key={index}
            filters={page}
            isFirst={index === 0}
            hasFocus={index > 0 && page['cursor'] === focusCursor}
          />
        ))}
      </ul>
      <Failure error={last.error} onRetry={last.refetch} />
      {nextCursor === undefined ? null : (
        <Link
          className="button show-more"
          href={listAddress({ ...filters, cursor: nextCursor })}
          aria-busy={last.isPlaceholderData || undefined}
          onClick={(event) => {
            // Without scripts the link leads to a page of its own.
            event.preventDefault()
            if (!last.isPlaceholderData) showMore(nextCursor)
          }}
        >
          {t('common.loadMore')}
        </Link>
      )}
    </section>
  )
}

/** One page of the list; of a further one, the first event takes the focus that was on "Show more". */
function ListPage({ filters, isFirst, hasFocus }: { filters: Filters; isFirst: boolean; hasFocus: boolean }) {
  const { data } = useRead(listEvents, { query: listQuery(filters) }, { keepPrevious: isFirst })
  const link = useRef<HTMLAnchorElement>(null)
  const isThere = data !== undefined
  useEffect(() => {
    if (hasFocus && isThere) link.current?.focus()
  }, [hasFocus, isThere])
  return data?.items
    .filter((event) => isOnDays(event, filters))
    .map((event, index) => (
      <EventCard
        key={event.id}
        event={event}
        isLead={isFirst && index === 0}
        linkRef={index === 0 ? link : undefined}
      />
    ))
}

function NothingFound({ filters }: { filters: Filters }) {
  const t = useText()
  if (chosenFilters(filters).length === 0) {
    return (
      <Empty title={t('events.emptyTitle')}>
        <p>{t('events.empty')}</p>
        <ButtonLink kind="main" to="/organizer">
          {t('events.makeEvent')}
        </ButtonLink>
      </Empty>
    )
  }
  return (
    <Empty title={t('events.nothingFoundTitle')}>
      <p>{t('events.nothingFound')}</p>
      <ButtonLink kind="main" to="/">
        {t('events.clearFilters')}
      </ButtonLink>
    </Empty>
  )
}
