import type { Line } from '@fairground/contract'
import { ACCESSIBLE, COMPANION, FREE, HELD, nameOfSeat, type SeatMap, TAKEN_BY_HOUSE } from '@fairground/seating'

import type { Refusal } from '../../http/index.ts'
import type { SeatFinder } from './finder/best-seats.ts'
import { cartOf, type Cart, invalidLine, type PricedLine } from './cart.ts'
import { type Draft, moveSeat, seatsOf } from './draft.ts'
import { lonelyAfter } from './finder/lonely-seats.ts'

/** The seats of an event as the batch sees them. `finder.states` are theirs under the lock. */
export interface Seats {
  readonly map: SeatMap
  readonly finder: SeatFinder
}

/**
 * The cart with its seats: those that were chosen, all or none of them, and the best ones for who left the choice to us.
 * Nothing has moved yet. `key` makes the choice among equally good seats a matter of chance that comes out the same
 * when the batch runs again.
 */
export function allot(draft: Draft, lines: readonly PricedLine[], key: string): Cart | Refusal {
  if (lines.every((line) => line.wants.kind === 'places')) return cartOf(lines.map((line) => lineOf(line)))
  const seats = seatsOf(draft)
  const chosen = chosenSeats(draft, seats, lines)
  if ('code' in chosen) return chosen
  const best = bestSeats(seats, lines, chosen.seats, key)
  if ('code' in best) return best
  return cartOf(
    lines.map((line) => (line.wants.kind === 'best' ? (best.lines.get(line) ?? lineOf(line)) : lineOf(line))),
  )
}

function lineOf({ type, quantity, unitPriceMinor, wants }: PricedLine): Line {
  const line = { ticketTypeId: type.id, quantity, unitPriceMinor }
  return wants.kind === 'seats' ? { ...line, seatIds: [...wants.seatIds] } : line
}

/** The numbers of the seats that were chosen, when they are all there and free. */
function chosenSeats(draft: Draft, seats: Seats, lines: readonly PricedLine[]): { seats: number[] } | Refusal {
  const { map, finder } = seats
  const chosen = new Set<number>()
  const taken: number[] = []
  for (const [index, { type, wants }] of lines.entries()) {
    if (wants.kind !== 'seats') continue
    for (const id of wants.seatIds) {
      const seat = map.indexOf(id)
      if (seat === -1) return { code: 'not-found', detail: `This event has no seat ${id}.`, seatIds: [id] }
      const category = map.categories[map.category[seat] ?? -1]?.name
      if (category !== type.category) {
        return invalidLine(index, 'seatIds', `${nameIn(map, [seat])} is not a seat of ${type.name}`)
      }
      if (chosen.has(seat)) return invalidLine(index, 'seatIds', `${nameIn(map, [seat])} is there twice`)
      chosen.add(seat)
      if (finder.states[seat] !== FREE) taken.push(seat)
    }
  }
  if (taken.length > 0) return takenRefusal(seats, taken)
  const numbers = [...chosen]
  return (numbers.length > 0 && lonelyRefusal(draft, seats, numbers)) || { seats: numbers }
}

/** Seats that are not free, by their names. */
function takenRefusal({ map, finder }: Seats, taken: readonly number[]): Refusal {
  const isForSale = taken.some((seat) => finder.states[seat] !== TAKEN_BY_HOUSE)
  const isOne = taken.length === 1
  const what = isForSale ? `${isOne ? 'is' : 'are'} taken` : `${isOne ? 'is' : 'are'} not for sale`
  const detail = `${nameIn(map, taken)} ${what}. Nothing was taken for you.`
  return { code: 'seat-taken', detail, seatIds: taken.map((seat) => map.ids[seat] ?? '') }
}

/** Where the organizer wants it: nobody leaves a single seat alone, unless there is no other way to sit together. */
function lonelyRefusal(draft: Draft, { map, finder }: Seats, chosen: readonly number[]): Refusal | undefined {
  if (draft.state.sale.seating?.noLonelySeats !== true) return undefined
  // Who needs such a place cannot move over, and a companion's place is nobody's single seat.
  const isKept = (seat: number) => ((map.flags[seat] ?? 0) & (ACCESSIBLE | COMPANION)) !== 0
  if (chosen.some(isKept)) return undefined
  const lonely = lonelyAfter(finder, chosen).filter((seat) => !isKept(seat))
  if (lonely.length === 0) return undefined
  const categories = Map.groupBy(chosen, (seat) => map.category[seat] ?? -1)
  for (const [category, own] of categories) if (!finder.canAvoidLonely(category, own.length)) return undefined
  const detail =
    lonely.length === 1
      ? `${nameIn(map, lonely)} would be left alone between taken ones, and nobody likes to sit alone. Move over by one, or take it too.`
      : `${nameIn(map, lonely)} would each be left alone between taken ones. Move over by one, or take them too.`
  return { code: 'lonely-seat', detail, seatIds: lonely.map((seat) => map.ids[seat] ?? '') }
}

/**
 * The best seats for the lines that left the choice to us. Lines of one category sit together: two adults and a child
 * are a family. What was chosen beside them is not free for them.
 */
function bestSeats(
  { map, finder }: Seats,
  lines: readonly PricedLine[],
  chosen: readonly number[],
  key: string,
): { lines: Map<PricedLine, Line> } | Refusal {
  const allotted = new Map<PricedLine, Line>()
  const wanted = lines.filter((line) => line.wants.kind === 'best')
  if (wanted.length === 0) return { lines: allotted }
  const random = randomOf(key)
  for (const seat of chosen) finder.set(seat, HELD)
  try {
    for (const [name, own] of Map.groupBy(wanted, (line) => line.type.category)) {
      const category = map.categories.findIndex((one) => one.name === name)
      const found = finder.best(
        category,
        own.reduce((sum, line) => sum + line.quantity, 0),
        random,
      )
      // The counters are checked before: only a count that the seats do not bear out comes here.
      if (!found) return { code: 'sold-out', detail: `${name} is sold out.`, left: 0, ticketTypeId: own[0]?.type.id }
      let first = 0
      for (const line of own) {
        const seatIds = found.seats.slice(first, first + line.quantity).map((seat) => map.ids[seat] ?? '')
        first += line.quantity
        allotted.set(line, { ...lineOf(line), seatIds, seating: found.seating })
      }
    }
  } finally {
    for (const seat of chosen) finder.set(seat, FREE)
  }
  return { lines: allotted }
}

/** Why places that were sold elsewhere cannot be these seats here. */
export function restoredRefusal(draft: Draft, lines: readonly Line[]): Refusal | undefined {
  const restored = new Set<number>()
  for (const { ticketTypeId, quantity, seatIds = [] } of lines) {
    const type = draft.state.sale.ticketTypes.get(ticketTypeId)
    if (seatIds.length !== (type?.categoryId ? quantity : 0)) {
      return { code: 'invalid', detail: 'A ticket has a seat exactly where its ticket type has seats.' }
    }
    if (seatIds.length === 0) continue
    const seats = seatsOf(draft)
    for (const id of seatIds) {
      const seat = seats.map.indexOf(id)
      const isOfType = seat !== -1 && categoryOf(draft, seat)?.category === type?.category
      if (!isOfType) return { code: 'not-found', detail: `${type?.name} has no seat ${id}.`, seatIds: [id] }
      if (restored.has(seat) || seats.finder.states[seat] !== FREE) return takenRefusal(seats, [seat])
      restored.add(seat)
    }
  }
  return undefined
}

/** Takes free seats off sale for the house, and puts blocked ones on sale. All or none. */
export function block(
  draft: Draft,
  { blocked, unblocked }: { readonly blocked: readonly string[]; readonly unblocked: readonly string[] },
): Refusal | undefined {
  const { sale, now } = draft.state
  if (sale.status === 'cancelled' || now >= sale.overAt) {
    return { code: 'event-over', detail: 'This event is over or cancelled. Nothing was changed.' }
  }
  const seats = seatsOf(draft)
  const { finder } = seats
  const [closing, opening] = [numbersOf(draft, blocked), numbersOf(draft, unblocked)]
  if ('code' in closing) return closing
  if ('code' in opening) return opening
  const moved = [...closing.seats].filter((seat) => finder.states[seat] !== TAKEN_BY_HOUSE)
  const taken = moved.filter((seat) => finder.states[seat] !== FREE)
  if (taken.length > 0) return takenRefusal(seats, taken)
  const freed = [...opening.seats].filter((seat) => finder.states[seat] === TAKEN_BY_HOUSE && !closing.seats.has(seat))
  for (const seat of moved) moveToHouse(draft, seat, true)
  for (const seat of freed) moveToHouse(draft, seat, false)
  return undefined
}

function numbersOf(draft: Draft, ids: readonly string[]): { seats: Set<number> } | Refusal {
  const { map } = seatsOf(draft)
  const seats = new Set<number>()
  for (const id of ids) {
    const seat = map.indexOf(id)
    if (seat === -1) return { code: 'not-found', detail: `This event has no seat ${id}.`, seatIds: [id] }
    if (categoryOf(draft, seat) === undefined) {
      const detail = `${nameIn(map, [seat])} is not for sale in this plan. Nothing was changed.`
      return { code: 'invalid', detail, seatIds: [id] }
    }
    seats.add(seat)
  }
  return { seats }
}

/** The places that can be sold are those that are not blocked. */
function moveToHouse(draft: Draft, seat: number, isBlocked: boolean): void {
  moveSeat(draft, seat, isBlocked ? TAKEN_BY_HOUSE : FREE, null)
  const type = categoryOf(draft, seat)
  for (const id of [type?.categoryId, type?.areaId]) {
    const counter = draft.counters.get(id ?? '')
    if (!counter) continue
    counter.capacity = (counter.capacity ?? 0) + (isBlocked ? -1 : 1)
    draft.touchedCounters.add(id ?? '')
  }
}

/** A ticket type of the seat's category; all of them share its counters. */
function categoryOf(draft: Draft, seat: number) {
  const { map } = seatsOf(draft)
  const category = map.categories[map.category[seat] ?? -1]?.name
  if (category === undefined) return undefined
  for (const type of draft.state.sale.ticketTypes.values()) if (type.category === category) return type
  return undefined
}

/** Longer lists are for programs: they have the ids. */
const MOST_NAMED = 4

/** "Stalls, row F, seats 12 and 13": neighbours of one row in one phrase. */
export function nameIn(map: SeatMap, seats: readonly number[]): string {
  const rows = [...Map.groupBy(seats.slice(0, MOST_NAMED), (seat) => map.row[seat])].map(([, own]) => {
    const { section, row } = nameOfSeat(map, own[0] ?? -1)
    const numbers = own.map((seat) => map.numbers[seat] ?? '')
    const where = [section, row === '' ? '' : `row ${row}`].filter((part) => part !== '').join(', ')
    const what = numbers.length === 1 ? `seat ${numbers[0]}` : `seats ${listed(numbers)}`
    return where === '' ? what : `${where}, ${what}`
  })
  const more = seats.length - MOST_NAMED
  return more > 0 ? `${rows.join('; ')} and ${more} more` : rows.join('; ')
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** Numbers from 0 to 1 that are the same for the same key. Source: mulberry32 by Tommy Ettinger, seeded by FNV-1a. */
function randomOf(key: string): () => number {
  let state = 0x811c9dc5
  for (let index = 0; index < key.length; index += 1) state = Math.imul(state ^ key.charCodeAt(index), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
