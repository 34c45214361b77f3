import { describe, expect, it } from 'vitest'

import { filtersOf, isOnDays, listAddress, without } from './filters.ts'

describe('the filters of the list', () => {
  it('are read from the address and written to it again', () => {
    const address = '/?query=jazz+%26+blues&from=2026-05-05&price=free'
    expect(listAddress(filtersOf(address.slice(2)))).toBe(address)
  })

  it('are the address of the whole list when there are none', () => {
    expect(listAddress({ query: ' ', place: '' })).toBe('/')
  })

  it('begin at the first page when one is taken away', () => {
    expect(without({ query: 'jazz', place: 'Berlin', cursor: 'abc' }, 'place')).toEqual({ query: 'jazz' })
  })

  it('take a day as it is where the event takes place', () => {
    const lateInLosAngeles = { startsAt: '2026-05-06T03:00:00Z', timeZone: 'America/Los_Angeles' }
    expect(isOnDays(lateInLosAngeles, { from: '2026-05-05', to: '2026-05-05' })).toBe(true)
    expect(isOnDays(lateInLosAngeles, { from: '2026-05-06' })).toBe(false)
    expect(isOnDays({ ...lateInLosAngeles, timeZone: 'Asia/Tokyo' }, { to: '2026-05-05' })).toBe(false)
  })
})
