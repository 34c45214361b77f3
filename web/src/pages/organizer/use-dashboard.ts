import { type Event, readDashboard } from '@fairground/contract'
import { useEffect } from 'react'

import { useAvailability } from '../../api/live.ts'
import { useRead } from '../../api/queries.ts'
import { withCounts } from './counts.ts'

/** Money and plots need a question each time; in a rush there are hundreds of versions a second. */
const LEAST_PAUSE_MS = 2_000

/** How the sale goes: the counts as they come over the stream, the rest read again when they have moved. */
export function useDashboard(event: Event) {
  const read = useRead(readDashboard, { params: { eventId: event.id } })
  const availability = useAvailability(event.id, event.version)
  const { data, dataUpdatedAt, isFetching, refetch } = read
  const isBehind = availability !== undefined && data !== undefined && availability.version > data.version

  useEffect(() => {
    if (!isBehind || isFetching) return undefined
    const timer = setTimeout(() => void refetch(), Math.max(0, dataUpdatedAt + LEAST_PAUSE_MS - Date.now()))
    return () => clearTimeout(timer)
  }, [isBehind, isFetching, dataUpdatedAt, refetch])

  return { ...read, dashboard: data && withCounts(data, availability) }
}
