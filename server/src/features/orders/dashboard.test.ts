import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'

import { newId } from '../../ids.ts'
import { startTestService, type TestService } from '../../testing/service.ts'
import type { EventNow } from '../events/index.ts'
import { openDashboards } from './dashboard.ts'

/** Has sold nothing: the test is of who reads. */
const event: EventNow = {
  record: {
    id: newId(),
    version: 1,
    slug: 'watched',
    organizer: { id: newId(), name: 'Organizer' },
    title: 'Watched',
    description: '',
    status: 'published',
    startsAt: Date.parse('2099-06-01T18:00:00Z'),
    endsAt: null,
    timeZone: 'UTC',
    venue: null,
    picture: null,
    currency: 'EUR',
    maxTicketsPerAccount: null,
    holdSeconds: 600,
    salesStartAt: null,
    salesEndAt: null,
    paymentMethods: [],
    areas: [],
    ticketTypes: new Map(),
  },
  counts: { configVersion: 1, countsVersion: 1, counters: new Map() },
}

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterEach(() => vi.useRealTimers())
afterAll(() => service.stop())

test('a reading that takes longer than a second is joined until it ends, and then another begins', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const slow = Promise.withResolvers<[]>()
  let readings = 0
  const dashboards = openDashboards({
    queries: service.database.queries,
    sumRefusals: () => {
      readings += 1
      return slow.promise
    },
  })
  const looks = []
  for (let second = 0; second < 3; second += 1) {
    looks.push(dashboards.read(event))
    vi.advanceTimersByTime(1_500)
  }
  expect(readings).toBe(1)
  slow.resolve([])
  const [first, ...others] = await Promise.all(looks)
  for (const other of others) expect(other).toBe(first)
  expect(await dashboards.read(event)).not.toBe(first)
  expect(readings).toBe(2)
})

test('a reading that fails is not kept', async () => {
  let readings = 0
  const dashboards = openDashboards({
    queries: service.database.queries,
    sumRefusals: async () => {
      readings += 1
      if (readings === 1) throw new Error('the database is away')
      return []
    },
  })
  await expect(dashboards.read(event)).rejects.toThrow('the database is away')
  expect(await dashboards.read(event)).toMatchObject({ refusals: [] })
})
