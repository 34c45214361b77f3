import { type Event, type Hold, readEvent } from '@fairground/contract'
import { useParams } from 'wouter'

import { useRead } from '../../api/queries.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Failure } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Skeleton } from '../../ui/states.tsx'
import { DateBlock, Stub } from '../../ui/stub.tsx'
import { SignedIn } from '../signed-in.tsx'
import { Checkout } from './checkout.tsx'
import { useHeld } from './held.ts'
import { HoldOver } from './hold-over.tsx'
import { eventPath } from '../links.ts'

import './buying.css'

export default function CheckoutPage() {
  return <SignedIn>{() => <CheckoutOfAddress />}</SignedIn>
}

function CheckoutOfAddress() {
  const t = useText()
  const { event: eventId = '' } = useParams()
  const event = useRead(readEvent, { params: { eventId } })
  if (event.data) return <CheckoutOf event={event.data} />
  if (!event.error) return <Waiting />
  return (
    <Page title={t('buying.checkout')} narrow>
      <Failure error={event.error} onRetry={event.refetch} />
      <ButtonLink to="/">{t('common.toEvents')}</ButtonLink>
    </Page>
  )
}

/** Reload, back, a second tab, another device: each sees what the service knows. */
function CheckoutOf({ event }: { event: Event }) {
  const t = useText()
  const { held, readAgain } = useHeld(event.id)
  switch (held.state) {
    case 'reading':
      return <Waiting />
    case 'failed':
      return (
        <Page title={t('buying.checkout')} narrow>
          <Failure error={held.error} onRetry={readAgain} />
        </Page>
      )
    case 'nothing':
      return (
        <Page title={t('buying.checkout')} narrow>
          <EventStub event={event} />
          <Empty title={t('buying.nothingHeldTitle')}>
            <p>{t('buying.nothingHeld')}</p>
            <ButtonLink kind="main" to={eventPath(event)}>
              {t('buying.toEvent')}
            </ButtonLink>
          </Empty>
        </Page>
      )
    case 'active':
      return (
        <Page title={t('buying.checkout')} narrow>
          <EventStub event={event} />
          <Checkout key={held.hold.id} event={event} hold={held.hold} onEnded={readAgain} />
        </Page>
      )
    case 'over':
      return (
        <Page title={titleOf(t, held.hold)} narrow>
          <EventStub event={event} />
          <HoldOver event={event} hold={held.hold} />
        </Page>
      )
    default:
      return held satisfies never
  }
}

function titleOf(t: ReturnType<typeof useText>, { state }: Hold): string {
  switch (state) {
    case 'confirmed':
      return t('buying.boughtTitle')
    case 'released':
      return t('buying.releasedTitle')
    case 'active':
    case 'expired':
      return t('buying.expiredTitle')
    default:
      return state satisfies never
  }
}

function Waiting() {
  const t = useText()
  return (
    <Page title={t('buying.checkout')} narrow>
      <Skeleton shape="stub" />
      <Skeleton shape="block" />
    </Page>
  )
}

function EventStub({ event }: { event: Event }) {
  const formats = useFormats()
  const place = [formats.time(event.startsAt, event.timeZone), event.venue?.name].filter(Boolean).join(' · ')
  return (
    <Stub block={<DateBlock at={event.startsAt} zone={event.timeZone} />}>
      <div className="stack-s">
        <h2>{event.title}</h2>
        <p className="soft">{place}</p>
      </div>
    </Stub>
  )
}
