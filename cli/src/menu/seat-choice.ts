import { FREE, nameOfSeat, NOT_FOR_SALE, type SeatMap, TAKEN_BY_HOUSE } from '@fairground/seating'

import { gridOf, placeInGrid, seatNearColumn, type SectionGrid } from '../seats/grid.ts'
import { type Hall, type TicketType, typesOfSeat } from '../seats/hall.ts'
import { seatWords } from '../seats/names.ts'
import { move } from './list.ts'
import type { NamedKey, Stroke } from './strokes.ts'

/** The seats that somebody chooses, and where they look for more. */
export interface SeatChoice {
  /** Undefined until they go somewhere. */
  readonly place: Place | undefined
  /** What Enter does: buy, in the place of what it does in the list or the grid. */
  readonly isOnBuy: boolean
  /** The ticket type of each chosen seat, by its id, in the order of choosing. */
  readonly chosen: ReadonlyMap<string, string>
  /** The ticket type that was taken last for a category, by its name. */
  readonly preferred: ReadonlyMap<string, string>
  /** Why the last stroke chose nothing, in a sentence. */
  readonly said?: string
}

export type Place =
  | { readonly at: 'sections'; readonly row: number }
  | { readonly at: 'seats'; readonly section: number; readonly seat: number }
  /** How many of which ticket type: the best seats, or places without seats. */
  | { readonly at: 'number' }

/** What a choice is made from. */
export interface Offer {
  readonly hall: Hall
  readonly types: readonly TicketType[]
  /** Seats of one's own hold: one may choose them again. */
  readonly own: ReadonlySet<string>
}

export const NO_CHOICE: SeatChoice = { place: undefined, isOnBuy: false, chosen: new Map(), preferred: new Map() }

/** Sections with seats, and below them the ticket types of areas without. */
export type Entry =
  | { readonly kind: 'section'; readonly section: number }
  | { readonly kind: 'type'; readonly type: TicketType }

export function entriesOf({ hall, types }: Offer): Entry[] {
  return [
    ...hall.map.sections.flatMap(({ seats }, section): Entry[] => (seats > 0 ? [{ kind: 'section', section }] : [])),
    ...types.filter(({ category }) => category === null).map((type): Entry => ({ kind: 'type', type })),
  ]
}

/** From here on the view stays where it is, whatever is sold meanwhile. */
export function settle(choice: SeatChoice, offer: Offer): SeatChoice {
  return choice.place ? choice : { ...choice, place: openingPlace(offer) }
}

/** Where they are; in a hall of one section there is no list to begin with. */
export function placeOf({ place }: SeatChoice, offer: Offer): Place {
  return place ?? openingPlace(offer)
}

function openingPlace(offer: Offer): Place {
  const [first, second] = entriesOf(offer)
  if (first?.kind === 'section' && !second)
    return { at: 'seats', section: first.section, seat: bestSeat(offer, first.section) }
  return { at: 'sections', row: 0 }
}

/** In the grid, with the cursor on this seat. */
export function placeAt(map: SeatMap, id: string): Place | undefined {
  const seat = map.indexOf(id)
  const section = map.rows[map.row[seat] ?? -1]?.section
  return section === undefined ? undefined : { at: 'seats', section, seat }
}

/** Where the cursor begins: the free seat nearest to the stage. */
function bestSeat({ hall: { map, states } }: Offer, section: number): number {
  const seats = gridOf(map, section).lines.flatMap((line) => line.seats)
  const free = seats.filter((seat) => states[seat] === FREE && map.category[seat] !== NOT_FOR_SALE)
  const away = (seat: number) =>
    Math.hypot((map.x[seat] ?? 0) - map.focalPoint.x, (map.y[seat] ?? 0) - map.focalPoint.y)
  return (free.length > 0 ? free : seats).reduce((best, seat) => (away(seat) < away(best) ? seat : best), seats[0] ?? 0)
}

export type Pressed = { choice: SeatChoice; ticketTypeId?: string } | 'buy' | 'leave' | undefined

/** The choice after a stroke in the list or the grid; undefined where it means nothing there. */
export function pressSeats(before: SeatChoice, stroke: Stroke, offer: Offer): Pressed {
  const place = placeOf(before, offer)
  const choice = { ...before, place, said: undefined }
  const isOnBuy = choice.isOnBuy && choice.chosen.size > 0
  const key = 'key' in stroke ? stroke.key : undefined
  const canBuy = choice.chosen.size > 0
  if (key === 'next' || key === 'previous') return { choice: { ...choice, isOnBuy: canBuy && !isOnBuy } }
  if (isOnBuy && (key === 'enter' || isText(stroke, ' '))) return 'buy'
  if (isOnBuy && key === 'up') return { choice: { ...choice, isOnBuy: false } }
  if (isOnBuy && key === 'down') return { choice }
  switch (place.at) {
    case 'sections':
      return pressInList({ ...choice, isOnBuy: false }, place.row, stroke, offer)
    case 'seats':
      return pressInGrid({ ...choice, isOnBuy: false }, place, stroke, offer)
    case 'number':
      return undefined
    default:
      return place satisfies never
  }
}

function isText(stroke: Stroke, text: string): boolean {
  return 'text' in stroke && stroke.text === text
}

/** A page of a list or a grid; a little less than what is seen. */
const PAGE_ROWS = 8

function pressInList(choice: SeatChoice, row: number, stroke: Stroke, offer: Offer): Pressed {
  const entries = entriesOf(offer)
  if (isText(stroke, 'b')) return { choice: { ...choice, place: { at: 'number' } } }
  if (!('key' in stroke)) return undefined
  if (stroke.key === 'escape') return 'leave'
  if (stroke.key === 'down' && row === entries.length - 1 && choice.chosen.size > 0) {
    return { choice: { ...choice, isOnBuy: true } }
  }
  const entry = entries[row]
  if (stroke.key === 'enter' && entry?.kind === 'section') {
    const seat = bestSeat(offer, entry.section)
    return { choice: { ...choice, place: { at: 'seats', section: entry.section, seat } } }
  }
  if (stroke.key === 'enter' && entry?.kind === 'type') {
    return { choice: { ...choice, place: { at: 'number' } }, ticketTypeId: entry.type.id }
  }
  const moved = move(row, stroke.key, entries.length, PAGE_ROWS)
  return moved === undefined ? undefined : { choice: { ...choice, place: { at: 'sections', row: moved } } }
}

type InGrid = Extract<Place, { at: 'seats' }>

function pressInGrid(choice: SeatChoice, place: InGrid, stroke: Stroke, offer: Offer): Pressed {
  const { hall } = offer
  const { seat } = place
  if ('text' in stroke) {
    if (stroke.text === ' ') return toggle(choice, seat, offer)
    if (stroke.text === 't') return changeType(choice, seat, offer)
    if (stroke.text !== 'b') return undefined
    return { choice: { ...choice, place: { at: 'number' } }, ticketTypeId: typeFor(choice, seat, offer)?.id }
  }
  if (stroke.key === 'enter') return toggle(choice, seat, offer)
  if (stroke.key === 'escape') {
    const row = entriesOf(offer).findIndex((entry) => entry.kind === 'section' && entry.section === place.section)
    return entriesOf(offer).length > 1 ? { choice: { ...choice, place: { at: 'sections', row } } } : 'leave'
  }
  const grid = gridOf(hall.map, place.section)
  const isBelow = stroke.key === 'down' && placeInGrid(grid, seat).line === grid.lines.length - 1
  if (isBelow && choice.chosen.size > 0) return { choice: { ...choice, place, isOnBuy: true } }
  const moved = moveInGrid(grid, seat, stroke.key)
  return moved === undefined ? undefined : { choice: { ...choice, place: { ...place, seat: moved } } }
}

/** The seat after this key; undefined where the key does not move. */
export function moveInGrid(grid: SectionGrid, seat: number, key: NamedKey): number | undefined {
  const { line, index, column } = placeInGrid(grid, seat)
  const own = grid.lines[line]?.seats ?? []
  if (key === 'left') return own[index - 1] ?? seat
  if (key === 'right') return own[index + 1] ?? seat
  if (key === 'home') return own[0] ?? seat
  if (key === 'end') return own.at(-1) ?? seat
  const moved = move(line, key, grid.lines.length, PAGE_ROWS)
  if (moved === undefined) return undefined
  const target = grid.lines[moved]
  return moved === line || !target ? seat : (seatNearColumn(target, column) ?? seat)
}

function toggle(choice: SeatChoice, seat: number, offer: Offer): Pressed {
  const { map } = offer.hall
  const id = map.ids[seat] ?? ''
  const chosen = new Map(choice.chosen)
  if (chosen.delete(id)) return { choice: { ...choice, chosen } }
  const type = typeFor(choice, seat, offer)
  const face = faceOf(seat, choice, offer)
  if (!type || (face !== 'free' && face !== 'mine')) {
    return { choice: { ...choice, said: `${seatWords(nameOfSeat(map, seat))} is ${FACE_WORDS[face]}.` } }
  }
  return { choice: { ...choice, chosen: chosen.set(id, type.id) } }
}

function changeType(choice: SeatChoice, seat: number, offer: Offer): Pressed {
  const { map } = offer.hall
  const types = typesOfSeat(map, seat, offer.types)
  const id = map.ids[seat] ?? ''
  const current = types.find((type) => type.id === choice.chosen.get(id)) ?? typeFor(choice, seat, offer)
  const next = types[(types.findIndex((type) => type === current) + 1) % types.length]
  if (!next || types.length < 2) return { choice: { ...choice, said: 'There is one kind of ticket for this seat.' } }
  const preferred = new Map(choice.preferred).set(next.category ?? '', next.id)
  const chosen = choice.chosen.has(id) ? new Map(choice.chosen).set(id, next.id) : choice.chosen
  return { choice: { ...choice, chosen, preferred } }
}

/** The ticket type that a seat would be chosen as, or is. */
export function typeFor(choice: SeatChoice, seat: number, { hall, types }: Offer): TicketType | undefined {
  const fitting = typesOfSeat(hall.map, seat, types)
  const taken = choice.chosen.get(hall.map.ids[seat] ?? '') ?? choice.preferred.get(fitting[0]?.category ?? '')
  return fitting.find(({ id }) => id === taken) ?? fitting.find(({ left }) => left > 0) ?? fitting[0]
}

/** A seat as it concerns who looks at it. */
export type Face = 'free' | 'chosen' | 'mine' | 'taken' | 'blocked' | 'not-for-sale'

export const FACE_WORDS: Record<Face, string> = {
  free: 'free',
  chosen: 'chosen',
  mine: 'held for you',
  taken: 'taken',
  blocked: 'kept for the house',
  'not-for-sale': 'not for sale',
}

export function faceOf(seat: number, { chosen }: SeatChoice, { hall: { map, states }, own }: Offer): Face {
  const id = map.ids[seat] ?? ''
  if (chosen.has(id)) return 'chosen'
  if (own.has(id)) return 'mine'
  if (map.category[seat] === NOT_FOR_SALE) return 'not-for-sale'
  if (states[seat] === FREE) return 'free'
  return states[seat] === TAKEN_BY_HOUSE ? 'blocked' : 'taken'
}

/** Ids of chosen seats that others have now. */
export function lostSeats({ chosen }: SeatChoice, { hall: { map, states }, own }: Offer): string[] {
  return [...chosen.keys()].filter((id) => !own.has(id) && states[map.indexOf(id)] !== FREE)
}

/** The choice without these seats. */
export function without(choice: SeatChoice, ids: readonly string[]): SeatChoice {
  return { ...choice, chosen: new Map([...choice.chosen].filter(([id]) => !ids.includes(id))) }
}

/**
 * The ticket types of seats that are offered in the place of chosen ones, by their ids: as many of each type as before,
 * where the categories are the same.
 */
export function typesOfOffered(
  chosen: ReadonlyMap<string, string>,
  offered: readonly string[],
  map: SeatMap,
  types: readonly TicketType[],
): ReadonlyMap<string, string> {
  const unused = [...chosen.values()]
  const typed = offered.map((id) => {
    const fitting = typesOfSeat(map, map.indexOf(id), types)
    const index = unused.findIndex((typeId) => fitting.some((type) => type.id === typeId))
    return [id, index === -1 ? (fitting[0]?.id ?? '') : (unused.splice(index, 1)[0] ?? '')] as const
  })
  return new Map(typed)
}
