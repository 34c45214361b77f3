import { drawGround } from './draw-ground.ts'
import { drawSeats } from './draw-seats.ts'
import { type Ground, seatBox } from './ground.ts'
import type { Pen, Style } from './pen.ts'
import { beside, boxOfTile, placeOf, type Placing, type Square, TILE, tilesIn } from './tile-grid.ts'
import { type Box, meet } from './view.ts'

/** Of seats that changed in one tile; with more the tile is drawn anew. */
const MOST_PATCHES = 48
/** Of seats that changed at once; with more everything is drawn anew. */
const MOST_MENDED = 2_000

interface Tile extends Square {
  readonly canvas: OffscreenCanvas
  readonly context: OffscreenCanvasRenderingContext2D
  isStale: boolean
}

/** What has been drawn at one scale. */
interface Generation {
  readonly pen: Pen
  readonly tiles: Map<string, Tile>
}

/**
 * The map as pictures of squares of it, drawn once at a scale; moved and stretched while the view moves, mended where a
 * seat changes. Sixty thousand seats take a second to draw: a frame has a hundredth of that.
 */
export interface Tiles {
  /** Copies what there is; where there is nothing yet at this scale, what was drawn at the scale before. */
  show(context: CanvasRenderingContext2D, placing: Placing): void
  /** Draws what is missing, the middle first, until so many milliseconds have passed. False: nothing is missing. */
  draw(placing: Placing, budgetMs: number): boolean
  /** From now on at this scale. */
  use(pen: Pen): void
  pen(): Pen | undefined
  /** These look different now. */
  mend(seats: readonly number[]): void
  /** Everything looks different, but not so much that it must not be seen until it is drawn anew. */
  renew(style: Style): void
  forget(): void
}

export function tilesOf(ground: Ground): Tiles {
  let current: Generation | undefined
  let before: Generation | undefined
  /** The whole plan, small: better than nothing where a toss went too far. */
  let keepsake: { readonly canvas: OffscreenCanvas; readonly placing: Placing } | undefined
  /** A canvas costs more to make than to draw over. */
  const spare: OffscreenCanvas[] = []

  const give = (generation: Generation | undefined) => {
    for (const { canvas } of generation?.tiles.values() ?? []) spare.push(canvas)
    generation?.tiles.clear()
  }
  const take = (column: number, row: number): Tile | undefined => {
    const canvas = spare.pop() ?? new OffscreenCanvas(TILE, TILE)
    const context = canvas.getContext('2d', { alpha: false })
    return context ? { column, row, canvas, context, isStale: true } : undefined
  }
  const keep = (placing: Placing) => {
    if (!current || (keepsake && keepsake.placing.scale <= placing.scale)) return
    const canvas = new OffscreenCanvas(placing.width, placing.height)
    const context = canvas.getContext('2d', { alpha: false })
    if (!context) return
    copy(context, current, placing)
    keepsake = { canvas, placing }
  }

  return {
    pen: () => current?.pen,
    use: (pen) => {
      // What was hardly begun is no picture to show meanwhile.
      if (current && (!before || current.tiles.size >= before.tiles.size)) {
        give(before)
        before = current
      } else give(current)
      current = { pen, tiles: new Map() }
    },
    show: (context, placing) => {
      if (!current) return
      if (isWhole(current, placing)) return copy(context, current, placing)
      // Sharp beside blurred would flicker: the new picture is seen once it is whole.
      if (before && isWhole(before, placing)) return copy(context, before, placing)
      context.fillStyle = current.pen.style.theme.well
      context.fillRect(0, 0, placing.width, placing.height)
      if (keepsake) copyWhole(context, keepsake.canvas, keepsake.placing, placing)
      copy(context, current, placing)
      if (before) copy(context, before, placing)
    },
    draw: (placing, budgetMs) => {
      if (!current) return false
      const { pen, tiles } = current
      const until = performance.now() + budgetMs
      const seen = tilesIn(placing, pen.scale)
      const near = tilesIn(beside(placing), pen.scale)
      for (const [key, column, row] of [...seen, ...near]) {
        const known = tiles.get(key)
        if (known && !known.isStale) continue
        const tile = known ?? take(column, row)
        if (!tile) return false
        tiles.set(key, tile)
        drawTile(tile, pen)
        if (performance.now() >= until) return true
      }
      give(before)
      before = undefined
      if (pen.scale === placing.scale) keep(placing)
      // What is neither seen nor beside it would only fill the memory.
      const wanted = new Set(near.map(([key]) => key))
      for (const [key, { canvas }] of tiles) {
        if (wanted.has(key)) continue
        tiles.delete(key)
        spare.push(canvas)
      }
      spare.length = Math.min(spare.length, near.length)
      return false
    },
    mend: (seats) => {
      for (const generation of [current, before]) if (generation) mendIn(generation, ground, seats)
    },
    renew: (style) => {
      if (!current) return
      current = { pen: { ...current.pen, style }, tiles: current.tiles }
      for (const tile of current.tiles.values()) tile.isStale = true
    },
    forget: () => {
      give(before)
      give(current)
      before = undefined
      current = undefined
      keepsake = undefined
    },
  }
}

function isWhole({ tiles, pen }: Generation, placing: Placing): boolean {
  return tilesIn(placing, pen.scale).every(([key]) => tiles.has(key))
}

function copyWhole(
  context: CanvasRenderingContext2D,
  canvas: OffscreenCanvas,
  from: Placing,
  { scale, dx, dy }: Placing,
): void {
  const grown = scale / from.scale
  context.drawImage(canvas, dx - from.dx * grown, dy - from.dy * grown, from.width * grown, from.height * grown)
}

function copy(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  { tiles, pen }: Generation,
  placing: Placing,
): void {
  for (const { column, row, canvas } of tiles.values()) {
    const [x, y, width, height] = placeOf(column, row, placing, pen.scale)
    if (x >= placing.width || y >= placing.height || x + width <= 0 || y + height <= 0) continue
    if (width === TILE && height === TILE) context.drawImage(canvas, x, y)
    else context.drawImage(canvas, x, y, width, height)
  }
}

function drawTile(tile: Tile, pen: Pen): void {
  const [left, top] = [tile.column * TILE, tile.row * TILE]
  drawBox(tile.context, pen, boxOfTile(tile, pen.scale), left, top)
  tile.isStale = false
}

function drawBox(context: OffscreenCanvasRenderingContext2D, pen: Pen, box: Box, left: number, top: number): void {
  drawGround(context, pen, box, left, top)
  if (pen.detail.seats) drawSeats(context, pen, box, left, top)
}

function mendIn({ tiles, pen }: Generation, ground: Ground, seats: readonly number[]): void {
  // From afar a seat is a part of its section.
  const boxes = pen.detail.seats ? seats.map((seat) => seatBox(ground.map, seat)) : sectionsOf(ground, seats)
  for (const tile of tiles.values()) {
    if (tile.isStale) continue
    const own = boxOfTile(tile, pen.scale)
    const changed = seats.length > MOST_MENDED ? [] : boxes.filter((box) => meet(own, box))
    if (seats.length > MOST_MENDED || changed.length > MOST_PATCHES || (changed.length > 0 && !pen.detail.seats)) {
      tile.isStale = true
    } else for (const box of changed) patch(tile, pen, box)
  }
}

function sectionsOf(ground: Ground, seats: readonly number[]): Box[] {
  const sections = new Set(seats.map((seat) => ground.map.rows[ground.map.row[seat] ?? -1]?.section ?? -1))
  return [...sections].flatMap((section) => ground.sections[section] ?? [])
}

/** Only the pixels of a box, with everything that reaches into it. */
function patch({ context, column, row }: Tile, pen: Pen, box: Box): void {
  const [left, top] = [column * TILE, row * TILE]
  const x = Math.floor(box.minX * pen.scale - left)
  const y = Math.floor(box.minY * pen.scale - top)
  const width = Math.ceil(box.maxX * pen.scale - left) - x
  const height = Math.ceil(box.maxY * pen.scale - top) - y
  context.save()
  context.beginPath()
  context.rect(x, y, width, height)
  context.clip()
  const { scale } = pen
  const pixels = { minX: x + left, minY: y + top, maxX: x + left + width, maxY: y + top + height }
  const [minX, minY] = [pixels.minX / scale, pixels.minY / scale]
  drawBox(context, pen, { minX, minY, maxX: pixels.maxX / scale, maxY: pixels.maxY / scale }, left, top)
  context.restore()
}
