import type { Plan } from '@fairground/contract'

import { withRows, withSeats, withZones } from './parts.ts'

/**
 * Colours that can be told apart by most eyes, also of those who see no red or green (after Okabe and Ito, 2008), and
 * that stand on white as on the night.
 */
export const COLOURS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7b5ea7', '#8c6d46'] as const

/** The first colour that no category has; the first one again after the last. */
export function freeColour({ categories }: Plan): string {
  const taken = new Set(categories.map(({ color }) => color?.toLowerCase()))
  return COLOURS.find((colour) => !taken.has(colour)) ?? COLOURS[categories.length % COLOURS.length] ?? COLOURS[0]
}

export function withCategory(plan: Plan, name: string): Plan {
  return { ...plan, categories: [...plan.categories, { name, color: freeColour(plan) }] }
}

export function recoloured(plan: Plan, name: string, color: string): Plan {
  return { ...plan, categories: plan.categories.map((one) => (one.name === name ? { ...one, color } : one)) }
}

/** The seats of the category go with its name. */
export function renamed(plan: Plan, name: string, to: string): Plan {
  const categories = plan.categories.map((one) => (one.name === name ? { ...one, name: to } : one))
  return { ...withSeatsOf(plan, name, to), categories }
}

/** Seats of the category are of `heir` from then on; of none, and so not for sale, where that is empty. */
export function withoutCategory(plan: Plan, name: string, heir: string): Plan {
  const categories = plan.categories.filter((one) => one.name !== name)
  return { ...withSeatsOf(plan, name, heir), categories }
}

function withSeatsOf(plan: Plan, category: string, to: string): Plan {
  return withZones(plan, (zone) =>
    withRows(zone, (row) => withSeats(row, (seat) => (seat.category === category ? { ...seat, category: to } : seat))),
  )
}

/** How many seats each category has, by its name; those of none under ''. */
export function seatsByCategory(plan: Plan): Map<string, number> {
  const counts = new Map<string, number>()
  for (const zone of plan.zones) {
    for (const row of zone.rows) {
      for (const { category } of row.seats) counts.set(category, (counts.get(category) ?? 0) + 1)
    }
  }
  return counts
}
