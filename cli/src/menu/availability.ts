import type { Availability } from '@fairground/contract'
import { useEffect, useState } from 'react'

import { follow } from './live.ts'
import { useIsTop, useStage } from './stage.tsx'

/** Somebody who runs through a list chooses many events for a moment; only one that stays chosen is followed. */
const STAYS_MS = 150

/** What is left of an event, live while this screen is the top one. */
export function useAvailability(eventId: string | undefined): Availability | undefined {
  const { visit } = useStage()
  const isTop = useIsTop()
  const [newest, setNewest] = useState<{ eventId: string; availability: Availability }>()
  useEffect(() => {
    if (!eventId || !isTop) return undefined
    const controller = new AbortController()
    const start = () =>
      void follow(visit, eventId, (availability) => setNewest({ eventId, availability }), controller.signal)
    const timer = setTimeout(start, STAYS_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [visit, eventId, isTop])
  return newest?.eventId === eventId ? newest?.availability : undefined
}
