import type { Event, LineRequest } from '@fairground/contract'
import { nameOfSeat, type SeatMap } from '@fairground/seating'

import { sameName } from '../events.ts'
import { Failure, usedWrongly } from '../failure.ts'
import { text } from '../text.ts'
import { type TicketType, typesOfSeat } from './hall.ts'
import { seatWords } from './names.ts'

/** "A-12, A-13": ids of seats, or row and number where only one section has them. */
export function parseSeats(written: string): string[] {
  const seats = written.split(',').map((seat) => seat.trim())
  if (seats.every((seat) => seat !== '')) return seats
  throw usedWrongly(`--seats is "${written}": write seats like A-12,A-13.`)
}

/** The seats that were named, as ids. Nothing is guessed: a row and number that two sections have is a question. */
export function findSeats(map: SeatMap, named: readonly string[], title: string): string[] {
  const ids = named.map((name) => findSeat(map, name, title))
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw usedWrongly(`--seats names ${nameOf(map, twice)} twice.`)
  return ids
}

/** More than these are better looked for on a map. */
const MOST_CHOICES = 10

function findSeat(map: SeatMap, named: string, title: string): string {
  if (map.indexOf(named) !== -1) return named
  const found = map.ids.filter((_, seat) => {
    const { row, number } = nameOfSeat(map, seat)
    return sameName(`${row}-${number}`, named)
  })
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  if (only === undefined) {
    const detail = `${title} has no seat "${named}". Seats are written like ${map.ids[0] ?? 'A-1'}.`
    throw new Failure({ code: 'not-found', status: 404, title: 'No such seat', detail })
  }
  const choices = found.slice(0, MOST_CHOICES).map((id) => text`  ${id}  ${nameOf(map, id)}`)
  throw new Failure(
    {
      code: 'not-clear',
      title: 'Not clear',
      detail: `${found.length} seats are called "${named}". Name one by its id:`,
    },
    choices,
  )
}

function nameOf(map: SeatMap, id: string): string {
  return seatWords(nameOfSeat(map, map.indexOf(id)))
}

/**
 * What is asked for, a line for each ticket type: every seat is sold as a type of its category. `pick` decides where
 * a category has several.
 */
export async function linesForSeats(
  map: SeatMap,
  ids: readonly string[],
  event: Event,
  pick: (types: readonly TicketType[], category: string) => Promise<TicketType>,
): Promise<LineRequest[]> {
  const types = event.areas.flatMap((area) => area.ticketTypes)
  const lines = new Map<string, string[]>()
  for (const [category, own] of Map.groupBy(ids, (id) => map.category[map.indexOf(id)] ?? -1)) {
    const [first = ''] = own
    const fitting = typesOfSeat(map, map.indexOf(first), types)
    if (fitting.length === 0) throw usedWrongly(`${nameOf(map, first)} is not for sale.`)
    const { id } = await pick(fitting, map.categories[category]?.name ?? '')
    lines.set(id, [...(lines.get(id) ?? []), ...own])
  }
  return [...lines].map(([ticketTypeId, seatIds]) => ({ ticketTypeId, seatIds }))
}

/**
 * The lines with seats that are offered in the place of those that were asked for: as many of each ticket type, of the
 * categories that it is sold in. Fewer than were asked for stand for those that are `gone` alone. Undefined where they
 * do not fit.
 */
export function linesInstead(
  map: SeatMap,
  lines: readonly LineRequest[],
  gone: readonly string[],
  offered: readonly string[],
): LineRequest[] | undefined {
  const asked = lines.flatMap(({ seatIds = [] }) => seatIds)
  const isWhole = offered.length === asked.length
  const unused = [...offered]
  const replaced = lines.map((line) => ({
    ...line,
    seatIds: line.seatIds?.map((id) => {
      if (!isWhole && !gone.includes(id)) return id
      const category = map.category[map.indexOf(id)]
      const index = unused.findIndex((other) => map.category[map.indexOf(other)] === category)
      return index === -1 ? undefined : unused.splice(index, 1)[0]
    }),
  }))
  const isComplete = unused.length === 0 && replaced.every(({ seatIds }) => !seatIds?.includes(undefined))
  if (offered.length === 0 || !isComplete) return undefined
  return replaced.map((line) => ({ ...line, seatIds: line.seatIds?.filter((id) => id !== undefined) }))
}
