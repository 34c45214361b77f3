import { listOrders } from '@fairground/contract'
import { Box, Text } from 'ink'
import { useEffect, useState } from 'react'

import { showPrice } from '../money.ts'
import { harmless } from '../text.ts'
import { refusalLines } from './attempt.ts'
import { ticketTypesOf } from './booking.ts'
import { useEvent } from './event.ts'
import { EventRow } from './event-row.tsx'
import { Facts, Frame, Refusal, useContentRows, Waiting } from './frame.tsx'
import { move, windowOf } from './list.ts'
import { useRequests } from './request.ts'
import type { OrderWithEvent } from './screens.ts'
import { useStage, useStrokes } from './stage.tsx'
import { TicketPages } from './ticket-pages.tsx'

/** What the chosen order unfolds into. */
const UNFOLDED_ROWS = 5

export function Orders() {
  const { back, open } = useStage()
  const { orders, isDone, refusal, requests } = useOrders()
  const [chosen, setChosen] = useState(0)
  const size = Math.max(1, useContentRows() - UNFOLDED_ROWS)
  const { from, to } = windowOf(orders.length, chosen, size)

  useStrokes((stroke) => {
    if ('text' in stroke) {
      if (!requests.waitsFor || stroke.text !== 'r') return false
      requests.retryNow()
      return true
    }
    const order = orders[chosen]
    if (stroke.key === 'escape') back()
    else if (stroke.key === 'enter') {
      if (order) open({ name: 'order', order })
      else if (isDone) back()
    } else setChosen(move(chosen, stroke.key, orders.length, size) ?? chosen)
    return true
  })

  return (
    <Frame title="My orders" keys={['↑↓ choose', 'Enter tickets', 'Esc back', '? help']}>
      {orders.slice(from, to).map((order, index) => (
        <OrderRow key={order.id} order={order} isChosen={from + index === chosen} />
      ))}
      {isDone && orders.length === 0 && refusal.length === 0 ? (
        <Text>No orders yet. Esc, then 2 books tickets.</Text>
      ) : null}
      {isDone ? null : <Waiting what="Reading your orders" waitsFor={requests.waitsFor} />}
      <Refusal lines={refusal} />
    </Frame>
  )
}

/** Who has more orders than that finds them with `fairground orders --limit`. */
const MOST_ORDERS = 1_000
const PAGE_LIMIT = 200

function useOrders() {
  const { back } = useStage()
  const requests = useRequests()
  const { run } = requests
  const [orders, setOrders] = useState<readonly OrderWithEvent[]>([])
  const [isDone, setDone] = useState(false)
  const [refusal, setRefusal] = useState<readonly string[]>([])

  useEffect(() => {
    let isWanted = true
    async function readAll(): Promise<void> {
      const read: OrderWithEvent[] = []
      let cursor: string | undefined
      do {
        const query = { cursor, limit: PAGE_LIMIT }
        const result = await run({
          send: (client, signal) => client(listOrders, { query, signal }),
          repeats: true,
          purpose: 'to see your orders',
        })
        if (!isWanted) return
        if (result.state === 'stopped') return back()
        if (result.state === 'refused') {
          setRefusal(refusalLines(result.problem))
          break
        }
        read.push(...result.data.items)
        setOrders([...read])
        cursor = result.data.nextCursor ?? undefined
      } while (cursor && read.length < MOST_ORDERS)
      setDone(true)
    }
    void readAll()
    return () => {
      isWanted = false
    }
  }, [run, back])

  return { orders, isDone, refusal, requests }
}

function OrderRow({ order, isChosen }: { order: OrderWithEvent; isChosen: boolean }) {
  const { event, tickets } = order
  return (
    <Box flexDirection="column" flexShrink={0}>
      <EventRow event={event} isChosen={isChosen}>
        <Text>{`${tickets.length} ${tickets.length === 1 ? 'ticket' : 'tickets'}`}</Text>
      </EventRow>
      {isChosen ? <Facts facts={factsOf(order)} indent={20} /> : null}
    </Box>
  )
}

function factsOf(order: OrderWithEvent): [string, string][] {
  const due = order.payment.dueMinor > 0 ? ', to pay at the door' : ''
  return [
    ['price', `${showPrice(order.totalMinor, order.currency)}${due}`],
    ['state', order.state],
    ['zone', harmless(order.event.timeZone)],
    ['order', order.id],
  ]
}

/** One order's tickets; the names of the ticket types come from the event, where it can still be seen. */
export function OrderTickets({ order }: { order: OrderWithEvent }) {
  const { back } = useStage()
  const { answer } = useEvent(order.eventId)
  const types = answer?.state === 'done' ? ticketTypesOf(answer.data) : []
  return <TicketPages order={order} event={order.event} types={types} onReturn={back} />
}
