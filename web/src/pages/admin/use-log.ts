import { followLog, type LogLine, readMe } from '@fairground/contract'
import { addressOf } from '@fairground/contract/client'
import { useEffect, useRef, useState } from 'react'

import { useRefresh } from '../../api/queries.ts'
import { openLogBook } from './log-book.ts'

/** Thousands of lines a second are drawn as often as an eye can follow. */
const DRAW_EVERY_MS = 250
/** A tab that is looked away from for a moment keeps the log; one that is left lets go of it. */
const LET_GO_AFTER_MS = 15_000
/** After an answer that is no stream (signed out, too many readers); the browser itself repeats a lost connection. */
const ASK_AGAIN_MS = 5_000

export type LogState = 'connecting' | 'open' | 'lost' | 'away'

/** Follows the log of all nodes while the tab is looked at; the book is drawn anew when `drawn` changes. */
export function useLog() {
  const book = useRef<ReturnType<typeof openLogBook>>(undefined)
  book.current ??= openLogBook()
  const kept = book.current
  const [state, setState] = useState<LogState>('connecting')
  const [drawn, setDrawn] = useState(0)
  const refresh = useRefresh()

  useEffect(() => {
    let stream: EventSource | undefined
    let leaving: ReturnType<typeof setTimeout> | undefined
    let asking: ReturnType<typeof setTimeout> | undefined
    /** Since when nothing is heard, and why. */
    let silence: { why: 'hidden' | 'lost'; from: number } | undefined

    function open() {
      clearTimeout(asking)
      stream?.close()
      const opened = new EventSource(addressOf(followLog, {}))
      stream = opened
      opened.addEventListener('open', () => {
        if (silence) kept.addGap({ ...silence, to: Date.now() })
        silence = undefined
        setState('open')
      })
      opened.addEventListener('message', (message: MessageEvent<string>) => {
        // The service's own text, in the form that the route declares.
        kept.add(JSON.parse(message.data) as LogLine)
      })
      opened.addEventListener('error', () => {
        silence ??= { why: 'lost', from: Date.now() }
        setState('lost')
        if (opened.readyState !== EventSource.CLOSED) return
        asking = setTimeout(open, ASK_AGAIN_MS)
        // Perhaps this is no admin any more, or nobody: then the page says so.
        void refresh(readMe)
      })
    }
    function letGo() {
      clearTimeout(asking)
      stream?.close()
      stream = undefined
      silence ??= { why: 'hidden', from: Date.now() }
      setState('away')
    }
    function onVisibility() {
      clearTimeout(leaving)
      if (document.visibilityState === 'hidden') leaving = setTimeout(letGo, LET_GO_AFTER_MS)
      else if (!stream) open()
    }

    if (document.visibilityState === 'visible') open()
    document.addEventListener('visibilitychange', onVisibility)
    const drawing = setInterval(() => setDrawn(kept.newestId()), DRAW_EVERY_MS)
    return () => {
      clearInterval(drawing)
      clearTimeout(leaving)
      clearTimeout(asking)
      document.removeEventListener('visibilitychange', onVisibility)
      stream?.close()
    }
    // Once: `refresh` is made anew with each render and does the same.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [kept])

  return { book: kept, state, drawn }
}
