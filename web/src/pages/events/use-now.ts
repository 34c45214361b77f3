import { useEffect, useState } from 'react'

import { serviceNow } from '../../api/clock.ts'

const HOUR_MS = 3_600_000
const SECOND_MS = 1_000
/** Far from any turn, only the words "in 3 days" depend on it. */
const CALM_MS = 30_000

/**
 * The service's clock, read each second in the hour before something turns. Undefined at first: a page that is
 * rendered for everybody has no clock.
 */
export function useNow(turns: readonly number[]): number | undefined {
  const [now, setNow] = useState<number>()
  const next = now === undefined ? undefined : turns.find((at) => at > now)
  const isNear = now !== undefined && next !== undefined && next - now < HOUR_MS
  useEffect(() => {
    const tick = () => setNow(serviceNow())
    tick()
    const ticking = setInterval(tick, isNear ? SECOND_MS : CALM_MS)
    // A telephone that slept wakes up with an old time on its screen.
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearInterval(ticking)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [isNear])
  return now
}
