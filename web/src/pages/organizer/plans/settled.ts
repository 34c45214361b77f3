import type { Plan } from '@fairground/contract'
import { useEffect, useState } from 'react'

import { seatCount } from './edit/parts.ts'

/** A moment in which nobody draws on. */
const PAUSE_MS = 200
/** To count and check an arena takes a tenth of a second: not while a brush goes over it. */
const LARGE_PAUSE_MS = 800
const LARGE = 10_000

/** The plan as it was when the hand last rested: for what is worked out of the whole of it. */
export function useSettled(plan: Plan): Plan {
  const [settled, setSettled] = useState(plan)
  useEffect(() => {
    const pause = seatCount(plan) > LARGE ? LARGE_PAUSE_MS : PAUSE_MS
    const timer = setTimeout(() => setSettled(plan), pause)
    return () => clearTimeout(timer)
  }, [plan])
  return settled
}
