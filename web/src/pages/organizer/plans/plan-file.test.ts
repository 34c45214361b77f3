import { drawHall, toPretix } from '@fairground/seating'
import { describe, expect, test } from 'vitest'

import { fileName, readPlanText } from './plan-file.ts'

const hall = drawHall({ rows: 2, seats: 3 })

function faultOf(value: unknown) {
  const reading = readPlanText(JSON.stringify(value))
  return reading.ok ? undefined : reading.fault
}

describe('a file of a plan', () => {
  test('is read as it was written, in our form and in that of pretix', () => {
    expect(readPlanText(JSON.stringify(hall))).toEqual({ ok: true, plan: hall })
    expect(readPlanText(JSON.stringify(toPretix(hall)))).toEqual({ ok: true, plan: toPretix(hall) })
  })

  test('that is no plan is refused as a whole', () => {
    expect(readPlanText('{')).toEqual({ ok: false, fault: { path: '', rule: 'not-json' } })
    expect(faultOf([])).toEqual({ path: '', rule: 'not-a-plan' })
    expect(faultOf({ name: 'A picture' })).toEqual({ path: '', rule: 'not-a-plan' })
  })

  test('with something missing or of another kind is refused with where', () => {
    const missing = structuredClone(hall) as unknown as { zones: { rows: { seats: Record<string, unknown>[] }[] }[] }
    delete missing.zones[0]?.rows[1]?.seats[2]?.['position']
    expect(faultOf(missing)).toEqual({ path: 'zones.0.rows.1.seats.2.position', rule: 'missing' })
    expect(faultOf({ ...hall, categories: 'Standard' })).toEqual({ path: 'categories', rule: 'wrong' })
    expect(faultOf({ ...hall, focal_point: { x: '1', y: 2 } })).toEqual({ path: 'focal_point.x', rule: 'wrong' })
  })

  test('has a name that any file can have', () => {
    expect([
      fileName('Haus der Kunst / Saal 1', 'fairground'),
      fileName('تالار', 'pretix'),
      fileName('//', 'fairground'),
    ]).toEqual(['haus-der-kunst-saal-1.json', 'تالار.pretix.json', 'plan.json'])
  })
})
