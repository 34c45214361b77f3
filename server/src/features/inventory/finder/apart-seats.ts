import type { FreeSeats } from './free-seats.ts'
import { distanceBetween } from './seat-hall.ts'

/** For people who cannot sit together: in as few groups as possible, and these close to each other. */

/** Something that has room for some: free seats side by side, or a section. */
interface Room {
  readonly seats: number
  readonly x: number
  readonly y: number
  /** From the focal point. */
  readonly distance: number
}

/** Free seats of one category side by side. */
interface Piece extends Room {
  readonly start: number
}

export interface Groups {
  /** By rising number. */
  readonly seats: number[]
  readonly groups: number
}

/** So many seats of the category in one section; undefined where it has not as many. Special seats only if need be. */
export function seatsInSection(
  free: FreeSeats,
  section: number,
  category: number,
  quantity: number,
): Groups | undefined {
  if (free.countIn(section, category) < quantity) return undefined
  const ordinary = piecesIn(free, section, category, false)
  const pieces = roomOf(ordinary) < quantity ? piecesIn(free, section, category, true) : ordinary
  return take(free, pieces, quantity)
}

/** So many seats of the category wherever they are; undefined where there are not as many. */
export function seatsAnywhere(
  free: FreeSeats,
  sections: Iterable<number>,
  category: number,
  quantity: number,
): number[] | undefined {
  if (free.count(category) < quantity) return undefined
  const used = [...sections].filter((section) => free.countIn(section, category) > 0)
  for (const withSpecials of [false, true]) {
    const rooms = used.map((section) => roomIn(piecesIn(free, section, category, withSpecials)))
    if (roomOf(rooms) < quantity) continue
    let rest = quantity
    const seats = fewest(rooms, quantity).flatMap(({ pieces, seats: room }) => {
      const own = take(free, pieces, Math.min(room, rest))
      rest -= own.seats.length
      return own.seats
    })
    return inOrder(seats)
  }
  return undefined
}

function piecesIn(free: FreeSeats, section: number, category: number, withSpecials: boolean): Piece[] {
  const { map, runs, firstRunOf, isSpecial } = free.hall
  const { firstRow = 0, rows = 0 } = map.sections[section] ?? {}
  const pieces: Piece[] = []
  for (let run = firstRunOf[firstRow] ?? 0; run < (firstRunOf[firstRow + rows] ?? 0); run += 1) {
    if (free.countInRun(run) === 0) continue
    const { firstSeat = 0, seats = 0 } = runs[run] ?? {}
    let start = firstSeat
    for (let seat = firstSeat; seat <= firstSeat + seats; seat += 1) {
      const isOne =
        seat < firstSeat + seats &&
        free.isFree(seat) &&
        map.category[seat] === category &&
        (withSpecials || isSpecial[seat] === 0)
      if (isOne) continue
      if (seat > start) pieces.push(pieceOf(free, start, seat - start))
      start = seat + 1
    }
  }
  return pieces
}

function pieceOf({ hall }: FreeSeats, start: number, seats: number): Piece {
  const { x, y } = hall.map
  const end = start + seats - 1
  const distance = ((hall.distancesBefore[end + 1] ?? 0) - (hall.distancesBefore[start] ?? 0)) / seats
  return { start, seats, x: ((x[start] ?? 0) + (x[end] ?? 0)) / 2, y: ((y[start] ?? 0) + (y[end] ?? 0)) / 2, distance }
}

function roomIn(pieces: readonly Piece[]): Room & { pieces: readonly Piece[] } {
  return { pieces, seats: roomOf(pieces), ...middleOf(pieces) }
}

function roomOf(rooms: readonly Room[]): number {
  return rooms.reduce((sum, { seats }) => sum + seats, 0)
}

function middleOf(rooms: readonly Room[]): { x: number; y: number; distance: number } {
  const all = Math.max(1, roomOf(rooms))
  const mean = (of: (room: Room) => number) => rooms.reduce((sum, room) => sum + of(room) * room.seats, 0) / all
  return { x: mean(({ x }) => x), y: mean(({ y }) => y), distance: mean(({ distance }) => distance) }
}

/**
 * As few rooms as possible that have so many seats: each time one that takes all that remain, or else the largest; of
 * equal ones the nearest to those before, the first one the nearest to the focal point.
 */
function fewest<Kind extends Room>(rooms: readonly Kind[], quantity: number): Kind[] {
  const left = [...rooms]
  const chosen: Kind[] = []
  let [x, y] = [0, 0]
  for (let rest = quantity; rest > 0 && left.length > 0;) {
    const all = quantity - rest
    const farness = (room: Room) => (all > 0 ? distanceBetween(room.x, room.y, x / all, y / all) : room.distance)
    let [best, most, least] = [0, 0, Infinity]
    for (let index = 0; index < left.length; index += 1) {
      const room = left[index]
      const taken = Math.min(room?.seats ?? 0, rest)
      if (!room || taken < most || (taken === most && farness(room) >= least)) continue
      best = index
      most = taken
      least = farness(room)
    }
    const [room] = left.splice(best, 1)
    if (!room) break
    chosen.push(room)
    x += room.x * room.seats
    y += room.y * room.seats
    rest -= room.seats
  }
  return chosen
}

/** The pieces have room enough. */
function take(free: FreeSeats, pieces: readonly Piece[], quantity: number): Groups {
  const chosen = fewest(pieces, quantity)
  const seats: number[] = []
  for (const [index, piece] of chosen.entries()) {
    const rest = Math.min(piece.seats, quantity - seats.length)
    const start = rest < piece.seats ? startIn(free, piece, rest, chosen.slice(0, index)) : piece.start
    for (let seat = start; seat < start + rest; seat += 1) seats.push(seat)
  }
  return { seats: inOrder(seats), groups: chosen.length }
}

/** Where in a piece that is larger than need be: nobody left alone if possible, and close to the others. */
function startIn(free: FreeSeats, piece: Piece, quantity: number, others: readonly Piece[]): number {
  const { far } = free.hall
  const middle = others.length > 0 ? middleOf(others) : undefined
  let [best, least] = [piece.start, Infinity]
  for (let start = piece.start; start <= piece.start + piece.seats - quantity; start += 1) {
    const { x, y, distance } = pieceOf(free, start, quantity)
    const farness = middle ? distanceBetween(x, y, middle.x, middle.y) : distance
    const cost = farness + (free.isCleanAt(start, quantity) ? 0 : far)
    if (cost < least) [best, least] = [start, cost]
  }
  return best
}

function inOrder(seats: readonly number[]): number[] {
  return seats.toSorted((one, other) => one - other)
}
