import type { Event, Hold } from '@fairground/contract'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { useSecondsUntil } from './countdown.ts'
import { useOpenHold } from './held.ts'
import { checkoutPath } from '../links.ts'
import { countOf } from './offers.ts'
import { useOtherTabs } from './tabs.ts'

import './buying.css'

/** What the reader holds of the event, with the way on. Nothing for others, and nothing in what the service renders. */
export function OpenHoldBar({ event }: { event: Pick<Event, 'id' | 'slug'> }) {
  const { hold, readAgain } = useOpenHold(event.id)
  useOtherTabs(event.id, () => void readAgain())
  return hold ? <Bar event={event} hold={hold} /> : null
}

function Bar({ event, hold }: { event: Pick<Event, 'slug'>; hold: Hold }) {
  const t = useText()
  const formats = useFormats()
  const seconds = useSecondsUntil(hold.expiresAt)
  if (seconds === 0) return null
  return (
    <section className="hold-bar no-print" aria-label={t('buying.openHold')}>
      <p className="grow">
        <span className="strong">{t('buying.held', { count: countOf(hold.lines) })}</span>{' '}
        <span role="timer">{t('buying.timeLeft', { time: formats.clock(seconds) })}</span>
      </p>
      <ButtonLink kind="main" to={checkoutPath(event)}>
        {t('buying.goOn')}
      </ButtonLink>
    </section>
  )
}
