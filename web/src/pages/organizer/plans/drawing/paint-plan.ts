import { paintGround } from './paint-ground.ts'
import { paintHalo, paintMarks } from './paint-marks.ts'
import { paintSeats } from './paint-seats.ts'
import type { Scene } from './scene.ts'

/** Paints what is on the screen and nothing else; from far away, rows are lines. */
export function paintPlan(canvas: HTMLCanvasElement, scene: Scene): void {
  const context = canvas.getContext('2d', { alpha: false })
  if (!context) return
  context.setTransform(scene.ratio, 0, 0, scene.ratio, 0, 0)
  context.direction = 'ltr'
  paintGround(context, scene)
  paintHalo(context, scene)
  paintSeats(context, scene)
  if (!scene.isPicture) paintMarks(context, scene)
}
