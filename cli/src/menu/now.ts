import { useEffect, useState } from 'react'

/** A clock that moves the screen each second while `isRunning`; between the seconds it is right, too. */
export function useNow(readClock: () => number, isRunning: boolean): number {
  const [, setTicks] = useState(0)
  useEffect(() => {
    if (!isRunning) return undefined
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), 1_000)
    return () => clearInterval(timer)
  }, [isRunning])
  return readClock()
}
