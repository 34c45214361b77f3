import { expect, test } from 'vitest'

import { type Dashboard, seatsFor, withCounts } from './counts.ts'

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

test('a ticket for seats is for those of its category, whichever ticket they were sold as', () => {
  const type = { areaName: 'Stalls', held: 0, totalMinor: 0 }
  const sales = [
    { ...type, id: 'adult', name: 'Adult', quota: null, sold: 3, left: 5 },
    { ...type, id: 'student', name: 'Student', quota: 4, sold: 2, left: 2 },
  ]
  // Only what is read of an event.
  const event = {
    areas: [{ ticketTypes: [ticket('adult', 'Front'), ticket('student', 'Front'), ticket('any', null)] }],
  }
  const seated = event as unknown as Parameters<typeof seatsFor>[0]
  expect(seatsFor(seated, 'student', sales)).toBe(10)
  expect(seatsFor(seated, 'any', sales)).toBeUndefined()
})

function ticket(id: string, category: string | null) {
  return { id, category }
}
