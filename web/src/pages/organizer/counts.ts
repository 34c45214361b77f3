import type { Availability, readDashboard, ReplyOf } from '@fairground/contract'

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
