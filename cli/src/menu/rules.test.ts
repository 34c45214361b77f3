import type { Hold } from '@fairground/contract'
import { describe, expect, test } from 'vitest'

import { waitSentence } from './attempt.ts'
import { type Booking, expireIfDue, keep, newBooking, press, refuse } from './booking.ts'
import type { TicketType } from '../seats/hall.ts'
import { clockAhead, showRemaining } from './countdown.ts'
import { fieldOf, textOf, type } from './field.ts'
import { answersOf, correct, fillIn, formOf } from './form.ts'
import { filterEvents, move, windowOf } from './list.ts'
import { newEventOf } from './new-event.ts'
import { drawPlot, salesPerSecond } from './plot.ts'
import { drawQr } from './qr.ts'
import { pastedText, type Stroke, strokesOf } from './strokes.ts'

const NO_KEYS = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
}

describe('the keyboard', () => {
  test('several keys in one chunk are several strokes', () => {
    expect(strokesOf('7\rب👩‍👩‍👧', NO_KEYS)).toEqual([{ text: '7' }, { key: 'enter' }, { text: 'ب' }, { text: '👩‍👩‍👧' }])
  })

  test('a line break in pasted text is no Enter, and control characters are dropped', () => {
    expect(pastedText(' Jazz\r\n  Night\u0007\n')).toBe('Jazz Night')
  })
})

describe('a field', () => {
  const typed = (text: string, ...strokes: Stroke[]) =>
    strokes.reduce((field, stroke) => type(field, stroke) ?? field, fieldOf(text))

  test('is edited in the middle, by whole characters', () => {
    expect(textOf(typed('ab👩‍👩‍👧', { key: 'backspace' }, { key: 'left' }, { text: 'X' }))).toBe('aXb')
    expect(textOf(typed('abc', { key: 'home' }, { key: 'delete' }, { key: 'end' }, { text: 'd' }))).toBe('bcd')
    expect(textOf(typed('abc', { key: 'erase-line' }))).toBe('')
  })

  test('takes no more than 500 characters, however much is pasted', () => {
    expect(textOf(typed('', { text: 'x'.repeat(10_000) }))).toHaveLength(500)
  })
})

describe('a form', () => {
  test('keeps what was typed when answers are refused, and goes to the first of them', () => {
    const form = fillIn(
      formOf([
        { name: 'title', label: 'Name' },
        { name: 'total', label: 'Total' },
      ]),
      { text: 'Jazz' },
    )
    if (typeof form === 'string') throw new Error('still being filled in')
    const corrected = correct(form, { total: 'How many?' })
    expect(corrected.at).toBe(1)
    expect(answersOf(corrected)).toEqual({ title: 'Jazz', total: '' })
    expect(fillIn(corrected, { key: 'enter' })).toBe('send')
  })

  test('becomes an event, or a sentence at each answer that is not right', () => {
    const answers = { title: 'Jazz', date: '2027-09-03 20:00', total: '80', price: '12.50 chf', venue: '' }
    expect(newEventOf(answers)).toMatchObject({
      body: { title: 'Jazz', currency: 'CHF', paymentMethods: ['door'], areas: [{ capacity: 80 }] },
    })
    expect(newEventOf({ ...answers, total: '10 x 20' })).toMatchObject({
      body: { areas: [{ name: 'Hall', kind: 'seated', ticketTypes: [{ priceMinor: 1_250, category: 'Standard' }] }] },
      hall: { name: 'Jazz', zones: [{ rows: expect.toSatisfy((rows) => rows.length === 10) }] },
    })
    expect(newEventOf({ ...answers, total: '9999 x 2' })).toEqual({
      errors: { total: expect.stringMatching(/2,000 rows/) },
    })
    expect(newEventOf({ ...answers, title: '', date: 'soon', total: '0' })).toEqual({
      errors: { title: expect.any(String), date: expect.any(String), total: expect.any(String) },
    })
  })
})

describe('a list', () => {
  test('shows what fits, with the chosen row in it', () => {
    expect(windowOf(1_000, 0, 10)).toEqual({ from: 0, to: 10 })
    expect(windowOf(1_000, 500, 10)).toEqual({ from: 495, to: 505 })
    expect(windowOf(1_000, 999, 10)).toEqual({ from: 990, to: 1_000 })
    expect(windowOf(3, 2, 10)).toEqual({ from: 0, to: 3 })
  })

  test('is moved in within its ends', () => {
    expect(move(0, 'up', 3, 10)).toBe(0)
    expect(move(1, 'page-down', 3, 10)).toBe(2)
    expect(move(1, 'enter', 3, 10)).toBeUndefined()
  })

  test('is filtered by every word, in any order and case, in title or venue', () => {
    const events = [
      { title: 'Harbour Sound', venue: { name: 'Pier 7' } },
      { title: 'Café Concert', venue: null },
    ]
    expect(filterEvents(events, 'pier SOUND')).toEqual([events[0]])
    expect(filterEvents(events, 'cafe\u0301')).toEqual([events[1]])
  })
})

describe('a plot', () => {
  test('has a column for each second, and refunds are no sales', () => {
    const readings = [
      { at: 1_000, sold: 5 },
      { at: 58_000, sold: 9 },
      { at: 60_900, sold: 7 },
      { at: 61_100, sold: 10 },
    ]
    const sales = salesPerSecond(readings, 61_900)
    expect(sales.slice(-4)).toEqual([4, 0, 0, 3])
    expect(sales.reduce((sum, count) => sum + count)).toBe(7)
  })

  test('is scaled to a round number, and shows the smallest sale', () => {
    expect(drawPlot([0, 1, 42], 2)).toEqual({ top: 50, rows: ['  ▅', ' ▁█'] })
    expect(drawPlot([0], 1)).toEqual({ top: 1, rows: [' '] })
  })
})

describe('a countdown', () => {
  test('ends at 0:00 and goes by the clock of the service', () => {
    expect([598_001, 60_000, 1, -5].map(showRemaining)).toEqual(['9:59', '1:00', '0:01', '0:00'])
    const now = Date.parse('2027-06-01T12:00:00Z')
    expect(clockAhead('Tue, 01 Jun 2027 12:05:00 GMT', now)).toBe(300_000)
    expect(clockAhead('Tue, 01 Jun 2027 12:00:01 GMT', now)).toBe(0)
    expect(clockAhead(null, now)).toBe(0)
  })

  test('is spoken of while the service is away', () => {
    const problem = { code: 'unreachable', status: 0, title: '', detail: '' } as const
    expect(waitSentence(problem)).toBe('The service does not answer. Trying again…')
    expect(waitSentence({ ...problem, status: 503 })).toBe('The service is busy. Trying again…')
    expect(waitSentence(problem, '2027-06-01T12:03:00Z')).toMatch(/… the hold is kept until \d\d:03\.$/)
  })
})

test('a code of 135 characters fits a terminal of 80 x 24, and is left out where it does not', () => {
  const code = 'aB_-'.repeat(33) + 'abc'
  expect(drawQr(code, 52, 24)).toMatchObject({ width: 49, rows: expect.toSatisfy((rows) => rows.length === 24) })
  expect(drawQr(code, 52, 23)).toBeUndefined()
  expect(drawQr(code, 48, 24)).toBeUndefined()
})

describe('a booking', () => {
  let keys = 0
  const newKey = () => `key-${(keys += 1)}`
  // The rules look at nothing else of a ticket type and of a hold.
  const types = [
    { id: 'adult', left: 0 },
    { id: 'student', left: 5 },
  ] as TicketType[]
  const hold = { id: 'hold', expiresAt: '2027-06-01T12:00:00Z' } as Hold
  const after = (booking: Booking, ...strokes: Stroke[]) =>
    strokes.reduce((current, stroke) => {
      const next = press(current, stroke, types, newKey)
      return typeof next === 'object' ? next : current
    }, booking)

  test('sends the same key while the choice is the same, and another for another choice', () => {
    const placing = after(newBooking(newKey), { key: 'enter' })
    expect(placing).toMatchObject({ ticketTypeId: 'student', stage: { step: 'placing' } })
    const again = after(placing, { key: 'escape' }, { key: 'enter' })
    expect(again.holdKey).toBe(placing.holdKey)
    expect(after(again, { key: 'escape' }, { text: '2' }, { key: 'enter' }).holdKey).not.toBe(placing.holdKey)
  })

  test('confirms a hold under one key, however often it is tried', () => {
    const held = keep(after(newBooking(newKey), { key: 'enter' }), hold, newKey)
    const first = after(held, { key: 'enter' })
    const second = after(first, { key: 'escape' }, { key: 'enter' })
    expect(first).toMatchObject({ stage: { step: 'confirming' } })
    expect(second.stage).toEqual(first.stage)
    const extended = keep(after(held, { text: 'e' }), hold, newKey)
    expect(after(extended, { key: 'enter' }).stage).toMatchObject({ orderKey: expect.stringMatching(/./) })
  })

  test('keeps the hold after a refusal that does not end it', () => {
    const confirming = after(keep(newBooking(newKey), hold, newKey), { key: 'enter' })
    expect(refuse(confirming, 'payment-required', ['Pay.'], newKey)).toMatchObject({
      stage: { step: 'held' },
      refusal: ['Pay.'],
    })
    expect(refuse(confirming, 'hold-expired', [''], newKey)).toMatchObject({ stage: { step: 'expired' } })
    expect(refuse(confirming, 'hold-ended', ['Gone.'], newKey)).toMatchObject({ stage: { step: 'choosing' } })
  })

  test('ends with its time, but not while the service is being asked to confirm it', () => {
    const held = keep(newBooking(newKey), hold, newKey)
    const end = Date.parse(hold.expiresAt)
    expect(expireIfDue(held, end - 1)).toBe(held)
    expect(expireIfDue(held, end).stage).toEqual({ step: 'expired' })
    const confirming = after(held, { key: 'enter' })
    expect(expireIfDue(confirming, end)).toBe(confirming)
  })

  test('needs a number, and says so', () => {
    const refused = after(newBooking(newKey), { key: 'backspace' }, { key: 'enter' })
    expect(refused).toMatchObject({ stage: { step: 'choosing' }, refusal: [expect.stringContaining('at least 1')] })
  })
})
