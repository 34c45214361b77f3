import { type Availability, followAvailability, readEvent } from '@fairground/contract'
import { addressOf } from '@fairground/contract/client'
import { useEffect, useState } from 'react'

import { useRefresh } from './queries.ts'

/** A tab that is looked away from for a moment keeps its stream; one that is left lets go of it. */
const LET_GO_AFTER_MS = 15_000
/** A browser gives a stream up for good when it is refused. Asked again after once to twice this: not all at once. */
const AGAIN_MS = 3_000

/**
 * What is left of an event, as it changes: one stream a page, none while the tab is hidden. Each message is whole, so
 * a gap between versions loses nothing; an event that itself has changed is read again.
 */
export function useAvailability(
  eventId: string | undefined,
  eventVersion: number | undefined,
): Availability | undefined {
  const [newest, setNewest] = useState<Availability>()
  const refresh = useRefresh()

  useEffect(() => {
    if (eventId === undefined) return undefined
    const id = eventId
    let stream: EventSource | undefined
    let leaving: ReturnType<typeof setTimeout> | undefined
    let again: ReturnType<typeof setTimeout> | undefined

    function open() {
      clearTimeout(again)
      if (stream && stream.readyState !== EventSource.CLOSED) return
      const opened = new EventSource(addressOf(followAvailability, { params: { eventId: id } }))
      stream = opened
      opened.addEventListener('error', () => {
        // Of a line that broke the browser itself asks again. A hidden tab does so when it is looked at.
        if (opened.readyState !== EventSource.CLOSED || document.visibilityState === 'hidden') return
        clearTimeout(again)
        again = setTimeout(open, AGAIN_MS * (1 + Math.random()))
      })
      opened.addEventListener('availability', (message: MessageEvent<string>) => {
        // The service's own text, in the form that the route declares.
        const availability = JSON.parse(message.data) as Availability
        // Nodes may differ for a moment: never back to an older one.
        setNewest((known) => (known && known.version > availability.version ? known : availability))
      })
    }
    function letGo() {
      clearTimeout(again)
      stream?.close()
      stream = undefined
    }
    function onVisibility() {
      clearTimeout(leaving)
      if (document.visibilityState === 'hidden') leaving = setTimeout(letGo, LET_GO_AFTER_MS)
      else open()
    }

    if (document.visibilityState === 'visible') open()
    document.addEventListener('visibilitychange', onVisibility)
    window.addEventListener('online', onVisibility)
    return () => {
      clearTimeout(leaving)
      document.removeEventListener('visibilitychange', onVisibility)
      window.removeEventListener('online', onVisibility)
      letGo()
      setNewest(undefined)
    }
  }, [eventId])

  const isOutdated = newest !== undefined && eventVersion !== undefined && newest.eventVersion > eventVersion
  useEffect(() => {
    if (isOutdated) void refresh(readEvent)
    // Once a version: `refresh` is made anew with each render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [isOutdated, newest?.eventVersion])

  return newest
}
