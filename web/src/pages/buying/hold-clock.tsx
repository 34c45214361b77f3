import { type Event, extendHold, type Hold } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

import { serviceNow } from '../../api/clock.ts'
import { call, problemOf } from '../../api/client.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useProblemText } from '../../i18n/problems.ts'
import { useText } from '../../i18n/text.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { secondsUntil, useSecondsUntil, WARNING_SECONDS } from './countdown.ts'
import { extensionKey } from './wish.ts'

interface HoldClockProps {
  readonly event: Pick<Event, 'id' | 'holdSeconds'>
  readonly hold: Hold
  readonly onExtended: (hold: Hold) => void
  readonly onEnded: () => void
}

/** The time that is left, always in sight, with more of it at one press: docs/adr/0011-the-holds-countdown.md. */
export function HoldClock({ event, hold, onExtended, onEnded }: HoldClockProps) {
  const t = useText()
  const formats = useFormats()
  const textOf = useProblemText()
  const announce = useAnnounce()
  const secondsLeft = useSecondsUntil(hold.expiresAt)
  const isShort = secondsLeft <= WARNING_SECONDS
  // Once an end: who takes more time is warned again before that is over.
  const warnedOf = useRef<string>(undefined)
  const extend = useMutation({
    mutationFn: () => call(extendHold, { params: { eventId: event.id, holdId: hold.id }, key: extensionKey(hold) }),
    onSuccess: (extended) => {
      onExtended(extended)
      const seconds = secondsUntil(extended.expiresAt, serviceNow())
      announce(t('buying.moreTimeGiven', { time: formats.clock(seconds) }))
      // Where a whole hold is shorter than the warning, what was just said is warning enough.
      if (seconds <= WARNING_SECONDS) warnedOf.current = extended.expiresAt
    },
    onError: (error) => {
      const problem = problemOf(error)
      if (problem?.code === 'hold-expired' || problem?.code === 'hold-ended') onEnded()
      else if (problem) announce(textOf(problem))
    },
  })
  const refusal = problemOf(extend.error)
  const hasEnough = refusal?.code === 'extension-limit'

  useEffect(() => {
    if (!isShort || warnedOf.current === hold.expiresAt) return
    warnedOf.current = hold.expiresAt
    announce(t(hasEnough ? 'buying.lastMinute' : 'buying.oneMinute', { time: formats.clock(secondsLeft) }))
  }, [isShort, hold.expiresAt, hasEnough, secondsLeft, announce, t, formats])

  return (
    <section className={isShort ? 'hold-clock hold-clock-short' : 'hold-clock'} aria-label={t('buying.clock')}>
      <div className="row-between">
        <p role="timer" className="hold-clock-time">
          <span>{t(isShort ? 'buying.almostUp' : 'buying.heldForYou')}</span>{' '}
          <span className="numeral">{formats.clock(secondsLeft)}</span>
        </p>
        {hasEnough ? null : (
          <Button busy={extend.isPending} onClick={() => extend.mutate()}>
            {t('buying.moreTime')}
          </Button>
        )}
      </div>
      {refusal ? <p className="small">{textOf(refusal)}</p> : null}
      <TimeLeft part={Math.min(1, secondsLeft / event.holdSeconds)} />
    </section>
  )
}

/** The same as a picture; the numbers stand above it. */
function TimeLeft({ part }: { part: number }) {
  return (
    <svg className="hold-clock-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect width={100 * part} height="4" />
    </svg>
  )
}
