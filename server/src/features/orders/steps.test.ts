import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { fillSteps, MOST_STEPS, type SalesOfStep, stepSecondsFor } from './steps.ts'

const WEEK = 604_800
const WIDTHS = [1, 10, 60, 300, 900, 3_600, 21_600, 86_400, WEEK]

/** Orders by the second in which they were placed: a rush of a minute, an ordinary sale, years of a festival. */
const orders = fc
  .tuple(
    fc.integer({ min: 0, max: 4_000_000_000 }),
    fc.constantFrom(0, 1, 60, 3_600, 86_400, 40 * 86_400, 3_000_000_000),
  )
  .chain(([from, span]) =>
    fc.array(
      fc.record({
        second: fc.integer({ min: from, max: from + span }),
        tickets: fc.integer({ min: 0, max: 9 }),
        totalMinor: fc.integer({ min: 0, max: 100_000 }),
      }),
      { minLength: 1, maxLength: 60 },
    ),
  )

type Order = { second: number; tickets: number; totalMinor: number }

/** As the query groups them. */
function grouped(placed: readonly Order[], width: number): SalesOfStep[] {
  const bySteps = Map.groupBy(placed, ({ second }) => Math.floor(second / width))
  return [...bySteps]
    .map(([step, members]) => ({
      step,
      orders: members.length,
      tickets: members.reduce((sum, { tickets }) => sum + tickets, 0),
      totalMinor: members.reduce((sum, { totalMinor }) => sum + totalMinor, 0),
    }))
    .toSorted((one, other) => one.step - other.step)
}

function ends(placed: readonly Order[]): [first: number, last: number] {
  const seconds = placed.map(({ second }) => second)
  return [Math.min(...seconds), Math.max(...seconds)]
}

/** The model: walks from the first order to the last, a step at a time, and gives up where there are too many. */
function walk(first: number, last: number, width: number): number[] | undefined {
  const starts: number[] = []
  for (let start = first - (first % width); start <= last; start += width) {
    starts.push(start)
    if (starts.length > MOST_STEPS) return undefined
  }
  return starts
}

describe('sales over time', () => {
  test('are told in the shortest step that a person counts in and that needs at most 200 of them', () => {
    fc.assert(
      fc.property(orders, (placed) => {
        const [first, last] = ends(placed)
        const width = stepSecondsFor(first, last)
        const shortest = WIDTHS.find((each) => walk(first, last, each))
        expect(width).toBe(shortest ?? width)
        expect(walk(first, last, width)).toBeDefined()
        expect(shortest !== undefined || width % WEEK === 0).toBe(true)
      }),
    )
  })

  test('have every step from the first order to the last, and lose nothing', () => {
    fc.assert(
      fc.property(orders, (placed) => {
        const [first, last] = ends(placed)
        const width = stepSecondsFor(first, last)
        const model = walk(first, last, width)?.map((start) => {
          const inStep = placed.filter(({ second }) => second >= start && second < start + width)
          return {
            at: new Date(start * 1000).toISOString(),
            orders: inStep.length,
            tickets: inStep.reduce((sum, { tickets }) => sum + tickets, 0),
            totalMinor: inStep.reduce((sum, { totalMinor }) => sum + totalMinor, 0),
          }
        })
        expect(fillSteps(grouped(placed, width), width)).toEqual(model)
      }),
    )
  })

  test('are nothing where nothing was sold', () => {
    expect(fillSteps([], 1)).toEqual([])
  })

  test.each([
    ['one second', 100, 100, 1],
    ['200 seconds', 100, 299, 1],
    ['201 seconds', 100, 300, 10],
    ['an evening', 0, 4 * 3_600, 300],
    ['half a year', 0, 182 * 86_400, 86_400],
    ['three years', 0, 3 * 365 * 86_400, WEEK],
    ['since 1970', 0, 2_000_000_000, 32 * WEEK],
  ])('of %s have the right step', (_, first, last, width) => {
    expect(stepSecondsFor(first, last)).toBe(width)
  })
})
