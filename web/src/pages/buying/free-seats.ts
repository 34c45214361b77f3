import { type Event, type Hold, readSeatStatus } from '@fairground/contract'
import { FREE, unpackStates } from '@fairground/seating'
import { useMemo } from 'react'

import { useRead } from '../../api/queries.ts'
import { useMapOfLines } from './seat-lines.tsx'

/** Often enough for an offer; the service has the last word. */
const LOOK_AGAIN_MS = 5_000

/** Which seats of a hold that is over could be had again. */
export function useFreeSeats(event: Event, { lines }: Hold): { isKnown: boolean; isFree: (seatId: string) => boolean } {
  const hasSeats = lines.some(({ seatIds }) => seatIds)
  const { map, error } = useMapOfLines(event, lines)
  const status = useRead(
    readSeatStatus,
    { params: { eventId: event.id } },
    { enabled: hasSeats, everyMs: LOOK_AGAIN_MS },
  )
  const states = useMemo(
    () => (map && status.data?.hash === map.hash ? unpackStates(status.data.states, map.seats) : undefined),
    [map, status.data],
  )
  const isUnknown = hasSeats && !states && !error && !status.error
  return { isKnown: !isUnknown, isFree: (id) => states?.[map?.indexOf(id) ?? -1] === FREE }
}
