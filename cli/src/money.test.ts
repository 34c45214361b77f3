import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { parseCurrency, parsePrice, showPrice } from './money.ts'

test('a price becomes minor units by the digits of its currency', () => {
  expect(parsePrice('12.50', 'EUR')).toBe(1250)
  expect(parsePrice('12.5', 'EUR')).toBe(1250)
  expect(parsePrice('12', 'EUR')).toBe(1200)
  expect(parsePrice('0.29', 'EUR')).toBe(29)
  expect(parsePrice('1250', 'JPY')).toBe(1250)
  expect(parsePrice('1.234', 'KWD')).toBe(1234)
  expect(parsePrice('500000', 'IRR')).toBe(50_000_000)
  expect(showPrice(50_000_000, 'IRR')).toBe('500000.00 IRR')
})

test.each([
  ['1.234', 'EUR'],
  ['1.5', 'JPY'],
  ['12,50', 'EUR'],
  ['-1', 'EUR'],
  ['1e3', 'EUR'],
  ['.5', 'EUR'],
  ['5.', 'EUR'],
  ['', 'EUR'],
  ['€5', 'EUR'],
])('"%s" is no price in %s', (written, currency) => {
  expect(() => parsePrice(written, currency)).toThrow(/is not a price/)
})

test('a currency is written in three letters that exist', () => {
  expect(parseCurrency('eur')).toBe('EUR')
  expect(() => parseCurrency('XQQ')).toThrow(/not a currency/)
  expect(() => parseCurrency('euro')).toThrow(/not a currency/)
})

test('every price that is shown is read back to the same minor units', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000_000 }),
      fc.constantFrom('EUR', 'JPY', 'KWD', 'USD', 'IRR', 'IQD', 'HUF', 'CLF'),
      (minor, currency) => {
        const [amount = '', shown] = showPrice(minor, currency).split(' ')
        expect(shown).toBe(currency)
        expect(parsePrice(amount, currency)).toBe(minor)
      },
    ),
  )
})

test('nothing to pay is shown as free', () => {
  expect(showPrice(0, 'EUR')).toBe('free')
})
