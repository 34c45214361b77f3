import type { Plan, PlanRow, PlanSeat, PlanZone } from '@fairground/contract'

import { drawRow, drawStage, markAisles } from '../drawing.ts'
import { withIds } from '../ids.ts'
import { labelRows } from '../numbering.ts'
import type { Point } from '../seat-map.ts'
import { drawFanRow, drawStanding, fanOutline, pointAt, wholePoint } from './fan.ts'

const SEATS = 60_000
const STANDING = 4_000

/** A unit is 2.5 cm: seats of half a metre, around a floor of 85 by 115 metres with round corners. */
const HALF_WIDTH = 1_700
const HALF_LENGTH = 2_300
const CORNER = 1_300
/** Lengths of the straight parts. */
const END = 2 * (HALF_WIDTH - CORNER)
const SIDE = 2 * (HALF_LENGTH - CORNER)
const MIDDLE = { x: 4_540, y: 4_380 }
const SIZE = { width: 9_080, height: 9_520 }

const SPACING = 22
const ROW_GAP = 32
const SEAT_INSET = 26
const OUTLINE_INSET = 10
const OUTLINE_GAP = 20

/** Where the stage ends and everybody looks. */
const STAGE_FRONT = { x: MIDDLE.x, y: MIDDLE.y - 1_500 }
const STAGE = { x: MIDDLE.x - 900, y: STAGE_FRONT.y - 600, width: 1_800, height: 600 }

interface Tier {
  readonly name: string
  /** Of its first section. */
  readonly number: number
  /** From the floor's edge to its first row. */
  readonly offset: number
  readonly rows: number
  /** Sections of a corner of the bowl. */
  readonly wedges: number
  /** Its category up to a distance of its sections from the stage, and beyond. */
  readonly near: { readonly distance: number; readonly category: string }
  readonly far: string
  /** Of its sections that see the stage from the side. */
  readonly beside: string
  readonly hasWheelchairs?: true
}

const TIERS: readonly Tier[] = [
  {
    name: 'Lower tier',
    number: 101,
    offset: 0,
    rows: 30,
    wedges: 5,
    near: { distance: 3_300, category: 'Category 1' },
    far: 'Category 2',
    beside: 'Category 3',
    hasWheelchairs: true,
  },
  {
    name: 'Middle tier',
    number: 201,
    offset: 1_080,
    rows: 16,
    wedges: 10,
    near: { distance: 3_900, category: 'Category 2' },
    far: 'Category 3',
    beside: 'Category 4',
  },
  {
    name: 'Upper tier',
    number: 301,
    offset: 1_720,
    rows: 33,
    wedges: 10,
    near: { distance: 5_000, category: 'Category 4' },
    far: 'Category 5',
    beside: 'Category 5',
  },
]

/** The corners at the stage have sections for so much of them; behind the stage there are none. */
const BESIDE_STAGE = 0.6

/** Part of the bowl: between two gangways, straight along a side or around a corner. */
type Part =
  | { readonly shape: 'straight'; readonly start: Point; readonly length: number; readonly quarter: number }
  | { readonly shape: 'corner'; readonly around: Point; readonly from: number; readonly to: number }

/** An arena of 60,000 seats in three tiers around a floor, with a stage at one end and standing room before it. */
export function arena(): Plan {
  const zones = withoutSurplus(TIERS.flatMap(tierOf))
  return withIds({
    name: 'Arena',
    size: SIZE,
    categories: [
      { name: 'Category 1', color: '#b8487f' },
      { name: 'Category 2', color: '#c2571a' },
      { name: 'Category 3', color: '#8f7a1d' },
      { name: 'Category 4', color: '#2f8f83' },
      { name: 'Category 5', color: '#4478c4' },
    ],
    focal_point: STAGE_FRONT,
    floors: TIERS.map(({ name }) => ({ name })),
    zones: [...zones, floor()],
  })
}

/** Clockwise from the right of the stage to its left, as stewards count. */
function tierOf(tier: Tier): PlanZone[] {
  return partsOf(tier)
    .toReversed()
    .map((part, index) => sectionOf(tier, part, String(tier.number + index)))
}

/** The parts of a tier against the clock, from the left of the stage to its right. */
function partsOf({ wedges }: Tier): Part[] {
  const kept = Math.round(wedges * BESIDE_STAGE)
  const [x, y] = [HALF_WIDTH - CORNER, HALF_LENGTH - CORNER]
  return [
    ...corner({ x: -x, y: -y }, 3, wedges).slice(-kept),
    ...straight({ x: -HALF_WIDTH, y: -y }, SIDE, 3, 4),
    ...corner({ x: -x, y }, 4, wedges),
    ...straight({ x: -x, y: HALF_LENGTH }, END, 0, 2),
    ...corner({ x, y }, 1, wedges),
    ...straight({ x: HALF_WIDTH, y }, SIDE, 1, 4),
    ...corner({ x, y: -y }, 2, wedges).slice(0, kept),
  ]
}

const QUARTER = Math.PI / 2

/** The `quarter`th corner against the clock from the bottom. */
function corner({ x, y }: Point, quarter: number, wedges: number): Part[] {
  const around = { x: MIDDLE.x + x, y: MIDDLE.y + y }
  return Array.from({ length: wedges }, (_, index) => {
    const from = (quarter - 1 + index / wedges) * QUARTER
    return { shape: 'corner', around, from, to: from + QUARTER / wedges }
  })
}

/** A side of the bowl, `quarter` quarters of a turn against the clock from its lower end. */
function straight({ x, y }: Point, side: number, quarter: number, sections: number): Part[] {
  const length = side / sections
  const start = { x: MIDDLE.x + x, y: MIDDLE.y + y }
  return Array.from({ length: sections }, (_, index) => ({
    shape: 'straight',
    start: along(start, quarter, index * length, 0),
    length,
    quarter,
  }))
}

/** So far along a side, and so far away from the floor. */
function along({ x, y }: Point, quarter: number, forward: number, outward: number): Point {
  const [cos, sin] = [Math.cos(quarter * QUARTER), Math.sin(quarter * QUARTER)]
  return { x: x + forward * cos + outward * sin, y: y - forward * sin + outward * cos }
}

function sectionOf(tier: Tier, part: Part, name: string): PlanZone {
  const back = tier.offset + (tier.rows - 1) * ROW_GAP
  const category = categoryOf(tier, middleOf(part, (tier.offset + back) / 2))
  const rows = labelRows(tier.rows, { scheme: 'clear-letters' }).map((label, index) => {
    const hasWheelchairs = tier.hasWheelchairs === true && part.shape === 'straight' && index === tier.rows - 1
    const row = drawPartRow(
      part,
      tier.offset + index * ROW_GAP,
      hasWheelchairs ? 2 * SPACING : SPACING,
      label,
      category,
    )
    return flagged(row, hasWheelchairs)
  })
  return {
    name,
    floor: tier.name,
    position: { x: 0, y: 0 },
    outline: outlineOf(part, tier.offset - OUTLINE_GAP, back + OUTLINE_GAP),
    rows,
  }
}

function categoryOf({ near, far, beside }: Tier, { x, y }: Point): string {
  if (y < STAGE_FRONT.y) return beside
  return Math.hypot(x - STAGE_FRONT.x, y - STAGE_FRONT.y) <= near.distance ? near.category : far
}

function middleOf(part: Part, offset: number): Point {
  return part.shape === 'corner'
    ? pointAt(part, CORNER + offset, (part.from + part.to) / 2)
    : along(part.start, part.quarter, part.length / 2, offset)
}

function drawPartRow(part: Part, offset: number, spacing: number, label: string, category: string): PlanRow {
  const row = { label, category, numbered: 'both' } as const
  if (part.shape === 'corner') {
    return drawFanRow(part, { ...row, radius: CORNER + offset, inset: SEAT_INSET, spacing })
  }
  const inside = part.length - 2 * SEAT_INSET
  const gaps = Math.floor(inside / spacing)
  return drawRow({
    ...row,
    start: along(part.start, part.quarter, SEAT_INSET, offset),
    seats: gaps + 1,
    spacing: inside / gaps,
    rotation: -90 * part.quarter,
  })
}

/** Who sits behind the stage's front sees its side only. Wheelchairs stand beside those who come with them. */
function flagged(row: PlanRow, hasWheelchairs: boolean): PlanRow {
  const y = row.position?.y ?? 0
  const seats = row.seats.map((seat, index): PlanSeat => ({
    ...seat,
    ...(y + seat.position.y < STAGE_FRONT.y ? { restricted_view: true } : {}),
    ...(hasWheelchairs ? (index % 2 === 0 ? { accessible: true, radius: 14 } : { companion: true }) : {}),
  }))
  return markAisles({ ...row, seats }, [0, seats.length])
}

function outlineOf(part: Part, front: number, back: number): Point[] {
  if (part.shape === 'corner') return fanOutline(part, CORNER + front, CORNER + back, OUTLINE_INSET)
  const [near, far] = [OUTLINE_INSET, part.length - OUTLINE_INSET]
  return [
    along(part.start, part.quarter, near, front),
    along(part.start, part.quarter, far, front),
    along(part.start, part.quarter, far, back),
    along(part.start, part.quarter, near, back),
  ].map(wholePoint)
}

/** Takes seats from the ends of the last rows of the upper tier, as many from each, so that the arena has its number. */
function withoutSurplus(zones: PlanZone[]): PlanZone[] {
  const seats = zones.flatMap((zone) => zone.rows).reduce((sum, row) => sum + row.seats.length, 0)
  const upper = zones.filter((zone) => zone.floor === TIERS.at(-1)?.name)
  const [each, more] = [Math.floor((seats - SEATS) / upper.length), (seats - SEATS) % upper.length]
  return zones.map((zone) => {
    const place = upper.indexOf(zone)
    const last = zone.rows.at(-1)
    if (place === -1 || !last) return zone
    const kept = last.seats.length - each - (place < more ? 1 : 0)
    return {
      ...zone,
      rows: [...zone.rows.slice(0, -1), markAisles({ ...last, seats: last.seats.slice(0, kept) }, [kept])],
    }
  })
}

/** From the standing room to the first rows and to the stage. */
const FLOOR_MARGIN = 160

/** The stage, and people standing before it on the whole floor. */
function floor(): PlanZone {
  const radius = CORNER - FLOOR_MARGIN
  const lowerRight = { around: { x: MIDDLE.x + HALF_WIDTH - CORNER, y: MIDDLE.y + HALF_LENGTH - CORNER } }
  const lowerLeft = { around: { x: MIDDLE.x - HALF_WIDTH + CORNER, y: lowerRight.around.y } }
  const top = STAGE_FRONT.y + FLOOR_MARGIN
  const side = HALF_WIDTH - FLOOR_MARGIN
  const steps = Array.from({ length: 13 }, (_, index) => (index / 12) * QUARTER)
  const points = [
    { x: MIDDLE.x - side, y: top },
    ...steps.map((angle) => pointAt({ ...lowerLeft, from: 0, to: 0 }, radius, angle - QUARTER)),
    ...steps.map((angle) => pointAt({ ...lowerRight, from: 0, to: 0 }, radius, angle)),
    { x: MIDDLE.x + side, y: top },
  ].map(wholePoint)
  const standing = drawStanding({ name: 'Standing', capacity: STANDING }, points, { ...MIDDLE, size: 240 })
  return { name: 'Floor', position: { x: 0, y: 0 }, rows: [], areas: [drawStage(STAGE), standing] }
}
