import { followSeats, readEvent, readSeatStatus, type SeatChanges } from '@fairground/contract'
import { addressOf } from '@fairground/contract/client'
import type { SeatMap } from '@fairground/seating'
import { useEffect, useState } from 'react'

import { call } from '../api/client.ts'
import { useRefresh } from '../api/queries.ts'
import { applyFrame, type SeatStates, statesOf } from './seat-frames.ts'

/** As in api/live.ts: a tab that is left lets go of its stream, and a refused one is asked again after once to twice this. */
const LET_GO_AFTER_MS = 15_000
const AGAIN_MS = 3_000
/** After a gap; a rush makes gaps for everybody at once. */
const READ_AGAIN_MS = 300

interface LiveSeats {
  /** Undefined until they were read. */
  readonly seats: SeatStates | undefined
  readonly error: unknown
}

/**
 * The state of every seat as it changes: the whole status once, then the changes of a stream, none while the tab is
 * hidden. Where something is missing in between, the status is read again.
 */
export function useSeatStates(eventId: string, map: SeatMap | undefined): LiveSeats {
  const [live, setLive] = useState<LiveSeats>({ seats: undefined, error: undefined })
  const refresh = useRefresh()

  useEffect(() => {
    if (!map) return undefined
    const following = follow(eventId, map, setLive, () => void refresh(readEvent))
    return () => {
      following.stop()
      setLive({ seats: undefined, error: undefined })
    }
    // `refresh` is made anew with each render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [eventId, map])
  return live
}

/** From the first status on until it is stopped. `onOther`: the event has other seats by now. */
function follow(eventId: string, map: SeatMap, onNews: (live: LiveSeats) => void, onOther: () => void) {
  const params = { eventId }
  const gone = new AbortController()
  let known: SeatStates | undefined
  let stream: EventSource | undefined
  let leaving: ReturnType<typeof setTimeout> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  let isReading = false

  async function read(): Promise<void> {
    if (isReading) return
    isReading = true
    try {
      const status = await call(readSeatStatus, { params, signal: gone.signal })
      // Nodes may differ for a moment: never back to an older state. Should it be needed, the next frame shows a gap.
      if (!known || status.version >= known.version) {
        const seats = statesOf(status, map, known)
        if (!seats) return onOther()
        known = seats
        onNews({ seats, error: undefined })
      }
      open()
    } catch (error) {
      if (gone.signal.aborted) return
      onNews({ seats: known, error })
      readLater(AGAIN_MS)
    } finally {
      isReading = false
    }
  }
  function open(): void {
    if (!known || document.visibilityState === 'hidden') return
    if (stream && stream.readyState !== EventSource.CLOSED) return
    const opened = new EventSource(addressOf(followSeats, { params, query: { version: known.version } }))
    stream = opened
    opened.addEventListener('seats', (message: MessageEvent<string>) => {
      // The service's own text, in the form that the route declares.
      if (stream === opened) hear(JSON.parse(message.data) as SeatChanges)
    })
    opened.addEventListener('error', () => {
      // Of a line that broke the browser itself asks again. A hidden tab does so when it is looked at.
      if (opened.readyState !== EventSource.CLOSED || document.visibilityState === 'hidden') return
      readLater(AGAIN_MS)
    })
  }
  function hear(frame: SeatChanges): void {
    if (!known) return
    const applied = applyFrame(known, frame, map.hash)
    switch (applied.kind) {
      case 'applied':
        known = { states: known.states, version: applied.version }
        return onNews({ seats: known, error: undefined })
      case 'gap':
        return readLater(READ_AGAIN_MS)
      case 'other-seats':
        return onOther()
      case 'known':
        return undefined
      default:
        return applied satisfies never
    }
  }
  /** Once, however many frames show the same gap until then. */
  function readLater(afterMs: number): void {
    again ??= setTimeout(
      () => {
        again = undefined
        void read()
      },
      afterMs * (1 + Math.random()),
    )
  }
  function letGo(): void {
    clearTimeout(again)
    again = undefined
    stream?.close()
    stream = undefined
  }
  function onVisibility(): void {
    clearTimeout(leaving)
    if (document.visibilityState === 'hidden') leaving = setTimeout(letGo, LET_GO_AFTER_MS)
    else if (!stream || stream.readyState === EventSource.CLOSED) void read()
  }

  void read()
  document.addEventListener('visibilitychange', onVisibility)
  window.addEventListener('online', onVisibility)
  return {
    stop() {
      gone.abort()
      clearTimeout(leaving)
      document.removeEventListener('visibilitychange', onVisibility)
      window.removeEventListener('online', onVisibility)
      letGo()
    },
  }
}
