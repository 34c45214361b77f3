/** What a clock on a wall of the place shows: `2026-06-06T20:00`. */
export type WallTime = string

const WALL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/
const DAY_MS = 86_400_000
/** Before it, zones have offsets in seconds, and nobody sells a ticket for a year of five digits. */
const FIRST_YEAR = 1970

/** Making one takes a hundred times as long as using it. */
const clocks = new Map<string, Intl.DateTimeFormat>()

/** Whether the runtime knows the zone by this name. */
export function isZone(zone: string): boolean {
  // Intl also takes offsets, which know no summer time.
  if (zone === '' || /^[+-]/.test(zone)) return false
  try {
    clockOf(zone)
    return true
  } catch {
    return false
  }
}

/** What a clock in the zone shows at an instant, to the minute. */
export function wallOf(at: string, zone: string): WallTime {
  return new Date(shown(Date.parse(at), zone)).toISOString().slice(0, 16)
}

/**
 * The instant at which a clock in the zone shows this; undefined for what is no time at all. An hour that there is
 * twice is the first of the two; one that is skipped is as much later as the clocks are put forward, which is what
 * calendars do (RFC 5545). The same as Temporal's "compatible", for browsers that do not have it.
 */
export function instantOf(wall: WallTime, zone: string): string | undefined {
  const read = WALL.exec(wall)
  if (!read || !isZone(zone)) return undefined
  const asUtc = Date.parse(`${wall}:00Z`)
  // The thirty-first of a month that has thirty days is read as the first of the next one.
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 16) !== wall) return undefined
  if (Number(read[1]) < FIRST_YEAR) return undefined
  // No zone changes its clocks twice within two days: these are the offsets before and after any change near by.
  const before = offset(asUtc - DAY_MS, zone)
  const after = offset(asUtc + DAY_MS, zone)
  const meant = [asUtc - before, asUtc - after].find((at) => shown(at, zone) === asUtc) ?? asUtc - before
  return new Date(meant).toISOString()
}

/** What a clock in the zone shows at an instant, as if that were UTC; milliseconds. */
function shown(at: number, zone: string): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(new Date(at))
      .map(({ type, value }) => [type, Number(value)]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const seconds = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
  return seconds + (((at % 1_000) + 1_000) % 1_000)
}

function offset(at: number, zone: string): number {
  return shown(at, zone) - at
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    ...{ timeZone: zone, hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  clocks.set(zone, made)
  return made
}
