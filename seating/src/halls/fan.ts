import type { PlanArea, PlanRow, PlanSeat } from '@fairground/contract'

import { drawRow, markAisles } from '../drawing.ts'
import { numberSeats, type SeatNumbering } from '../numbering.ts'
import type { Point } from '../seat-map.ts'

/**
 * Part of a hall whose rows bend around one point. Angles are radians seen from there: 0 is straight down the picture,
 * and they grow to its right, so that the seats of a row stand from its left to its right for who sits in it.
 */
export interface Fan {
  readonly around: Point
  readonly from: number
  readonly to: number
}

/** A point of it, so far from its centre. */
export function pointAt({ around }: Fan, radius: number, angle: number): Point {
  return { x: around.x + radius * Math.sin(angle), y: around.y + radius * Math.cos(angle) }
}

export interface FanRow {
  readonly radius: number
  /** Kept free on both sides, as gangways are as wide in front as at the back. */
  readonly inset: number
  /** At least; seats are so far apart that the first and the last stand at the gangways. */
  readonly spacing: number
  readonly label: string
  readonly category: string
  readonly numbered?: PlanRow['row_number_position']
}

/** A row on an arc of a fan, with as many seats as there is room for. */
export function drawFanRow(fan: Fan, { radius, inset, spacing, ...row }: FanRow): PlanRow {
  const [from, to] = narrowed(fan, radius, inset)
  // A chord of the spacing seen from the centre.
  const least = 2 * Math.asin(spacing / (2 * radius))
  const gaps = Math.floor((to - from) / least)
  return drawRow({
    ...row,
    start: pointAt(fan, radius, from),
    seats: gaps + 1,
    spacing: 2 * radius * Math.sin((to - from) / gaps / 2),
    curve: radius * (1 - Math.cos((to - from) / 2)),
    rotation: (-(from + to) / 2) * (180 / Math.PI),
  })
}

/** The angles between which a row is when this much stays free on both sides. */
function narrowed({ from, to }: Fan, radius: number, inset: number): [number, number] {
  const side = Math.asin(inset / radius)
  return [from + side, to - side]
}

/** Fine enough for an arc to look like one. */
const RADIANS_A_CORNER = Math.PI / 60

/** The corners of the part between two radii. */
export function fanOutline(fan: Fan, front: number, back: number, inset: number): Point[] {
  return [...arc(fan, front, inset), ...arc(fan, back, inset).toReversed()].map(wholePoint)
}

/** Outlines need nothing finer. */
export function wholePoint({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) }
}

function arc(fan: Fan, radius: number, inset: number): Point[] {
  const [from, to] = narrowed(fan, radius, inset)
  const parts = Math.max(Math.ceil((to - from) / RADIANS_A_CORNER), 1)
  return Array.from({ length: parts + 1 }, (_, index) => pointAt(fan, radius, from + ((to - from) * index) / parts))
}

/** A standing area with its name where it says and how many people it takes. */
export function drawStanding(
  { name, capacity }: { name: string; capacity: number },
  points: Point[],
  text: Point & { size: number },
): PlanArea {
  const { size, ...position } = text
  return {
    shape: 'polygon',
    polygon: { points },
    color: '#77709a',
    border_color: '#5f5980',
    text: { text: name, position, size, color: '#ffffff' },
    standing: { name, capacity },
  }
}

/** A third of a hall between gangways: seats left and right have a wall on one side. */
export interface Block extends Fan {
  readonly side: 'left' | 'middle' | 'right'
}

/** Where a seat is in its part of a row: so many seats from the next gangway, and from the wall if there is one. */
export interface PlaceInRow {
  readonly fromGangway: number
  readonly fromWall: number
}

/** A row across the gangways: a part for each block, with numbers that run through. */
export function drawRowAcross(
  blocks: readonly Block[],
  row: Omit<FanRow, 'numbered'>,
  numbering: SeatNumbering,
  seatAt: (place: PlaceInRow, side: Block['side']) => Partial<PlanSeat>,
): PlanRow[] {
  const parts = blocks.map((block) => ({
    side: block.side,
    part: drawFanRow(block, { ...row, numbered: numberedAt[block.side] }),
  }))
  const seats = parts.reduce((sum, { part }) => sum + part.seats.length, 0)
  const numbers = numberSeats(seats, numbering)
  let next = 0
  return parts.map(({ side, part }) => {
    const count = part.seats.length
    const own = part.seats.map((seat, index) => ({
      ...seat,
      seat_number: numbers[next++] ?? '',
      ...seatAt(placeOf(index, count, side), side),
    }))
    return markAisles({ ...part, seats: own }, [0, count])
  })
}

const numberedAt = { left: 'start', middle: null, right: 'end' } as const

function placeOf(index: number, count: number, side: Block['side']): PlaceInRow {
  const [left, right] = [index, count - 1 - index]
  switch (side) {
    case 'left':
      return { fromWall: left, fromGangway: right }
    case 'middle':
      return { fromWall: Number.POSITIVE_INFINITY, fromGangway: Math.min(left, right) }
    case 'right':
      return { fromWall: right, fromGangway: left }
    default:
      return side satisfies never
  }
}
