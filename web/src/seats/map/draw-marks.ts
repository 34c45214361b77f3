import type { SeatMap } from '@fairground/seating'

import { drawPicked } from './glyphs.ts'
import type { Mark } from './guide.ts'
import type { Subject } from './pen.ts'
import type { Theme } from './theme.ts'
import type { Placing } from './tile-grid.ts'

export interface Marks {
  readonly chosen: ReadonlySet<number>
  readonly mine: ReadonlySet<number>
  readonly hovered: Mark | undefined
  readonly cursor: Mark | undefined
}

/** In CSS pixels: what is chosen is seen from afar, too. */
const LEAST_RADIUS = 6

/** What belongs to the reader alone, above everything else: few, and drawn in every frame. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  { ground: { map }, scenery }: Subject,
  theme: Theme,
  { chosen, mine, hovered, cursor }: Marks,
  place: Placing,
  ratio: number,
): void {
  for (const seat of mine) drawPicked(context, theme, 'mine', ...onCanvas(map, seat, place, ratio))
  for (const seat of chosen) {
    if (!mine.has(seat)) drawPicked(context, theme, 'chosen', ...onCanvas(map, seat, place, ratio))
  }
  const ring = ({ kind, index }: Mark, colour: string, width: number) => {
    context.strokeStyle = colour
    context.lineWidth = width * ratio
    context.lineJoin = 'round'
    context.beginPath()
    if (kind === 'seat') {
      const [x, y, radius] = onCanvas(map, index, place, ratio)
      context.arc(x, y, radius * 1.3 + width * ratio * 0.5, 0, 2 * Math.PI)
      context.stroke()
      return
    }
    context.setTransform(place.scale, 0, 0, place.scale, place.dx, place.dy)
    context.lineWidth /= place.scale
    context.stroke(scenery.pathOf(map.sections[index]?.outline ?? []))
    context.setTransform(1, 0, 0, 1, 0, 0)
  }
  if (hovered) ring(hovered, theme.ink, 1.5)
  if (cursor) {
    ring(cursor, theme.sheet, 6)
    ring(cursor, theme.focus, 3)
  }
}

/** Its middle, and its radius. */
function onCanvas(map: SeatMap, seat: number, place: Placing, ratio: number): [number, number, number] {
  const { scale, dx, dy } = place
  const radius = Math.max((map.radius[seat] ?? 0) * scale, LEAST_RADIUS * ratio)
  return [(map.x[seat] ?? 0) * scale + dx, (map.y[seat] ?? 0) * scale + dy, radius]
}
