import { isFreeLook, looksOf, numberColour, numberShift } from './glyphs.ts'
import { rowsIn } from './ground.ts'
import { lookOfSeat, type Pen } from './pen.ts'
import { type Sprites, spritesOf } from './sprites.ts'
import type { Box } from './view.ts'

/**
 * Everything of a box that belongs to seats: them, their numbers, the labels at the ends of their rows. `left` and `top`
 * are where the context's corner lies, in pixels of the canvas from the plan's origin.
 */
export function drawSeats(
  context: OffscreenCanvasRenderingContext2D,
  pen: Pen,
  box: Box,
  left: number,
  top: number,
): void {
  const { ground, scale, detail } = pen
  const { map } = ground
  const around = ground.mostRadius + (detail.rowLabels ? LABEL_REACH * ground.radius : 0)
  const rows = rowsIn(ground, grown(box, around))
  const seats = grown(box, ground.mostRadius)
  for (const row of rows) {
    const { firstSeat = 0, seats: count = 0 } = map.rows[row] ?? {}
    for (let seat = firstSeat; seat < firstSeat + count; seat += 1) {
      const [x, y] = [map.x[seat] ?? 0, map.y[seat] ?? 0]
      if (x < seats.minX || x > seats.maxX || y < seats.minY || y > seats.maxY) continue
      spritesAt(pen, map.radius[seat] ?? 0).stamp(context, lookOfSeat(pen, seat), x * scale - left, y * scale - top)
    }
  }
  if (detail.numbers) drawNumbers(context, pen, rows, seats, left, top)
  if (detail.rowLabels) drawRowLabels(context, pen, rows, left, top)
}

function spritesAt(pen: Pen, radius: number): Sprites {
  const made = pen.sprites.get(radius)
  if (made) return made
  const sprites = spritesOf(pen.style.theme, looksOf(pen.ground.map), radius * pen.scale)
  pen.sprites.set(radius, sprites)
  return sprites
}

function grown({ minX, minY, maxX, maxY }: Box, by: number): Box {
  return { minX: minX - by, minY: minY - by, maxX: maxX + by, maxY: maxY + by }
}

/** Of a seat's radius: three figures fit into it. */
const NUMBER_SIZE = 0.92

function drawNumbers(
  context: OffscreenCanvasRenderingContext2D,
  pen: Pen,
  rows: readonly number[],
  box: Box,
  left: number,
  top: number,
): void {
  const { ground, scale } = pen
  const { theme } = pen.style
  const { map } = ground
  const size = ground.radius * scale * NUMBER_SIZE
  context.font = `600 ${size}px ${theme.font}`
  context.textAlign = 'center'
  context.textBaseline = 'alphabetic'
  for (const row of rows) {
    const { firstSeat = 0, seats = 0 } = map.rows[row] ?? {}
    for (let seat = firstSeat; seat < firstSeat + seats; seat += 1) {
      const [x, y] = [map.x[seat] ?? 0, map.y[seat] ?? 0]
      if (x < box.minX || x > box.maxX || y < box.minY || y > box.maxY) continue
      const look = lookOfSeat(pen, seat)
      const shift = isFreeLook(look) ? numberShift(look) : undefined
      if (shift === undefined) continue
      context.fillStyle = numberColour(theme, look)
      // Figures are some seven tenths of their size high: so much below the middle they stand on.
      const base = y * scale - top + size * 0.36 + shift * ground.radius * scale
      context.fillText(map.numbers[seat] ?? '', x * scale - left, base, ground.radius * scale * 1.7)
    }
  }
}

/** From a row's last seat to where a label of two letters ends, in radii. */
const LABEL_REACH = 4
/** In CSS pixels. */
const LABEL_SIZE = { least: 8, most: 14 }

function drawRowLabels(
  context: OffscreenCanvasRenderingContext2D,
  { ground, scenery, style: { theme }, scale, ratio }: Pen,
  rows: readonly number[],
  left: number,
  top: number,
): void {
  const size = Math.min(Math.max(ground.radius * scale, LABEL_SIZE.least * ratio), LABEL_SIZE.most * ratio)
  context.font = `600 ${size}px ${theme.font}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillStyle = theme.soft
  for (const row of rows) {
    for (const { text, x, y } of scenery.labelsOf(row)) context.fillText(text, x * scale - left, y * scale - top)
  }
}
