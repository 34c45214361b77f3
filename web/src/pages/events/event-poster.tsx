import { type Event, readCalendar } from '@fairground/contract'
import { addressOf } from '@fairground/contract/client'

import { type Formats, useFormats } from '../../i18n/formats.ts'
import { type Translate, useText } from '../../i18n/text.ts'
import { DateBlock, Stub } from '../../ui/stub.tsx'
import { EventPicture } from './event-picture.tsx'
import { isolated } from '../../i18n/isolated.ts'
import { ReadersTime } from './readers-time.tsx'
import { Share } from './share.tsx'
import { eventPath } from '../links.ts'

/** What a poster says: the picture, what it is, when and where. */
export function EventPoster({ event }: { event: Event }) {
  const t = useText()
  const formats = useFormats()
  const { startsAt, timeZone, venue, organizer, title } = event
  const otherDate = formats.otherDate(startsAt, timeZone)
  return (
    <>
      <div className="poster-picture">
        <EventPicture event={event} sizes="(min-width: 72rem) 72rem, 100vw" first />
      </div>
      <header className="poster-head">
        <h1 className={title.length > LONG_TITLE ? 'poster-title poster-title-long' : 'poster-title'}>
          <bdi>{title}</bdi>
        </h1>
        <p className="soft">{t('events.organizedBy', { name: isolated(organizer.name) })}</p>
      </header>
      <div className="poster-facts">
        <Stub block={<DateBlock at={startsAt} zone={timeZone} />}>
          <dl className="facts">
            <dt className="sr-only">{t('events.when')}</dt>
            <dd>
              <strong className="strong">{timeText(t, formats, event)}</strong>
              <ReadersTime at={startsAt} zone={timeZone} />
              <span className="soft small facts-line">
                {[formats.date(startsAt, timeZone), otherDate, isolated(formats.zone(timeZone, startsAt))]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </dd>
            {venue ? (
              <>
                <dt className="sr-only">{t('events.where')}</dt>
                <dd>
                  <strong className="strong">
                    <bdi>{venue.name}</bdi>
                  </strong>
                  {venue.address ? (
                    <span className="soft small facts-line">
                      <bdi>{venue.address}</bdi>
                    </span>
                  ) : null}
                </dd>
              </>
            ) : null}
          </dl>
          <div className="row facts-actions no-print">
            <a className="button button-quiet" href={addressOf(readCalendar, { params: { eventId: event.id } })}>
              {t('events.addToCalendar')}
            </a>
            <Share title={title} path={eventPath(event)} />
          </div>
        </Stub>
      </div>
    </>
  )
}

function timeText(t: Translate, formats: Formats, { startsAt, endsAt, timeZone }: Event): string {
  const start = formats.time(startsAt, timeZone)
  if (endsAt === null) return start
  const endsSameDay = formats.date(startsAt, timeZone) === formats.date(endsAt, timeZone)
  // A night ends on the next day; only what lasts longer needs the day of its end.
  const isOneNight = Date.parse(endsAt) - Date.parse(startsAt) < DAY_MS
  const end = endsSameDay || isOneNight ? formats.time(endsAt, timeZone) : formats.dateTime(endsAt, timeZone)
  return t('events.timeRange', { start, end })
}

const DAY_MS = 86_400_000
/** Set smaller: a title that fills the first view hides what it is about. */
const LONG_TITLE = 45
