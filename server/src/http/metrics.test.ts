import { expect, test } from 'vitest'

import { openMetrics } from './metrics.ts'

test('an interval tells how many there were since the one before, and then begins anew', () => {
  const metrics = openMetrics()
  metrics.countRequest('place-hold', 'ok', 1)
  metrics.countRequest('read-event', 'not-modified', 1)
  metrics.countRequest('place-hold', 'sold-out', 1)
  metrics.countRequest('place-order', 'internal', 1)
  metrics.countBatch(3, 5)
  metrics.countBatch(1, 5)
  expect(metrics.takeInterval()).toMatchObject({
    requests: 4,
    refusals: 1,
    failures: 1,
    batches: 2,
    batchRequests: 4,
  })
  expect(metrics.takeInterval()).toEqual({
    requests: 0,
    refusals: 0,
    failures: 0,
    latencyMsP99: 0,
    batches: 0,
    batchRequests: 0,
    batchMsP99: 0,
  })
})

test.each([0.05, 1, 7.3, 250, 14_000])('a p99 of %d ms is told at most a tenth too high', (ms) => {
  const metrics = openMetrics()
  for (let n = 0; n < 980; n += 1) metrics.countRequest('read-event', 'ok', ms / 10)
  for (let n = 0; n < 20; n += 1) metrics.countRequest('read-event', 'ok', ms)
  const { latencyMsP99 } = metrics.takeInterval()
  expect(latencyMsP99).toBeGreaterThanOrEqual(ms * 0.9999)
  expect(latencyMsP99).toBeLessThan(ms * 1.11)
})

test('one of a thousand is not the p99, and of one request it is that one', () => {
  const metrics = openMetrics()
  for (let n = 0; n < 999; n += 1) metrics.countRequest('read-event', 'ok', 1)
  metrics.countRequest('read-event', 'ok', 900)
  expect(metrics.takeInterval().latencyMsP99).toBeLessThan(1.2)
  metrics.countRequest('read-event', 'ok', 900)
  expect(metrics.takeInterval().latencyMsP99).toBeGreaterThan(890)
})

test('a stream that was open for an hour makes nobody slow', () => {
  const metrics = openMetrics()
  metrics.countRequest('follow-availability', 'ok', 3_600_000)
  expect(metrics.takeInterval()).toMatchObject({ requests: 1, latencyMsP99: 0 })
})
