import type { Plan, PlanRow } from '@fairground/contract'

import { drawStage } from '../drawing.ts'
import { withIds } from '../ids.ts'
import { labelRows } from '../numbering.ts'
import { type Block, drawRowAcross, fanOutline } from './fan.ts'

const WIDTH = 1_000
const HEIGHT = 740
/** Rows bend around a point far behind the board: gently. */
const CENTRE = { x: WIDTH / 2, y: -640 }
const FIRST_RADIUS = 900
const ROW_GAP = 36
const LABELS = labelRows(12, { scheme: 'clear-letters' })
const LAST_RADIUS = FIRST_RADIUS + (LABELS.length - 1) * ROW_GAP
const SPACING = 25
/** Wheelchairs are wider than seats. */
const FIRST_SPACING = 34
/** Half of a gangway, to the middle of the seat beside it and to the edge of a section. */
const SEAT_INSET = 30
const OUTLINE_INSET = 12
const OUTLINE_GAP = 18
const FRONT_ROWS = 3
/** From which seats one sees the board at too flat an angle: so many at the outer ends of so many rows. */
const FLAT_ROWS = 4
const FLAT_SEATS = 2

/** The gangways on both sides of the middle, seen from the centre. */
const SECTIONS: readonly (Block & { name: string })[] = [
  { name: 'Left', side: 'left', around: CENTRE, from: -0.35, to: -0.15 },
  { name: 'Middle', side: 'middle', around: CENTRE, from: -0.15, to: 0.15 },
  { name: 'Right', side: 'right', around: CENTRE, from: 0.15, to: 0.35 },
]

/** A lecture hall of some 300: rows bent around the lecturer, two gangways, places for wheelchairs in front. */
export function lectureHall(): Plan {
  const rows = LABELS.map(rowOf)
  const sections = SECTIONS.map((fan, index) => ({
    name: fan.name,
    position: { x: 0, y: 0 },
    outline: fanOutline(fan, FIRST_RADIUS - OUTLINE_GAP, LAST_RADIUS + OUTLINE_GAP, OUTLINE_INSET),
    rows: rows.flatMap((parts) => parts[index] ?? []),
  }))
  const stage = drawStage({ x: WIDTH / 2 - 240, y: 60, width: 480, height: 100 })
  return withIds({
    name: 'Lecture hall',
    size: { width: WIDTH, height: HEIGHT },
    categories: [
      { name: 'Front', color: '#c2571a' },
      { name: 'Standard', color: '#2f8f83' },
    ],
    focal_point: { x: WIDTH / 2, y: 160 },
    zones: [...sections, { name: 'Stage', position: { x: 0, y: 0 }, rows: [], areas: [stage] }],
  })
}

/** The parts of a row, one a section. */
function rowOf(label: string, index: number): PlanRow[] {
  const row = {
    label,
    radius: FIRST_RADIUS + index * ROW_GAP,
    inset: SEAT_INSET,
    spacing: index === 0 ? FIRST_SPACING : SPACING,
    category: index < FRONT_ROWS ? 'Front' : 'Standard',
  }
  return drawRowAcross(SECTIONS, row, { scheme: 'all' }, ({ fromGangway, fromWall }) => {
    if (index === 0 && fromGangway === 0) return { accessible: true, radius: 14 }
    if (index === 0 && fromGangway === 1) return { companion: true }
    return index < FLAT_ROWS && fromWall < FLAT_SEATS ? { restricted_view: true } : {}
  })
}
