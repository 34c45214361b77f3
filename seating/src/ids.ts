import type { Plan, PlanZone } from '@fairground/contract'

/** Longer names of sections are cut to their initials; `112` and `VIP` are short enough to be said at a door. */
const SHORT_NAME = 3
/** Of the first word, and behind it: with row and number of 20 each an id stays below its 64. */
const MOST_LETTERS = 8

/**
 * The plan with new ids for all its seats: `SECTION-ROW-NUMBER`, without the section where there is only one. They start
 * alike in a row, which makes its ids one word on the wire.
 */
export function withIds(plan: Plan): Plan {
  const used = new Set<string>()
  const prefixes = sectionPrefixes(plan.zones)
  const zones = plan.zones.map((zone, zoneIndex) => ({
    ...zone,
    rows: zone.rows.map((row, rowIndex) => {
      const prefix = `${prefixes[zoneIndex] ?? ''}${clean(row.row_number) || rowIndex + 1}-`
      const seats = row.seats.map((seat, index) => {
        return { ...seat, seat_guid: unused(prefix + (clean(seat.seat_number) || index + 1), used) }
      })
      return { ...row, seats }
    }),
  }))
  return { ...plan, zones }
}

/** The id, or with `~2`, `~3` behind it when another seat has it; takes it. */
function unused(id: string, used: Set<string>): string {
  let found = id
  for (let attempt = 2; used.has(found); attempt += 1) found = `${id}~${attempt}`
  used.add(found)
  return found
}

/** Short names as they are, initials of longer ones, each with as many letters more as make it the only one. */
function sectionPrefixes(zones: readonly PlanZone[]): string[] {
  if (zones.filter((zone) => zone.rows.length > 0).length < 2) return zones.map(() => '')
  const used = new Set<string>()
  return zones.map((zone, index) => {
    if (zone.rows.length === 0) return ''
    const found =
      [...candidates(zone.name ?? '')].find((candidate) => !used.has(candidate)) ?? unused(String(index + 1), used)
    used.add(found)
    return `${found}-`
  })
}

/** `VIP`: VIP. `Stalls left`: SL, STL, STAL. `Box 3`: B3, BO3. */
function* candidates(name: string): Generator<string> {
  const words = name.toUpperCase().match(/\p{L}+|\p{N}+/gu) ?? []
  const whole = words.join('')
  if (whole.length > 0 && whole.length <= SHORT_NAME) yield whole
  const [first = [], ...rest] = words.map((word) => Array.from(word))
  const behind = rest.flatMap((word) => (/\p{N}/u.test(word[0] ?? '') ? word : word.slice(0, 1)))
  for (let letters = 1; letters <= Math.min(first.length, MOST_LETTERS); letters += 1) {
    yield [...first.slice(0, letters), ...behind.slice(0, MOST_LETTERS)].join('')
  }
}

/** Words of a label that can be part of an id. */
function clean(label: string): string {
  return label.replaceAll(/[^\p{L}\p{N}\p{M}.]+/gu, '')
}
