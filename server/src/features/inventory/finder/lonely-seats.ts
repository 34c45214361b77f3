import type { SeatFinder } from './best-seats.ts'

/**
 * The seats that would be left alone if these were taken together, by rising number: free ones that have a free
 * neighbour now and would have none. A gap that is filled whole leaves nobody alone.
 */
export function lonelyAfter(finder: SeatFinder, seats: readonly number[]): number[] {
  const taken = new Set(seats)
  const lonely = new Set<number>()
  for (const beside of seats.flatMap((seat) => finder.neighboursOf(seat))) {
    if (taken.has(beside) || !finder.isFree(beside) || !finder.hasFreeNeighbour(beside)) continue
    const isAlone = finder.neighboursOf(beside).every((other) => taken.has(other) || !finder.isFree(other))
    if (isAlone) lonely.add(beside)
  }
  return [...lonely].toSorted((one, other) => one - other)
}
