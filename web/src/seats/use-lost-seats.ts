import type { SeatMap } from '@fairground/seating'
import { useEffect, useRef } from 'react'

import type { OpenHold } from '../pages/buying/held.ts'
import { seatsOfLines } from './seat-choice.ts'
import type { SeatStates } from './seat-frames.ts'
import { lostSeats, seatsOfIds } from './seat-offer.ts'

interface Watched {
  readonly map: SeatMap
  readonly live: SeatStates
  readonly seatIds: readonly string[]
  readonly open: OpenHold
  /** While seats are asked for, those that are held by now are the reader's own. */
  readonly isAsking: boolean
  readonly onLost: (seatIds: string[]) => void
}

/**
 * Tells of chosen seats that somebody else has taken. A seat may be held by the reader without this page knowing it: by
 * another tab, or by an answer that was lost. So the service is asked for their hold before a seat is called lost.
 */
export function useLostSeats(watched: Watched): void {
  const { map, live, seatIds, open, isAsking } = watched
  const latest = useRef(watched)
  latest.current = watched
  const isLooking = useRef(false)

  async function look(): Promise<void> {
    isLooking.current = true
    const hold = await open.readAgain()
    isLooking.current = false
    const now = latest.current
    if (now.isAsking) return
    const lost = lostSeats({ map: now.map, states: now.live.states, mine: seatsHeld(now.map, hold) }, now.seatIds)
    if (lost.length > 0) now.onLost(lost)
  }

  useEffect(() => {
    if (isAsking || !open.isKnown || isLooking.current) return
    if (lostSeats({ map, states: live.states, mine: seatsHeld(map, open.hold) }, seatIds).length === 0) return
    void look()
    // `version` says that the states, which stay the same bytes, have changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [map, live.version, seatIds, open.isKnown, open.hold, isAsking])
}

/** The reader's own seats, by their numbers. */
export function seatsHeld(map: SeatMap, hold: OpenHold['hold']): ReadonlySet<number> {
  return new Set(
    seatsOfIds(
      map,
      seatsOfLines(hold?.lines ?? []).map(({ seatId }) => seatId),
    ),
  )
}
