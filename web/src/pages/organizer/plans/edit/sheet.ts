import type { Plan } from '@fairground/contract'
import { SEAT_RADIUS } from '@fairground/seating'

import { contentBox } from './bounds.ts'
import { newId } from './ids.ts'
import { plus, rounded } from './points.ts'

/** Around what is drawn, when the sheet is made as large as it has to be. */
const MARGIN = 4 * SEAT_RADIUS
const NEW_SIZE = { width: 1_000, height: 800 }

/** A sheet on which nothing is drawn yet. */
export function emptyPlan(name: string, category: string, colour: string): Plan {
  return {
    name,
    size: { ...NEW_SIZE },
    categories: [{ name: category, color: colour }],
    zones: [{ uuid: newId(), name: '', position: { x: 0, y: 0 }, rows: [] }],
  }
}

/**
 * The plan on a sheet that is large enough for all of it: nobody thinks of its edges while drawing. What hangs over to
 * the left or to the top is moved in, with all the rest.
 */
export function onSheet(plan: Plan): Plan {
  const box = contentBox(plan)
  if (!box) return plan
  const { width, height } = plan.size
  if (box.minX >= 0 && box.minY >= 0 && box.maxX <= width && box.maxY <= height) return plan
  return laid(plan, {
    shift: { x: box.minX < 0 ? MARGIN - box.minX : 0, y: box.minY < 0 ? MARGIN - box.minY : 0 },
    least: plan.size,
  })
}

/** The plan on a sheet no larger than what is drawn needs. */
export function trimmed(plan: Plan): Plan {
  const box = contentBox(plan)
  return box
    ? laid(plan, { shift: { x: MARGIN - box.minX, y: MARGIN - box.minY }, least: { width: 0, height: 0 } })
    : plan
}

interface Laying {
  readonly shift: { x: number; y: number }
  readonly least: Plan['size']
}

function laid(plan: Plan, { shift, least }: Laying): Plan {
  const zones = plan.zones.map((zone) => ({ ...zone, position: rounded(plus(zone.position, shift)) }))
  const box = contentBox({ ...plan, zones })
  const size = {
    width: Math.ceil(Math.max(least.width, (box?.maxX ?? 0) + MARGIN)),
    height: Math.ceil(Math.max(least.height, (box?.maxY ?? 0) + MARGIN)),
  }
  const focus = plan.focal_point && { focal_point: rounded(plus(plan.focal_point, shift)) }
  return { ...plan, zones, size, ...focus }
}
