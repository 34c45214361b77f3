import type { SeatingPlan } from '../plans/index.ts'
import type { EventRecord } from './queries.ts'
import type { FieldError, NewArea, NewType } from './rules.ts'

/** An area that is asked for, or one of an archive, which has ids for all its parts. */
export interface PlannedArea extends Omit<NewArea, 'planId' | 'ticketTypes'> {
  readonly id?: string
  readonly ticketTypes: readonly (NewType & { readonly id?: string })[]
}

/** What the ticket type says, or the only category that there is. */
export function categoryOf({ category }: Pick<NewType, 'category'>, { categories }: SeatingPlan) {
  return category ?? (categories.length === 1 ? categories[0]?.name : undefined)
}

/** What an area that is asked for says too much or too little of, by its kind. */
export function formErrors(area: NewArea, path: string): FieldError[] {
  const at = pathUnder(path)
  const errors: FieldError[] = []
  if (area.kind === 'seated') {
    if (area.planId === undefined) errors.push({ path: at('planId'), message: 'is needed for seats', rule: 'needed' })
    if (area.capacity !== undefined) errors.push(seatsDecide(at('capacity')))
    if (area.standing !== undefined) errors.push(notFor('seated', at('standing')))
    return errors
  }
  if (area.capacity === undefined && area.standing === undefined) {
    errors.push({ path: at('capacity'), message: 'is needed where there are no seats', rule: 'needed' })
  }
  if (area.planId !== undefined) errors.push(notFor('general', at('planId')))
  if (area.noLonelySeats !== undefined) errors.push(notFor('general', at('noLonelySeats')))
  return errors
}

/** What of these areas does not fit the plan that the event has or is to have; `others` are there already. */
export function fitErrors(
  areas: readonly PlannedArea[],
  plan: SeatingPlan | undefined,
  pathOf: (index: number) => string,
  others: readonly Pick<PlannedArea, 'kind' | 'standing'>[] = [],
): FieldError[] {
  return areas.flatMap((area, index) => {
    const at = pathUnder(pathOf(index))
    const before = [...others, ...areas.slice(0, index)]
    return area.kind === 'seated' ? seatedErrors(area, plan, at, before) : generalErrors(area, plan, at, before)
  })
}

type PathUnder = (field: string) => string
type Neighbours = readonly Pick<PlannedArea, 'kind' | 'standing'>[]

function seatedErrors(area: PlannedArea, plan: SeatingPlan | undefined, at: PathUnder, before: Neighbours) {
  if (before.some(({ kind }) => kind === 'seated')) {
    const message = 'has seats, and so has another area: an event has at most one plan'
    return [{ path: at('kind'), message, rule: 'one-seated-area' } satisfies FieldError]
  }
  // That there is no such plan is told by whoever looked for it.
  if (!plan) return []
  if (plan.categories.length === 0) {
    const message = 'is of a plan without seats for sale'
    return [{ path: at('planId'), message, rule: 'no-seats' } satisfies FieldError]
  }
  const errors = area.ticketTypes.flatMap((type, index) =>
    categoryErrors(type, plan, at(`ticketTypes.${index}.category`)),
  )
  const sold = new Set(area.ticketTypes.map((type) => categoryOf(type, plan)))
  for (const { name } of plan.categories) {
    if (sold.has(name)) continue
    const message = `have none for ${name}, of which the plan has seats`
    errors.push({ path: at('ticketTypes'), message, rule: 'category-not-sold' })
  }
  return errors
}

function categoryErrors(type: NewType, plan: SeatingPlan, path: string): FieldError[] {
  const names = plan.categories.map(({ name }) => name)
  const category = categoryOf(type, plan)
  if (category === undefined) {
    const message = `is needed, since the plan has several: ${names.join(', ')}`
    return [{ path, message, rule: 'needed' }]
  }
  return names.includes(category) ? [] : [noSuchCategory(path, names)]
}

export function noSuchCategory(path: string, names: readonly string[]): FieldError {
  const message = `is not a category of which the plan has seats; it has ${names.join(', ')}`
  return { path, message, rule: 'no-such-category' }
}

function generalErrors(area: PlannedArea, plan: SeatingPlan | undefined, at: PathUnder, before: Neighbours) {
  const errors: FieldError[] = area.ticketTypes.flatMap(({ category }, index) =>
    category === undefined ? [] : [notFor('general', at(`ticketTypes.${index}.category`))],
  )
  if (area.standing === undefined) return errors
  const standing = plan?.standing.find(({ name }) => name === area.standing)
  if (!standing) {
    const message = "is not a standing area of the event's plan"
    errors.push({ path: at('standing'), message, rule: 'no-such-standing' })
  } else if (before.some((other) => other.standing === area.standing)) {
    errors.push({ path: at('standing'), message: 'is another area of this event already', rule: 'repeated' })
  } else if (area.capacity !== undefined && area.capacity > standing.capacity) {
    errors.push(tooManyStanding(at('capacity'), standing.capacity))
  }
  return errors
}

/** What is wrong with other capacities and rules for areas that are there. `plan` is the event's. */
export function changedSeatingErrors(
  event: EventRecord,
  changes: readonly { id: string; capacity?: number; noLonelySeats?: boolean }[],
  plan: SeatingPlan | undefined,
): FieldError[] {
  return changes.flatMap(({ id, capacity, noLonelySeats }, index) => {
    const area = event.areas.find((one) => one.id === id.toLowerCase())
    const at = pathUnder(`areas.${index}`)
    if (area?.kind === 'seated') return capacity === undefined ? [] : [seatsDecide(at('capacity'))]
    if (noLonelySeats !== undefined) return [notFor('general', at('noLonelySeats'))]
    const most = plan?.standing.find(({ name }) => name === area?.standing)?.capacity
    return most !== undefined && capacity !== undefined && capacity > most
      ? [tooManyStanding(at('capacity'), most)]
      : []
  })
}

function seatsDecide(path: string): FieldError {
  const message = 'is not given here: it has as many places as its plan has seats. Block seats instead'
  return { path, message, rule: 'not-for-seated' }
}

function tooManyStanding(path: string, limit: number): FieldError {
  return {
    path,
    message: `has to be at most ${limit}: the plan lets no more people stand there`,
    rule: 'too-many',
    limit,
  }
}

function notFor(kind: 'general' | 'seated', path: string): FieldError {
  return kind === 'general'
    ? { path, message: 'is only for an area with seats', rule: 'not-for-general' }
    : { path, message: 'is not for an area with seats', rule: 'not-for-seated' }
}

export function noSuchPlan(path: string): FieldError {
  return { path, message: 'is not a plan that you may use', rule: 'no-such-plan' }
}

function pathUnder(path: string): PathUnder {
  return (field) => (path === '' ? field : `${path}.${field}`)
}
