import {
  ACCESSIBLE,
  FREE,
  NOT_FOR_SALE,
  RESTRICTED_VIEW,
  type SeatMap,
  SOLD,
  TAKEN_BY_HOUSE,
} from '@fairground/seating'

import { mixed, onColour } from './colours.ts'
import type { Theme } from './theme.ts'

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** How a seat looks, as a number: its category, its marks, and what is the matter with it. */
export type Look = number

const TAKEN = -1
const BLOCKED = -2
const NOBODYS = -3
const DIMMED = 8

/** Taken and blocked seats are of one look: what they would have cost helps nobody. */
export function lookOf(category: number, state: number, flags: number, dimmed: boolean): Look {
  if (state === TAKEN_BY_HOUSE) return BLOCKED
  if (category === NOT_FOR_SALE) return NOBODYS
  if (state !== FREE) return TAKEN
  return category * 16 + (dimmed ? DIMMED : 0) + (flags & (ACCESSIBLE | RESTRICTED_VIEW))
}

/** All that a seat of the map can look like; known once for each map. */
export function looksOf(map: SeatMap): readonly Look[] {
  const known = allLooks.get(map)
  if (known) return known
  const looks = new Set([lookOf(0, SOLD, 0, false), lookOf(0, TAKEN_BY_HOUSE, 0, false)])
  for (let seat = 0; seat < map.seats; seat += 1) {
    const [category, flags] = [map.category[seat] ?? NOT_FOR_SALE, map.flags[seat] ?? 0]
    looks.add(lookOf(category, FREE, flags, false)).add(lookOf(category, FREE, flags, true))
  }
  allLooks.set(map, [...looks])
  return [...looks]
}

const allLooks = new WeakMap<SeatMap, readonly Look[]>()

export function isFreeLook(look: Look): boolean {
  return look >= 0
}

/** Told apart by shape as well as by colour: a disc, a square with a wheelchair, a half, a dot, a ring, a bar. */
export function drawLook(context: Context, theme: Theme, look: Look, x: number, y: number, radius: number): void {
  const quiet = mixed(theme.edge, theme.sheet, theme.dark ? 0.62 : 0.55)
  if (look === TAKEN) return drawTaken(context, quiet, x, y, radius)
  if (look === BLOCKED) {
    context.fillStyle = quiet
    return context.fillRect(x - radius * 0.62, y - radius * 0.2, radius * 1.24, Math.max(1, radius * 0.4))
  }
  if (look === NOBODYS) return disc(context, mixed(theme.line, theme.sheet, 0.8), x, y, radius * 0.45)
  const category = theme.categories[look >> 4] ?? theme.soft
  const colour = (look & DIMMED) === 0 ? category : mixed(category, theme.sheet, theme.dark ? 0.3 : 0.24)
  if ((look & ACCESSIBLE) !== 0) return drawAccessible(context, colour, x, y, radius)
  if ((look & RESTRICTED_VIEW) !== 0) return drawHalf(context, colour, theme.sheet, x, y, radius)
  disc(context, colour, x, y, radius * FULL)
}

/** Neighbours touch where a plan leaves no room between them: a line of ground has to stay. */
const FULL = 0.92
/** Below, in pixels of the canvas, a ring is a smear. */
const LEAST_RING = 5

function disc(context: Context, colour: string, x: number, y: number, radius: number): void {
  context.fillStyle = colour
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
}

function drawTaken(context: Context, colour: string, x: number, y: number, radius: number): void {
  if (radius < LEAST_RING) return disc(context, colour, x, y, radius * 0.42)
  context.strokeStyle = colour
  context.lineWidth = radius * 0.16
  context.beginPath()
  context.arc(x, y, radius * 0.42, 0, 2 * Math.PI)
  context.stroke()
}

function drawAccessible(context: Context, colour: string, x: number, y: number, radius: number): void {
  const half = radius * 0.9
  context.fillStyle = colour
  context.beginPath()
  context.roundRect(x - half, y - half, half * 2, half * 2, radius * 0.3)
  context.fill()
  drawWheelchair(context, onColour(colour), x, y, radius)
}

/** A head, a back and legs, a wheel. */
function drawWheelchair(context: Context, colour: string, x: number, y: number, radius: number): void {
  if (radius < LEAST_RING) return disc(context, colour, x, y, radius * 0.34)
  const at = (dx: number, dy: number) => [x + dx * radius, y + dy * radius] as const
  disc(context, colour, ...at(-0.1, -0.56), radius * 0.14)
  context.strokeStyle = colour
  context.lineWidth = radius * 0.16
  context.lineJoin = 'round'
  context.lineCap = 'round'
  context.beginPath()
  context.moveTo(...at(-0.1, -0.32))
  context.lineTo(...at(-0.06, 0.08))
  context.lineTo(...at(0.32, 0.08))
  context.lineTo(...at(0.5, 0.5))
  context.stroke()
  context.beginPath()
  context.arc(...at(-0.04, 0.22), radius * 0.38, -0.15, Math.PI * 1.28)
  context.stroke()
}

function drawHalf(context: Context, colour: string, ground: string, x: number, y: number, radius: number): void {
  const full = radius * FULL
  disc(context, mixed(colour, ground, 0.22), x, y, full)
  context.fillStyle = colour
  context.beginPath()
  context.arc(x, y, full, Math.PI * 0.08, Math.PI * 0.92)
  context.fill()
  context.strokeStyle = colour
  context.lineWidth = Math.max(1, radius * 0.14)
  context.beginPath()
  context.arc(x, y, full - context.lineWidth / 2, 0, 2 * Math.PI)
  context.stroke()
}

/** Where a seat's number stands, as a part of its radius below its middle; none on a seat that has a picture. */
export function numberShift(look: Look): number | undefined {
  if (look < 0 || (look & ACCESSIBLE) !== 0) return undefined
  return (look & RESTRICTED_VIEW) === 0 ? 0 : -0.24
}

export function numberColour(theme: Theme, look: Look): string {
  const category = theme.categories[look >> 4] ?? theme.soft
  if ((look & DIMMED) !== 0) return theme.soft
  return (look & RESTRICTED_VIEW) === 0 ? onColour(category) : theme.ink
}

/** Chosen: the accent with a tick and a ring. Mine: ink with a dot and a ring. Never smaller than can be seen. */
export function drawPicked(
  context: Context,
  theme: Theme,
  picked: 'chosen' | 'mine',
  x: number,
  y: number,
  radius: number,
): void {
  const [fill, mark] = picked === 'chosen' ? [theme.accent, theme.onAccent] : [theme.ink, theme.paper]
  disc(context, theme.sheet, x, y, radius * 1.3)
  context.strokeStyle = fill
  context.lineWidth = Math.max(1.5, radius * 0.15)
  context.beginPath()
  context.arc(x, y, radius * 1.18, 0, 2 * Math.PI)
  context.stroke()
  disc(context, fill, x, y, radius * 0.96)
  if (picked === 'mine') return disc(context, mark, x, y, radius * 0.4)
  context.strokeStyle = mark
  context.lineWidth = Math.max(1.5, radius * 0.24)
  context.lineJoin = 'round'
  context.lineCap = 'round'
  context.beginPath()
  context.moveTo(x - radius * 0.46, y + radius * 0.02)
  context.lineTo(x - radius * 0.12, y + radius * 0.38)
  context.lineTo(x + radius * 0.5, y - radius * 0.36)
  context.stroke()
}
