import { minorDigits } from '@fairground/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { amountText, parseAmount, parseWhole, wholeText } from './amounts.ts'

const languages = fc.constantFrom('en', 'fa', 'zh', 'tr')

describe('a price as it is typed', () => {
  test.each([
    ['0', 2, 0],
    ['18', 2, 1_800],
    ['18.5', 2, 1_850],
    ['18,50', 2, 1_850],
    ['18.500', 2, 1_850_000],
    ['1.200,00', 2, 120_000],
    ['1,200.00', 2, 120_000],
    ['1 200,5', 2, 120_050],
    ["1'200.50", 2, 120_050],
    ['12,34,567', 0, 1_234_567],
    ['€ 9', 2, 900],
    ['9,90 €', 2, 990],
    ['EUR 9', 2, 900],
    ['9 TL', 2, 900],
    ['.5', 2, 50],
    ['7.', 2, 700],
    ['۱۸', 2, 1_800],
    ['۱۲٬۵۰۰', 0, 12_500],
    ['۱۲٫۵', 2, 1_250],
    ['١٢٫٥٠', 2, 1_250],
    ['１８．５０', 2, 1_850],
    ['1.500', 3, 1_500],
    ['3.000', 0, 3_000],
    ['5.0', 0, 5],
  ])('%s with %i digits is %i', (text, digits, minor) => {
    expect(parseAmount(text, digits)).toBe(minor)
  })

  test.each([
    ['', 2],
    ['free', 2],
    ['-5', 2],
    ['1.2.3', 2],
    ['18.5051', 3],
    ['0.005', 2],
    ['12.5', 0],
    ['1,2,3', 2],
    ['€', 2],
    ['.', 2],
    ['5 or 6', 2],
    ['99999999999999999999', 2],
  ])('%s with %i digits is no price', (text, digits) => {
    expect(parseAmount(text, digits)).toBeUndefined()
  })

  test('is read from the field as it was written there, in each language', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.constantFrom('EUR', 'JPY', 'KWD', 'IRR', 'IQD', 'HUF', 'CLF').map(minorDigits),
        languages,
        (minor, digits, language) => {
          expect(parseAmount(amountText(minor, digits, language), digits)).toBe(minor)
        },
      ),
    )
  })

  test('in rials is the same in each browser', () => {
    expect(parseAmount('۵۰۰٬۰۰۰', minorDigits('IRR'))).toBe(50_000_000)
    expect(amountText(50_000_000, minorDigits('IRR'), 'fa')).toBe('۵۰۰۰۰۰')
  })
})

describe('a number as it is typed', () => {
  test('may be of any digits, in groups or not', () => {
    expect(['300', '1,200', '1.200', '1 200', '۳۰۰', '۱٬۲۰۰', '２０'].map(parseWhole)).toEqual([
      300, 1_200, 1_200, 1_200, 300, 1_200, 20,
    ])
  })

  test('is nothing with a fraction, a sign or words', () => {
    expect(['', '1.5', '-3', 'many', '1e3', '3 or 4'].map(parseWhole)).toEqual(Array.from({ length: 6 }))
  })

  test('is read from the field as it was written there, in each language', () => {
    fc.assert(
      fc.property(fc.nat(), languages, (value, language) => {
        expect(parseWhole(wholeText(value, language))).toBe(value)
      }),
    )
  })
})
