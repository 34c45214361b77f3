import type { PlanArea } from '@fairground/contract'

import type { Point } from './seat-map.ts'

/** Enough for a circle to look round at any size of a screen. */
const CORNERS_OF_A_CIRCLE = 48

/** The corners of a shape as seen from its zone's position, turned as it is; none for a word alone. */
export function polygonOf(area: PlanArea): Point[] {
  const origin = area.position ?? { x: 0, y: 0 }
  const angle = ((area.rotation ?? 0) * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  return cornersOf(area).map(({ x, y }) => ({ x: origin.x + x * cos - y * sin, y: origin.y + x * sin + y * cos }))
}

/** A rectangle hangs from its position, round shapes have it in their middle, as pretix draws them. */
function cornersOf(area: PlanArea): readonly Point[] {
  const { polygon, rectangle, ellipse, circle } = area
  switch (area.shape) {
    case 'polygon':
      return polygon?.points ?? []
    case 'rectangle':
      return rectangle ? rectangleOf(rectangle) : []
    case 'ellipse':
      return ellipse ? ellipseOf(ellipse.radius) : []
    case 'circle':
      return circle ? ellipseOf({ x: circle.radius, y: circle.radius }) : []
    case 'text':
    case undefined:
      return []
    default:
      return area.shape satisfies never
  }
}

function rectangleOf({ width, height }: { width: number; height: number }): Point[] {
  return [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ]
}

function ellipseOf(radius: Point): Point[] {
  return Array.from({ length: CORNERS_OF_A_CIRCLE }, (_, index) => {
    const angle = (index / CORNERS_OF_A_CIRCLE) * 2 * Math.PI
    return { x: radius.x * Math.cos(angle), y: radius.y * Math.sin(angle) }
  })
}
