import { listEvents, listQuery, type PageData, readEvent } from '@fairground/contract'
import type { QueryClient } from '@tanstack/react-query'

import { keyOf } from './api/queries.ts'

/** Puts what a page was rendered from where the page reads it: on the service, and again in the browser. */
export function rememberPageData(queries: QueryClient, { event, events, query }: PageData): void {
  if (event) {
    queries.setQueryData(keyOf(readEvent, { params: { eventId: event.slug } }), event)
    queries.setQueryData(keyOf(readEvent, { params: { eventId: event.id } }), event)
  }
  if (events) queries.setQueryData(keyOf(listEvents, { query: listQuery(query ?? {}) }), events)
}
