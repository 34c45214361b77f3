import { newId } from '../../ids.ts'
import { invariant } from '../../invariant.ts'
import type { SeatingPlan } from '../plans/index.ts'
import type { Capacity } from './events.ts'
import type { AreaRow, TicketTypeRecord } from './queries.ts'
import { newTypeFields } from './rules.ts'
import { categoryOf, type PlannedArea } from './seating.ts'

/** The rows of new areas and their ticket types, their counters, and the seats that the house keeps. */
export interface Layout {
  readonly areas: readonly AreaRow[]
  readonly ticketTypes: readonly TicketTypeRecord[]
  readonly counters: Capacity[]
  readonly blocked: readonly string[]
}

/** What fits together, laid out. `plan` is the event's, where it has one. */
export function layOut(areas: readonly PlannedArea[], plan: SeatingPlan | undefined): Layout {
  const rows: AreaRow[] = []
  const ticketTypes: TicketTypeRecord[] = []
  const counters: Capacity[] = []
  for (const { id: areaId = newId(), name, kind, ...area } of areas) {
    const seating = kind === 'seated' ? plan : undefined
    const categoryIds = new Map(seating?.categories.map((category) => [category.name, newId()]))
    counters.push({ id: areaId, kind: 'area', capacity: seating ? forSale(seating.categories) : placesOf(area, plan) })
    for (const category of seating?.categories ?? []) {
      const id = categoryIds.get(category.name)
      invariant(id, 'each category has been given an id')
      counters.push({ id, kind: 'category', capacity: forSale([category]) })
    }
    const { standing = null, noLonelySeats = false } = area
    rows.push({ id: areaId, name, kind, planHash: seating?.hash ?? null, noLonelySeats, standing })
    for (const [position, type] of area.ticketTypes.entries()) {
      const id = type.id ?? newId()
      const category = seating ? (categoryOf(type, seating) ?? null) : null
      const categoryId = (category !== null && categoryIds.get(category)) || null
      counters.push({ id, kind: 'ticket-type', capacity: type.quota ?? null })
      ticketTypes.push(Object.assign(newTypeFields(type), { id, areaId, position, category, categoryId }))
    }
  }
  const hasSeats = rows.some(({ kind }) => kind === 'seated')
  return { areas: rows, ticketTypes, counters, blocked: hasSeats ? (plan?.blockedSeatIds ?? []) : [] }
}

/** Of a general area: as many as it says, or as many as the plan lets stand there. */
function placesOf({ capacity, standing }: Pick<PlannedArea, 'capacity' | 'standing'>, plan: SeatingPlan | undefined) {
  return capacity ?? plan?.standing.find(({ name }) => name === standing)?.capacity ?? 0
}

function forSale(categories: SeatingPlan['categories']): number {
  return categories.reduce((sum, { seats, blocked }) => sum + seats - blocked, 0)
}
