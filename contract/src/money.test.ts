import { expect, test } from 'vitest'

import { minorDigits } from './money.ts'

test('a currency has the digits of ISO 4217, also where an engine says otherwise', () => {
  expect(['EUR', 'JPY', 'KWD', 'TRY', 'CLF'].map(minorDigits)).toEqual([2, 0, 3, 2, 4])
  expect(['IRR', 'IQD', 'HUF', 'COP'].map(minorDigits)).toEqual([2, 3, 2, 2])
})

test('what is no currency, or not yet one, has two digits', () => {
  expect(['E', '', 'XQQ'].map(minorDigits)).toEqual([2, 2, 2])
})
