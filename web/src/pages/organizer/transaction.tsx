import { type Event, type OrderWithEvent, readOrder } from '@fairground/contract'
import { Link } from 'wouter'

import { problemOf } from '../../api/client.ts'
import { useRead } from '../../api/queries.ts'
import { readersZone, useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Failure } from '../../ui/notice.tsx'
import { Badge, Empty, Skeleton } from '../../ui/states.tsx'
import { isolated } from '../../i18n/isolated.ts'
import { PaymentBadge } from './payment-badge.tsx'

const TICKET_KINDS = { valid: 'good', used: 'quiet', void: 'danger' } as const

/** One purchase: who, when, what, the money, and each ticket as it stands. */
export function Transaction({ event, orderId }: { event: Event; orderId: string }) {
  const t = useText()
  const { data: order, error, refetch } = useRead(readOrder, { params: { orderId } })
  const isMissing = problemOf(error)?.code === 'not-found' || (order !== undefined && order.eventId !== event.id)
  const back = `/organizer/events/${event.id}/orders`
  if (isMissing) {
    return (
      <Empty title={t('organizer.noSuchOrder')}>
        <ButtonLink to={back}>{t('organizer.tabOrders')}</ButtonLink>
      </Empty>
    )
  }
  return (
    <section className="stack-l" aria-labelledby="order-title">
      <div className="stack-s">
        <p className="small">
          <Link href={back}>{t('organizer.allOrders')}</Link>
        </p>
        <h2 id="order-title">{t('organizer.order')}</h2>
        <p className="code soft ltr">{orderId}</p>
      </div>
      {order ? null : <Failure error={error} onRetry={refetch} />}
      {order || error ? null : <Skeleton shape="block" />}
      {order ? <Shown order={order} /> : null}
    </section>
  )
}

function Shown({ order }: { order: OrderWithEvent }) {
  const t = useText()
  const formats = useFormats()
  const { buyer, createdAt, currency, payment, totalMinor } = order
  return (
    <>
      <dl className="order-facts">
        <div>
          <dt>{t('organizer.buyer')}</dt>
          <dd className="strong">
            <bdi>{buyer?.name}</bdi>
          </dd>
          <dd>
            <a href={`mailto:${buyer?.email}`}>
              <bdi>{buyer?.email}</bdi>
            </a>
          </dd>
        </div>
        <div>
          <dt>{t('organizer.boughtAt')}</dt>
          <dd>{formats.dateTime(createdAt, readersZone())}</dd>
        </div>
        <div>
          <dt>{t('organizer.money')}</dt>
          <dd className="strong">{totalMinor === 0 ? t('common.free') : formats.money(totalMinor, currency)}</dd>
          <dd className="row">
            <PaymentBadge payment={payment} state={order.state} />
            {payment.dueMinor > 0 && payment.dueMinor !== totalMinor ? (
              <span>{t('organizer.dueAtDoor', { amount: isolated(formats.money(payment.dueMinor, currency)) })}</span>
            ) : null}
          </dd>
        </div>
      </dl>
      <Lines order={order} />
      <Tickets order={order} />
    </>
  )
}

function Lines({ order: { lines, event, currency } }: { order: OrderWithEvent }) {
  const t = useText()
  const formats = useFormats()
  return (
    <section className="stack-s" aria-labelledby="lines-title">
      <h3 id="lines-title">{t('organizer.lines')}</h3>
      <ul className="ledger-lines ledger-plain">
        {lines.map(({ ticketTypeId, quantity, unitPriceMinor }) => (
          <li key={`${ticketTypeId} ${unitPriceMinor}`}>
            <span>{nameOf(event, ticketTypeId)}</span>
            <span>
              {formats.number(quantity)} × {formats.money(unitPriceMinor, currency)}
            </span>
            <span className="strong ledger-money">{formats.money(quantity * unitPriceMinor, currency)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Tickets({ order: { tickets, event, currency } }: { order: OrderWithEvent }) {
  const t = useText()
  const formats = useFormats()
  return (
    <section className="stack-s" aria-labelledby="tickets-title">
      <h3 id="tickets-title">{t('organizer.tickets')}</h3>
      <ul className="ledger-lines ledger-plain">
        {tickets.map((ticket) => (
          <li key={ticket.id}>
            <span>
              {nameOf(event, ticket.ticketTypeId)}
              <span className="code soft ltr ledger-id">{ticket.id}</span>
            </span>
            <span>{formats.money(ticket.priceMinor, currency)}</span>
            <span className="ledger-money">
              <Badge kind={TICKET_KINDS[ticket.state]}>{t(`organizer.ticket-${ticket.state}`)}</Badge>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function nameOf(event: OrderWithEvent['event'], ticketTypeId: string): string {
  const type = event.ticketTypes.find(({ id }) => id === ticketTypeId)
  if (!type) return ''
  const areas = new Set(event.ticketTypes.map(({ areaName }) => areaName))
  return areas.size > 1 ? `${type.name} · ${type.areaName}` : type.name
}
