import { type Event, type LineRequest, placesAsked } from '@fairground/contract'
import type { ClientProblem } from '@fairground/contract/client'

import type { ReactNode } from 'react'

import { type Formats, useFormats } from '../../i18n/formats.ts'
import { useProblemText } from '../../i18n/problems.ts'
import { type Translate, useText } from '../../i18n/text.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { LaterSeatRefusal } from '../../seats/later.tsx'
import { isSeatRefusal, linesOfSeats } from '../../seats/seat-choice.ts'
import { opensForAll, pricesOf, type Sale } from './sale.ts'
import { type Choice, offerInstead } from './selection.ts'

/** What `useStartCheckout` of buying gives. */
interface Checkout {
  readonly start: (lines: readonly LineRequest[]) => void
  readonly busy: boolean
  readonly refusal: ClientProblem | undefined
  readonly refused: readonly LineRequest[]
  readonly clear: () => void
}

interface BuyBarProps {
  readonly event: Event
  readonly sale: Sale
  readonly now: number | undefined
  readonly choice: Choice
  /** What is asked for the choice. */
  readonly lines: readonly LineRequest[]
  readonly checkout: Checkout
  readonly onTake: (lines: readonly LineRequest[]) => void
  /** Seats are chosen in the place of those that are held. */
  readonly isExchange: boolean
  /** Of the seats, above all else. */
  readonly news?: ReactNode
}

/** The sum and the one button that matters: under the tickets, and on a telephone always within reach of the thumb. */
export function BuyBar({ event, sale, now, choice, lines, checkout, onTake, isExchange, news }: BuyBarProps) {
  const t = useText()
  const formats = useFormats()
  const opening = sale.state === 'early' ? sale.opensAt : undefined
  const opensAt = choice.count > 0 ? opensForAll(event, Object.keys(choice.chosen), now) : opening
  const opens = opensAt === undefined || now === undefined ? undefined : opensText(t, formats, opensAt, now)
  return (
    <div className="buy-bar no-print">
      {news}
      {checkout.refusal ? (
        <RefusalNotice event={event} lines={lines} refusal={checkout.refusal} onTake={onTake} checkout={checkout} />
      ) : null}
      <div className="buy-row">
        <p className="buy-sum">
          <span className="numeral buy-total">{sumText(t, formats, event, choice, now)}</span>
          <span className="soft small">
            {choice.count > 0
              ? t('common.ticket', { count: choice.count })
              : (opens ?? t('common.left', { count: event.left }))}
          </span>
        </p>
        {choice.count === 0 ? (
          // Nothing is chosen yet: the button leads to where one chooses.
          <a className="button button-main button-large" href="#tickets">
            {t('events.choose')}
          </a>
        ) : (
          <Button
            kind="main"
            size="large"
            busy={checkout.busy}
            disabled={opens !== undefined}
            onClick={() => checkout.start(lines)}
          >
            {opens ?? t(isExchange ? 'events.changeTo' : 'events.get', { count: choice.count })}
          </Button>
        )}
      </div>
      {hintText(t, event, choice, opens !== undefined)}
    </div>
  )
}

/** How long one has, and when one pays; before the sale, that one may choose already. */
function hintText(t: Translate, event: Event, { count, totalMinor }: Choice, isEarly: boolean): ReactNode {
  if (count === 0 && !isEarly) return null
  const held = t('events.heldFor', { count: Math.max(1, Math.round(event.holdSeconds / MINUTE_SECONDS)) })
  const paysAtDoor = totalMinor > 0 && event.paymentMethods.includes('door')
  return (
    <p className="soft small buy-hint">
      {isEarly ? t('events.chooseEarly') : held}
      {paysAtDoor ? ` ${t('events.payAtDoor')}` : ''}
    </p>
  )
}

/** In the last hour by the second, before that in words. */
function opensText(t: Translate, formats: Formats, opensAt: number, now: number): string {
  const seconds = (opensAt - now) / 1_000
  if (seconds < HOUR_SECONDS) return t('events.opensIn', { time: formats.clock(seconds) })
  return t('events.opensSoon', { time: formats.relative(new Date(opensAt).toISOString(), now) })
}

const MINUTE_SECONDS = 60
const HOUR_SECONDS = 3_600

/** The sum of what is chosen; before that, the prices to choose from. */
function sumText(
  t: Translate,
  formats: Formats,
  event: Event,
  { count, totalMinor }: Choice,
  now: number | undefined,
): string {
  const { lowest, highest } = pricesOf(event, now)
  if (count > 0) return totalMinor === 0 ? t('common.free') : formats.money(totalMinor, event.currency)
  if (highest === 0) return t('common.free')
  const price = formats.money(lowest, event.currency)
  return lowest === highest ? price : t('common.from', { price })
}

interface RefusalProps {
  readonly event: Event
  readonly lines: readonly LineRequest[]
  readonly refusal: ClientProblem
  readonly checkout: Checkout
  readonly onTake: (lines: readonly LineRequest[]) => void
}

/** Why not, and what is possible instead. */
function RefusalNotice({ event, lines, refusal, checkout, onTake }: RefusalProps) {
  const t = useText()
  const textOf = useProblemText()
  const offered = offerInstead(event, checkout.refused, refusal)
  const count = offered?.reduce((sum, line) => sum + placesAsked(line), 0) ?? 0
  const action = () => {
    if (offered) {
      return (
        <Button kind="main" busy={checkout.busy} onClick={() => onTake(offered)}>
          {t('events.take', { count })}
        </Button>
      )
    }
    if (refusal.code === 'account-limit') return <ButtonLink to="/orders">{t('common.tickets')}</ButtonLink>
    if (FINAL.has(refusal.code) || areSeatsTooMany(checkout.refused, refusal))
      return <Button onClick={checkout.clear}>{t('common.close')}</Button>
    return (
      <Button busy={checkout.busy} onClick={() => checkout.start(lines)}>
        {t('common.tryAgain')}
      </Button>
    )
  }
  const notice = (
    <Notice kind="warning" actions={action()}>
      {textOf(refusal)}
    </Notice>
  )
  if (!isSeatRefusal(refusal)) return notice
  return (
    <LaterSeatRefusal
      fallback={notice}
      event={event}
      lines={checkout.refused}
      refusal={refusal}
      busy={checkout.busy}
      onTake={(seats) => onTake([...checkout.refused.filter(({ seatIds }) => !seatIds), ...linesOfSeats(seats)])}
      otherwise={<Button onClick={checkout.clear}>{t('common.close')}</Button>}
    />
  )
}

/** Of chosen seats the reader gives some up, and then presses the button itself. */
function areSeatsTooMany(lines: readonly LineRequest[], { left }: ClientProblem): boolean {
  return left !== undefined && lines.some(({ seatIds }) => seatIds)
}

/** To ask again would bring the same answer. */
const FINAL = new Set<ClientProblem['code']>(['sold-out', 'not-allowed', 'not-found', 'account-disabled'])
