import type { SeatMap } from '@fairground/seating'

import { type Camera, cameraOf } from './camera.ts'
import { drawMarks } from './draw-marks.ts'
import { groundOf } from './ground.ts'
import { type Guide, guideOf, type Mark, type Outcomes } from './guide.ts'
import { penOf, type Style, subjectOf } from './pen.ts'
import { noteMatch, noteStates } from './tally.ts'
import type { Placing } from './tile-grid.ts'
import { tilesOf } from './tiles.ts'
import { toScreen } from './view.ts'

/** What happens on the map. */
export interface Happenings extends Outcomes {
  /** The section that is looked at from near; undefined when zoomed out. */
  onSection(section: number | undefined): void
  /** Whether there is more than what the canvas shows. */
  onFitted(isFitted: boolean): void
  /** What the pointer or the cursor is on now, and where. */
  onTold(told: Told | undefined): void
}

export interface Told {
  readonly mark: Mark
  readonly by: 'pointer' | 'cursor'
  /** On the canvas, in CSS pixels: its middle, and how far above and below it reaches. */
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** Draws the map whenever something has changed, and never else. Lives as long as its canvas. */
export interface Painter {
  readonly camera: Camera
  readonly guide: Guide
  style(style: Style): void
  /** `states` may be the same array with other content. */
  seats(states: Uint8Array): void
  match(match: ((category: number, seat: number) => boolean) | undefined): void
  pick(chosen: ReadonlySet<number>, mine: ReadonlySet<number>): void
  /** How many of the section's seats are free, of those that match. */
  freeIn(section: number): number
  resize(width: number, height: number, ratio: number): void
  /** The camera was moved. */
  moved(): void
  /** Fingers are on the map: what is being moved is not drawn anew until they rest. */
  grip(isHeld: boolean): void
  close(): void
}

/** Of a frame, in milliseconds, for drawing what is missing: the rest is for everything else that a page does. */
const BUDGET_MS = { atRest: 4, underWay: 1.5 }
/** The first picture is whole: nobody is moving anything yet. */
const FIRST_BUDGET_MS = 250
/** The map is drawn anew for another scale only once that has rested so long, or is so much larger or smaller. */
const REST_MS = 90
const MOST_STRETCH = 2
const LEAST_STRETCH = 0.6

export function openPainter(canvas: HTMLCanvasElement, map: SeatMap, on: Happenings): Painter {
  const context = canvas.getContext('2d', { alpha: false })
  const ground = groundOf(map)
  const subject = subjectOf(ground)
  const tiles = tilesOf(ground)
  const camera = cameraOf(ground.world, () => matchMedia('(prefers-reduced-motion: reduce)').matches)
  const guide = guideOf(ground, camera, on, schedule)

  let style: Style | undefined
  let picked: { readonly chosen: ReadonlySet<number>; readonly mine: ReadonlySet<number> } = NOTHING
  let words = ''
  let ratio = 1
  let frame = 0
  let hasDrawn = false
  /** Nothing of the map is on the canvas: as at first, more is drawn at once than in a frame. */
  let isEmpty = true
  let isClosed = false
  let isHeld = false
  let zoomedAt = 0
  let lastScale = 0
  let told: Told | undefined
  let section: number | undefined
  let wasFitted = true

  function schedule(): void {
    if (frame === 0 && !isClosed) frame = requestAnimationFrame(draw)
  }

  function draw(now: number): void {
    frame = 0
    if (!context || !style || canvas.width === 0) return
    const isMoving = camera.step(now)
    const place = placing()
    if (place.scale !== lastScale) zoomedAt = now
    lastScale = place.scale
    const isZooming = now - zoomedAt < REST_MS
    const isStretched = fitTiles(place, style, isMoving || isHeld || isZooming)
    const budgetMs = isZooming ? BUDGET_MS.underWay : BUDGET_MS.atRest
    const isMissing = tiles.draw(place, isEmpty ? FIRST_BUDGET_MS : budgetMs)
    isEmpty = false
    tiles.show(context, place)
    // How soon it can be used, for those who measure it.
    if (!hasDrawn) performance.mark('seat-map')
    hasDrawn = true
    const marks = { ...picked, hovered: guide.hovered(), cursor: guide.cursor() }
    drawMarks(context, subject, style.theme, marks, place, ratio)
    tell()
    if (!isMoving && !isHeld) tellWhere()
    if (isMoving || isMissing || isStretched) schedule()
  }

  /** On whole pixels: what was drawn before is then copied as it is. */
  function placing(): Placing {
    const { scale, dx, dy } = camera.view()
    const [x, y] = [Math.round(dx * ratio), Math.round(dy * ratio)]
    return { scale: scale * ratio, dx: x, dy: y, width: canvas.width, height: canvas.height }
  }

  /** Whether the map is shown stretched for now. */
  function fitTiles({ scale }: Placing, now: Style, isChanging: boolean): boolean {
    const pen = tiles.pen()
    const stretch = pen ? scale / pen.scale : Infinity
    if (stretch === 1 || (isChanging && stretch < MOST_STRETCH && stretch > LEAST_STRETCH)) return stretch !== 1
    tiles.use(penOf(subject, now, scale, ratio))
    return false
  }

  /** What is told of a seat goes where the seat goes. */
  function tell(): void {
    const [hovered, cursor] = [guide.hovered(), guide.cursor()]
    const mark = hovered ?? cursor
    const next = mark && { mark, by: hovered ? ('pointer' as const) : ('cursor' as const), ...whereIs(mark) }
    if (next?.mark.index === told?.mark.index && next?.x === told?.x && next?.y === told?.y && next?.by === told?.by)
      return
    told = next
    on.onTold(next)
  }

  function whereIs({ kind, index }: Mark): Pick<Told, 'x' | 'y' | 'radius'> {
    const view = camera.view()
    if (kind === 'seat') {
      const middle = toScreen(view, { x: map.x[index] ?? 0, y: map.y[index] ?? 0 })
      return { ...middle, radius: (map.radius[index] ?? 0) * view.scale }
    }
    const { minX, minY, maxX, maxY } = ground.sections[index] ?? ground.world.box
    const middle = toScreen(view, { x: (minX + maxX) / 2, y: (minY + maxY) / 2 })
    return { ...middle, radius: ((maxY - minY) / 2) * view.scale }
  }

  function tellWhere(): void {
    const [isFitted, looked] = [camera.isFitted(), guide.sectionInView()]
    if (isFitted !== wasFitted) on.onFitted(isFitted)
    wasFitted = isFitted
    if (looked !== section) on.onSection(looked)
    section = looked
  }

  function mend(changed: readonly number[]): void {
    if (changed.length === 0) return
    tiles.mend(changed)
    schedule()
  }

  return {
    camera,
    guide,
    style: (next) => {
      // The same words may come in other functions each time that the page is drawn.
      const nextWords = wordsOf(map, next)
      if (next.theme !== style?.theme) tiles.forget()
      else if (nextWords !== words) tiles.renew(next)
      words = nextWords
      style = next
      schedule()
    },
    seats: (states) => mend(noteStates(subject.tally, map, states)),
    match: (match) => mend(noteMatch(subject.tally, map, match)),
    pick: (chosen, mine) => {
      picked = { chosen, mine }
      schedule()
    },
    freeIn: (index) => subject.tally.matching[index] ?? 0,
    resize: (width, height, nextRatio) => {
      const [pixelsX, pixelsY] = [Math.round(width * nextRatio), Math.round(height * nextRatio)]
      if (pixelsX === canvas.width && pixelsY === canvas.height && nextRatio === ratio) return
      if (nextRatio !== ratio) tiles.forget()
      ratio = nextRatio
      canvas.width = pixelsX
      canvas.height = pixelsY
      isEmpty = true
      camera.resize({ width, height })
      // Setting its size empties a canvas: it must not be seen empty.
      cancelAnimationFrame(frame)
      draw(performance.now())
    },
    moved: schedule,
    grip: (held) => {
      isHeld = held
      schedule()
    },
    close: () => {
      isClosed = true
      cancelAnimationFrame(frame)
      tiles.forget()
    },
  }
}

const NOTHING = { chosen: new Set<number>(), mine: new Set<number>() }

function wordsOf(map: SeatMap, { labels, standingNote }: Style): string {
  const notes = map.shapes.map(({ standing }) => (standing === null ? '' : standingNote?.(standing)))
  return [labels.soldOut, labels.free(1), labels.free(10), ...notes].join('\n')
}
