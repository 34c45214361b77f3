import { useEffect, useState } from 'react'

import { serviceNow } from '../../api/clock.ts'

/** From here on the clock warns: enough to read it and to press a button (WCAG 2.2.1 asks for 20 s). */
export const WARNING_SECONDS = 60

/** Whole seconds until then, rounded up: the clock shows 0 only when nothing is left. */
export function secondsUntil(expiresAt: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(expiresAt) - now) / 1_000))
}

/** Until the next moment at which `secondsUntil` is another number; undefined when it will not change any more. */
export function nextTickMs(expiresAt: string, now: number): number | undefined {
  const leftMs = Date.parse(expiresAt) - now
  if (leftMs <= 0) return undefined
  return leftMs % 1_000 || 1_000
}

/** Seconds that a hold still has by the service's clock; runs by itself. */
export function useSecondsUntil(expiresAt: string): number {
  const [seconds, setSeconds] = useState(() => secondsUntil(expiresAt, serviceNow()))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    function tick() {
      clearTimeout(timer)
      const now = serviceNow()
      setSeconds(secondsUntil(expiresAt, now))
      const waitMs = nextTickMs(expiresAt, now)
      if (waitMs !== undefined) timer = setTimeout(tick, waitMs)
    }
    tick()
    // The timers of a hidden tab are slowed down.
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [expiresAt])
  return seconds
}

/** Whether that moment has passed by the service's clock; for what need not look each second. */
export function useIsPast(expiresAt: string | undefined): boolean {
  const [passed, setPassed] = useState<string>()
  useEffect(() => {
    if (expiresAt === undefined) return undefined
    const end = expiresAt
    let timer: ReturnType<typeof setTimeout> | undefined
    function look() {
      clearTimeout(timer)
      const leftMs = Date.parse(end) - serviceNow()
      if (leftMs > 0) timer = setTimeout(look, leftMs)
      else setPassed(end)
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [expiresAt])
  return expiresAt !== undefined && passed === expiresAt
}
