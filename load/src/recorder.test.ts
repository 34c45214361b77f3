import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  countOf,
  latencyAt,
  mergeRecordings,
  openRecorder,
  percentilesOf,
  percentilesOverTime,
  ratesOf,
} from './recorder.ts'

const BIN_MS = 100
const seen = fc.record({
  process: fc.integer({ min: 0, max: 2 }),
  atMs: fc.integer({ min: 0, max: 1_000 }),
  ms: fc.double({ min: 0.01, max: 30_000, noNaN: true }),
  code: fc.constantFrom('201', 'busy', 'sold-out'),
})

describe('what several processes recorded', () => {
  test('adds up to what one would have recorded', () => {
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 60 }), (all) => {
        const whole = openRecorder(BIN_MS)
        const parts = [openRecorder(BIN_MS), openRecorder(BIN_MS), openRecorder(BIN_MS)]
        for (const { process, atMs, ms, code } of all) {
          for (const recorder of [whole, ...parts.slice(process, process + 1)]) {
            recorder.latency('hold', ms, atMs)
            recorder.count('arrivals', atMs)
            recorder.answer(code)
          }
        }
        // Over a channel and back.
        const sent = parts.map((part) => structuredClone(part.read({ withBins: true })))
        const merged = mergeRecordings(sent, BIN_MS)
        const one = whole.read({ withBins: true })
        expect(percentilesOf(merged, 'hold')).toEqual(percentilesOf(one, 'hold'))
        expect(percentilesOverTime(merged, 'hold')).toEqual(percentilesOverTime(one, 'hold'))
        expect(merged.counts).toEqual(one.counts)
        expect(merged.answers).toEqual(one.answers)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a recording', () => {
  test('knows percentiles in milliseconds to a thousandth', () => {
    const recorder = openRecorder(BIN_MS)
    for (let ms = 1; ms <= 1_000; ms += 1) recorder.latency('hold', ms, 0)
    const found = percentilesOf(recorder.read({ withBins: false }), 'hold')
    expect(found?.count).toBe(1_000)
    const near = (value: number | undefined, right: number) =>
      expect(Math.abs((value ?? 0) / right - 1)).toBeLessThan(0.002)
    near(found?.p50, 500)
    near(found?.p90, 900)
    near(found?.p99, 990)
    near(found?.p999, 999)
    near(found?.max, 1_000)
    near(latencyAt(recorder.read({ withBins: false }), 'hold', [75])[0], 750)
  })

  test('has rates and latencies over time, and nothing where nothing was seen', () => {
    const recorder = openRecorder(BIN_MS)
    recorder.count('arrivals', 250, 3)
    recorder.latency('hold', 5, 250)
    const recording = recorder.read({ withBins: true })
    expect(ratesOf(recording, 'arrivals')).toEqual([0, 0, 30])
    expect(countOf(recording, 'arrivals')).toBe(3)
    expect(percentilesOverTime(recording, 'hold').map((bin) => bin?.count)).toEqual([undefined, undefined, 1])
    expect(percentilesOf(recording, 'nothing')).toBeUndefined()
    expect(mergeRecordings([], BIN_MS)).toEqual({ binMs: BIN_MS, latencies: {}, counts: {}, answers: {} })
  })

  test('takes what is longer or later than it has room for', () => {
    const recorder = openRecorder(BIN_MS)
    recorder.latency('hold', 1e9, 1e9)
    expect(percentilesOf(recorder.read({ withBins: true }), 'hold')?.max).toBeGreaterThan(100_000)
  })
})
