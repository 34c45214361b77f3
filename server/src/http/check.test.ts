import { changeMe, createEvent, listAccounts, placeOrder, signUp } from '@fairground/contract'
import { type TObject, type TSchema, Type } from 'typebox'
import { describe, expect, test } from 'vitest'

import { bodyCheck, queryCheck } from './check.ts'
import { ProblemError } from './problem.ts'

function errorsOf(check: () => unknown) {
  try {
    check()
  } catch (error) {
    if (error instanceof ProblemError) return error.refusal.errors
    throw error
  }
  return undefined
}

const errorsIn = (schema: TSchema | undefined, value: unknown) => errorsOf(() => bodyCheck(schema)(value))
const errorsAsked = (schema: TObject | undefined, value: object) => errorsOf(() => queryCheck(schema)(value))

/** Path, rule and limit, as a page in another language reads them. */
function rulesIn(schema: TSchema | undefined, value: unknown) {
  return errorsIn(schema, value)?.map(({ path, rule, limit }) => [path, rule, ...(limit === undefined ? [] : [limit])])
}

describe('a field that is not right', () => {
  test('is told with a sentence for a person, and the rule and its limit for a page', () => {
    const body = { email: 'nobody', password: 'short', name: 'x'.repeat(201) }
    expect(errorsIn(signUp.body, body)).toEqual([
      { path: 'email', message: 'has to be an e-mail address', rule: 'format-email' },
      { path: 'password', message: 'has to have at least 8 characters', rule: 'minLength', limit: 8 },
      { path: 'name', message: 'has to have at most 200 characters', rule: 'maxLength', limit: 200 },
    ])
  })

  test('that is missing is told under its own name, one by one', () => {
    expect(errorsIn(signUp.body, {})).toEqual(
      ['email', 'password', 'name'].map((path) => ({ path, message: 'is missing', rule: 'required' })),
    )
    expect(rulesIn(placeOrder.body, { lines: [{ quantity: 1 }] })).toEqual([['lines.0.ticketTypeId', 'required']])
  })

  test('that is not known is told by its name', () => {
    const body = { email: 'a@fairground.test', password: 'long enough', name: 'Ada', admin: true }
    expect(errorsIn(signUp.body, body)).toEqual([
      { path: 'admin', message: 'is not a known field', rule: 'unknown-field' },
    ])
  })

  test.each([
    ['a number too small', { lines: [{ ticketTypeId: 'x', quantity: 0 }] }, ['lines.0.quantity', 'minimum', 1]],
    ['a number too large', { lines: [{ ticketTypeId: 'x', quantity: 1_001 }] }, ['lines.0.quantity', 'maximum', 1_000]],
    ['an id that is none', { holdId: 'x' }, ['holdId', 'format-uuid']],
    ['text where a number belongs', { lines: [{ ticketTypeId: 'x', quantity: '1' }] }, ['lines.0.quantity', 'type']],
    ['a list without entries', { lines: [] }, ['lines', 'minItems', 1]],
  ])('says of %s which rule it breaks', (_, body, expected) => {
    expect(rulesIn(placeOrder.body, body)).toContainEqual(expected)
  })

  test('that may also be null is told by the rule that its value breaks', () => {
    expect(rulesIn(changeMe.body, { language: 'de' })).toEqual([['language', 'const']])
    expect(rulesIn(createEvent.body, { endsAt: 'later' })).toContainEqual(['endsAt', 'format-date-time'])
  })

  test('is a change of nothing, too', () => {
    expect(errorsIn(changeMe.body, {})).toEqual([
      { path: '', message: 'has to have at least 1 field', rule: 'minProperties', limit: 1 },
    ])
  })

  test('has a sentence without a regular expression or a word of the schema in it', () => {
    const body = { title: ' ', startsAt: 3, areas: 'none', currency: 'eur', paymentMethods: ['door', 'door'] }
    for (const { message } of errorsIn(createEvent.body, body) ?? []) {
      expect(message).not.toMatch(/must|schema|pattern|\^|anyOf|constant/)
    }
  })

  test('of a query is told in the same way', () => {
    expect(errorsAsked(listAccounts.query, { limit: '0', admin: 'no', query: 'a\0' })).toEqual([
      { path: 'query', message: 'has a NUL in it', rule: 'nul' },
    ])
    expect(errorsAsked(listAccounts.query, { limit: '0' })).toEqual([
      { path: 'limit', message: 'has to be at least 1', rule: 'minimum', limit: 1 },
    ])
  })

  test('is one of twenty at most', () => {
    const schema = Type.Object(Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`f${n}`, Type.String()])))
    expect(errorsIn(schema, {})).toHaveLength(20)
  })
})

test('a body where none is taken is refused by a rule of its own', () => {
  expect(errorsIn(undefined, { seconds: 1 })).toEqual([
    { path: '', message: 'this request takes no body', rule: 'no-body' },
  ])
})
