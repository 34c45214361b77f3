import type { Plan, PlanSeat, PlanZone } from '@fairground/contract'

import { drawRow, drawStage, markAisles } from '../drawing.ts'
import { withIds } from '../ids.ts'
import { labelRows } from '../numbering.ts'
import { type Block, drawRowAcross, drawStanding, type Fan, fanOutline, type PlaceInRow } from './fan.ts'

const WIDTH = 1_800
const HEIGHT = 1_680
/** Rows bend around a point at the back of the stage. */
const CENTRE = { x: WIDTH / 2, y: -300 }
const SPACING = 24
const ROW_GAP = 34
/** Half of a gangway, to the middle of the seat beside it and to the edge of a section. */
const SEAT_INSET = 30
const OUTLINE_INSET = 12
const OUTLINE_GAP = 18

interface Tier {
  readonly name: string
  readonly floor: string
  readonly firstRadius: number
  readonly rows: number
  /** The gangways, seen from the centre, from the left wall to the right one. */
  readonly gangways: readonly [number, number, number, number]
  readonly seatAt: (row: number, place: PlaceInRow, side: Block['side']) => Partial<PlanSeat>
}

const STALLS: Tier = {
  name: 'Stalls',
  floor: 'Stalls',
  firstRadius: 780,
  rows: 20,
  gangways: [-0.44, -0.2, 0.2, 0.44],
  seatAt: stallsSeat,
}
const STALLS_BACK = STALLS.firstRadius + (STALLS.rows - 1) * ROW_GAP

const STANDING = { from: STALLS_BACK + 50, to: STALLS_BACK + 120 }

const BALCONY: Tier = {
  name: 'Balcony',
  floor: 'Balcony',
  firstRadius: STANDING.to + 130,
  rows: 7,
  gangways: [-0.46, -0.17, 0.17, 0.46],
  seatAt: balconySeat,
}

/** A theatre of some 1,200: stalls with standing room behind them, boxes at the walls, a balcony above. */
export function theatre(): Plan {
  return withIds({
    name: 'Theatre',
    size: { width: WIDTH, height: HEIGHT },
    categories: [
      { name: 'Premium', color: '#b8487f' },
      { name: 'Stalls', color: '#c2571a' },
      { name: 'Boxes', color: '#8464c4' },
      { name: 'Balcony', color: '#2f8f83' },
    ],
    focal_point: { x: WIDTH / 2, y: 330 },
    floors: [{ name: 'Stalls' }, { name: 'Balcony' }],
    zones: [...tierOf(STALLS), ...boxes('left'), ...boxes('right'), ...tierOf(BALCONY), house()],
  })
}

/** The three sections of a tier. Numbers run through its rows: odd from the middle to the left, even to the right. */
function tierOf(tier: Tier): PlanZone[] {
  const [wall, left, right, otherWall] = tier.gangways
  const blocks: (Block & { name: string })[] = [
    { name: 'left', side: 'left', around: CENTRE, from: wall, to: left },
    { name: 'centre', side: 'middle', around: CENTRE, from: left, to: right },
    { name: 'right', side: 'right', around: CENTRE, from: right, to: otherWall },
  ]
  const rows = labelRows(tier.rows, { scheme: 'clear-letters' }).map((label, index) => {
    const radius = tier.firstRadius + index * ROW_GAP
    const row = { label, radius, inset: SEAT_INSET, spacing: SPACING, category: tier.name }
    return drawRowAcross(blocks, row, { scheme: 'theatre' }, (place, side) => tier.seatAt(index, place, side))
  })
  const back = tier.firstRadius + (tier.rows - 1) * ROW_GAP
  return blocks.map((block, index) => ({
    name: `${tier.name} ${block.name}`,
    floor: tier.floor,
    position: { x: 0, y: 0 },
    outline: fanOutline(block, tier.firstRadius - OUTLINE_GAP, back + OUTLINE_GAP, OUTLINE_INSET),
    rows: rows.flatMap((parts) => parts[index] ?? []),
  }))
}

/** The best rows are neither at the orchestra nor under the balcony. */
const PREMIUM_ROWS = { from: 2, to: 11 }
/** From the ends of the first rows one does not see the whole stage. */
const FLAT = { rows: 5, seats: 2 }

/** Wheelchairs come in from behind and stand at the gangways, beside those who come with them. */
function stallsSeat(row: number, { fromGangway, fromWall }: PlaceInRow, side: Block['side']): Partial<PlanSeat> {
  if (row === STALLS.rows - 1 && fromGangway === 0) return { accessible: true }
  if (row === STALLS.rows - 1 && fromGangway === 1) return { companion: true }
  if (row < FLAT.rows && fromWall < FLAT.seats) return { restricted_view: true }
  const isPremium = side === 'middle' && row >= PREMIUM_ROWS.from && row <= PREMIUM_ROWS.to
  return isPremium ? { category: 'Premium' } : {}
}

/** Its rail is in the way. */
function balconySeat(row: number, { fromWall }: PlaceInRow): Partial<PlanSeat> {
  return row < 2 && fromWall < 3 ? { restricted_view: true } : {}
}

const BOXES_A_SIDE = 5

/** Boxes of two rows of three along a wall, turned to the stage. */
function boxes(side: 'left' | 'right'): PlanZone[] {
  const sign = side === 'left' ? -1 : 1
  return Array.from({ length: BOXES_A_SIDE }, (_, index) => {
    const number = side === 'left' ? index + 1 : index + 1 + BOXES_A_SIDE
    return box(`Box ${number}`, { x: WIDTH / 2 + sign * (525 + index * 42), y: 420 + index * 112 }, sign * 68)
  })
}

/** Around its middle; turned by so many degrees, counterclockwise. */
function box(name: string, middle: { x: number; y: number }, turned: number): PlanZone {
  const angle = (-turned * Math.PI) / 180
  const at = (x: number, y: number) => ({
    x: Math.round(x * Math.cos(angle) - y * Math.sin(angle)),
    y: Math.round(x * Math.sin(angle) + y * Math.cos(angle)),
  })
  const rows = ['A', 'B']
    .map((label, index) =>
      drawRow({ start: at(-28, index * 34 - 17), seats: 3, spacing: 28, rotation: -turned, label, category: 'Boxes' }),
    )
    .map((row) => markAisles(row, [0, 3]))
  return {
    name,
    floor: 'Balcony',
    position: middle,
    outline: [at(-46, -35), at(46, -35), at(46, 35), at(-46, 35)],
    rows,
  }
}

/** The stage, and where people stand behind the stalls. */
function house(): PlanZone {
  const behind: Fan = { around: CENTRE, from: -0.4, to: 0.4 }
  return {
    name: 'House',
    floor: 'Stalls',
    position: { x: 0, y: 0 },
    rows: [],
    areas: [
      drawStage({ x: WIDTH / 2 - 420, y: 80, width: 840, height: 250 }),
      drawStanding({ name: 'Standing', capacity: 80 }, fanOutline(behind, STANDING.from, STANDING.to, 0), {
        x: WIDTH / 2,
        y: CENTRE.y + (STANDING.from + STANDING.to) / 2,
        size: 30,
      }),
    ],
  }
}
