import { type EventSummary, listEvents, type QueryOf } from '@fairground/contract'
import type { ClientProblem } from '@fairground/contract/client'
import { useEffect, useState } from 'react'

import { refusalLines } from './attempt.ts'
import { useRequests } from './request.ts'

type Query = QueryOf<typeof listEvents>

/** A list of events as it comes in, page by page. */
export interface EventPages {
  readonly events: readonly EventSummary[]
  readonly isDone: boolean
  /** There are more than a person would scroll through; `search` looks for the others, too. */
  readonly hasMore: boolean
  readonly refusal: readonly string[]
  readonly waitsFor: ClientProblem | undefined
  retryNow: () => void
  /** Told what is looked for. */
  search: (words: string) => void
}

/** Published events that are not over, soonest first. */
export const UPCOMING: readonly Query[] = [{}]

/** Scrolling through more helps nobody; beyond it the service searches. 25 pages, each some 60 kB. */
const MOST_EVENTS = 5_000
const PAGE_LIMIT = 200
/** Somebody who types writes several letters in this time. */
const TYPING_MS = 300

/** Reads the events that fit each of the queries, in their order. `purpose` says what an account is needed for. */
export function useEventPages(queries: readonly Query[] | undefined, purpose?: string): EventPages {
  const [words, setWords] = useState('')
  const [pages, setPages] = useState(NONE)
  const { waitsFor, run, retryNow } = useRequests()
  const isComplete = pages.isDone && !pages.hasMore && pages.words === ''
  // While everything is here, nobody is asked.
  const asked = isComplete || !pages.isDone ? pages.words : words

  useEffect(() => {
    if (!queries) return undefined
    let isWanted = true
    const timer = setTimeout(() => void read(queries), asked === '' ? 0 : TYPING_MS)

    async function read(wanted: readonly Query[]): Promise<void> {
      const events: EventSummary[] = []
      for (const query of wanted) {
        let cursor: string | undefined
        do {
          const page: Query = { ...query, query: asked || undefined, cursor, limit: PAGE_LIMIT }
          const result = await run({
            send: (client, signal) => client(listEvents, { query: page, signal }),
            repeats: true,
            purpose,
          })
          if (!isWanted || result.state === 'stopped') return
          if (result.state === 'refused') {
            setPages({ ...NONE, events, isDone: true, refusal: refusalLines(result.problem), words: asked })
            return
          }
          events.push(...result.data.items)
          cursor = result.data.nextCursor ?? undefined
          setPages({ ...NONE, events: [...events], words: asked })
        } while (cursor && events.length < MOST_EVENTS)
        if (cursor) {
          setPages({ ...NONE, events, isDone: true, hasMore: true, words: asked })
          return
        }
      }
      setPages({ ...NONE, events, isDone: true, words: asked })
    }

    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [queries, asked, purpose, run])

  return { ...pages, waitsFor, retryNow, search: setWords }
}

interface Pages {
  events: readonly EventSummary[]
  isDone: boolean
  hasMore: boolean
  refusal: readonly string[]
  /** What the service was asked to look for. */
  words: string
}

const NONE: Pages = { events: [], isDone: false, hasMore: false, refusal: [], words: '' }
