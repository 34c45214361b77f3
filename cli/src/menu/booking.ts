import type { Event, Hold, LineRequest, Order } from '@fairground/contract'
import type { ClientProblem } from '@fairground/contract/client'

import { type Hall, type TicketType, wordsOfSeats } from '../seats/hall.ts'
import { type Field, fieldOf, textOf, type } from './field.ts'
import {
  lostSeats,
  NO_CHOICE,
  type Offer,
  type Place,
  placeAt,
  placeOf,
  pressSeats,
  settle,
  type SeatChoice,
  typesOfOffered,
  without,
} from './seat-choice.ts'
import type { Stroke } from './strokes.ts'

/** One purchase from the choice to the tickets. */
export interface Booking {
  readonly ticketTypeId: string | undefined
  readonly quantity: Field
  /** Of an event with seats. */
  readonly seats: SeatChoice
  /** What one may choose in the place of what was refused, in one stroke; as `SeatChoice.chosen`. */
  readonly offered: ReadonlyMap<string, string>
  /** Of the hold that is meant: the same while the choice is the same, however often it is sent. */
  readonly holdKey: string
  readonly stage: Stage
  /** What the service, or the field, had against the last step. */
  readonly refusal: readonly string[]
}

export type Stage =
  | Choosing
  | ({ readonly step: 'placing' } & Exchange)
  | ({ readonly step: 'held' | 'leaving' | 'confirming' | 'extending' | 'releasing' } & Kept)
  | { readonly step: 'expired' }
  | { readonly step: 'released' }
  | { readonly step: 'booked'; readonly order: Order }

type Choosing = { readonly step: 'choosing' } & Exchange

interface Exchange {
  /** The hold whose seats are being changed; it stays as it is until the others are held. */
  readonly exchanges?: Kept
  /** Seats of requests that were sent and given up: where they are taken now, it may be by oneself. */
  readonly givenUp?: ReadonlySet<string>
}

interface Kept {
  readonly hold: Hold
  readonly orderKey: string
  readonly extendKey: string
}

type NewKey = () => string

export function newBooking(newKey: NewKey): Booking {
  const stage = { step: 'choosing' } as const
  const none = { ticketTypeId: undefined, quantity: fieldOf('1'), seats: NO_CHOICE, offered: new Map<string, string>() }
  return { ...none, holdKey: newKey(), stage, refusal: [] }
}

export function ticketTypesOf(event: Event): TicketType[] {
  return event.areas.flatMap((area) => area.ticketTypes)
}

/** The ticket type that is chosen: the first that can be had, until somebody chooses. */
export function chosenType(booking: Booking, types: readonly TicketType[]): TicketType | undefined {
  const chosen = types.find(({ id }) => id === booking.ticketTypeId)
  return chosen ?? types.find(({ left }) => left > 0) ?? types[0]
}

/** What seats are chosen from; undefined at an event without seats, and until they are known. */
export function offerOf(booking: Booking, hall: Hall | undefined, types: readonly TicketType[]): Offer | undefined {
  const held = exchangeOf(booking).exchanges?.hold.lines ?? []
  return hall && { hall, types, own: new Set(held.flatMap(({ seatIds = [] }) => seatIds)) }
}

/** The hold that is being changed, where one is, and what was given up on the way. */
export function exchangeOf({ stage }: Booking): Exchange {
  if (stage.step !== 'choosing' && stage.step !== 'placing') return {}
  const { exchanges, givenUp } = stage
  return { ...(exchanges ? { exchanges } : {}), ...(givenUp ? { givenUp } : {}) }
}

/** Where the choice is made. */
export function placeOfBooking(booking: Booking, offer: Offer | undefined): Place {
  return offer ? placeOf(booking.seats, offer) : { at: 'number' }
}

/** What is asked for: the chosen seats, or so many places; of a type with seats the best ones together. */
export function linesOf(booking: Booking, types: readonly TicketType[], offer: Offer | undefined): LineRequest[] {
  if (placeOfBooking(booking, offer).at !== 'number') {
    const byType = Map.groupBy(booking.seats.chosen, ([, ticketTypeId]) => ticketTypeId)
    return [...byType].map(([ticketTypeId, own]) => ({ ticketTypeId, seatIds: own.map(([id]) => id) }))
  }
  const chosen = chosenType(booking, types)
  const isSeated = chosen !== undefined && typeof chosen.category === 'string'
  return [{ ticketTypeId: chosen?.id ?? '', quantity: quantityOf(booking), ...(isSeated ? { best: true } : {}) }]
}

/** The booking after a stroke; undefined where the stroke means nothing here, `leave` where the screen is left. */
export function press(
  booking: Booking,
  stroke: Stroke,
  types: readonly TicketType[],
  newKey: NewKey,
  offer?: Offer,
): Booking | 'leave' | undefined {
  const { stage } = booking
  const key = 'key' in stroke ? stroke.key : undefined
  switch (stage.step) {
    case 'choosing':
      if (offer && placeOf(booking.seats, offer).at !== 'number') return chooseSeats(booking, stroke, offer, newKey)
      return choose(booking, stroke, types, newKey, offer)
    case 'placing':
      return key === 'escape' ? giveUp(booking, stage) : undefined
    case 'held':
      if (offer && 'text' in stroke && stroke.text === 'c') return exchange(booking, stage, offer, newKey)
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
      if (key === 'enter') {
        const seats = { ...booking.seats, chosen: NO_CHOICE.chosen, isOnBuy: false }
        return { ...booking, seats, holdKey: newKey(), stage: { step: 'choosing' }, refusal: [] }
      }
      return key === 'escape' ? 'leave' : undefined
    case 'booked':
      return undefined
    default:
      return stage satisfies never
  }
}

/** It was sent: nobody knows yet whether the seats are one's own now. */
function giveUp(booking: Booking, { exchanges, givenUp = new Set() }: Exchange): Booking {
  const sent = givenUp.union(new Set(booking.seats.chosen.keys()))
  return { ...booking, stage: { step: 'choosing', ...(exchanges ? { exchanges } : {}), givenUp: sent } }
}

/** Choosing goes on from the seats that are held; they stay held until others are. */
function exchange(booking: Booking, { hold, orderKey, extendKey }: Kept, offer: Offer, newKey: NewKey): Booking {
  const held = hold.lines.flatMap((line) => (line.seatIds ?? []).map((id) => [id, line.ticketTypeId] as const))
  const place = held[0] && placeAt(offer.hall.map, held[0][0])
  const seats = settle({ ...booking.seats, chosen: new Map(held), place, isOnBuy: false }, offer)
  const stage = { step: 'choosing', exchanges: { hold, orderKey, extendKey } } as const
  return { ...booking, seats, stage, holdKey: newKey(), offered: new Map(), refusal: [] }
}

function chooseSeats(booking: Booking, stroke: Stroke, offer: Offer, newKey: NewKey): Booking | 'leave' | undefined {
  if ('text' in stroke && stroke.text === 'o' && booking.offered.size > 0) return takeOffered(booking, offer, newKey)
  const pressed = pressSeats(booking.seats, stroke, offer)
  if (pressed === undefined) return undefined
  if (pressed === 'leave') return leaveChoice(booking)
  if (pressed === 'buy') {
    return { ...booking, stage: { step: 'placing', ...exchangeOf(booking) }, refusal: [], offered: new Map() }
  }
  const { choice, ticketTypeId = booking.ticketTypeId } = pressed
  const isSame = choice.chosen === booking.seats.chosen && choice.place?.at !== 'number'
  if (isSame) return { ...booking, seats: choice }
  return { ...changed(booking, newKey), seats: choice, ticketTypeId }
}

/** Another choice is another request: it has a key of its own. */
function changed(booking: Booking, newKey: NewKey): Booking {
  return { ...booking, holdKey: newKey(), offered: new Map(), refusal: [] }
}

/** The cursor goes where they are, so that they are seen before they are bought. */
function takeOffered(booking: Booking, { hall: { map } }: Offer, newKey: NewKey): Booking {
  const { seats, offered } = booking
  const isNew = (id: string) => !seats.chosen.has(id)
  const place = placeAt(map, [...offered.keys()].find(isNew) ?? '') ?? seats.place
  return { ...changed(booking, newKey), seats: { ...seats, chosen: offered, place, isOnBuy: true } }
}

/** Away from the choice: back to the hold that was to be changed, where there is one. */
function leaveChoice(booking: Booking): Booking | 'leave' {
  const { exchanges } = exchangeOf(booking)
  if (!exchanges) return 'leave'
  return { ...booking, stage: { ...exchanges, step: 'held' }, refusal: [], offered: new Map() }
}

function choose(
  booking: Booking,
  stroke: Stroke,
  types: readonly TicketType[],
  newKey: NewKey,
  offer: Offer | undefined,
): Booking | 'leave' | undefined {
  const chosen = chosenType(booking, types)
  if ('key' in stroke) {
    if (stroke.key === 'escape') return offer ? backToSeats(booking, offer, newKey) : leaveChoice(booking)
    if (stroke.key === 'enter') return chosen ? send(booking, chosen) : undefined
    if (stroke.key === 'up' || stroke.key === 'down') {
      const index = types.findIndex(({ id }) => id === chosen?.id) + (stroke.key === 'up' ? -1 : 1)
      return types[index] ? { ...changed(booking, newKey), ticketTypeId: types[index].id } : booking
    }
  } else if (!/^\d+$/.test(stroke.text)) {
    return undefined
  }
  const quantity = type(booking.quantity, stroke)
  return quantity && { ...changed(booking, newKey), quantity }
}

function backToSeats(booking: Booking, offer: Offer, newKey: NewKey): Booking {
  return { ...changed(booking, newKey), seats: settle({ ...booking.seats, place: undefined }, offer) }
}

function send(booking: Booking, chosen: TicketType): Booking {
  if (quantityOf(booking) < 1) return { ...booking, refusal: ['Write how many tickets: a whole number of at least 1.'] }
  return { ...booking, ticketTypeId: chosen.id, stage: { step: 'placing', ...exchangeOf(booking) }, refusal: [] }
}

/** 0 where nothing is written. */
export function quantityOf(booking: Booking): number {
  return Number(textOf(booking.quantity))
}

/** The booking with a hold: a new one, or the same with a later end. */
export function keep(booking: Booking, hold: Hold, newKey: NewKey): Booking {
  const { stage } = booking
  const before = 'orderKey' in stage ? stage : exchangeOf(booking).exchanges
  const orderKey = before?.orderKey ?? newKey()
  return { ...booking, stage: { step: 'held', hold, orderKey, extendKey: newKey() }, refusal: [] }
}

/** Back to where the person can do something about a refusal; what was typed, and a hold that is left, stay. */
export function refuse(booking: Booking, code: string, refusal: readonly string[], newKey: NewKey): Booking {
  const { stage } = booking
  if (code === 'hold-expired') return { ...booking, stage: { step: 'expired' }, refusal: [] }
  if (code === 'hold-ended' && stage.step === 'releasing') return { ...booking, stage: { step: 'released' } }
  const isGone = code === 'hold-ended' || code === 'not-found'
  if ('hold' in stage && !isGone) return { ...booking, stage: { ...stage, step: 'held' }, refusal }
  const kept = isGone ? {} : exchangeOf(booking)
  return { ...booking, stage: { step: 'choosing', ...kept }, holdKey: newKey(), refusal, offered: new Map() }
}

/** As `refuse`, where the service names seats: taken ones leave the choice, and those that it offers can be taken. */
export function refuseSeats(booking: Booking, problem: ClientProblem, offer: Offer, newKey: NewKey): Booking {
  const { map } = offer.hall
  const { code, seatIds = [], offered = [] } = problem
  const asked = booking.seats.chosen
  const seats = code === 'seat-taken' ? without(booking.seats, seatIds) : booking.seats
  const sentences = [
    ...(code === 'seat-taken' ? takenSentences(map, seatIds, exchangeOf(booking).givenUp) : [problem.detail]),
    ...(offered.length > 0 ? [`Free instead: ${wordsOfSeats(map, offered)}. o takes these.`] : []),
  ]
  // As many as were asked for stand for all of them, fewer for those that are gone.
  const kept = offered.length === asked.size ? [] : [...seats.chosen]
  const replaced = new Map([...asked].filter(([id]) => kept.every(([keptId]) => keptId !== id)))
  const typed = typesOfOffered(replaced, offered, map, offer.types)
  const refused = refuse(booking, code, sentences, newKey)
  return { ...refused, seats, offered: typed.size > 0 ? new Map([...kept, ...typed]) : typed }
}

function takenSentence(map: Offer['hall']['map'], seatIds: readonly string[]): string {
  const was = seatIds.length === 1 ? 'was' : 'were'
  return `${wordsOfSeats(map, seatIds)} ${was} taken by somebody else just now.`
}

/** Those of a request that was given up may be one's own: then nobody is said to have taken them. */
function takenSentences(
  map: Offer['hall']['map'],
  seatIds: readonly string[],
  givenUp?: ReadonlySet<string>,
): string[] {
  const [unsure, lost] = [seatIds.filter((id) => givenUp?.has(id)), seatIds.filter((id) => !givenUp?.has(id))]
  const are = unsure.length === 1 ? 'is' : 'are'
  return [
    ...(lost.length > 0 ? [takenSentence(map, lost)] : []),
    ...(unsure.length > 0
      ? [
          `${wordsOfSeats(map, unsure)} ${are} held, perhaps for you: you gave up a request for them. ` +
            'Held seats come free again by themselves after a few minutes.',
        ]
      : []),
  ]
}

/**
 * The booking as the seats change. Those that others took while somebody still chose leave the choice, and it is said
 * which. A request that was given up may have taken them for oneself: then the service is to say it.
 */
export function loseTaken(before: Booking, offer: Offer, newKey: NewKey): Booking {
  const settled = settle(before.seats, offer)
  const booking = settled === before.seats ? before : { ...before, seats: settled }
  const { stage, seats } = booking
  const { givenUp } = exchangeOf(booking)
  const lost = stage.step === 'choosing' ? lostSeats(seats, offer).filter((id) => !givenUp?.has(id)) : []
  if (lost.length === 0) return booking
  return { ...changed(booking, newKey), seats: without(seats, lost), refusal: [takenSentence(offer.hall.map, lost)] }
}

/** Tells of a hold that ended while somebody looked at it. One that is being confirmed is the service's to judge. */
export function expireIfDue(booking: Booking, now: number): Booking {
  const { stage } = booking
  const isWatched = stage.step === 'held' || stage.step === 'leaving' || stage.step === 'extending'
  const hold = isWatched ? stage.hold : stage.step === 'choosing' ? stage.exchanges?.hold : undefined
  return hold && Date.parse(hold.expiresAt) <= now ? { ...booking, stage: { step: 'expired' }, refusal: [] } : booking
}
