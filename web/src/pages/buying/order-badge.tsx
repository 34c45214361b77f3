import type { OrderWithEvent, TicketState } from '@fairground/contract'

import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Badge } from '../../ui/states.tsx'

/** What is still to be known of an order: that it is not settled, or not any more. */
export function OrderBadge({ order }: { order: Pick<OrderWithEvent, 'state' | 'payment' | 'currency'> }) {
  const t = useText()
  const formats = useFormats()
  switch (order.state) {
    case 'awaiting-payment':
      return <Badge kind="warning">{t('buying.orderAwaiting')}</Badge>
    case 'cancelled':
      return <Badge kind="danger">{t('buying.orderCancelled')}</Badge>
    case 'expired':
      return <Badge>{t('buying.orderExpired')}</Badge>
    case 'confirmed':
      if (order.payment.dueMinor === 0) return null
      return (
        <Badge kind="warning">
          {t('buying.dueAtDoor', { price: formats.money(order.payment.dueMinor, order.currency) })}
        </Badge>
      )
    default:
      return order.state satisfies never
  }
}

export function TicketBadge({ state }: { state: TicketState }) {
  const t = useText()
  switch (state) {
    case 'valid':
      return <Badge kind="good">{t('buying.ticketValid')}</Badge>
    case 'used':
      return <Badge>{t('buying.ticketUsed')}</Badge>
    case 'void':
      return <Badge kind="danger">{t('buying.ticketVoid')}</Badge>
    default:
      return state satisfies never
  }
}
