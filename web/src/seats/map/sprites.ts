import { drawLook, type Look } from './glyphs.ts'
import type { Theme } from './theme.ts'

/** Every look of a seat, drawn once at one size: copying pixels is ten times faster than filling circles. */
export interface Sprites {
  /** Draws a seat with its middle at a place, in pixels of the canvas. */
  stamp(context: OffscreenCanvasRenderingContext2D, look: Look, x: number, y: number): void
}

/** Seats with a smaller radius are drawn at halves of a pixel: in even rows they must not look uneven. */
const PHASES_BELOW = 14
const PHASES = 2
/** Of the sheet; more than any browser refuses to draw. */
const MOST_WIDTH = 4_096

/** `looks`: all that can come. `radius` in pixels of the canvas. */
export function spritesOf(theme: Theme, looks: readonly Look[], radius: number): Sprites {
  const phases = radius < PHASES_BELOW ? PHASES : 1
  const cell = Math.ceil(radius * 2) + 3
  const each = phases * phases
  const columns = Math.max(1, Math.floor(MOST_WIDTH / cell))
  const sheet = new OffscreenCanvas(columns * cell, Math.ceil((looks.length * each) / columns) * cell)
  const sheetContext = sheet.getContext('2d')
  const order = new Map(looks.map((look, index) => [look, index]))
  const place = (index: number) => [(index % columns) * cell, Math.floor(index / columns) * cell] as const
  for (const [look, index] of order) {
    if (!sheetContext) break
    for (let phase = 0; phase < each; phase += 1) {
      const [x, y] = place(index * each + phase)
      const [byX, byY] = [(phase % phases) / phases, Math.floor(phase / phases) / phases]
      drawLook(sheetContext, theme, look, x + cell / 2 + byX, y + cell / 2 + byY, radius)
    }
  }
  return {
    stamp: (context, look, x, y) => {
      const left = Math.round((x - cell / 2) * phases) / phases
      const top = Math.round((y - cell / 2) * phases) / phases
      const [pixelX, pixelY] = [Math.floor(left), Math.floor(top)]
      const phase = (left - pixelX) * phases + (top - pixelY) * each
      const index = (order.get(look) ?? 0) * each + phase
      const sheetX = (index % columns) * cell
      context.drawImage(sheet, sheetX, Math.floor(index / columns) * cell, cell, cell, pixelX, pixelY, cell, cell)
    },
  }
}
