import type { SeatName } from '@fairground/contract'

export interface Point {
  readonly x: number
  readonly y: number
}

/** Of a seat, as bits of `SeatMap.flags`. */
export const ACCESSIBLE = 1
export const COMPANION = 2
export const RESTRICTED_VIEW = 4
export const AISLE = 8
/** Kept for the house when an event takes the plan. */
export const BLOCKED = 16

/** What pretix draws where a seat does not say. */
export const SEAT_RADIUS = 10

/** The category of a seat that nobody can buy. */
export const NOT_FOR_SALE = -1

export interface MapSection {
  readonly name: string
  /** Of `SeatMap.floors`; -1 where the plan has none. */
  readonly floor: number
  /** At least three points, also where its plan draws none; no points where it has no seats (a stage by itself). */
  readonly outline: readonly Point[]
  readonly firstRow: number
  readonly rows: number
  readonly firstSeat: number
  readonly seats: number
}

export interface MapRow {
  readonly section: number
  readonly label: string
  readonly numbered: 'nowhere' | 'start' | 'end' | 'both'
  readonly firstSeat: number
  readonly seats: number
}

/** A stage, a bar, a standing area, a word: a polygon where it is to be drawn; none for a word alone. */
export interface MapShape {
  readonly shape: string
  readonly points: readonly Point[]
  readonly color: string | null
  readonly borderColor: string | null
  readonly text: { readonly text: string; readonly x: number; readonly y: number; readonly size: number } | null
  /** Name of the standing area that it is. */
  readonly standing: string | null
  readonly isStage: boolean
}

/**
 * A plan for looking at and choosing from: seats have numbers from 0 in the order of the plan (section by section, row
 * by row, as they stand), and a column for each of their properties. Coordinates are the plan's own units.
 */
export interface SeatMap {
  readonly hash: string
  readonly name: string
  readonly width: number
  readonly height: number
  readonly focalPoint: Point
  readonly floors: readonly string[]
  readonly categories: readonly { readonly name: string; readonly color: string | null }[]
  readonly sections: readonly MapSection[]
  readonly rows: readonly MapRow[]
  readonly shapes: readonly MapShape[]
  /** How many seats; every column has as many. */
  readonly seats: number
  readonly x: Float32Array
  readonly y: Float32Array
  readonly radius: Float32Array
  /** The row of each seat. */
  readonly row: Uint32Array
  /** The category of each seat; NOT_FOR_SALE is one of them. */
  readonly category: Int8Array
  readonly flags: Uint8Array
  readonly numbers: readonly string[]
  readonly ids: readonly string[]
  /** The number of the seat with this id; -1 where there is none. */
  indexOf(id: string): number
}

/** How a seat is called. */
export function nameOfSeat(map: SeatMap, seat: number): SeatName {
  const row = map.rows[map.row[seat] ?? -1]
  const section = map.sections[row?.section ?? -1]
  const floor = map.floors[section?.floor ?? -1]
  return {
    section: section?.name ?? '',
    row: row?.label ?? '',
    number: map.numbers[seat] ?? '',
    ...(floor === undefined ? {} : { floor }),
  }
}
