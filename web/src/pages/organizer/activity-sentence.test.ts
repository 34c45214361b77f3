import { expect, test } from 'vitest'

import { sentenceOf } from './activity-sentence.ts'

test.each([
  ['place-order', { tickets: 2, totalMinor: 3_600 }, { key: 'did-place-order', count: 2, amountMinor: 3_600 }],
  ['place-order', { tickets: 1, totalMinor: 0 }, { key: 'did-place-order-free', count: 1 }],
  ['release-hold', { places: 5 }, { key: 'did-release-hold', count: 5 }],
  ['create-event', {}, { key: 'did-create-event' }],
  ['change-event', { fields: ['status'], status: 'published' }, { key: 'did-publish' }],
  ['change-event', { fields: ['status'], status: 'cancelled' }, { key: 'did-cancel' }],
  ['change-event', { fields: ['venue', 'title'] }, { key: 'did-change-event', fields: ['title', 'venue'] }],
  ['change-event', { fields: ['something-new'] }, { key: 'did-change-event', fields: [] }],
  ['change-ticket-type', { fields: ['priceMinor'] }, { key: 'did-change-ticket-type', fields: ['priceMinor'] }],
])('%s with %o is a sentence', (operation, detail, sentence) => {
  expect(sentenceOf({ operation, detail })).toEqual(sentence)
})

test('an operation that is not known keeps its name', () => {
  expect(sentenceOf({ operation: 'admit-ticket', detail: {} })).toEqual({
    key: 'did-something',
    operation: 'admit-ticket',
  })
})

test('a detail that is not there counts nothing', () => {
  expect(sentenceOf({ operation: 'place-hold', detail: {} })).toEqual({ key: 'did-place-hold', count: 0 })
})
