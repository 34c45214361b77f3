import type { Event, Order } from '@fairground/contract'

export function eventPath({ slug }: Pick<Event, 'slug'>): string {
  return `/events/${encodeURIComponent(slug)}`
}

export function checkoutPath(event: Pick<Event, 'slug'>): string {
  return `${eventPath(event)}/checkout`
}

export function orderPath({ id }: Pick<Order, 'id'>): string {
  return `/orders/${id}`
}

/** The plans of venues, or the editor of one of them; `new` is one that nobody saved yet. */
export function plansPath(planId?: string): string {
  return planId === undefined ? '/organizer/plans' : `/organizer/plans/${planId}`
}
