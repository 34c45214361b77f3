import { expect, test } from 'vitest'

import { type Dashboard, withCounts } from './counts.ts'

const dashboard: Dashboard = {
  ...{ version: 7, currency: 'EUR', refusals: [], sales: { stepSeconds: 60, steps: [] } },
  totals: { capacity: 14, held: 1, sold: 3, left: 10, orders: 2, tickets: 3, totalMinor: 3_000, dueMinor: 0 },
  areas: [
    { id: 'meadow', name: 'Meadow', capacity: 10, held: 1, sold: 3, left: 6 },
    { id: 'terrace', name: 'Terrace', capacity: 4, held: 0, sold: 0, left: 4 },
  ],
  ticketTypes: [
    {
      ...{ id: 'adult', name: 'Adult', areaName: 'Meadow', quota: null },
      held: 1,
      sold: 3,
      left: 6,
      totalMinor: 3_000,
    },
  ],
}
const availability = {
  ...{ version: 8, eventVersion: 1 },
  areas: [{ id: 'meadow', capacity: 12, held: 2, sold: 4, left: 6 }],
  ticketTypes: [{ id: 'adult', left: 6 }],
}

test('counts from the stream take the place of older ones, in the areas and in the totals', () => {
  const { areas, totals } = withCounts(dashboard, availability)
  expect(areas[0]).toEqual({ id: 'meadow', name: 'Meadow', capacity: 12, held: 2, sold: 4, left: 6 })
  expect(totals).toMatchObject({ capacity: 16, held: 2, sold: 4, left: 10, orders: 2, totalMinor: 3_000 })
})

test('counts that are not newer change nothing', () => {
  expect(withCounts(dashboard, { ...availability, version: 7 })).toBe(dashboard)
  expect(withCounts(dashboard, undefined)).toBe(dashboard)
})
