import { describe, expect, test } from 'vitest'

import * as connection from '../api/connection.ts'
import { askedFor, isFailure, KEPT_HEADER, ORDERS_PAGE } from './requests.ts'
import * as tickets from './tickets.ts'

const ORIGIN = 'https://tickets.example'

function asked(path: string, request: Partial<Pick<Request, 'method' | 'mode'>> = {}) {
  return askedFor({ method: 'GET', mode: 'cors', url: new URL(path, ORIGIN).href, ...request }, ORIGIN)
}

describe('the service worker', () => {
  test('answers for the pages of orders, and for no other page', () => {
    expect(asked('/orders', { mode: 'navigate' })).toBe('orders-page')
    expect(asked('/orders/0190-1?new=1', { mode: 'navigate' })).toBe('orders-page')
    expect(asked('/', { mode: 'navigate' })).toBe('other')
    expect(asked('/events/lantern-night/checkout', { mode: 'navigate' })).toBe('other')
  })

  test("answers for the reader's own orders, and for nothing else of the API", () => {
    expect(asked('/api/orders')).toBe('orders')
    expect(asked('/api/orders/0190-1')).toBe('orders')
    expect(asked('/api/accounts/me')).toBe('other')
    expect(asked('/api/events/0190-1/orders')).toBe('other')
    expect(asked('/api/events/0190-1/availability')).toBe('other')
  })

  test('answers for files that are named by their content', () => {
    expect(asked('/assets/client-abc.js')).toBe('file')
    expect(asked('/worker.js')).toBe('other')
  })

  test('leaves alone what changes something, and what is not ours', () => {
    expect(asked('/api/orders', { method: 'POST' })).toBe('other')
    expect(asked('https://other.example/api/orders')).toBe('other')
  })

  test('prefers what it kept to a service that fails, but not to one that refuses', () => {
    expect(isFailure({ status: 502 })).toBe(true)
    expect(isFailure({ status: 401 })).toBe(false)
    expect(isFailure({ status: 404 })).toBe(false)
  })

  test('uses the names that the pages use', () => {
    expect(ORDERS_PAGE).toBe(tickets.ORDERS_PAGE)
    expect(KEPT_HEADER).toBe(connection.KEPT_HEADER)
  })
})
