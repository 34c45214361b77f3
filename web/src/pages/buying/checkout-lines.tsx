import { changeHold, type Event, type Hold, type LineRequest, placesAsked } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { call, problemOf } from '../../api/client.ts'
import { useAvailability } from '../../api/live.ts'
import { useFormats } from '../../i18n/formats.ts'
import { factLine } from '../../i18n/isolated.ts'
import { useText } from '../../i18n/text.ts'
import { LaterSeatRefusal } from '../../seats/later.tsx'
import { isSeatRefusal, linesOfSeats } from '../../seats/seat-choice.ts'
import { Button } from '../../ui/button.tsx'
import { Stepper } from '../../ui/fields.tsx'
import { Failure } from '../../ui/notice.tsx'
import { countOf, leftIn, offerAfter } from './offers.ts'
import { LineSeats, Seating, useMapOfLines } from './seat-lines.tsx'
import { randomKey, requestOf } from './wish.ts'

/** A number is on its way while it is typed: 12 begins with 1, which must not give the other eleven places back. */
const SETTLED_MS = 600

const NO_LINES: readonly LineRequest[] = []

interface CheckoutLinesProps {
  readonly event: Event
  readonly hold: Hold
  /** While what is shown is not yet what is held, nothing can be bought. */
  readonly onChanging: (isChanging: boolean) => void
  readonly onChanged: (hold: Hold) => void
  readonly onEnded: () => void
}

/** The lines with their prices. Another quantity is exchanged once it stands; presses in a row become one exchange. */
export function CheckoutLines({ event, hold, onChanging, onChanged, onEnded }: CheckoutLinesProps) {
  const t = useText()
  const formats = useFormats()
  const seatMap = useMapOfLines(event, hold.lines)
  const leftOf = leftIn(event, useAvailability(event.id, event.version))
  const [wanted, setWanted] = useState<readonly LineRequest[]>()
  const change = useMutation({
    mutationFn: ({ lines, key }: { lines: readonly LineRequest[]; key: string }) =>
      call(changeHold, { params: { eventId: event.id, holdId: hold.id }, body: { lines: some(lines) }, key }),
    onSuccess: (changed, { lines }) => {
      onChanged(changed)
      setWanted((now) => (now === lines ? undefined : now))
    },
    onError: (error, { lines }) => {
      setWanted((now) => (now === lines ? undefined : now))
      const code = problemOf(error)?.code
      if (code === 'hold-expired' || code === 'hold-ended') onEnded()
    },
  })
  const problem = problemOf(change.error)
  const offer = problem && change.variables && offerAfter(problem, some(change.variables.lines), hold.lines)
  const isEmpty = wanted !== undefined && countOf(wanted) === 0

  const { isPending, mutate } = change
  const isChanging = wanted !== undefined || isPending
  useEffect(() => {
    // One at a time: of two on their way the older might come last, and stand.
    if (!wanted || isEmpty || isPending) return undefined
    const settling = setTimeout(() => mutate({ lines: wanted, key: randomKey() }), SETTLED_MS)
    return () => clearTimeout(settling)
  }, [wanted, isEmpty, isPending, mutate])
  useEffect(() => onChanging(isChanging), [isChanging, onChanging])

  function choose(chosen: LineRequest) {
    // A refusal is read. What is still on its way stays in sight: a reset would let go of it.
    if (!isPending) change.reset()
    const now = wanted ?? hold.lines.map(requestOf)
    setWanted(now.map((line) => (line.ticketTypeId === chosen.ticketTypeId ? chosen : line)))
  }

  return (
    <section className="sheet stack" aria-label={t('buying.yourTickets')}>
      <ul className="checkout-lines">
        {hold.lines.map((line) => {
          const { ticketTypeId } = line
          const type = typeOf(event, ticketTypeId)
          const asked = wanted?.find((one) => one.ticketTypeId === ticketTypeId) ?? requestOf(line)
          const quantity = placesAsked(asked)
          const seatIds = line.seatIds ? (asked.seatIds ?? []) : undefined
          return (
            <li key={ticketTypeId} className={seatIds ? 'checkout-line checkout-line-seats' : 'checkout-line'}>
              <div>
                <h3>{type?.name}</h3>
                <p className="soft small">
                  {factLine([event.areas.length > 1 ? type?.areaName : undefined, priceEach(line.unitPriceMinor)])}
                </p>
              </div>
              {seatIds ? (
                <LineSeats
                  map={seatMap.map}
                  seatIds={seatIds}
                  onGiveBack={
                    countOf(wanted ?? hold.lines) > 1
                      ? (id) => choose({ ticketTypeId, seatIds: seatIds.filter((seatId) => seatId !== id) })
                      : undefined
                  }
                />
              ) : (
                <Stepper
                  label={t('buying.quantityOf', { name: type?.name ?? '' })}
                  value={quantity}
                  most={Math.min(type?.maxPerOrder ?? Infinity, line.quantity + (leftOf(ticketTypeId) ?? 0))}
                  onChange={(chosen) => choose({ ticketTypeId, quantity: chosen })}
                />
              )}
              <p className="checkout-price strong">
                {line.unitPriceMinor === 0 ? null : formats.money(quantity * line.unitPriceMinor, hold.currency)}
              </p>
            </li>
          )
        })}
      </ul>
      {seatMap.error ? <p>{t('buying.seatsUnknown')}</p> : null}
      <Seating event={event} hold={hold} />
      {isEmpty ? <p role="status">{t('buying.nothingChosen')}</p> : null}
      {problem && isSeatRefusal(problem) ? (
        <LaterSeatRefusal
          fallback={<Failure error={change.error} />}
          event={event}
          lines={change.variables?.lines ?? NO_LINES}
          refusal={problem}
          busy={isPending}
          onTake={(seats) =>
            setWanted([...hold.lines.filter(({ seatIds }) => !seatIds).map(requestOf), ...linesOfSeats(seats)])
          }
        />
      ) : (
        <Failure error={change.error} onRetry={problem?.status === 0 ? retry : undefined} />
      )}
      {offer ? (
        <Button onClick={() => setWanted(offer)}>{t('buying.takeOffer', { count: countOf(offer) })}</Button>
      ) : null}
      <p className="checkout-total">
        <span>{t('buying.total')}</span>
        <span className="numeral" aria-busy={isChanging}>
          {hold.totalMinor === 0 ? t('common.free') : formats.money(hold.totalMinor, hold.currency)}
        </span>
      </p>
    </section>
  )

  /** The same exchange under the same key: it may have been made, and only its answer lost. */
  function retry() {
    const asked = change.variables
    if (!asked) return
    setWanted((now) => now ?? asked.lines)
    mutate(asked)
  }

  function priceEach(priceMinor: number): string {
    return priceMinor === 0 ? t('common.free') : t('buying.each', { price: formats.money(priceMinor, hold.currency) })
  }
}

/** A line of none is no line. */
function some(lines: readonly LineRequest[]): LineRequest[] {
  return lines.filter((line) => placesAsked(line) > 0)
}

function typeOf(event: Event, ticketTypeId: string) {
  for (const area of event.areas) {
    const type = area.ticketTypes.find((one) => one.id === ticketTypeId)
    if (type) return { ...type, areaName: area.name }
  }
  return undefined
}
