import type { Availability, Event } from '@fairground/contract'

import { typesOf } from './sale.ts'

/** The event as it is now: what was read of it, with the counts that arrived since. */
export function withAvailability(event: Event, availability: Availability | undefined): Event {
  if (!availability) return event
  const areas = new Map(availability.areas.map((area) => [area.id, area]))
  const types = new Map(availability.ticketTypes.map((type) => [type.id, type.left]))
  return {
    ...event,
    left: availability.areas.reduce((sum, area) => sum + area.left, 0),
    total: availability.areas.reduce((sum, area) => sum + area.capacity, 0),
    areas: event.areas.map((area) => ({
      ...area,
      left: areas.get(area.id)?.left ?? area.left,
      capacity: areas.get(area.id)?.capacity ?? area.capacity,
      ticketTypes: area.ticketTypes.map((type) => ({ ...type, left: types.get(type.id) ?? type.left })),
    })),
  }
}

/** Places that others hold at the moment: some of them will come back. */
export function heldNow(availability: Availability | undefined): number {
  return availability?.areas.reduce((sum, area) => sum + area.held, 0) ?? 0
}

/** What a listener should hear of: names of what sold out, and of what can be had again. */
export function turnsOf(before: Event, now: Event): { soldOut: string[]; back: string[] } {
  const known = new Map(typesOf(before).map((type) => [type.id, type.left]))
  const turned = typesOf(now).filter((type) => (known.get(type.id) ?? type.left) > 0 !== type.left > 0)
  return {
    soldOut: turned.filter((type) => type.left === 0).map((type) => type.name),
    back: turned.filter((type) => type.left > 0).map((type) => type.name),
  }
}
