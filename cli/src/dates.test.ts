import { expect, test } from 'vitest'

import { parseFrom, parseMoment, parseTo, showMoment } from './dates.ts'

test('a date and time are what the clocks of the zone show', () => {
  expect(parseMoment('2027-12-10 10:30', 'Europe/Berlin')).toEqual({ instant: '2027-12-10T09:30:00Z' })
  expect(parseMoment('2027-06-01T14:45', 'Europe/Berlin')).toEqual({ instant: '2027-06-01T12:45:00Z' })
  expect(parseMoment('2027-06-01 14:45', 'Asia/Tehran')).toEqual({ instant: '2027-06-01T11:15:00Z' })
})

test.each(['2027-02-30 10:00', '2027-13-01 10:00', '2027-01-01 24:00', '2027-01-01 10:60', '2027-00-10 10:00'])(
  '%s does not exist and is refused',
  (written) => {
    expect(() => parseMoment(written, 'UTC')).toThrow(/does not exist/)
  },
)

test.each(['tomorrow', '2027-12-10', '10.12.2027 10:30', '2027-12-10 10:30:00', '', '2027-12-10  10:30'])(
  '"%s" is refused with an example of how to write it',
  (written) => {
    expect(() => parseMoment(written, 'UTC')).toThrow(/write it like "2027-12-10 10:30"/)
  },
)

test('a time over which the clocks go forward is refused', () => {
  expect(() => parseMoment('2027-03-28 02:30', 'Europe/Berlin')).toThrow(/does not exist in Europe\/Berlin/)
  expect(parseMoment('2027-03-28 02:30', 'UTC').instant).toBe('2027-03-28T02:30:00Z')
})

test('of a time that the clocks show twice the first is meant, and that is said', () => {
  const { instant, note } = parseMoment('2027-10-31 02:30', 'Europe/Berlin')
  expect(instant).toBe('2027-10-31T00:30:00Z')
  expect(note).toMatch(/twice/)
})

test('an unknown zone is refused', () => {
  expect(() => parseMoment('2027-12-10 10:30', 'Europe/Atlantis')).toThrow(/not a time zone/)
})

test('a range of days goes from the start of the first to the end of the last', () => {
  expect(parseFrom('2027-03-28', 'Europe/Berlin')).toBe('2027-03-27T23:00:00Z')
  expect(parseTo('2027-03-28', 'Europe/Berlin')).toBe('2027-03-28T22:00:00Z')
  expect(parseTo('2027-03-28 12:00', 'Europe/Berlin')).toBe('2027-03-28T10:00:00Z')
  expect(() => parseFrom('2027-02-30', 'UTC')).toThrow(/does not exist/)
})

test("a moment is shown by the event's own clocks, wherever the reader is", () => {
  expect(showMoment('2027-12-10T09:30:00Z', 'Europe/Berlin')).toBe('2027-12-10 10:30')
  expect(showMoment('2027-12-10T09:30:00+00:00', 'Asia/Kathmandu')).toBe('2027-12-10 15:15')
  expect(showMoment('2027-12-10T09:30:00Z', 'Mars/Olympus')).toBe('2027-12-10T09:30:00Z')
})
