import type { Event, Hold } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLocation } from 'wouter'

import { useAvailability } from '../../api/live.ts'
import { useProblemText } from '../../i18n/problems.ts'
import { useText } from '../../i18n/text.ts'
import { LaterSeatRefusal } from '../../seats/later.tsx'
import { isSeatRefusal, linesOfSeats } from '../../seats/seat-choice.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/states.tsx'
import { buyHold } from './held.ts'
import { eventPath, orderPath } from '../links.ts'
import { countOf, leftIn, offerFor } from './offers.ts'
import { useFreeSeats } from './free-seats.ts'
import { useStartCheckout } from './start-checkout.ts'
import { requestOf } from './wish.ts'

interface HoldOverProps {
  readonly event: Event
  readonly hold: Hold
}

/** What was held is not held any more: what is possible now. */
export function HoldOver({ event, hold }: HoldOverProps) {
  return hold.state === 'confirmed' ? <Bought event={event} hold={hold} /> : <Gone event={event} hold={hold} />
}

/** Confirmed in another tab, or here and the answer was lost: the same request answers with the order. */
function Bought({ event, hold }: HoldOverProps) {
  const t = useText()
  const [, navigate] = useLocation()
  const { mutate, isError } = useMutation({
    mutationFn: () => buyHold(hold, hold.totalMinor === 0 ? undefined : event.paymentMethods[0]),
    onSuccess: (order) => navigate(orderPath(order), { replace: true }),
  })
  useEffect(() => mutate(), [mutate])
  if (!isError) return <Skeleton shape="block" />
  return (
    <div className="stack">
      <p>{t('buying.boughtText')}</p>
      <div className="row">
        <ButtonLink kind="main" to="/orders">
          {t('buying.toMyTickets')}
        </ButtonLink>
        <ButtonLink to={eventPath(event)}>{t('buying.toEvent')}</ButtonLink>
      </div>
    </div>
  )
}

function Gone({ event, hold }: HoldOverProps) {
  const t = useText()
  const textOf = useProblemText()
  const announce = useAnnounce()
  const { start, busy, refusal, refused } = useStartCheckout(event)
  const leftOf = leftIn(event, useAvailability(event.id, event.version))
  const { isKnown, isFree } = useFreeSeats(event, hold)
  const offer = offerFor(hold.lines.map(requestOf), leftOf, isFree)
  const isReleased = hold.state === 'released'
  const sentence = t(isReleased ? 'buying.releasedText' : 'buying.expiredText')
  useEffect(() => announce(sentence), [announce, sentence])

  return (
    <div className="stack">
      <p>{sentence}</p>
      {refusal ? refusedNotice(refusal) : null}
      {offered()}
      <ButtonLink to={eventPath(event)}>{t('buying.toEvent')}</ButtonLink>
    </div>
  )

  function offered() {
    if (!isKnown) return <Skeleton shape="line" />
    if (offer.kind === 'none') return <p>{t('buying.noneLeft')}</p>
    return (
      <>
        <p>{t(offer.kind === 'all' ? 'buying.allLeft' : 'buying.someLeft')}</p>
        <Button kind="main" size="large" wide busy={busy} onClick={() => start(offer.lines)}>
          {offer.kind === 'all' ? t('buying.takeAgain') : t('buying.takeOffer', { count: countOf(offer.lines) })}
        </Button>
      </>
    )
  }
  function refusedNotice(problem: NonNullable<typeof refusal>) {
    const notice = <Notice kind="warning">{textOf(problem)}</Notice>
    if (!isSeatRefusal(problem)) return notice
    const others = refused.filter(({ seatIds }) => !seatIds)
    return (
      <LaterSeatRefusal
        fallback={notice}
        {...{ event, busy }}
        lines={refused}
        refusal={problem}
        onTake={(seats) => start([...others, ...linesOfSeats(seats)])}
      />
    )
  }
}
