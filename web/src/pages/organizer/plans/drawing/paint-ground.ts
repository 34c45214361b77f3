import type { PlanArea, PlanZone } from '@fairground/contract'
import type { Point } from '@fairground/seating'

import { mixed, onColour, shapeColor } from '../../../../seats/map/colours.ts'
import { meet, seenBox, toScreen } from '../../../../seats/map/view.ts'
import { areaBox, zoneBox } from '../edit/bounds.ts'
import { ORIGIN, plus } from '../edit/points.ts'
import { cornersOf } from '../edit/shapes.ts'
import type { Context, Scene } from './scene.ts'

/** Lines of a grid that are nearer than this are a grey: then only each fifth of them is drawn. */
const LEAST_GRID_PX = 8

/** The sheet with its grid, sections and shapes: all that is below the seats. */
export function paintGround(context: Context, scene: Scene): void {
  const { plan, view, size, theme, grid } = scene
  context.fillStyle = theme.well
  context.fillRect(0, 0, size.width, size.height)
  const [corner, end] = [toScreen(view, ORIGIN), toScreen(view, { x: plan.size.width, y: plan.size.height })]
  context.fillStyle = theme.sheet
  context.fillRect(corner.x, corner.y, end.x - corner.x, end.y - corner.y)
  context.strokeStyle = theme.line
  context.lineWidth = 1
  context.strokeRect(corner.x, corner.y, end.x - corner.x, end.y - corner.y)
  if (grid > 0) {
    context.save()
    context.beginPath()
    context.rect(corner.x, corner.y, end.x - corner.x, end.y - corner.y)
    context.clip()
    paintGrid(context, scene, grid)
    context.restore()
  }
  const seen = seenBox(view, size)
  const zones = plan.zones.filter((zone) => {
    const box = zoneBox(zone)
    return box && meet(box, seen)
  })
  for (const zone of zones) if (zone.outline) paintOutline(context, scene, zone, zone.outline)
  for (const zone of zones) {
    for (const area of zone.areas ?? []) {
      const box = areaBox(zone, area)
      if (box && meet(box, seen)) paintArea(context, scene, zone, area)
    }
  }
}

function paintGrid(context: Context, { view, size, theme }: Scene, finest: number): void {
  const grid = [1, 5, 25, 125].map((times) => finest * times).find((step) => step * view.scale >= LEAST_GRID_PX)
  if (grid === undefined) return
  const seen = seenBox(view, size)
  context.strokeStyle = mixed(theme.line, theme.sheet, 0.55)
  context.lineWidth = 1
  context.beginPath()
  for (let x = Math.ceil(seen.minX / grid) * grid; x <= seen.maxX; x += grid) {
    const at = Math.round(toScreen(view, { x, y: 0 }).x) + 0.5
    context.moveTo(at, 0)
    context.lineTo(at, size.height)
  }
  for (let y = Math.ceil(seen.minY / grid) * grid; y <= seen.maxY; y += grid) {
    const at = Math.round(toScreen(view, { x: 0, y }).y) + 0.5
    context.moveTo(0, at)
    context.lineTo(size.width, at)
  }
  context.stroke()
}

export function pathThrough(context: Context, { view }: Pick<Scene, 'view'>, points: readonly Point[]): void {
  context.beginPath()
  for (const point of points) {
    const { x, y } = toScreen(view, point)
    context.lineTo(x, y)
  }
  context.closePath()
}

function paintOutline(context: Context, scene: Scene, zone: PlanZone, outline: readonly Point[]): void {
  const { theme } = scene
  pathThrough(
    context,
    scene,
    outline.map((point) => plus(zone.position, point)),
  )
  context.fillStyle = mixed(theme.ink, theme.sheet, 0.04)
  context.fill()
  context.strokeStyle = theme.edge
  context.lineWidth = 1.5
  context.stroke()
}

function paintArea(context: Context, scene: Scene, zone: PlanZone, area: PlanArea): void {
  const { theme, view } = scene
  const corners = cornersOf(zone, area)
  const fill = shapeColor(area.color ?? null, theme.dark)
  if (corners.length > 0) {
    pathThrough(context, scene, corners)
    if (fill) {
      context.fillStyle = fill
      context.fill()
    }
    context.strokeStyle = shapeColor(area.border_color ?? null, theme.dark) ?? theme.edge
    context.lineWidth = area.standing ? 2 : 1
    context.setLineDash(area.standing ? [6, 4] : [])
    context.stroke()
    context.setLineDash([])
  }
  if (!area.text) return
  const { text, position, size = 16, color } = area.text
  const px = size * view.scale
  if (px < LEAST_TEXT_PX) return
  const at = toScreen(view, plus(plus(zone.position, area.position ?? ORIGIN), position))
  // A word on a shape is legible on it, a word alone on the sheet, whatever colour the plan says.
  context.fillStyle = fill && corners.length > 0 ? onColour(fill) : ((theme.dark ? undefined : color) ?? theme.ink)
  context.font = `650 ${px}px ${theme.font}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(text, at.x, at.y)
}

const LEAST_TEXT_PX = 5
