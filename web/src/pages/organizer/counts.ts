import type { Availability, Event, readDashboard, ReplyOf } from '@fairground/contract'

export type Dashboard = ReplyOf<typeof readDashboard>

/** The areas' numbers are as new as the stream; those of ticket types come with the next reading. */
export function withCounts(dashboard: Dashboard, availability: Availability | undefined): Dashboard {
  if (!availability || availability.version <= dashboard.version) return dashboard
  const counts = new Map(availability.areas.map((area) => [area.id, area]))
  const left = new Map(availability.ticketTypes.map((type) => [type.id, type.left]))
  const areas = dashboard.areas.map((area) => ({ ...area, ...counts.get(area.id), name: area.name }))
  const sum = (places: 'capacity' | 'held' | 'sold' | 'left') => areas.reduce((total, area) => total + area[places], 0)
  return {
    ...dashboard,
    areas,
    ticketTypes: dashboard.ticketTypes.map((type) => ({ ...type, left: left.get(type.id) ?? type.left })),
    totals: {
      ...dashboard.totals,
      ...{ capacity: sum('capacity'), held: sum('held'), sold: sum('sold'), left: sum('left') },
    },
  }
}

/**
 * How many seats a ticket is for: those of its category, which it may share with other tickets. Undefined where it has
 * none, or where all that share it have a limit of their own.
 */
export function seatsFor(
  event: Pick<Event, 'areas'>,
  typeId: string,
  sales: Dashboard['ticketTypes'],
): number | undefined {
  const types = event.areas.flatMap(({ ticketTypes }) => ticketTypes)
  const category = types.find(({ id }) => id === typeId)?.category ?? null
  if (category === null) return undefined
  const sharing = new Set(types.filter((type) => type.category === category).map(({ id }) => id))
  const shared = sales.filter(({ id }) => sharing.has(id))
  const open = shared.find(({ quota }) => quota === null)
  return open && shared.reduce((sum, { held, sold }) => sum + held + sold, open.left)
}
