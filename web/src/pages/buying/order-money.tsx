import type { OrderWithEvent } from '@fairground/contract'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { OrderBadge } from './order-badge.tsx'

/** What was bought for how much, what was paid, and what is still to be paid at the door. */
export function OrderMoney({ order }: { order: OrderWithEvent }) {
  const t = useText()
  const formats = useFormats()
  const money = (minor: number) => (minor === 0 ? t('common.free') : formats.money(minor, order.currency))
  const { payment } = order
  const nameOf = (id: string) => order.event.ticketTypes.find((type) => type.id === id)?.name
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
              {formats.number(line.quantity)} × {nameOf(line.ticketTypeId)}
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
