import { setTimeout as sleep } from 'node:timers/promises'

import { type Availability, followAvailability, readAvailability } from '@fairground/contract'

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
  while (!signal.aborted) {
    await readStream(visit, eventId, onChange, signal)
    if (signal.aborted) return
    const outcome = await visit.client()(readAvailability, { params: { eventId }, signal })
    if (outcome.ok) onChange(outcome.data)
    // Nobody wants it any more: the loop ends.
    await sleep(POLL_EVERY_MS, undefined, { signal }).catch(() => {})
  }
}

/** Until the stream ends, however it ends: the caller asks once and opens another. */
async function readStream(
  visit: Visit,
  eventId: string,
  onChange: (availability: Availability) => void,
  signal: AbortSignal,
): Promise<void> {
  const silence = new AbortController()
  let timer = setTimeout(() => silence.abort(), SILENCE_MS)
  try {
    const path = followAvailability.path.replace(':eventId', encodeURIComponent(eventId))
    const response = await visit.fetch(path, AbortSignal.any([signal, silence.signal]))
    if (!response.ok || !response.body) return
    let unread = ''
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), SILENCE_MS)
      const events = (unread + chunk).split('\n\n')
      unread = events.pop() ?? ''
      const data = events.map(dataOf).findLast((line) => line !== undefined)
      // The service's own stream: its route declares this shape.
      if (data !== undefined) onChange(JSON.parse(data) as Availability)
    }
  } catch {
    // Away, or no longer wanted; the caller knows what to do in both cases.
  } finally {
    clearTimeout(timer)
  }
}

/** The data of one server-sent event; the service writes it in one line. Comments have none. */
function dataOf(event: string): string | undefined {
  return /^data: (.*)$/m.exec(event)?.[1]
}
