import type { EventSummary } from '@fairground/contract'
import type { Ref } from 'react'
import { Link } from 'wouter'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Badge } from '../../ui/states.tsx'
import { DateBlock } from '../../ui/stub.tsx'
import { EventPicture } from './event-picture.tsx'
import { isScarce } from './sale.ts'
import { eventPath } from '../links.ts'

interface EventCardProps {
  readonly event: EventSummary
  /** The first of the list is the largest. */
  readonly isLead: boolean
  readonly linkRef?: Ref<HTMLAnchorElement> | undefined
}

/** An event in the list: its poster, and under the perforation the stub. The whole of it leads to the event. */
export function EventCard({ event, isLead, linkRef }: EventCardProps) {
  const t = useText()
  const formats = useFormats()
  const { title, startsAt, timeZone, venue, status, left } = event
  const isGone = status === 'cancelled' || left === 0
  const otherDate = formats.otherDate(startsAt, timeZone)
  return (
    <li className={`card${isLead ? ' card-lead' : ''}${isGone ? ' card-gone' : ''}`}>
      <div className="card-picture">
        <EventPicture
          event={event}
          first={isLead}
          sizes={isLead ? '(min-width: 48rem) 42rem, 100vw' : '(min-width: 48rem) 35rem, 100vw'}
        />
      </div>
      <div className="stub card-stub">
        <div className="stub-block">
          <DateBlock at={startsAt} zone={timeZone} />
        </div>
        <div className="stub-rest card-words">
          <h2 className="card-title">
            <Link href={eventPath(event)} ref={linkRef}>
              <bdi>{title}</bdi>
            </Link>
          </h2>
          <p className="soft">
            {[formats.time(startsAt, timeZone), otherDate].filter(Boolean).join(' · ')}
            {venue ? (
              <>
                {' · '}
                <bdi>{venue.name}</bdi>
              </>
            ) : null}
          </p>
          <p className="card-foot">
            <span className="card-price">{priceText(event)}</span>
            <Left event={event} />
          </p>
        </div>
      </div>
    </li>
  )

  function priceText({ fromPriceMinor, currency }: EventSummary): string {
    if (fromPriceMinor === 0) return t('common.free')
    return t('common.from', { price: formats.money(fromPriceMinor, currency) })
  }
}

/** What is left, in words; the colour only underlines them. */
export function Left({ event }: { event: Pick<EventSummary, 'status' | 'left' | 'total'> }) {
  const t = useText()
  if (event.status === 'cancelled') return <Badge kind="danger">{t('common.cancelled')}</Badge>
  if (event.left === 0) return <Badge kind="danger">{t('common.soldOut')}</Badge>
  const left = t('common.left', { count: event.left })
  return isScarce(event) ? <Badge kind="warning">{left}</Badge> : <span className="soft small">{left}</span>
}
