import { type Account, listOrders, type OrderWithEvent, readMe, readOrder } from '@fairground/contract'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { Link } from 'wouter'

import { call, problemOf } from '../../api/client.ts'
import { keyOf, useMe } from '../../api/queries.ts'
import { useFormats } from '../../i18n/formats.ts'
import { useText } from '../../i18n/text.ts'
import { keepOrders } from '../../offline/tickets.ts'
import { useSeatWords } from '../../seats/seat-words.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Failure } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Badge, Empty, Skeleton } from '../../ui/states.tsx'
import { DateBlock, Stub } from '../../ui/stub.tsx'
import { SignInFirst } from '../signed-in.tsx'
import { isOver } from '../events/sale.ts'
import { orderPath } from '../links.ts'
import { OrderBadge } from './order-badge.tsx'

import './orders.css'

/** What one has bought, newest first. It asks who reads only where the service does: kept tickets open without it. */
export default function OrdersPage() {
  const t = useText()
  const orders = useOrders()
  const problem = problemOf(orders.error)
  if (problem?.code === 'not-signed-in') return <SignInFirst />
  const now = Date.now()
  const all = orders.data ?? []
  const past = all.filter((order) => isOver(order.event, now))
  const upcoming = all.filter((order) => !isOver(order.event, now))

  return (
    <Page title={t('common.tickets')}>
      {orders.data === undefined && !orders.error ? <Skeleton shape="stub" count={3} /> : null}
      {orders.data === undefined || !problem || problem.status > 0 ? (
        <Failure error={orders.error} onRetry={orders.refetch} />
      ) : null}
      {orders.data && all.length === 0 ? (
        <Empty title={t('buying.noOrdersTitle')}>
          <p>{t('buying.noOrders')}</p>
          <ButtonLink kind="main" to="/">
            {t('common.toEvents')}
          </ButtonLink>
        </Empty>
      ) : null}
      {all.length > 0 ? (
        <>
          <section className="stack" aria-labelledby="upcoming">
            <h2 id="upcoming">{t('buying.upcoming')}</h2>
            {upcoming.length === 0 ? <p className="soft">{t('buying.noneUpcoming')}</p> : null}
            <Stubs orders={upcoming} />
          </section>
          {past.length > 0 ? (
            <section className="stack orders-past" aria-labelledby="past">
              <h2 id="past">{t('buying.past')}</h2>
              <Stubs orders={past} />
            </section>
          ) : null}
        </>
      ) : null}
      {orders.hasNextPage ? (
        <Button busy={orders.isFetchingNextPage} onClick={() => void orders.fetchNextPage()}>
          {t('common.loadMore')}
        </Button>
      ) : null}
    </Page>
  )
}

/** The list by its cursors. Each order that it brings can be opened from it, also without a connection. */
function useOrders() {
  const me = useMe()
  const queries = useQueryClient()
  const list = useInfiniteQuery({
    queryKey: [listOrders.name],
    queryFn: async ({ pageParam, signal }) => {
      const page = await call(listOrders, { query: pageParam ? { cursor: pageParam } : {}, signal })
      return { ...page, readBy: queries.getQueryData<Account>(keyOf(readMe, {}))?.id }
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })
  const pages = list.data?.pages
  const data = useMemo(() => pages?.flatMap((page) => page.items), [pages])
  useEffect(() => {
    for (const order of data ?? []) {
      const key = keyOf(readOrder, { params: { orderId: order.id } })
      // Old from the start: the order's page shows it at once and still asks for it.
      if (queries.getQueryData(key) === undefined) queries.setQueryData(key, order, { updatedAt: 1 })
    }
  }, [data, queries])

  const readerId = me.state === 'signed-in' ? me.account.id : undefined
  const newest = pages?.[0]
  useEffect(() => {
    if (readerId !== undefined && newest) {
      const { readBy = readerId, items, nextCursor } = newest
      // Another account may have come since in another tab: what was answered before is not its own.
      if (readBy === readerId) void keepOrders(readerId, { items, nextCursor })
    }
    // So that the way from the list to an order is there without a connection, too.
    void import('./order-page.tsx')
  }, [readerId, newest])
  return { ...list, data }
}

function Stubs({ orders }: { orders: readonly OrderWithEvent[] }) {
  return (
    <ul className="order-stubs">
      {orders.map((order) => (
        <OrderStub key={order.id} order={order} />
      ))}
    </ul>
  )
}

function OrderStub({ order }: { order: OrderWithEvent }) {
  const t = useText()
  const formats = useFormats()
  const words = useSeatWords()
  const { event } = order
  const seats = order.tickets.flatMap(({ seat }) => seat ?? [])
  const place = [formats.time(event.startsAt, event.timeZone), event.venue?.name].filter(Boolean).join(' · ')
  return (
    <Stub as="li" block={<DateBlock at={event.startsAt} zone={event.timeZone} />}>
      <div className="stack-s">
        <h3>
          <Link href={orderPath(order)} className="order-link">
            {event.title}
          </Link>
        </h3>
        <p className="soft">{place}</p>
        {seats.length > 0 ? <p>{words(seats)}</p> : null}
        <div className="row">
          <span className="strong">{t('common.ticket', { count: order.tickets.length })}</span>
          {event.status === 'cancelled' ? <Badge kind="danger">{t('buying.eventCancelled')}</Badge> : null}
          <OrderBadge order={order} />
        </div>
      </div>
    </Stub>
  )
}
