import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { instantOf, isZone, wallOf } from './wall-time.ts'

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Europe/Istanbul',
  'Asia/Tehran',
  'Asia/Shanghai',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Africa/Casablanca',
]
const zones = fc.constantFrom(...ZONES)
const pad = (value: number) => String(value).padStart(2, '0')
const walls = fc
  .record({
    day: fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2060-12-31T00:00:00Z'), noInvalidDate: true }),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
  })
  .map(({ day, hour, minute }) => `${day.toISOString().slice(0, 10)}T${pad(hour)}:${pad(minute)}`)

/** Looks at every quarter of an hour near by what the clock shows then; the first that fits. No arithmetic of offsets. */
function lookedUp(wall: string, zone: string): string | undefined {
  const clock = new Intl.DateTimeFormat('sv', {
    ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  })
  const near = Date.parse(`${wall}:00Z`)
  for (let minutes = -16 * 60; minutes <= 16 * 60; minutes += 15) {
    const at = new Date(near + minutes * 60_000)
    if (clock.format(at).replace(' ', 'T') === wall) return at.toISOString()
  }
  return undefined
}

describe('a wall time in a zone', () => {
  test('is the first instant at which a clock there shows it', () => {
    fc.assert(
      fc.property(walls, zones, (wall, zone) => {
        const found = lookedUp(wall, zone)
        fc.pre(found !== undefined)
        expect(instantOf(wall, zone)).toBe(found)
      }),
      { numRuns: 300 },
    )
  })

  test('is what Temporal says, also around the nights on which clocks are changed', () => {
    const nights = fc.constantFrom('2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2011-12-30', '2026-04-05')
    const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 })
    fc.assert(
      fc.property(fc.oneof(walls, fc.tuple(nights, minutes).map(onNight)), zones, (wall, zone) => {
        const asTemporal = Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).epochMilliseconds
        expect(instantOf(wall, zone)).toBe(new Date(asTemporal).toISOString())
      }),
      { numRuns: 1_000 },
    )
    function onNight([day, minute]: [string, number]): string {
      return `${day}T${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`
    }
  })

  test('comes back as it was typed, unless the clocks skip it', () => {
    fc.assert(
      fc.property(walls, zones, (wall, zone) => {
        const back = wallOf(instantOf(wall, zone) ?? '', zone)
        expect(back >= wall).toBe(true)
        expect(back === wall).toBe(lookedUp(wall, zone) !== undefined)
      }),
      { numRuns: 300 },
    )
  })

  test('that the clocks skip is as much later as they are put forward', () => {
    expect(instantOf('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
    expect(wallOf('2026-03-29T01:30:00Z', 'Europe/Berlin')).toBe('2026-03-29T03:30')
  })

  test('that there is twice is the first of the two', () => {
    expect(instantOf('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
  })

  test('that is no time, or in no zone, is nothing', () => {
    expect(instantOf('2026-02-30T20:00', 'UTC')).toBeUndefined()
    expect(instantOf('2026-06-06T24:00', 'UTC')).toBeUndefined()
    expect(instantOf('0026-06-06T20:00', 'UTC')).toBeUndefined()
    expect(instantOf('', 'UTC')).toBeUndefined()
    expect(instantOf('2026-06-06T20:00', 'Europe/Atlantis')).toBeUndefined()
    expect(isZone('+02:00')).toBe(false)
  })
})
