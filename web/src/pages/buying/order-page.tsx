import { listOrders, type OrderWithEvent, readCalendar, readOrder } from '@fairground/contract'
import { addressOf } from '@fairground/contract/client'
import { useEffect, useState } from 'react'
import { Link, useLocation, useParams, useSearch } from 'wouter'

import { call, problemOf } from '../../api/client.ts'
import { useMe, useRead } from '../../api/queries.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { keepOrder, keepOrders } from '../../offline/tickets.ts'
import { useAnnounce } from '../../ui/announcer.tsx'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Failure, Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/states.tsx'
import { SignInFirst } from '../signed-in.tsx'
import { DoorView } from './door-view.tsx'
import { eventPath, orderPath } from '../links.ts'
import { OrderMoney } from './order-money.tsx'
import { TicketSheet } from './ticket-sheet.tsx'
import { ticketsOf } from './tickets.ts'

import './orders.css'

/** An order's tickets. It asks who reads only where the service does: what was opened once opens without it. */
export default function OrderPage() {
  const t = useText()
  const { order: orderId = '' } = useParams()
  const order = useRead(readOrder, { params: { orderId } })
  useKept(order.data)
  if (order.data) return <OrderOf order={order.data} />
  const problem = problemOf(order.error)
  if (problem?.code === 'not-signed-in') return <SignInFirst />
  return (
    <Page title={t('buying.order')}>
      {order.error ? (
        <>
          <Failure error={order.error} onRetry={order.refetch} />
          {problem?.status === 0 ? <p>{t('buying.notKept')}</p> : null}
          <ButtonLink to="/orders">{t('buying.toMyTickets')}</ButtonLink>
        </>
      ) : (
        <Skeleton shape="block" count={2} />
      )}
    </Page>
  )
}

/** On the buyer's own device an order that was opened stays there; on the organizer's it does not. */
function useKept(order: OrderWithEvent | undefined) {
  const me = useMe()
  const readerId = me.state === 'signed-in' ? me.account.id : undefined
  useEffect(() => {
    if (!order || readerId === undefined || order.buyer?.accountId !== readerId) return
    void keepWithList(readerId, order)
  }, [order, readerId])
}

/** The order, and the list of all with its page: without a connection it is found from there. */
async function keepWithList(readerId: string, order: OrderWithEvent): Promise<void> {
  const [list] = await Promise.all([call(listOrders, {}).catch(() => undefined), import('./orders-page.tsx')])
  if (list) await keepOrders(readerId, list)
  await keepOrder(readerId, order)
}

function OrderOf({ order }: { order: OrderWithEvent }) {
  const t = useText()
  const formats = useFormats()
  const isNew = useIsNew(order)
  const [shownAtDoor, setShownAtDoor] = useState<number>()
  const { event } = order
  const tickets = ticketsOf(order)
  return (
    <Page title={isNew ? t('buying.thankYouTitle') : t('buying.ticketsFor', { title: event.title })}>
      {isNew ? <p className="order-lead no-print">{t('buying.thankYou')}</p> : null}
      {event.status === 'cancelled' ? <Notice kind="danger">{t('buying.eventCancelledLong')}</Notice> : null}
      {tickets.length > 0 ? (
        <div className="row no-print">
          <Button kind="main" size="large" onClick={() => setShownAtDoor(0)}>
            {t('buying.showAtDoor')}
          </Button>
          <Button onClick={() => window.print()}>{t('buying.print')}</Button>
          <a className="button" href={addressOf(readCalendar, { params: { eventId: event.id } })} download>
            {t('buying.calendar')}
          </a>
        </div>
      ) : (
        <p>{t('buying.noTicketsYet')}</p>
      )}
      <ol className={isNew ? 'ticket-sheets ticket-sheets-new' : 'ticket-sheets'}>
        {tickets.map((facts, index) => (
          <TicketSheet key={facts.ticket.id} order={order} facts={facts} onShow={() => setShownAtDoor(index)} />
        ))}
      </ol>
      <OrderMoney order={order} />
      <div className="row no-print">
        <ButtonLink to="/orders">{t('buying.toMyTickets')}</ButtonLink>
        <Link href={eventPath(event)} className="button button-quiet">
          {t('buying.toEvent')}
        </Link>
      </div>
      <p className="soft small">
        {t('buying.orderedAt', { when: formats.dateTime(order.createdAt, event.timeZone) })} · {t('buying.orderNumber')}{' '}
        <span className="code ltr">{order.id}</span>
      </p>
      <DoorView order={order} tickets={tickets} shown={shownAtDoor} onShow={setShownAtDoor} />
    </Page>
  )
}

/** Straight from the checkout. The address forgets it, so that a reload and a bookmark show the order as it is. */
function useIsNew(order: OrderWithEvent): boolean {
  const t = useText()
  const announce = useAnnounce()
  const [, navigate] = useLocation()
  const search = useSearch()
  const [isNew] = useState(() => new URLSearchParams(search).has('new'))
  useEffect(() => {
    if (!isNew) return
    announce(`${t('buying.thankYouTitle')} ${t('common.ticket', { count: order.tickets.length })}`)
    navigate(orderPath(order), { replace: true })
    // Once: it is said of the order that the page was opened with.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return isNew
}
