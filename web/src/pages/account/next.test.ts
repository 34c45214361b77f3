import { describe, expect, it } from 'vitest'

import { ownPath, purposeOf } from './next.ts'

describe('where one goes after signing in', () => {
  it('is the page that one came from, with its query', () => {
    expect(ownPath('/events/night-market/checkout?count=2#seats')).toBe('/events/night-market/checkout?count=2#seats')
  })

  it('is the list of events where nothing was said', () => {
    expect(ownPath(null)).toBe('/')
    expect(ownPath('')).toBe('/')
  })

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '/x/..//evil.example/',
    '/./\\evil.example',
    'javascript:alert(1)',
    'events/a',
    '/\\',
  ])('is never an address of somebody else: %j', (next) => {
    expect(ownPath(next)).toBe('/')
  })

  it.each(['/sign-in', '/sign-in?next=/sign-in', '/sign-up', '/sign-up/'])('is not the way in itself: %s', (next) => {
    expect(ownPath(next)).toBe('/')
  })

  it('tells a buyer, a holder of tickets and an organizer apart', () => {
    expect(purposeOf('/events/night-market')).toBe('buy')
    expect(purposeOf('/events/night-market/checkout?count=2')).toBe('buy')
    expect(purposeOf('/orders/1')).toBe('tickets')
    expect(purposeOf('/organizer?x')).toBe('organize')
    expect(purposeOf('/')).toBe(undefined)
    expect(purposeOf('/ordersheet')).toBe(undefined)
  })
})
