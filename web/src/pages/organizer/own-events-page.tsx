import { type Account, type EventSummary, readAvailability } from '@fairground/contract'
import { Link } from 'wouter'

import { useRead } from '../../api/queries.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Failure } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Skeleton } from '../../ui/states.tsx'
import { DateBlock, Meter, Stub } from '../../ui/stub.tsx'
import { SignedIn } from '../signed-in.tsx'
import { Figure } from './figure.tsx'
import { factLine } from '../../i18n/isolated.ts'
import { plansPath } from '../links.ts'
import { type Group, grouped, useOwnEvents } from './own-events.ts'

/** A rush sells some hundreds a second; a person reads a new number every few seconds. */
const COUNTS_EVERY_MS = 5_000

export function OwnEventsPage() {
  const t = useText()
  return (
    <SignedIn>
      {(account) => (
        <Page
          title={t('organizer.myEvents')}
          actions={
            <>
              {account.organizers.length > 0 ? (
                <ButtonLink to="/organizer/members">{t('organizer.members')}</ButtonLink>
              ) : null}
              <ButtonLink to={plansPath()}>{t('organizer.plans')}</ButtonLink>
              <ButtonLink kind="main" to="/organizer/new">
                {t('organizer.newEvent')}
              </ButtonLink>
            </>
          }
        >
          <OwnEvents account={account} />
        </Page>
      )}
    </SignedIn>
  )
}

function OwnEvents({ account }: { account: Account }) {
  const t = useText()
  const { data, error, isPending, refetch } = useOwnEvents(account)
  if (isPending) return <Skeleton shape="stub" count={3} />
  if (!data) return <Failure error={error} onRetry={refetch} />
  if (data.length === 0) {
    return (
      <Empty title={t('organizer.emptyTitle')}>
        <p>{t('organizer.empty')}</p>
        <ButtonLink kind="main" size="large" to="/organizer/new">
          {t('organizer.firstEvent')}
        </ButtonLink>
      </Empty>
    )
  }
  const isAmongSeveral = account.organizers.length > 1
  return grouped(data, Date.now()).map(([group, events]) => (
    <section key={group} className="stack" aria-labelledby={`group-${group}`}>
      <h2 id={`group-${group}`}>{t(`organizer.group-${group}`)}</h2>
      <ul className="plain stack">
        {events.map((event) => (
          <OwnEvent key={event.id} event={event} group={group} isAmongSeveral={isAmongSeveral} />
        ))}
      </ul>
    </section>
  ))
}

interface OwnEventProps {
  readonly event: EventSummary
  readonly group: Group
  readonly isAmongSeveral: boolean
}

function OwnEvent({ event, group, isAmongSeveral }: OwnEventProps) {
  const t = useText()
  const formats = useFormats()
  const { id, title, startsAt, timeZone, venue, organizer } = event
  const facts = [
    formats.time(startsAt, timeZone),
    formats.otherDate(startsAt, timeZone),
    venue?.name,
    isAmongSeveral ? organizer.name : undefined,
  ]
  return (
    <Stub as="li" block={<DateBlock at={startsAt} zone={timeZone} />}>
      <div className="own-event">
        <div className="stack-s">
          <h3>
            <Link href={`/organizer/events/${id}`}>{title}</Link>
          </h3>
          <p className="soft small">{factLine(facts)}</p>
        </div>
        {group === 'draft' ? (
          <ButtonLink to={`/organizer/events/${id}/edit`}>
            {t('organizer.goOnWriting')}
            <span className="sr-only">: {title}</span>
          </ButtonLink>
        ) : (
          <Counts event={event} isSelling={group === 'published'} />
        )}
      </div>
    </Stub>
  )
}

/** The list itself knows only what is left; whether the rest is held or sold matters while it sells. */
function Counts({ event, isSelling }: { event: EventSummary; isSelling: boolean }) {
  const t = useText()
  const formats = useFormats()
  const { data } = useRead(
    readAvailability,
    { params: { eventId: event.id } },
    { enabled: isSelling, everyMs: COUNTS_EVERY_MS },
  )
  const sum = (places: 'held' | 'sold' | 'left' | 'capacity') =>
    data?.areas.reduce((total, area) => total + area[places], 0)
  const [held, left, capacity] = [sum('held') ?? 0, sum('left') ?? event.left, sum('capacity') ?? event.total]
  const sold = sum('sold') ?? capacity - left
  return (
    <div className="stack-s own-event-counts">
      <Meter sold={sold} held={held} capacity={capacity} />
      <dl className="figures">
        <Figure label={t('organizer.sold')} value={formats.number(sold)} mark="sold" />
        {isSelling ? <Figure label={t('organizer.held')} value={formats.number(held)} mark="held" /> : null}
        <Figure label={t('organizer.left')} value={formats.number(left)} mark="left" />
      </dl>
    </div>
  )
}
