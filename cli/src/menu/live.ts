import { setTimeout as sleep } from 'node:timers/promises'

import {
  type Availability,
  followAvailability,
  followSeats,
  readAvailability,
  readSeatStatus,
  type SeatChanges,
} from '@fairground/contract'
import { addressOf } from '@fairground/contract/client'

import { applyChanges, type Hall, hallWith, readHall } from '../seats/hall.ts'
import type { Visit } from './visit.ts'

/** Where the stream is refused (a proxy, too many followers) or away, numbers come as often as this. */
const POLL_EVERY_MS = 2_000

/** The service sends a sign of life every 10 s; a stream that is silent for longer is broken. */
const SILENCE_MS = 30_000

/** Tells what is left, as it changes, until the signal aborts: by the stream, and by asking where there is none. */
export async function follow(
  visit: Visit,
  eventId: string,
  onChange: (availability: Availability) => void,
  signal: AbortSignal,
): Promise<void> {
  const params = { eventId }
  while (!signal.aborted) {
    await readStream(visit, addressOf(followAvailability, { params }), signal, (events) => {
      // The service's own stream: its route declares this shape. The newest says all that the others do.
      onChange(JSON.parse(events.at(-1) ?? '') as Availability)
      return true
    })
    if (signal.aborted) return
    const outcome = await visit.client()(readAvailability, { params, signal })
    if (outcome.ok) onChange(outcome.data)
    // Nobody wants it any more: the loop ends.
    await sleep(POLL_EVERY_MS, undefined, { signal }).catch(() => {})
  }
}

/** As `follow`, for the state of every seat, from that of `hall` on. */
export async function followHall(
  visit: Visit,
  eventId: string,
  hall: Hall,
  onChange: (hall: Hall) => void,
  signal: AbortSignal,
): Promise<void> {
  let current = hall
  const know = (next: Hall) => {
    if (next !== current) onChange(next)
    current = next
  }
  while (!signal.aborted) {
    const address = addressOf(followSeats, { params: { eventId }, query: { version: current.version } })
    const isGap = await readStream(visit, address, signal, (events) => {
      for (const event of events) {
        // As the route declares it.
        const next = applyChanges(current, JSON.parse(event) as SeatChanges)
        if (!next) return false
        know(next)
      }
      return true
    })
    if (signal.aborted) return
    const read = await readAgain(visit, eventId, current, signal)
    if (read) know(read)
    if (!read || !isGap) await sleep(POLL_EVERY_MS, undefined, { signal }).catch(() => {})
  }
}

/** The hall as it is now; undefined where the service does not say. */
async function readAgain(visit: Visit, eventId: string, { map }: Hall, signal: AbortSignal): Promise<Hall | undefined> {
  const client = visit.client()
  const status = await client(readSeatStatus, { params: { eventId }, signal })
  if (!status.ok) return undefined
  if (status.data.hash === map.hash) return hallWith(map, status.data)
  const whole = await readHall(client, eventId, signal)
  return whole.ok ? whole.data : undefined
}

/**
 * Hands on what a stream says, at least one event's data at a time, until it ends, however it ends: the caller asks
 * once and opens another. Resolves to true where it was `onEvents` that had no use for the rest.
 */
async function readStream(
  visit: Visit,
  address: string,
  signal: AbortSignal,
  onEvents: (events: string[]) => boolean,
): Promise<boolean> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), SILENCE_MS)
  try {
    const response = await visit.fetch(address, AbortSignal.any([signal, silence.signal]))
    if (!response.ok || !response.body) return false
    let unread = ''
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), SILENCE_MS)
      const parts = (unread + chunk).split('\n\n')
      unread = parts.pop() ?? ''
      const events = parts.flatMap((part) => dataOf(part) ?? [])
      if (events.length > 0 && !onEvents(events)) return true
    }
  } catch {
    // Away, or no longer wanted; the caller knows what to do in both cases.
  } finally {
    clearTimeout(timer)
  }
  return false
}

/** The data of one server-sent event; the service writes it in one line. Comments have none. */
function dataOf(event: string): string | undefined {
  return /^data: (.*)$/m.exec(event)?.[1]
}
