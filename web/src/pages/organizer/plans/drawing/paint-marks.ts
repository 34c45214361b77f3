import { type Point, SEAT_RADIUS } from '@fairground/seating'

import { mixed } from '../../../../seats/map/colours.ts'
import { toScreen } from '../../../../seats/map/view.ts'
import { placeOfRow } from '../edit/bounds.ts'
import { idOf } from '../edit/parts.ts'
import { type Box, boxOf } from '../edit/points.ts'
import { boxOfSelection, isEmpty } from '../edit/selection.ts'
import { cornersOf } from '../edit/shapes.ts'
import { pathThrough } from './paint-ground.ts'
import { eachSelected } from './paint-seats.ts'
import type { Context, Scene, Sketch } from './scene.ts'

/** Below the seats: a band along each row that is selected. */
export function paintHalo(context: Context, scene: Scene): void {
  const { view, theme } = scene
  if (isEmpty(scene.selection)) return
  const px = SEAT_RADIUS * view.scale
  context.strokeStyle = mixed(theme.focus, theme.sheet, 0.45)
  context.lineCap = 'round'
  context.lineJoin = 'round'
  eachSelected(scene, (zone, row, seats, isWhole) => {
    const place = placeOfRow(zone, row)
    context.lineWidth = px * 2 + 7
    context.beginPath()
    for (const seat of seats) {
      const { x, y } = toScreen(view, { x: place.x + seat.position.x, y: place.y + seat.position.y })
      if (!isWhole) context.moveTo(x, y)
      context.lineTo(x, y + 0.01)
    }
    context.stroke()
  })
}

/** In CSS pixels; where the handle to turn the selection is, above its frame. */
export const HANDLE_AWAY = 28
export const HANDLE_RADIUS = 8

/** Where the handle is on the screen; undefined where there is nothing to turn. */
export function handleAt({ plan, selection, view }: Pick<Scene, 'plan' | 'selection' | 'view'>): Point | undefined {
  const box = boxOfSelection(plan, selection)
  if (!box) return undefined
  const top = toScreen(view, { x: (box.minX + box.maxX) / 2, y: box.minY })
  return { x: top.x, y: top.y - HANDLE_AWAY }
}

/** Above the seats: the frame of the selection with its handle, what is being drawn, and where everybody looks. */
export function paintMarks(context: Context, scene: Scene): void {
  const { plan, selection, view, theme } = scene
  if (plan.focal_point) paintFocus(context, scene, plan.focal_point)
  context.lineWidth = 2
  context.strokeStyle = theme.focus
  for (const zone of plan.zones) {
    for (const area of zone.areas ?? []) {
      if (!selection.areas.has(idOf(area))) continue
      const corners = cornersOf(zone, area)
      if (corners.length > 0) {
        pathThrough(context, scene, corners)
        context.stroke()
      }
    }
  }
  const box = boxOfSelection(plan, selection)
  const handle = handleAt(scene)
  if (box && handle) {
    frame(context, scene, box)
    const top = toScreen(view, { x: (box.minX + box.maxX) / 2, y: box.minY })
    context.beginPath()
    context.moveTo(top.x, top.y - 6)
    context.lineTo(handle.x, handle.y)
    context.stroke()
    context.beginPath()
    context.arc(handle.x, handle.y, HANDLE_RADIUS, 0, 2 * Math.PI)
    context.fillStyle = theme.sheet
    context.fill()
    context.stroke()
  }
  if (scene.sketch) paintSketch(context, scene, scene.sketch)
}

function frame(context: Context, { view, theme }: Scene, box: Box): void {
  const [from, to] = [toScreen(view, { x: box.minX, y: box.minY }), toScreen(view, { x: box.maxX, y: box.maxY })]
  context.strokeStyle = theme.focus
  context.lineWidth = 1.5
  context.setLineDash([5, 4])
  context.strokeRect(from.x - 6, from.y - 6, to.x - from.x + 12, to.y - from.y + 12)
  context.setLineDash([])
}

function paintFocus(context: Context, { view, theme }: Scene, at: Point): void {
  const { x, y } = toScreen(view, at)
  context.strokeStyle = theme.accent
  context.lineWidth = 2
  context.beginPath()
  context.arc(x, y, 7, 0, 2 * Math.PI)
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(x + dx * 3, y + dy * 3)
    context.lineTo(x + dx * 12, y + dy * 12)
  }
  context.stroke()
}

function paintSketch(context: Context, scene: Scene, sketch: Sketch): void {
  const { view, theme } = scene
  context.strokeStyle = theme.focus
  context.fillStyle = mixed(theme.focus, theme.sheet, 0.7)
  context.lineWidth = 2
  switch (sketch.kind) {
    case 'frame':
      return strokeBox(context, scene, sketch.box, true)
    case 'rows': {
      const radius = Math.max(1.5, SEAT_RADIUS * view.scale)
      for (const place of sketch.places) {
        const { x, y } = toScreen(view, place)
        context.beginPath()
        context.arc(x, y, radius, 0, 2 * Math.PI)
        context.fill()
      }
      return note(context, scene, sketch.note, boxOf(sketch.places))
    }
    case 'polygon': {
      const points = sketch.next ? [...sketch.points, sketch.next] : sketch.points
      context.beginPath()
      for (const point of points) context.lineTo(toScreen(view, point).x, toScreen(view, point).y)
      context.stroke()
      for (const point of sketch.points) {
        const { x, y } = toScreen(view, point)
        context.fillRect(x - 4, y - 4, 8, 8)
      }
      return
    }
    case 'shape':
      if (sketch.shape === 'rectangle') return strokeBox(context, scene, sketch.box, false)
      return strokeEllipse(context, scene, sketch.box)
    case 'brush': {
      const { x, y } = toScreen(view, sketch.at)
      context.beginPath()
      context.arc(x, y, sketch.reach * view.scale, 0, 2 * Math.PI)
      context.stroke()
      return
    }
    default:
      return sketch satisfies never
  }
}

function strokeBox(context: Context, { view }: Scene, box: Box, isDashed: boolean): void {
  const [from, to] = [toScreen(view, { x: box.minX, y: box.minY }), toScreen(view, { x: box.maxX, y: box.maxY })]
  context.setLineDash(isDashed ? [5, 4] : [])
  context.strokeRect(from.x, from.y, to.x - from.x, to.y - from.y)
  context.setLineDash([])
}

function strokeEllipse(context: Context, { view }: Scene, box: Box): void {
  const [from, to] = [toScreen(view, { x: box.minX, y: box.minY }), toScreen(view, { x: box.maxX, y: box.maxY })]
  context.beginPath()
  context.ellipse((from.x + to.x) / 2, (from.y + to.y) / 2, (to.x - from.x) / 2, (to.y - from.y) / 2, 0, 0, 2 * Math.PI)
  context.stroke()
}

/** What is being drawn, in a word beside it. */
function note(context: Context, { view, theme }: Scene, text: string, box: Box | undefined): void {
  if (!box) return
  const { x, y } = toScreen(view, { x: box.maxX, y: box.minY })
  context.font = `650 14px ${theme.font}`
  context.textAlign = 'start'
  context.textBaseline = 'middle'
  const width = context.measureText(text).width
  context.fillStyle = theme.ink
  context.fillRect(x + 16, y - 13, width + 16, 26)
  context.fillStyle = theme.paper
  context.fillText(text, x + 24, y)
}
