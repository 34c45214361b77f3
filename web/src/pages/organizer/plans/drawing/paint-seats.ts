import type { PlanRow, PlanSeat, PlanZone } from '@fairground/contract'
import { NOT_FOR_SALE, type Point, SEAT_RADIUS } from '@fairground/seating'

import { mixed, onColour } from '../../../../seats/map/colours.ts'
import { drawLook, lookOf } from '../../../../seats/map/glyphs.ts'
import type { Theme } from '../../../../seats/map/theme.ts'
import { meet, seenBox } from '../../../../seats/map/view.ts'
import { placeOfRow, rowBox, zoneBox } from '../edit/bounds.ts'
import { FLAGS } from '../edit/painting.ts'
import type { Box } from '../edit/points.ts'
import type { Context, Scene } from './scene.ts'

/** Smaller seats are not seen one by one: a row of them is a line. */
const LEAST_SEAT_PX = 1.5
/** From here on, in CSS pixels of a radius, there is room for a number. */
const NUMBERS_FROM_PX = 7
const ROW_LABELS_FROM_PX = 4
const SECTION_NAME_PX = 13

/** All seats that are on the screen, with their rows' and sections' names. */
export function paintSeats(context: Context, scene: Scene): void {
  const { plan, view, size, theme } = scene
  const seen = seenBox(view, size)
  const categories = new Map(plan.categories.map(({ name }, index) => [name, index]))
  const categoryOf = (seat: PlanSeat) => categories.get(seat.category) ?? NOT_FOR_SALE
  const isFar = SEAT_RADIUS * view.scale < LEAST_SEAT_PX
  const sprites = spritesOf(scene)
  for (const zone of plan.zones) {
    const box = zoneBox(zone)
    if (!box || !meet(box, seen)) continue
    for (const row of zone.rows) {
      const own = rowBox(zone, row)
      if (!own || !meet(own, seen)) continue
      if (isFar) paintLine(context, scene, placeOfRow(zone, row), row, categoryOf)
      else paintRow(context, scene, placeOfRow(zone, row), row, categoryOf, sprites)
    }
    if (plan.zones.length > 1 && zone.name && !scene.isPicture) paintName(context, theme, zone.name, scene, box)
  }
}

/** Above a section, or on it from far away; where it has no room it is left out. */
function paintName(context: Context, theme: Theme, name: string, { view }: Scene, box: Box): void {
  const isFar = SEAT_RADIUS * view.scale < LEAST_SEAT_PX
  context.font = `750 ${SECTION_NAME_PX}px ${theme.headFont}`
  if (context.measureText(name).width > (box.maxX - box.minX) * view.scale) return
  const x = ((box.minX + box.maxX) / 2) * view.scale + view.dx
  const y = (isFar ? (box.minY + box.maxY) / 2 : box.minY) * view.scale + view.dy - (isFar ? 0 : 5)
  context.textAlign = 'center'
  context.textBaseline = isFar ? 'middle' : 'bottom'
  context.lineJoin = 'round'
  context.lineWidth = 4
  context.strokeStyle = theme.sheet
  context.strokeText(name, x, y)
  context.fillStyle = theme.ink
  context.fillText(name, x, y)
}

/** A row from far away: a stroke, in another colour where the category changes. */
function paintLine(
  context: Context,
  { view, theme }: Scene,
  place: Point,
  { seats }: PlanRow,
  categoryOf: (seat: PlanSeat) => number,
): void {
  context.lineWidth = Math.max(0.75, SEAT_RADIUS * 1.6 * view.scale)
  context.lineCap = 'round'
  // A point a pixel and a half is as many as are seen.
  const stride = Math.max(1, Math.floor(1.5 / (2 * SEAT_RADIUS * view.scale)))
  let category: number | undefined
  for (const [index, seat] of seats.entries()) {
    const own = categoryOf(seat)
    if (own === category && index % stride > 0 && index < seats.length - 1) continue
    const [x, y] = [
      (place.x + seat.position.x) * view.scale + view.dx,
      (place.y + seat.position.y) * view.scale + view.dy,
    ]
    if (own !== category) {
      if (category !== undefined) context.stroke()
      category = own
      context.strokeStyle = colourOf(theme, own)
      context.beginPath()
      context.moveTo(x, y)
    }
    context.lineTo(x + 0.01, y)
  }
  if (category !== undefined) context.stroke()
}

function colourOf(theme: Theme, category: number): string {
  return category === NOT_FOR_SALE ? theme.edge : (theme.categories[category] ?? theme.edge)
}

function paintRow(
  context: Context,
  { view, size, theme }: Scene,
  place: Point,
  row: PlanRow,
  categoryOf: (seat: PlanSeat) => number,
  sprites: Sprites,
): void {
  const px = SEAT_RADIUS * view.scale
  const hasNumbers = px >= NUMBERS_FROM_PX
  if (hasNumbers) {
    context.font = `600 ${Math.min(px * 0.9, 16)}px ${theme.font}`
    context.textAlign = 'center'
    context.textBaseline = 'middle'
  }
  for (const seat of row.seats) {
    const radius = (seat.radius ?? SEAT_RADIUS) * view.scale
    const [x, y] = [
      (place.x + seat.position.x) * view.scale + view.dx,
      (place.y + seat.position.y) * view.scale + view.dy,
    ]
    if (x < -radius || y < -radius || x > size.width + radius || y > size.height + radius) continue
    const category = categoryOf(seat)
    const flags = flagsOf(seat)
    sprites.draw(context, category, flags, x, y, radius)
    if (hasNumbers && (flags & PICTURED) === 0) {
      context.fillStyle = category === NOT_FOR_SALE ? theme.soft : onColour(colourOf(theme, category))
      context.fillText(seat.seat_number, x, y + px * 0.05)
    }
  }
  if (px >= ROW_LABELS_FROM_PX) labelRow(context, theme, place, row, view, px)
}

/** The row's label beside its ends, along its line. */
function labelRow(
  context: Context,
  theme: Theme,
  place: Point,
  { seats, row_number: label }: PlanRow,
  view: Scene['view'],
  px: number,
): void {
  const [first, second, before, last] = [seats[0], seats[1], seats.at(-2), seats.at(-1)]
  if (!first || !last || label === '') return
  context.font = `650 ${Math.min(Math.max(px, 8), 15)}px ${theme.font}`
  context.fillStyle = theme.soft
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  for (const [end, inner] of [
    [first, second],
    [last, before],
  ] as const) {
    const along = inner
      ? { x: end.position.x - inner.position.x, y: end.position.y - inner.position.y }
      : { x: end === last ? 1 : -1, y: 0 }
    const length = Math.hypot(along.x, along.y) || 1
    const away = (end.radius ?? SEAT_RADIUS) * 2.1
    const x = (place.x + end.position.x + (along.x / length) * away) * view.scale + view.dx
    const y = (place.y + end.position.y + (along.y / length) * away) * view.scale + view.dy
    context.fillText(label, x, y)
    if (seats.length === 1) break
  }
}

/** Bits by their place in FLAGS: accessible, companion, restricted view, aisle, blocked. */
function flagsOf(seat: PlanSeat): number {
  let flags = 0
  for (const [bit, flag] of FLAGS.entries()) if (seat[flag]) flags |= 1 << bit
  return flags
}
const [ACCESSIBLE, COMPANION, RESTRICTED, AISLE, BLOCKED] = [1, 2, 4, 8, 16]
/** Where a picture is, there is no room for a number. */
const PICTURED = ACCESSIBLE | COMPANION | BLOCKED

interface Sprites {
  draw(context: Context, category: number, flags: number, x: number, y: number, radius: number): void
}

/** Pixels of seats, drawn once for each look at one size: copying them is ten times faster than drawing. */
let kept:
  | { readonly theme: Theme; readonly pixels: number; readonly pictures: Map<number, OffscreenCanvas> }
  | undefined

function spritesOf({ theme, view, ratio }: Scene): Sprites {
  const pixels = SEAT_RADIUS * view.scale * ratio
  if (kept?.theme !== theme || kept.pixels !== pixels) kept = { theme, pixels, pictures: new Map() }
  const { pictures } = kept
  const half = Math.ceil(pixels * 1.15) + 1
  return {
    draw(context, category, flags, x, y, radius) {
      const key = (category + 1) * 32 + flags
      let picture = pictures.get(key)
      if (!picture) {
        picture = new OffscreenCanvas(2 * half, 2 * half)
        const own = picture.getContext('2d')
        if (own) drawSeat(own, theme, category, flags, half, pixels)
        pictures.set(key, picture)
      }
      const reach = (half / pixels) * radius
      context.drawImage(picture, x - reach, y - reach, 2 * reach, 2 * reach)
    },
  }
}

function drawSeat(
  context: OffscreenCanvasRenderingContext2D,
  theme: Theme,
  category: number,
  flags: number,
  at: number,
  radius: number,
): void {
  if (category === NOT_FOR_SALE) ring(context, theme, at, radius)
  else {
    const shown = ((flags & ACCESSIBLE) === 0 ? 0 : 1) | ((flags & RESTRICTED) === 0 ? 0 : 4)
    drawLook(context, theme, lookOf(category, 0, shown, false), at, at, radius)
  }
  const colour = colourOf(theme, category)
  const ink = category === NOT_FOR_SALE ? theme.ink : onColour(colour)
  context.lineCap = 'round'
  if ((flags & COMPANION) !== 0 && (flags & ACCESSIBLE) === 0) {
    // Two heads, as on the signs.
    context.fillStyle = ink
    for (const side of [-0.3, 0.3]) {
      context.beginPath()
      context.arc(at + side * radius, at, radius * 0.24, 0, 2 * Math.PI)
      context.fill()
    }
  }
  if ((flags & AISLE) !== 0 && radius >= 4) {
    context.strokeStyle = mixed(theme.ink, theme.sheet, 0.75)
    context.lineWidth = Math.max(1, radius * 0.14)
    context.beginPath()
    context.arc(at, at, radius * 1.04, Math.PI * 0.3, Math.PI * 0.7)
    context.stroke()
  }
  if ((flags & BLOCKED) === 0) return
  context.strokeStyle = theme.sheet
  context.lineWidth = Math.max(2, radius * 0.5)
  cross(context, at, radius)
  context.strokeStyle = theme.ink
  context.lineWidth = Math.max(1, radius * 0.22)
  cross(context, at, radius)
}

function ring(context: OffscreenCanvasRenderingContext2D, theme: Theme, at: number, radius: number): void {
  context.fillStyle = theme.sheet
  context.strokeStyle = theme.edge
  context.lineWidth = Math.max(1, radius * 0.14)
  context.beginPath()
  context.arc(at, at, radius * 0.86, 0, 2 * Math.PI)
  context.fill()
  context.stroke()
}

function cross(context: OffscreenCanvasRenderingContext2D, at: number, radius: number): void {
  const arm = radius * 0.62
  context.beginPath()
  context.moveTo(at - arm, at - arm)
  context.lineTo(at + arm, at + arm)
  context.moveTo(at + arm, at - arm)
  context.lineTo(at - arm, at + arm)
  context.stroke()
}

/** The rows and seats that are selected, wherever they are on the screen. */
export function eachSelected(
  scene: Scene,
  see: (zone: PlanZone, row: PlanRow, seats: readonly PlanSeat[], isWhole: boolean) => void,
): void {
  const { plan, selection, view, size } = scene
  const seen = seenBox(view, size)
  for (const zone of plan.zones) {
    const isZone = selection.zones.has(zone.uuid ?? '')
    if (!isZone && selection.rows.size + selection.seats.size === 0) continue
    const box = zoneBox(zone)
    if (!box || !meet(box, seen)) continue
    for (const row of zone.rows) {
      const own = rowBox(zone, row)
      if (!own || !meet(own, seen)) continue
      if (isZone || selection.rows.has(row.uuid ?? '')) see(zone, row, row.seats, true)
      else if (selection.seats.size > 0) {
        const seats = row.seats.filter((seat) => selection.seats.has(seat.seat_guid))
        if (seats.length > 0) see(zone, row, seats, false)
      }
    }
  }
}
