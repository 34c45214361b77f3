import { minorDigits } from '@fairground/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parseAmount } from '../pages/organizer/amounts.ts'
import { formatsOf } from './formats.ts'

const at = '2027-03-21T18:05:00Z'

describe('numbers, money and times', () => {
  it('are written as the readers of each language write them', () => {
    expect(formatsOf('en').money(123_456, 'EUR')).toBe('€1,234.56')
    expect(formatsOf('tr').money(123_456, 'TRY')).toBe('₺1.234,56')
    expect(formatsOf('zh').number(12_345)).toBe('12,345')
    expect(formatsOf('fa').number(12_345)).toBe('۱۲٬۳۴۵')
    expect(formatsOf('en').date(at, 'Europe/Istanbul')).toBe('Sun, 21 March 2027')
    expect(formatsOf('fa').date(at, 'Asia/Tehran')).toBe('یکشنبه ۱ فروردین ۱۴۰۶')
  })

  it('in a language with a calendar of its own, have the Gregorian day beside it', () => {
    expect(formatsOf('fa').otherDate(at, 'Asia/Tehran')).toBe('۲۱ مارس ۲۰۲۷')
    expect(formatsOf('en').otherDate(at, 'Asia/Tehran')).toBeUndefined()
  })

  it('of a currency without minor units have none', () => {
    expect(formatsOf('en').money(1_500, 'JPY')).toBe('¥1,500')
    expect(formatsOf('en').money(1_500, 'KWD')).toContain('1.500')
  })

  it('of a currency whose minor units nobody uses have them only where there are some', () => {
    expect(formatsOf('en').money(50_000_000, 'IRR')).toMatch(/500,000$/)
    expect(formatsOf('fa').money(50_000_000, 'IRR')).toMatch(/۵۰۰٬۰۰۰(?!٫)/)
    expect(formatsOf('en').money(50_000_050, 'IRR')).toMatch(/500,000\.50$/)
    expect(formatsOf('en').money(25_000_000, 'IQD')).toMatch(/25,000$/)
    expect(formatsOf('en').money(1_200, 'EUR')).toBe('€12.00')
  })

  it('of money are those which were written, in each currency', () => {
    const currencies = fc.constantFrom('EUR', 'JPY', 'KWD', 'IRR', 'IQD', 'HUF', 'CLF')
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), currencies, (minor, currency) => {
        const shown = formatsOf('en')
          .money(minor, currency)
          .replaceAll(/[^\d.]/g, '')
        expect(parseAmount(shown.includes('.') ? shown : `${shown}.0`, minorDigits(currency))).toBe(minor)
      }),
    )
  })

  it('are those of the zone of the event, whatever zone one is in', () => {
    expect(formatsOf('en').time(at, 'Europe/Istanbul')).toBe('21:05')
    expect(formatsOf('en').time(at, 'America/New_York')).toBe('14:05')
    expect(formatsOf('en').dateBlock('2027-03-31T22:30:00Z', 'Asia/Tokyo')).toMatchObject({ day: '1', month: 'Apr' })
  })

  it('of a clock never fall below nothing', () => {
    expect(formatsOf('en').clock(245)).toBe('4:05')
    expect(formatsOf('fa').clock(65)).toBe('۱:۰۵')
    expect(formatsOf('en').clock(-3)).toBe('0:00')
  })

  it('that were or will be are told by their distance', () => {
    const now = Date.parse(at)
    expect(formatsOf('en').relative('2027-03-24T18:05:00Z', now)).toBe('in 3 days')
    expect(formatsOf('en').relative('2027-03-21T16:05:00Z', now)).toBe('2 hours ago')
  })
})
