import { describe, expect, it } from 'vitest'

import { failuresOf, isMet, median, type Ratios, ratiosOf, type StrategyResult } from './results.ts'

const calm: StrategyResult = {
  perSecond: [900, 1000, 1100],
  median: 1000,
  spread: 0.2,
  latencyMsP50: 1,
  latencyMsP99: 2,
  oversold: false,
  broken: [],
  conflicts: 0,
  otherAnswers: {},
}
const oversold: StrategyResult = { ...calm, oversold: true, broken: ['more sold than there is'] }

describe('the median', () => {
  it('is the middle one of an odd number of rounds, whatever their order', () => {
    expect(median([9, 1, 5])).toBe(5)
  })

  it('is half way between the two in the middle of an even number', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })

  it('is no number when there were no rounds', () => {
    expect(median([])).toBeNaN()
  })
})

describe('the ratios of the strategies', () => {
  it('compare neighbours, round by round, so that a slow round of all changes nothing', () => {
    const slowedDown = { ...calm, perSecond: [900, 100, 1100] }
    const noOp = { ...calm, perSecond: [1800, 200, 2200] }
    expect(
      ratiosOf({ batched: slowedDown, 'no-op': noOp, pessimistic: { ...calm, perSecond: [90, 10, 110] } }),
    ).toEqual({
      'batched/no-op': 0.5,
      'batched/pessimistic': 10,
    })
  })

  it('are absent, not invented, where one of the two was not measured', () => {
    expect(ratiosOf({ batched: calm })).toEqual({})
  })
})

describe('a promise', () => {
  it('of more is kept from its goal on', () => {
    expect([0.79, 0.8, 0.81].map((ratio) => isMet('reads/no-op-get', ratio))).toEqual([false, true, true])
  })

  it('of less is kept up to its goal', () => {
    expect([1.9, 2, 2.1].map((ratio) => isMet('quietEventP99/spreadP99', ratio))).toEqual([true, true, false])
  })
})

describe('the bench fails', () => {
  it('not when all is well and unsafe oversold', () => {
    expect(failuresOf({ batched: calm, unsafe: oversold }, { 'batched/no-op': 0.5 }, [])).toEqual([])
  })

  it('when batched is below half of the no-op', () => {
    expect(failuresOf({}, { 'batched/no-op': 0.49 }, [])).toEqual(['batched/no-op is 0.49, below its floor of 0.5.'])
  })

  it('when seats are below half, or the best ones below two fifths, of places without a number', () => {
    expect(failuresOf({}, { 'seats/general': 0.5, 'bestAvailable/general': 0.4 }, [])).toEqual([])
    expect(failuresOf({}, { 'seats/general': 0.49, 'bestAvailable/general': 0.39 }, [])).toHaveLength(2)
  })

  it('not when a goal without a floor is missed', () => {
    const missed: Ratios = { 'batched/pessimistic': 3, 'reads/no-op-get': 0.1, 'cpuAt1M/cpuAt1k': 9 }
    expect(failuresOf({}, missed, [])).toEqual([])
  })

  it('when a strategy that has a lock oversold', () => {
    expect(failuresOf({ mutex: oversold }, {}, [])).toEqual(['mutex broke: more sold than there is.'])
  })

  it('when unsafe was not seen to oversell', () => {
    expect(failuresOf({ unsafe: calm }, {}, [])).toHaveLength(1)
  })

  it('when a profile found something broken', () => {
    expect(failuresOf({}, {}, ['Selling out: 20001 of 20000 places were taken.'])).toHaveLength(1)
  })
})
