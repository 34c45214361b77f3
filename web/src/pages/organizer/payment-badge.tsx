import type { Order } from '@fairground/contract'

import { useText } from '../../i18n/text.ts'
import { Badge } from '../../ui/states.tsx'

const KINDS = {
  none: 'quiet',
  due: 'warning',
  paid: 'good',
  'partly-refunded': 'quiet',
  refunded: 'quiet',
} as const satisfies Record<Order['payment']['state'], string>

/** How an order stands: what became of it where it is not as it should be, and else of its money. */
export function PaymentBadge({ payment, state }: Pick<Order, 'payment' | 'state'>) {
  const t = useText()
  if (state !== 'confirmed') {
    return <Badge kind={state === 'awaiting-payment' ? 'warning' : 'danger'}>{t(`organizer.order-${state}`)}</Badge>
  }
  if (payment.state === 'none') return null
  return <Badge kind={KINDS[payment.state]}>{t(`organizer.payment-${payment.state}`)}</Badge>
}
