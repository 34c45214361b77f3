import { describe, expect, test } from 'vitest'

import { leadOf, narrowed } from './clock.ts'

const DATE = 'Thu, 05 Nov 2026 12:00:00 GMT'
const NOON = Date.parse('2026-11-05T12:00:00Z')

describe('the lead of the service over the device', () => {
  test('lies between what the journey and the second of the header leave open', () => {
    expect(leadOf(DATE, NOON, NOON + 80)).toEqual({ leastMs: -80, mostMs: 1_000 })
  })

  test('of a device that is an hour behind is an hour', () => {
    const hour = 3_600_000
    const lead = leadOf(DATE, NOON - hour, NOON - hour + 80)
    expect(lead).toEqual({ leastMs: hour - 80, mostMs: hour + 1_000 })
  })

  test('is not told by an answer without a date', () => {
    expect(leadOf(null, NOON, NOON)).toBeUndefined()
    expect(leadOf('soon', NOON, NOON)).toBeUndefined()
  })

  test('gets narrower with each answer', () => {
    const known = { leastMs: -80, mostMs: 1_000 }
    expect(narrowed(known, { leastMs: -900, mostMs: 180 })).toEqual({ leastMs: -80, mostMs: 180 })
    expect(narrowed(undefined, known)).toEqual(known)
  })

  test('is the newest answer alone once the device was set to another time', () => {
    const after = { leastMs: 59_920, mostMs: 61_000 }
    expect(narrowed({ leastMs: -80, mostMs: 1_000 }, after)).toEqual(after)
  })
})
