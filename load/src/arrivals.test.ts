import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { poissonArrivals, runClosed, runOpen } from './arrivals.ts'
import { openConnections } from './connections.ts'
import { seededRandom } from './random.ts'
import { openRecorder, percentilesOf } from './recorder.ts'

describe('arrivals', () => {
  const crowd = fc.record({
    count: fc.integer({ min: 2_000, max: 10_000 }),
    rate: fc.double({ min: 0.5, max: 50_000, noNaN: true }),
    seed: fc.integer(),
  })

  test('are all there, in order, and come at the rate that was asked for', () => {
    fc.assert(
      fc.property(crowd, ({ count, rate, seed }) => {
        const times = poissonArrivals(count, rate, seededRandom(seed))
        expect(times).toHaveLength(count)
        expect(times[0]).toBeGreaterThanOrEqual(0)
        expect(times.every((at, index) => index === 0 || at >= (times[index - 1] ?? 0))).toBe(true)
        const measured = (count * 1000) / (times.at(-1) ?? 0)
        // Five standard deviations of a mean of so many exponential gaps.
        expect(Math.abs(measured / rate - 1)).toBeLessThan(5 / Math.sqrt(count))
      }),
      { numRuns: 100 },
    )
  })

  test('keep distances as people do who know nothing of each other', () => {
    const times = poissonArrivals(20_000, 1_000, seededRandom(7))
    const gaps = Array.from(times, (at, index) => at - (times[index - 1] ?? 0))
    const longerThanMean = gaps.filter((gap) => gap > 1).length / gaps.length
    expect(longerThanMean).toBeCloseTo(Math.exp(-1), 1)
  })

  test('are the same for the same seed and others for another', () => {
    const [one, same, other] = [1, 1, 2].map((seed) => poissonArrivals(50, 10, seededRandom(seed)))
    expect(same).toEqual(one)
    expect(other).not.toEqual(one)
  })
})

describe('a run', () => {
  test('starts everybody, in order, though nobody has been answered', async () => {
    const { promise: answer, resolve } = Promise.withResolvers<void>()
    const started: number[] = []
    const run = runOpen({
      arrivals: poissonArrivals(300, 10_000, seededRandom(3)),
      beginAt: performance.now(),
      start(index) {
        started.push(index)
        if (index === 299) resolve()
        return answer
      },
    })
    await run
    expect(started).toEqual(Array.from({ length: 300 }, (_, index) => index))
  })

  test('that was late makes up for it: nobody is left out, and their wait counts from when they were due', async () => {
    const beginAt = performance.now()
    const waits: number[] = []
    await runOpen({
      arrivals: [0, 5, 10, 15],
      beginAt,
      async start(index, dueAt) {
        // This process is busy with the first for longer than the others are away.
        if (index === 0) while (performance.now() < beginAt + 60);
        waits.push(performance.now() - dueAt)
      },
    })
    expect(waits).toHaveLength(4)
    expect(waits[1]).toBeGreaterThan(50)
    expect(waits[3]).toBeGreaterThan(40)
  })

  test('ends early where it is stopped, and waits for those who had come', async () => {
    const stopping = new AbortController()
    let [started, ended] = [0, 0]
    await runOpen({
      arrivals: [0, 0, 60_000],
      beginAt: performance.now(),
      signal: stopping.signal,
      async start() {
        started += 1
        if (started === 2) stopping.abort()
        await Promise.resolve()
        ended += 1
      },
    })
    expect([started, ended]).toEqual([2, 2])
  })

  test('fails with what failed in it', async () => {
    const start = () => Promise.reject(new Error('broken'))
    await expect(runOpen({ arrivals: [0, 1], beginAt: performance.now(), start })).rejects.toThrow('broken')
    await expect(runClosed({ count: 2, atOnce: 1, start })).rejects.toThrow('broken')
  })
})

describe('a server that serves one after the other, 300 ms each', () => {
  const SERVICE_MS = 300

  async function measure(model: 'open' | 'closed') {
    const server = createServer((_request, response) => setTimeout(() => response.end('ok'), SERVICE_MS))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const connections = openConnections({ server: `http://127.0.0.1:${port}`, connections: 1 })
    const recorder = openRecorder(1_000)
    const start = async (_index: number, dueAt: number) => {
      await connections.send({ method: 'GET', path: '/' })
      recorder.latency('wait', performance.now() - dueAt, 0)
    }
    if (model === 'closed') await runClosed({ count: 6, atOnce: 1, start })
    else await runOpen({ arrivals: [0, 20, 40, 60, 80, 100], beginAt: performance.now(), start })
    await connections.close()
    server.close()
    return percentilesOf(recorder.read({ withBins: false }), 'wait')
  }

  test('shows its queue to the open model', async () => {
    const wait = await measure('open')
    expect(wait?.count).toBe(6)
    expect(wait?.max).toBeGreaterThan(5 * SERVICE_MS)
  })

  test('hides it from the closed model, which asks less often', async () => {
    const wait = await measure('closed')
    expect(wait?.count).toBe(6)
    expect(wait?.p50).toBeGreaterThanOrEqual(SERVICE_MS - 5)
    expect(wait?.p90).toBeLessThan(2 * SERVICE_MS)
  })
})
