import { usedWrongly } from './failure.ts'

/** A moment as the service takes it, and what the person should know about it. */
export interface Moment {
  /** ISO 8601 in UTC. */
  instant: string
  note?: string
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const DATE_AND_TIME = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})$/

/** The zone of this machine, by TZ or its settings. */
export function localZone(): string {
  return Temporal.Now.timeZoneId()
}

/**
 * "2027-12-10 10:30" as the clocks of `zone` show it. Refuses dates and times that do not exist there; of a time
 * that the clocks show twice, the first is meant.
 */
export function parseMoment(written: string, zone: string): Moment {
  const match = DATE_AND_TIME.exec(written.trim())
  if (!match) throw usedWrongly(`"${written}" is not a date and time: write it like "2027-12-10 10:30".`)
  const [year, month, day, hour, minute] = match.slice(1).map(Number)
  const plain = existing(written, () =>
    Temporal.PlainDateTime.from(
      { year: year ?? 0, month: month ?? 0, day: day ?? 0, hour, minute },
      { overflow: 'reject' },
    ),
  )
  requireZone(zone)
  const earlier = plain.toZonedDateTime(zone, { disambiguation: 'earlier' })
  const later = plain.toZonedDateTime(zone, { disambiguation: 'later' })
  const instant = earlier.toInstant().toString()
  if (earlier.equals(later)) return { instant }
  if (!earlier.toPlainDateTime().equals(plain)) {
    throw usedWrongly(`${written} does not exist in ${zone}: the clocks go forward over it that night.`)
  }
  return { instant, note: `The clocks of ${zone} show ${written} twice; the first is meant.` }
}

/** The begin of a range: a moment, or a day from its start. */
export function parseFrom(written: string, zone: string): string {
  return DATE.test(written) ? startOfDay(written, zone, 0) : parseMoment(written, zone).instant
}

/** The end of a range: a moment, or a day to its end. */
export function parseTo(written: string, zone: string): string {
  return DATE.test(written) ? startOfDay(written, zone, 1) : parseMoment(written, zone).instant
}

function startOfDay(written: string, zone: string, daysLater: number): string {
  const date = existing(written, () => Temporal.PlainDate.from(written, { overflow: 'reject' }))
  requireZone(zone)
  return date.add({ days: daysLater }).toZonedDateTime(zone).toInstant().toString()
}

function existing<Value>(written: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw usedWrongly(`There is no ${written}: that date or time does not exist.`)
    throw error
  }
}

function requireZone(zone: string): void {
  try {
    Temporal.Now.zonedDateTimeISO(zone)
  } catch {
    throw usedWrongly(`"${zone}" is not a time zone: write it like Europe/Berlin.`)
  }
}

/** "2027-12-10 10:30", as the clocks of `zone` show it; as it came where this machine does not know the zone. */
export function showMoment(instant: string, zone: string): string {
  try {
    const { year, month, day, hour, minute } = Temporal.Instant.from(instant).toZonedDateTimeISO(zone)
    return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
  } catch {
    return instant
  }
}

function two(part: number): string {
  return String(part).padStart(2, '0')
}
