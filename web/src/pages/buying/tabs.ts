import { useEffect, useRef } from 'react'

const CHANNEL = 'fairground-holds'

/** Tells the other tabs of this browser that what is held or bought of the event has changed. */
export function tellOtherTabs(eventId: string): void {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(CHANNEL)
  // A channel reaches its own origin only and takes no target.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  channel.postMessage(eventId)
  channel.close()
}

/** Calls `onNews` when another tab changed something of the event, and when the reader comes back to this one. */
export function useOtherTabs(eventId: string, onNews: () => void): void {
  const latest = useRef(onNews)
  useEffect(() => {
    latest.current = onNews
  })
  useEffect(() => {
    const hear = () => latest.current()
    window.addEventListener('focus', hear)
    const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL)
    channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data === eventId) hear()
    })
    return () => {
      window.removeEventListener('focus', hear)
      channel?.close()
    }
  }, [eventId])
}
