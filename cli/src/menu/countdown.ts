/** "9:58": what is left of a hold. Rounded up, so that 0:00 is its very end. */
export function showRemaining(remainingMs: number): string {
  const seconds = Math.max(0, Math.ceil(remainingMs / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** The Date header counts whole seconds; less than this is no difference between two clocks. */
const SMALLEST_DIFFERENCE_MS = 2_000

/** How far the service's clock is ahead of this machine's, by the Date header of an answer that came just now. */
export function clockAhead(dateHeader: string | null, now: number): number {
  const ahead = Date.parse(dateHeader ?? '') - now
  return Math.abs(ahead) < SMALLEST_DIFFERENCE_MS ? 0 : ahead || 0
}
