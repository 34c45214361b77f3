import { useSyncExternalStore } from 'react'

import { hearClock } from './clock.ts'

/** `lost`: nothing of the service is heard. */
export type Connection = 'there' | 'lost'

/** On answers that the service worker kept: the service itself was not reached. As in offline/requests.ts. */
export const KEPT_HEADER = 'fairground-kept'
/** While nothing is heard, a light question this often; a page that shows `lost` comes back by itself. */
const ASK_AGAIN_MS = 3_000
/** From here on an answer says that the service, or the proxy before it, fails: no news of a line that was lost. */
const STATUS_FAILS = 500

let connection: Connection = 'there'
let asking: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

/** The browser's own fetch, which also learns from each answer how the service is, and what time it is there. */
export async function watchedFetch(...request: Parameters<typeof fetch>): Promise<Response> {
  const sentAt = Date.now()
  try {
    const response = await fetch(...request)
    const isKept = response.headers.has(KEPT_HEADER)
    if (!isKept) hearClock(response.headers.get('date'), sentAt, Date.now())
    if (isKept) tell('lost')
    else if (response.status < STATUS_FAILS) tell('there')
    return response
  } catch (error) {
    // A page that was left calls its questions back: that says nothing of the service.
    const isCalledBack = error instanceof DOMException && error.name === 'AbortError'
    if (!isCalledBack) tell('lost')
    throw error
  }
}

export function useConnection(): Connection {
  return useSyncExternalStore(listen, () => connection)
}

function tell(now: Connection): void {
  if (now !== connection) {
    connection = now
    for (const listener of listeners) listener()
  }
  planToAsk()
}

function planToAsk(): void {
  clearTimeout(asking)
  if (connection !== 'lost' || listeners.size === 0) return
  asking = setTimeout(() => void ask(), ASK_AGAIN_MS)
}

async function ask(): Promise<void> {
  // Alive is not enough: without its database it answers, and what the page then asks for fails again.
  const answer = await watchedFetch('/readyz', { cache: 'no-store' }).catch(() => undefined)
  // Where nothing came, that is told above.
  if (answer && !answer.ok) planToAsk()
}

function listen(listener: () => void): () => void {
  if (listeners.size === 0) {
    window.addEventListener('offline', onOffline)
    window.addEventListener('online', onOnline)
    if (!navigator.onLine) queueMicrotask(onOffline)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    window.removeEventListener('offline', onOffline)
    window.removeEventListener('online', onOnline)
    clearTimeout(asking)
  }
}

function onOffline(): void {
  tell('lost')
}

/** The device has a network again; whether the service is in it is for the service to say. */
function onOnline(): void {
  void ask()
}
