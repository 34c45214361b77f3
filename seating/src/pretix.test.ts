import { Plan } from '@fairground/contract'
import * as fc from 'fast-check'
import { Compile } from 'typebox/schema'
import { Check } from 'typebox/value'
import { describe, expect, test } from 'vitest'

import { planErrors } from './checks.ts'
import { halls } from './halls/index.ts'
import { toPretix } from './pretix.ts'
import { anyPlan } from './testing/any-plan.ts'
import { pretixSchema } from './testing/pretix-schema.ts'

const pretix = Compile(pretixSchema)

/** The least that pretix calls a plan, with a seat that is not for sale. */
const least: Plan = {
  name: 'Café',
  size: { width: 100, height: 100 },
  categories: [],
  zones: [
    {
      position: { x: 0, y: 0 },
      rows: [{ row_number: '', seats: [{ seat_guid: 'a', seat_number: '', position: { x: 5, y: 5 }, category: '' }] }],
    },
  ],
}

describe('a plan of pretix', () => {
  test('is one of ours as it is, and goes back unchanged', () => {
    fc.assert(
      fc.property(anyPlan({ ours: false }), (plan) => {
        expect(pretix.Check(plan)).toBe(true)
        expect(Check(Plan, plan)).toBe(true)
        expect(toPretix(plan)).toStrictEqual(plan)
        expect(JSON.stringify(toPretix(plan))).toBe(JSON.stringify(plan))
      }),
      { numRuns: 300 },
    )
  })

  test('has nothing wrong with it for what pretix leaves open: no words, no categories, nothing for sale', () => {
    expect(pretix.Check(least)).toBe(true)
    expect(planErrors(least)).toEqual([])
  })
})

describe('a plan of ours', () => {
  test('is one of pretix without what only we can say', () => {
    fc.assert(
      fc.property(anyPlan({ ours: true }), (plan) => {
        expect(Check(Plan, plan)).toBe(true)
        const theirs = toPretix(plan)
        expect(pretix.Check(theirs)).toBe(true)
        expect(toPretix(theirs)).toStrictEqual(theirs)
      }),
      { numRuns: 300 },
    )
  })

  test('loses nothing else: with our members it is not one of theirs', () => {
    for (const { plan } of halls) {
      expect(pretix.Check(plan())).toBe(false)
      expect(pretix.Check(toPretix(plan()))).toBe(true)
    }
    const [seat] = toPretix(halls[0]?.plan() ?? least).zones[0]?.rows[0]?.seats ?? []
    expect(Object.keys(seat ?? {})).toEqual(['seat_guid', 'seat_number', 'position', 'category'])
  })
})
