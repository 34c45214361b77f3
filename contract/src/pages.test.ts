import { describe, expect, it } from 'vitest'

import { listPageQuery, listQuery } from './pages.ts'

describe("the address of the list's page", () => {
  it('keeps what the list knows, without what surrounds it', () => {
    expect(listPageQuery({ query: ' jazz ', place: '', price: 'free', lang: 'fa', utm_source: 'x' })).toEqual({
      query: 'jazz',
      price: 'free',
    })
  })

  it.each([
    ['a day that there is not', { from: '2026-02-30' }],
    ['a month that there is not', { from: '2026-13-01' }],
    ['what is no day', { to: 'tomorrow' }],
    ['a kind of price that there is not', { price: 'cheap' }],
    ['nothing but a character that no text holds', { query: '\0' }],
  ])('leaves out %s', (_, search) => {
    expect(listPageQuery(search)).toEqual({})
  })

  it('cuts what is longer than the service takes', () => {
    expect(listQuery({ query: 'a'.repeat(500) }).query).toHaveLength(200)
  })

  it('asks for a day as it is anywhere on earth', () => {
    expect(listQuery({ from: '2026-05-05', to: '2026-05-05' })).toEqual({
      from: '2026-05-04T10:00:00.000Z',
      to: '2026-05-06T12:00:00.000Z',
    })
  })

  it('is the same question to the service for the same address', () => {
    const search = { place: 'Berlin', cursor: 'abc', price: 'priced' }
    expect(listQuery(listPageQuery(search))).toEqual(listQuery(search))
    expect(listQuery(search)).toEqual(search)
  })
})
