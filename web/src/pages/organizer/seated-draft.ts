import type { PlanSummary } from '@fairground/contract'

import { type AreaDraft, emptyArea, emptyType, type EventDraft, type TypeDraft } from './event-draft.ts'

type Category = PlanSummary['categories'][number]
type NewKey = () => string

/** Those that have seats: each needs a ticket. */
export function soldCategories({ categories }: Pick<PlanSummary, 'categories'>): Category[] {
  return categories.filter(({ seats }) => seats > 0)
}

/**
 * The area with the seats of a plan: a kind of ticket for each category, by its name. What was typed of a ticket whose
 * category the plan has stays; the price of the only ticket that there was is a first guess for all.
 */
export function withPlan(area: AreaDraft, plan: PlanSummary, newKey: NewKey): AreaDraft {
  const categories = soldCategories(plan)
  const names = new Set(categories.map(({ name }) => name))
  const kept = area.ticketTypes.filter(({ category }) => names.has(category))
  const [only] = area.ticketTypes
  const price = area.ticketTypes.length === 1 && only ? only.price : ''
  const added = categories
    .filter(({ name }) => !kept.some(({ category }) => category === name))
    .map(({ name }): TypeDraft => ({ ...emptyType(newKey(), name, name), price }))
  const order = categories.map(({ name }) => name)
  const ticketTypes = [...kept, ...added].toSorted(
    (one, other) => order.indexOf(one.category) - order.indexOf(other.category),
  )
  return { ...area, kind: 'seated', planId: plan.id, capacity: '', ticketTypes }
}

/** Places without seats again; the standing areas of a plan go with it. */
export function withoutPlan(draft: EventDraft, areaKey: string): EventDraft {
  const areas = draft.areas
    .filter(({ key, id, standing }) => key === areaKey || id !== undefined || standing === '')
    .map((area): AreaDraft => {
      if (area.key !== areaKey) return area
      const ticketTypes = area.ticketTypes.map((type) => ({ ...type, category: '' }))
      return { ...area, kind: 'general', planId: '', noLonelySeats: false, ticketTypes }
    })
  return { ...draft, areas }
}

/** The draft with another plan for one of its areas; standing areas of the one before are none of this one. */
export function planned(draft: EventDraft, areaKey: string, plan: PlanSummary, newKey: NewKey): EventDraft {
  const names = new Set(plan.standing.map(({ name }) => name))
  const areas = draft.areas
    .filter(({ id, standing }) => id !== undefined || standing === '' || names.has(standing))
    .map((area) => (area.key === areaKey ? withPlan(area, plan, newKey) : area))
  return { ...draft, areas }
}

/** Sells a standing area of the plan, or does not any more. */
export function withStanding(
  draft: EventDraft,
  standing: { readonly name: string; readonly places: string },
  isSold: boolean,
  type: TypeDraft,
): EventDraft {
  const { name, places } = standing
  const others = draft.areas.filter((area) => area.standing !== name || area.id !== undefined)
  if (!isSold) return { ...draft, areas: others }
  if (others.some((area) => area.standing === name)) return draft
  const area = { ...emptyArea(`standing-${type.key}`, name, [type]), capacity: places, standing: name }
  return { ...draft, areas: [...others, area] }
}

/** Categories with seats that no ticket is for: nobody could buy them. */
export function unsoldCategories(area: AreaDraft, plan: PlanSummary): string[] {
  return soldCategories(plan)
    .map(({ name }) => name)
    .filter((name) => !area.ticketTypes.some(({ category }) => category === name))
}
