import { describe, expect, it } from 'vitest'

import { gather, type Health, isGone, minutesOf } from './health-series.ts'

const START = Date.parse('2027-01-01T10:00:00.000Z')

function sample(
  node: string,
  second: number,
  given: Partial<Health['history'][number]> = {},
): Health['history'][number] {
  return {
    at: new Date(START + second * 1000).toISOString(),
    node,
    cpuPercent: 10,
    memoryMb: 100,
    loopDelayMsP99: 1,
    requestsPerSecond: 5,
    refusalsPerSecond: 0,
    latencyMsP99: 20,
    batchesPerSecond: 2,
    batchMsP99: 4,
    queued: 0,
    ...given,
  }
}

describe('the series of the health page', () => {
  it('is nothing where nothing was measured', () => {
    const series = gather([])
    expect(series.times).toEqual([])
    expect(series.sum('queued')).toEqual([])
    expect(series.each('cpuPercent')).toEqual([])
  })

  it('is always of fifteen minutes, empty where nothing was measured yet', () => {
    const series = gather([sample('a', 0)])
    const { times } = series
    expect([(times.at(-1) ?? 0) - (times[0] ?? 0), times.length]).toEqual([900, 151])
    expect(series.sum('requestsPerSecond').filter((value) => value !== null)).toEqual([5])
  })

  it('adds up what nodes measured in moments of their own', () => {
    const series = gather([
      sample('a', 1, { requestsPerSecond: 3 }),
      sample('b', 3, { requestsPerSecond: 4 }),
      sample('a', 8, { requestsPerSecond: 10 }),
      sample('b', 9, { requestsPerSecond: 20 }),
    ])
    expect(series.times.slice(-2)).toEqual([START / 1000 + 6, START / 1000 + 12])
    expect(series.sum('requestsPerSecond').slice(-3)).toEqual([null, 7, 30])
  })

  it('takes the worst of all nodes where a sum means nothing', () => {
    const series = gather([sample('a', 5, { latencyMsP99: 9 }), sample('b', 5, { latencyMsP99: 70 })])
    expect(series.worst('latencyMsP99').at(-1)).toBe(70)
  })

  it('breaks off where a node was gone, instead of going on as it was', () => {
    const series = gather([sample('a', 0), sample('a', 60)])
    const [line] = series.each('cpuPercent')
    expect(line?.values.slice(-11).map((value) => value !== null)).toEqual([
      ...[true, true, true],
      ...Array.from({ length: 7 }, () => false),
      true,
    ])
  })

  it('draws each node where they are few, and the worst where they are many', () => {
    const four = ['a', 'b', 'c', 'd'].map((node) => sample(node, 5))
    expect(
      gather(four)
        .each('cpuPercent')
        .map(({ node }) => node),
    ).toEqual(['a', 'b', 'c', 'd'])
    const five = [...four, sample('e', 5, { cpuPercent: 99 })]
    const lines = gather(five).each('cpuPercent')
    expect(lines.map(({ node, values }) => [node, values.at(-1)])).toEqual([[undefined, 99]])
  })

  it('has one row a minute, and the newest', () => {
    expect(minutesOf([55, 60, 65, 115, 120, 125])).toEqual([1, 4, 5])
  })
})

describe('a node', () => {
  it('is gone when it wrote nothing for more than ten seconds', () => {
    expect(isGone({ seenAt: '2027-01-01T10:00:00Z' }, '2027-01-01T10:00:10Z')).toBe(false)
    expect(isGone({ seenAt: '2027-01-01T10:00:00Z' }, '2027-01-01T10:00:11Z')).toBe(true)
  })
})
