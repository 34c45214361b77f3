import type { Event, Hold, Order } from '@fairground/contract'

import { type Field, fieldOf, textOf, type } from './field.ts'
import type { Stroke } from './strokes.ts'

/** One purchase from the choice to the tickets. */
export interface Booking {
  readonly ticketTypeId: string | undefined
  readonly quantity: Field
  /** Of the hold that is meant: the same while the choice is the same, however often it is sent. */
  readonly holdKey: string
  readonly stage: Stage
  /** What the service, or the field, had against the last step. */
  readonly refusal: readonly string[]
}

export type Stage =
  | { readonly step: 'choosing' }
  | { readonly step: 'placing' }
  | ({ readonly step: 'held' | 'leaving' | 'confirming' | 'extending' | 'releasing' } & Kept)
  | { readonly step: 'expired' }
  | { readonly step: 'released' }
  | { readonly step: 'booked'; readonly order: Order }

interface Kept {
  readonly hold: Hold
  readonly orderKey: string
  readonly extendKey: string
}

type NewKey = () => string

export function newBooking(newKey: NewKey): Booking {
  const stage = { step: 'choosing' } as const
  return { ticketTypeId: undefined, quantity: fieldOf('1'), holdKey: newKey(), stage, refusal: [] }
}

export type TicketType = Event['areas'][number]['ticketTypes'][number]

export function ticketTypesOf(event: Event): TicketType[] {
  return event.areas.flatMap((area) => area.ticketTypes)
}

/** The ticket type that is chosen: the first that can be had, until somebody chooses. */
export function chosenType(booking: Booking, types: readonly TicketType[]): TicketType | undefined {
  const chosen = types.find(({ id }) => id === booking.ticketTypeId)
  return chosen ?? types.find(({ left }) => left > 0) ?? types[0]
}

/** The booking after a stroke; undefined where the stroke means nothing here, `leave` where the screen is left. */
export function press(
  booking: Booking,
  stroke: Stroke,
  types: readonly TicketType[],
  newKey: NewKey,
): Booking | 'leave' | undefined {
  const { stage } = booking
  const key = 'key' in stroke ? stroke.key : undefined
  switch (stage.step) {
    case 'choosing':
      return choose(booking, stroke, types, newKey)
    case 'placing':
      return key === 'escape' ? { ...booking, stage: { step: 'choosing' } } : undefined
    case 'held':
      if (key === 'enter') return { ...booking, refusal: [], stage: { ...stage, step: 'confirming' } }
      if (key === 'escape') return { ...booking, refusal: [], stage: { ...stage, step: 'leaving' } }
      if ('text' in stroke && stroke.text === 'e') {
        return { ...booking, refusal: [], stage: { ...stage, step: 'extending' } }
      }
      return undefined
    case 'leaving':
      if (key === 'enter') return { ...booking, stage: { ...stage, step: 'releasing' } }
      return key === 'escape' ? { ...booking, stage: { ...stage, step: 'held' } } : undefined
    case 'confirming':
    case 'extending':
      return key === 'escape' ? { ...booking, stage: { ...stage, step: 'held' } } : undefined
    case 'releasing':
    case 'released':
      return key === 'escape' || key === 'enter' ? 'leave' : undefined
    case 'expired':
      if (key === 'enter') return { ...booking, holdKey: newKey(), stage: { step: 'choosing' }, refusal: [] }
      return key === 'escape' ? 'leave' : undefined
    case 'booked':
      return undefined
    default:
      return stage satisfies never
  }
}

function choose(
  booking: Booking,
  stroke: Stroke,
  types: readonly TicketType[],
  newKey: NewKey,
): Booking | 'leave' | undefined {
  const changed = (changes: Partial<Booking>): Booking => ({ ...booking, holdKey: newKey(), refusal: [], ...changes })
  const chosen = chosenType(booking, types)
  if ('key' in stroke) {
    if (stroke.key === 'escape') return 'leave'
    if (stroke.key === 'enter') return chosen ? send(booking, chosen) : undefined
    if (stroke.key === 'up' || stroke.key === 'down') {
      const index = types.findIndex(({ id }) => id === chosen?.id) + (stroke.key === 'up' ? -1 : 1)
      return types[index] ? changed({ ticketTypeId: types[index].id }) : booking
    }
  } else if (!/^\d+$/.test(stroke.text)) {
    return undefined
  }
  const quantity = type(booking.quantity, stroke)
  return quantity && changed({ quantity })
}

function send(booking: Booking, chosen: TicketType): Booking {
  if (quantityOf(booking) < 1) return { ...booking, refusal: ['Write how many tickets: a whole number of at least 1.'] }
  return { ...booking, ticketTypeId: chosen.id, stage: { step: 'placing' }, refusal: [] }
}

/** 0 where nothing is written. */
export function quantityOf(booking: Booking): number {
  return Number(textOf(booking.quantity))
}

/** The booking with a hold: a new one, or the same with a later end. */
export function keep(booking: Booking, hold: Hold, newKey: NewKey): Booking {
  const { stage } = booking
  const orderKey = 'orderKey' in stage ? stage.orderKey : newKey()
  return { ...booking, stage: { step: 'held', hold, orderKey, extendKey: newKey() }, refusal: [] }
}

/** Back to where the person can do something about a refusal; what was typed, and a hold that is left, stay. */
export function refuse(booking: Booking, code: string, refusal: readonly string[], newKey: NewKey): Booking {
  const { stage } = booking
  if (code === 'hold-expired') return { ...booking, stage: { step: 'expired' }, refusal: [] }
  if (code === 'hold-ended' && stage.step === 'releasing') return { ...booking, stage: { step: 'released' } }
  const isGone = code === 'hold-ended' || code === 'not-found'
  if ('hold' in stage && !isGone) return { ...booking, stage: { ...stage, step: 'held' }, refusal }
  return { ...booking, stage: { step: 'choosing' }, holdKey: newKey(), refusal }
}

/** Tells of a hold that ended while somebody looked at it. One that is being confirmed is the service's to judge. */
export function expireIfDue(booking: Booking, now: number): Booking {
  const { stage } = booking
  const isWatched = stage.step === 'held' || stage.step === 'leaving' || stage.step === 'extending'
  return isWatched && Date.parse(stage.hold.expiresAt) <= now
    ? { ...booking, stage: { step: 'expired' }, refusal: [] }
    : booking
}
