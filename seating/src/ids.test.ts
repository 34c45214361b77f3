import type { Plan, PlanZone } from '@fairground/contract'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { drawRow, drawRows } from './drawing.ts'
import { geometryOf } from './geometry.ts'
import { withIds } from './ids.ts'
import { anyPlan } from './testing/any-plan.ts'

const position = { x: 0, y: 0 }

function planOf(zones: readonly Partial<PlanZone>[]): Plan {
  const rows = drawRows({ start: position, rows: 2, seats: 2 })
  return {
    name: 'Hall',
    size: { width: 100, height: 100 },
    categories: [],
    zones: zones.map((zone) => ({ position, rows, ...zone })),
  }
}

function idsOf(plan: Plan): string[] {
  return plan.zones.flatMap((zone) => zone.rows.flatMap((row) => row.seats.map((seat) => seat.seat_guid)))
}

/** The first id of each section. */
function firstIds(...names: (string | undefined)[]): string[] {
  return withIds(planOf(names.map((name) => ({ name })))).zones.map((zone) => zone.rows[0]?.seats[0]?.seat_guid ?? '')
}

describe('ids', () => {
  test('are row and number where there is one section', () => {
    expect(idsOf(withIds(planOf([{ name: 'Stalls' }, { name: 'Stage', rows: [] }])))).toEqual([
      'A-1',
      'A-2',
      'B-1',
      'B-2',
    ])
  })

  test('start with a short word for the section where there are several', () => {
    expect(firstIds('112', 'VIP', 'Stalls left', 'Box 3')).toEqual(['112-A-1', 'VIP-A-1', 'SL-A-1', 'B3-A-1'])
  })

  test('tell sections apart that begin alike, are called alike or not at all', () => {
    expect(firstIds('Stalls', 'Side', 'Stalls', undefined)).toEqual(['S-A-1', 'SI-A-1', 'ST-A-1', '4-A-1'])
    expect(firstIds('بالکن', '一楼')).toEqual(['ب-A-1', '一楼-A-1'])
  })

  test('go over the wire as one word a row', () => {
    const { ids } = geometryOf(withIds(planOf([{ name: '112' }, { name: '113' }])), 'hash').seats
    expect(ids).toEqual(['#112-A-', '#112-B-', '#113-A-', '#113-B-'])
  })

  test('are unique and short enough in every plan', () => {
    fc.assert(
      fc.property(anyPlan({ ours: true }), (plan) => {
        const ids = idsOf(withIds(plan))
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.every((id) => id.length > 0 && id.length <= 64)).toBe(true)
      }),
    )
  })

  test('of two rows with the same label differ all the same', () => {
    const row = drawRow({ start: position, seats: 2, label: 'A' })
    expect(idsOf(withIds(planOf([{ rows: [row, row] }])))).toEqual(['A-1', 'A-2', 'A-1~2', 'A-2~2'])
  })
})
