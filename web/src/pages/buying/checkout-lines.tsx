import { changeHold, type Event, type Hold, type LineRequest } from '@fairground/contract'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'

import { call, problemOf } from '../../api/client.ts'
import { useAvailability } from '../../api/live.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Button } from '../../ui/button.tsx'
import { Stepper } from '../../ui/fields.tsx'
import { Failure } from '../../ui/notice.tsx'
import { countOf, leftIn, offerAfter } from './offers.ts'
import { randomKey } from './wish.ts'

/** A number is on its way while it is typed: 12 begins with 1, which must not give the other eleven places back. */
const SETTLED_MS = 600

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

  function choose(ticketTypeId: string, quantity: number) {
    // A refusal is read. What is still on its way stays in sight: a reset would let go of it.
    if (!isPending) change.reset()
    const now = wanted ?? hold.lines.map((line) => ({ ticketTypeId: line.ticketTypeId, quantity: line.quantity }))
    setWanted(now.map((line) => (line.ticketTypeId === ticketTypeId ? { ticketTypeId, quantity } : line)))
  }

  return (
    <section className="sheet stack" aria-label={t('buying.yourTickets')}>
      <ul className="checkout-lines">
        {hold.lines.map((line) => {
          const type = typeOf(event, line.ticketTypeId)
          const quantity = wanted?.find((one) => one.ticketTypeId === line.ticketTypeId)?.quantity ?? line.quantity
          return (
            <li key={line.ticketTypeId} className="checkout-line">
              <div>
                <h3>{type?.name}</h3>
                <p className="soft small">
                  {[event.areas.length > 1 ? type?.areaName : undefined, priceEach(line.unitPriceMinor)]
                    .filter(Boolean)
                    .join(' · ')}
                </p>
              </div>
              <Stepper
                label={t('buying.quantityOf', { name: type?.name ?? '' })}
                value={quantity}
                most={Math.min(type?.maxPerOrder ?? Infinity, line.quantity + (leftOf(line.ticketTypeId) ?? 0))}
                onChange={(chosen) => choose(line.ticketTypeId, chosen)}
              />
              <p className="checkout-price strong">
                {line.unitPriceMinor === 0 ? null : formats.money(quantity * line.unitPriceMinor, hold.currency)}
              </p>
            </li>
          )
        })}
      </ul>
      {isEmpty ? <p role="status">{t('buying.nothingChosen')}</p> : null}
      <Failure error={change.error} onRetry={problem?.status === 0 ? retry : undefined} />
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
  return lines.filter((line) => line.quantity > 0)
}

function typeOf(event: Event, ticketTypeId: string) {
  for (const area of event.areas) {
    const type = area.ticketTypes.find((one) => one.id === ticketTypeId)
    if (type) return { ...type, areaName: area.name }
  }
  return undefined
}
