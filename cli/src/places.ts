import type { Availability } from '@fairground/contract'

type Area = Pick<Availability['areas'][number], 'capacity' | 'held' | 'sold' | 'left'>

/** The places of all areas together. */
export function totalPlaces(areas: readonly Area[]): Area {
  const total = (of: keyof Area) => areas.reduce((sum, area) => sum + area[of], 0)
  return { capacity: total('capacity'), held: total('held'), sold: total('sold'), left: total('left') }
}
