import { createEvent, createPlan, type Event, type NewEvent, type Plan } from '@fairground/contract'
import type { Client } from '@fairground/contract/client'
import { drawHall } from '@fairground/seating'

export interface SeatedEvent {
  readonly event: Event
  readonly eventId: string
  readonly areaId: string
  /** Of the first category. */
  readonly ticketTypeId: string
  /** In the order of the geometry. */
  readonly seatIds: readonly string[]
}

export interface SeatedOptions {
  /** A hall of so many rows and seats, or a plan of one's own. */
  readonly plan: Plan | { readonly rows: number; readonly seats: number }
  readonly noLonelySeats?: boolean
  readonly over?: Partial<NewEvent>
}

/** A published event with seats, a free ticket type for each category of its plan. */
export async function openSeatedEvent(organizer: Client, options: SeatedOptions): Promise<SeatedEvent> {
  const plan = 'zones' in options.plan ? options.plan : drawHall(options.plan)
  const kept = await organizer(createPlan, { body: { plan } })
  if (!kept.ok) throw new Error(`${kept.problem.code}: ${kept.problem.detail}`)
  const ticketTypes = plan.categories.map(({ name }) => ({ name, priceMinor: 0, category: name }))
  const { noLonelySeats = false } = options
  const made = await organizer(createEvent, {
    body: {
      title: 'A seat for everybody',
      startsAt: '2099-06-01T18:00:00Z',
      areas: [{ name: 'Hall', kind: 'seated', planId: kept.data.id, noLonelySeats, ticketTypes }],
      ...options.over,
    },
  })
  if (!made.ok) throw new Error(`${made.problem.code}: ${made.problem.detail}`)
  const area = made.data.areas.find(({ kind }) => kind === 'seated')
  return {
    event: made.data,
    eventId: made.data.id,
    areaId: area?.id ?? '',
    ticketTypeId: area?.ticketTypes[0]?.id ?? '',
    seatIds: plan.zones.flatMap((zone) => zone.rows.flatMap((row) => row.seats.map((seat) => seat.seat_guid))),
  }
}
