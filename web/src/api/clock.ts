/** How far the service's clock is ahead of the device's: between these, in milliseconds. */
export interface Lead {
  readonly leastMs: number
  readonly mostMs: number
}

/**
 * What one answer tells of the clocks. `date` is its header: the second in which the service wrote it, which was
 * after the request left and before the answer came, both by the device's clock.
 */
export function leadOf(date: string | null, sentAt: number, receivedAt: number): Lead | undefined {
  const second = Date.parse(date ?? '')
  if (Number.isNaN(second)) return undefined
  return { leastMs: second - receivedAt, mostMs: second + 1_000 - sentAt }
}

/** All answers hold at once, so each narrows what is known; where one contradicts, the device's clock was set anew. */
export function narrowed(known: Lead | undefined, heard: Lead): Lead {
  if (!known) return heard
  const leastMs = Math.max(known.leastMs, heard.leastMs)
  const mostMs = Math.min(known.mostMs, heard.mostMs)
  return leastMs <= mostMs ? { leastMs, mostMs } : heard
}

let lead: Lead | undefined

/** Learns from an answer that came from the service itself, not from a cache. */
export function hearClock(date: string | null, sentAt: number, receivedAt: number): void {
  const heard = leadOf(date, sentAt, receivedAt)
  if (heard) lead = narrowed(lead, heard)
}

/**
 * The service's time, whatever the device's clock says; the latest that it may be, so that a countdown never promises
 * a second that is not there. Milliseconds since the epoch.
 */
export function serviceNow(): number {
  return Date.now() + (lead?.mostMs ?? 0)
}
