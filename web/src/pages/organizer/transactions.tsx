import { type Event, exportEventOrders, listEventOrders, type ReplyOf } from '@fairground/contract'
import { addressOf } from '@fairground/contract/client'
import { Link } from 'wouter'

import { call } from '../../api/client.ts'
import { useRead } from '../../api/queries.ts'
import { readersZone, useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { Listed, Search, useAsked } from '../admin/listed.tsx'
import { usePages } from '../admin/paged.ts'
import { Figure } from './figure.tsx'
import { PaymentBadge } from './payment-badge.tsx'

type Orders = ReplyOf<typeof listEventOrders>
type Order = Orders['items'][number]

/** Who bought what, newest first; the sums are of the whole event, whatever is searched for. */
export function Transactions({ event }: { event: Event }) {
  const t = useText()
  const asked = useAsked()
  const params = { eventId: event.id }
  const query = { query: asked.words || undefined }
  const pages = usePages(listEventOrders, { ...query, ...params }, (cursor, signal) =>
    call(listEventOrders, { params, query: { ...query, cursor }, signal }),
  )
  const { data: first } = useRead(listEventOrders, { params, query: { limit: 1 } })
  return (
    <section className="stack" aria-labelledby="transactions-title">
      <div className="row-between">
        <h2 id="transactions-title">{t('organizer.tabOrders')}</h2>
        <a className="button" href={addressOf(exportEventOrders, { params })} download>
          {t('organizer.download')}
        </a>
      </div>
      {first ? <Totals totals={first.totals} /> : null}
      <Search asked={asked} label={t('organizer.findOrder')} switches={[]} />
      <Listed
        pages={pages}
        empty={
          asked.words === ''
            ? { title: t('organizer.noOrders'), hint: t('organizer.noOrdersHint') }
            : { title: t('organizer.noneFound'), hint: t('organizer.noneFoundHint') }
        }
      >
        {(orders) => (
          <ul className="ledger-lines">
            {orders.map((order) => (
              <OrderLine key={order.id} order={order} eventId={event.id} />
            ))}
          </ul>
        )}
      </Listed>
    </section>
  )
}

function Totals({ totals }: { totals: Orders['totals'] }) {
  const t = useText()
  const formats = useFormats()
  const { orders, tickets, totalMinor, dueMinor, currency } = totals
  return (
    <dl className="figures">
      <Figure label={t('organizer.orders')} value={formats.number(orders)} />
      <Figure label={t('organizer.tickets')} value={formats.number(tickets)} />
      <Figure label={t('organizer.money')} value={formats.money(totalMinor, currency)} />
      <Figure label={t('organizer.due')} value={formats.money(dueMinor, currency)} />
    </dl>
  )
}

function OrderLine({ order, eventId }: { order: Order; eventId: string }) {
  const t = useText()
  const formats = useFormats()
  const { id, buyer, createdAt, ticketCount, totalMinor, currency } = order
  return (
    <li>
      <div className="ledger-who">
        <Link href={`/organizer/events/${eventId}/orders/${id}`}>
          <bdi>{buyer.name}</bdi>
        </Link>
        <bdi className="soft small">{buyer.email}</bdi>
      </div>
      <time className="soft small" dateTime={createdAt}>
        {formats.dateTime(createdAt, readersZone())}
      </time>
      <span>{t('common.ticket', { count: ticketCount })}</span>
      <span className="ledger-money">
        <span className="strong">{totalMinor === 0 ? t('common.free') : formats.money(totalMinor, currency)}</span>
        <PaymentBadge payment={order.payment} state={order.state} />
      </span>
    </li>
  )
}
