import type { MapShape } from '@fairground/seating'

import { mixed, onColour, shapeColor } from './colours.ts'
import type { Pen } from './pen.ts'
import type { Theme } from './theme.ts'
import { type Box, meet } from './view.ts'
import { type Face, heightOf, type Line, linesFor, sizeFor, write } from './words.ts'

/**
 * Everything of a box that is not a seat: the ground, shapes, sections, and from far away how much of them is free.
 * `left` and `top` are where the context's corner lies, in pixels of the canvas from the plan's origin.
 */
export function drawGround(
  context: OffscreenCanvasRenderingContext2D,
  pen: Pen,
  box: Box,
  left: number,
  top: number,
): void {
  const { ground, scenery, scale, style } = pen
  const { map } = ground
  const shapes = map.shapes.filter((_, index) => meets(ground.shapes[index], box))
  const sections = [...map.sections.keys()].filter(
    (section) => (map.sections[section]?.seats ?? 0) > 0 && meets(ground.sections[section], box),
  )
  context.fillStyle = style.theme.well
  context.fillRect(0, 0, context.canvas.width, context.canvas.height)
  context.setTransform(scale, 0, 0, scale, -left, -top)
  for (const shape of shapes) if (shape.points.length > 2) paintShape(context, pen, shape, scenery.pathOf(shape.points))
  for (const section of sections) paintSection(context, pen, section)
  context.setTransform(1, 0, 0, 1, 0, 0)
  for (const shape of shapes) writeShape(context, pen, shape, left, top)
  if (!pen.detail.seats) writeSections(context, pen, sections, left, top)
}

function meets(own: Box | undefined, box: Box): boolean {
  return own !== undefined && meet(own, box)
}

/** Even the last free seat shows, and an empty house is not as loud as what is chosen. */
function fillOf({ scenery, tally, style: { theme } }: Pen, section: number): string {
  const free = tally.matching[section] ?? 0
  if (free === 0) return mixed(theme.line, theme.sheet, 0.5)
  const colour = theme.categories[scenery.mainCategories[section] ?? -1] ?? theme.soft
  return mixed(colour, theme.sheet, 0.2 + 0.72 * (free / Math.max(1, tally.forSale[section] ?? 0)))
}

function paintSection(context: OffscreenCanvasRenderingContext2D, pen: Pen, section: number): void {
  const { theme } = pen.style
  const path = pen.scenery.pathOf(pen.ground.map.sections[section]?.outline ?? [])
  context.fillStyle = pen.detail.seats ? theme.sheet : fillOf(pen, section)
  context.fill(path)
  const isSoldOut = !pen.detail.seats && (pen.tally.matching[section] ?? 0) === 0
  if (isSoldOut) {
    context.fillStyle = hatch(context, pen)
    context.fill(path)
  }
  context.lineJoin = 'round'
  context.strokeStyle = isSoldOut || pen.detail.seats ? theme.line : theme.well
  context.lineWidth = (1.25 * pen.ratio) / pen.scale
  context.stroke(path)
}

/** Nothing free is told by more than a colour: lines from corner to corner, six CSS pixels apart. */
function hatch(
  context: OffscreenCanvasRenderingContext2D,
  { style: { theme }, ratio, scale }: Pen,
): CanvasPattern | string {
  const step = 6 * ratio
  const canvas = new OffscreenCanvas(step, step)
  const own = canvas.getContext('2d')
  if (!own) return theme.line
  own.strokeStyle = mixed(theme.edge, theme.sheet, 0.4)
  own.lineWidth = ratio
  own.beginPath()
  for (const shift of [-step, 0, step]) {
    own.moveTo(shift - 1, step + 1)
    own.lineTo(shift + step + 1, -1)
  }
  own.stroke()
  const drawn = context.createPattern(canvas, 'repeat')
  drawn?.setTransform(new DOMMatrix().scale(1 / scale))
  return drawn ?? theme.line
}

/** Of a section, a stage, a place. */
function nameFace(theme: Theme): Face {
  return { weight: 750, family: theme.headFont, least: 9, most: 20 }
}

/** How many are free, what it costs. */
function noteFace(theme: Theme): Face {
  return { weight: 550, family: theme.font, least: 10, most: 13 }
}

/** Names of one size, but where there is too little room: a plan is not a cloud of words. */
function writeSections(
  context: OffscreenCanvasRenderingContext2D,
  pen: Pen,
  sections: readonly number[],
  left: number,
  top: number,
): void {
  const { ground, scenery, tally, scale, ratio, style } = pen
  const [name, note] = [nameFace(style.theme), noteFace(style.theme)]
  const roomOf = (section: number) => {
    const spot = scenery.spotIn(ground.map.sections[section]?.outline ?? [])
    return { spot, width: spot.width * scale * 0.88, height: spot.height * scale * 0.88 }
  }
  const linesOf = (section: number): readonly Line[] => {
    const { width, height } = roomOf(section)
    return linesFor(context, name, ground.map.sections[section]?.name ?? '', width, height, ratio) ?? []
  }
  /** With the room that the name leaves. */
  const noteOf = (section: number, lines: readonly Line[], text: string): Line[] => {
    const { width, height } = roomOf(section)
    const size = sizeFor(context, note, text, width, height - heightOf(lines), ratio)
    return size === undefined ? [] : [{ face: note, size, text }]
  }
  const usual = usualOf(pen, () => {
    const all = [...ground.map.sections.keys()].map((section) => ({ section, lines: linesOf(section) }))
    const sizes = all.flatMap(({ lines }) => lines[0]?.size ?? []).toSorted((one, other) => one - other)
    const size = sizes[sizes.length >> 2] ?? 0
    const withRoom = all.filter(({ section, lines }) => {
      return lines.length > 0 && noteOf(section, withSize(lines, size), style.labels.free(MANY)).length > 0
    })
    return { size, hasNotes: withRoom.length > all.length / 2 }
  })
  for (const section of sections) {
    const lines = withSize(linesOf(section), usual.size)
    if (lines.length === 0) continue
    const free = tally.matching[section] ?? 0
    const text = free === 0 ? style.labels.soldOut : style.labels.free(free)
    const { spot } = roomOf(section)
    context.fillStyle = free === 0 ? style.theme.soft : onColour(fillOf(pen, section))
    const all = usual.hasNotes ? [...lines, ...noteOf(section, lines, text)] : lines
    write(context, all, spot.x * scale - left, spot.y * scale - top)
  }
}

function withSize(lines: readonly Line[], most: number): Line[] {
  return lines.map((line) => ({ ...line, size: Math.min(line.size, most) }))
}

/** As long as a count gets in most sections. */
const MANY = 888

/** At one scale: how large names are, and whether most sections have room for their counts; else none shows its own. */
interface Usual {
  readonly size: number
  readonly hasNotes: boolean
}

const usuals = new WeakMap<Pen, Usual>()

function usualOf(pen: Pen, work: () => Usual): Usual {
  const known = usuals.get(pen)
  if (known) return known
  const usual = work()
  usuals.set(pen, usual)
  return usual
}

/** What a shape is filled with, and its edge. A stage is ink; where people stand it is pale, to be written on. */
function coloursOf({ isStage, standing, color, borderColor }: MapShape, theme: Theme): { fill: string; edge: string } {
  if (isStage) {
    const fill = theme.dark ? mixed(theme.ink, theme.sheet, 0.16) : theme.ink
    return { fill, edge: fill }
  }
  const own = shapeColor(color, theme.dark)
  const edge = shapeColor(borderColor, theme.dark)
  if (standing === null) return { fill: own ?? theme.well, edge: edge ?? theme.line }
  return { fill: mixed(own ?? theme.soft, theme.sheet, 0.28), edge: edge ?? own ?? theme.edge }
}

function paintShape(context: OffscreenCanvasRenderingContext2D, pen: Pen, shape: MapShape, path: Path2D): void {
  const { fill, edge } = coloursOf(shape, pen.style.theme)
  context.fillStyle = fill
  context.fill(path)
  context.lineJoin = 'round'
  context.lineWidth = (1.5 * pen.ratio) / pen.scale
  context.strokeStyle = edge
  context.stroke(path)
}

function writeShape(
  context: OffscreenCanvasRenderingContext2D,
  pen: Pen,
  shape: MapShape,
  left: number,
  top: number,
): void {
  const { scenery, scale, ratio, style } = pen
  const { theme } = style
  const { text, standing, points } = shape
  const face = nameFace(theme)
  if (points.length < 3) {
    context.fillStyle = theme.soft
    // A word on the plan is as large as its plan says, as long as it can be read.
    const size = Math.min((text?.size ?? 0) * scale, 2 * face.most * ratio)
    if (text && size >= face.least * 0.8 * ratio) {
      write(context, [{ face, size, text: text.text }], text.x * scale - left, text.y * scale - top)
    }
    return
  }
  const name = standing ?? text?.text
  if (!name) return
  const spot = scenery.spotIn(points)
  const [width, height] = [spot.width * scale * 0.9, spot.height * scale * 0.8]
  const lines = linesFor(context, face, name, width, height, ratio)
  if (!lines) return
  const note = standing === null ? undefined : style.standingNote?.(standing)
  const small = noteFace(theme)
  const size = note ? sizeFor(context, small, note, width, height - heightOf(lines), ratio) : undefined
  if (note && size !== undefined) lines.push({ face: small, size, text: note })
  context.fillStyle = onColour(coloursOf(shape, theme).fill)
  write(context, lines, spot.x * scale - left, spot.y * scale - top)
}
