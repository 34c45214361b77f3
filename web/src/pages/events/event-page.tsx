import { type Availability, type Event, readEvent } from '@fairground/contract'
import { useParams } from 'wouter'

import { problemOf } from '../../api/client.ts'
import { useAvailability } from '../../api/live.ts'
import { useRead } from '../../api/queries.ts'
import { useText } from '../../i18n/text.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Failure, Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/states.tsx'
import { OpenHoldBar } from '../buying/open-hold-bar.tsx'
import { NotFoundPage } from '../not-found-page.tsx'
import { Description } from './description.tsx'
import { EventPoster } from './event-poster.tsx'
import { isolated } from '../../i18n/isolated.ts'
import { heldNow, withAvailability } from './live.ts'
import { type Sale, saleOf, turningPoints } from './sale.ts'
import { Tickets } from './tickets.tsx'
import { useNow } from './use-now.ts'
import { useTurns } from './use-turns.ts'

import './event.css'

export function EventPage() {
  const t = useText()
  const { event: idOrSlug } = useParams<{ event: string }>()
  const { data, error, refetch } = useRead(readEvent, { params: { eventId: idOrSlug } })
  if (data) return <ShownEvent key={data.id} read={data} />
  if (problemOf(error)?.code === 'not-found') return <NotFoundPage />
  return (
    <Page title={t('common.loading')} ownHeading>
      {error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <>
          <Skeleton shape="title" />
          <Skeleton shape="block" />
        </>
      )}
    </Page>
  )
}

function ShownEvent({ read }: { read: Event }) {
  const t = useText()
  const availability = useAvailability(read.id, read.version)
  const event = withAvailability(read, availability)
  const now = useNow(turningPoints(event))
  const sale = saleOf(event, now)
  useTurns(event)
  return (
    <Page title={event.title} ownHeading>
      <article className="poster">
        <EventPoster event={event} />
        <div className="poster-tickets">
          <OpenHoldBar event={event} />
          <SaleState event={event} sale={sale} availability={availability} />
          <Tickets event={event} sale={sale} now={now} />
        </div>
        {event.description.trim() === '' ? null : (
          <section className="poster-about" aria-labelledby="about">
            <h2 id="about">{t('events.about')}</h2>
            <Description text={event.description} />
          </section>
        )}
      </article>
    </Page>
  )
}

interface SaleStateProps {
  readonly event: Event
  readonly sale: Sale
  readonly availability: Availability | undefined
}

/** What stands in the way of buying, if anything does. */
function SaleState({ event, sale, availability }: SaleStateProps) {
  const t = useText()
  const held = heldNow(availability)
  switch (sale.state) {
    case 'draft':
      return (
        <Notice actions={<ButtonLink to={`/organizer/events/${event.id}`}>{t('common.edit')}</ButtonLink>}>
          {t('events.draft', { name: isolated(event.organizer.name) })}
        </Notice>
      )
    case 'cancelled':
      return (
        <Notice kind="danger" actions={<ButtonLink to="/orders">{t('common.tickets')}</ButtonLink>}>
          <strong>{t('events.cancelledTitle')}</strong> {t('events.cancelled')}
        </Notice>
      )
    case 'over':
      return <Notice actions={<ButtonLink to="/">{t('common.toEvents')}</ButtonLink>}>{t('events.over')}</Notice>
    case 'ended':
      return <Notice>{t('events.saleIsOver')}</Notice>
    case 'sold-out':
      return (
        <Notice kind="warning">
          <strong>{t('common.soldOut')}.</strong>{' '}
          {held > 0 ? t('events.heldByOthers', { count: held }) : t('events.soldOut')}
        </Notice>
      )
    case 'early':
    case 'open':
      return null
    default:
      return sale satisfies never
  }
}
