import type { Line, OrderWithEvent } from '@fairground/contract'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { useSeatWords } from '../../seats/seat-words.ts'
import { OrderBadge } from './order-badge.tsx'

/** What was bought for how much, what was paid, and what is still to be paid at the door. */
export function OrderMoney({ order }: { order: OrderWithEvent }) {
  const t = useText()
  const formats = useFormats()
  const money = (minor: number) => (minor === 0 ? t('common.free') : formats.money(minor, order.currency))
  const words = useSeatWords()
  const { payment } = order
  const nameOf = (id: string) => order.event.ticketTypes.find((type) => type.id === id)?.name
  /** Their names are on the tickets. */
  const seatsOf = ({ seatIds = [] }: Line) =>
    order.tickets.flatMap(({ seatId = '', seat }) => (seat && seatIds.includes(seatId) ? seat : []))
  return (
    <section className="sheet stack order-money" aria-labelledby="money">
      <div className="row-between">
        <h2 id="money">{t('buying.money')}</h2>
        <OrderBadge order={order} />
      </div>
      <dl className="order-lines">
        {order.lines.map((line) => (
          <div key={`${line.ticketTypeId} ${line.unitPriceMinor}`}>
            <dt>
              {formats.number(line.quantity)} × <bdi>{nameOf(line.ticketTypeId)}</bdi>
              {seatsOf(line).length > 0 ? <span className="soft small order-seats">{words(seatsOf(line))}</span> : null}
            </dt>
            <dd>{money(line.quantity * line.unitPriceMinor)}</dd>
          </div>
        ))}
        <div className="strong">
          <dt>{t('buying.total')}</dt>
          <dd>{money(order.totalMinor)}</dd>
        </div>
      </dl>
      <p>{moneySentence()}</p>
    </section>
  )

  function moneySentence(): string {
    switch (payment.state) {
      case 'none':
        return t('buying.paymentNone')
      case 'due':
        return t('buying.paymentDue', { price: money(payment.dueMinor) })
      case 'paid':
        return t('buying.paymentPaid')
      case 'partly-refunded':
        return t('buying.paymentPartlyRefunded')
      case 'refunded':
        return t('buying.paymentRefunded')
      default:
        return payment.state satisfies never
    }
  }
}
