import {
  changeHold,
  type Event,
  extendHold,
  type LineRequest,
  type Order,
  placeHold,
  placeOrder,
  releaseHold,
} from '@fairground/contract'

import type { Request } from './attempt.ts'
import { type Booking, exchangeOf } from './booking.ts'

const PURPOSE = 'to hold tickets'

export type Kept = Extract<Booking['stage'], { hold: unknown }>

/** A new hold, or other places in the one that there is: all of them, or it stays as it is. */
export function placing(event: Event, booking: Booking, lines: LineRequest[]): Request<Kept['hold']> {
  const { exchanges } = exchangeOf(booking)
  const sent = { body: { lines }, key: booking.holdKey }
  const params = { eventId: event.id }
  return {
    purpose: PURPOSE,
    repeats: true,
    send: (client, signal) =>
      exchanges
        ? client(changeHold, { params: { ...params, holdId: exchanges.hold.id }, ...sent, signal })
        : client(placeHold, { params, ...sent, signal }),
  }
}

export function confirming(event: Event, { hold, orderKey }: Kept) {
  const pays = hold.totalMinor > 0 && event.paymentMethods.includes('door')
  const body = { holdId: hold.id, ...(pays ? { payment: { method: 'door' as const } } : {}) }
  const send: Request<Order>['send'] = (client, signal) =>
    client(placeOrder, { params: { eventId: event.id }, body, key: orderKey, signal })
  return { purpose: PURPOSE, repeats: true, send }
}

export function extending(event: Event, { hold, extendKey }: Kept): Request<Kept['hold']> {
  const params = { eventId: event.id, holdId: hold.id }
  return {
    purpose: PURPOSE,
    repeats: true,
    send: (client, signal) => client(extendHold, { params, key: extendKey, signal }),
  }
}

/** Letting go twice is letting go: it may be repeated without a key. */
export function releasing(event: Event, { hold }: Kept): Request<null> {
  const params = { eventId: event.id, holdId: hold.id }
  return { purpose: PURPOSE, repeats: true, send: (client, signal) => client(releaseHold, { params, signal }) }
}
