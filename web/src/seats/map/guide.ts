import type { Point } from '@fairground/seating'

import type { Camera } from './camera.ts'
import { canBeMet, detailAt, NEAR_SEAT_PX, REACH_PX } from './detail.ts'
import { type Direction, finderOf } from './find.ts'
import { type Ground, seatBox } from './ground.ts'
import { around, bringing, fitted, toPlan } from './view.ts'

/** What the pointer or the keyboard is on. */
export interface Mark {
  readonly kind: 'seat' | 'section'
  readonly index: number
}

/** What comes of it on the page. */
export interface Outcomes {
  onSeat(seat: number): void
  onStanding(name: string): void
  /** The keyboard went there. */
  onCursor(mark: Mark): void
}

/** What taps and keys mean where they happen: choosing a seat when it can be met, coming nearer when not. */
export interface Guide {
  tap(at: Point, pointer: 'finger' | 'mouse', isSecond: boolean): void
  hover(at: Point | undefined): void
  /** To the next seat, or section when zoomed out. */
  step(direction: Direction): void
  /** Chooses the seat, or comes nearer to the section, under the cursor. */
  enter(): void
  /** The keyboard has gone elsewhere. */
  leave(): void
  showAll(): void
  showSeat(seat: number): void
  showSection(section: number): void
  /** The section in the middle, when one looks at seats. */
  sectionInView(): number | undefined
  hovered(): Mark | undefined
  cursor(): Mark | undefined
}

/** `changed` is called when something has to be drawn. */
export function guideOf(ground: Ground, camera: Camera, on: Outcomes, changed: () => void): Guide {
  const { map, radius } = ground
  const finder = finderOf(ground)
  let hovered: Mark | undefined
  let cursor: Mark | undefined

  const seatPx = (scale: number = camera.view().scale) => 2 * radius * scale
  const kindNow = (): Mark['kind'] => (detailAt(seatPx()).seats ? 'seat' : 'section')
  const sectionOf = (seat: number) => map.rows[map.row[seat] ?? -1]?.section
  const middle = () => toPlan(camera.view(), { x: camera.size().width / 2, y: camera.size().height / 2 })
  const glide = (view: Parameters<Camera['glide']>[0]) => {
    camera.glide(view)
    changed()
  }

  /** After zooming the cursor is on the section of its seat, or on the seat of its section nearest to the middle. */
  const cursorNow = (): Mark | undefined => {
    const kind = kindNow()
    if (!cursor || cursor.kind === kind) return cursor
    const index = kind === 'section' ? sectionOf(cursor.index) : finder.nearestSeat(middle())
    return index === undefined ? undefined : { kind, index }
  }
  const moveTo = (mark: Mark) => {
    cursor = mark
    hovered = undefined
    on.onCursor(mark)
    changed()
  }

  /** Nearer to a section; where its seats would still be too small, to where the finger is. */
  const approach = (section: number, at: Point) => {
    const whole = around(ground.sections[section] ?? ground.world.box, camera.size())
    if (whole.scale > camera.view().scale * 1.2 && detailAt(seatPx(whole.scale)).seats) return glide(whole)
    camera.zoom(Math.max(1.5, NEAR_SEAT_PX / seatPx()), at, 'glide')
    changed()
  }

  return {
    tap: (at, pointer, isSecond) => {
      const point = toPlan(camera.view(), at)
      const isMet = canBeMet(seatPx(), pointer)
      const reach = Math.max(REACH_PX[pointer] - seatPx() / 2, 3) / camera.view().scale
      const seat = isMet ? finder.seatAt(point, reach) : undefined
      const standing = finder.standingAt(point)
      const section = isMet ? undefined : finder.sectionAt(point)
      cursor = undefined
      changed()
      if (seat !== undefined) on.onSeat(seat)
      else if (standing !== undefined) on.onStanding(standing)
      else if (section !== undefined) approach(section, at)
      else if (isSecond) camera.zoom(2, at, 'glide')
    },
    hover: (at) => {
      const point = at && toPlan(camera.view(), at)
      const kind = kindNow()
      const index = point && (kind === 'seat' ? finder.seatAt(point, 4 / camera.view().scale) : finder.sectionAt(point))
      if (index === hovered?.index && kind === hovered?.kind) return
      hovered = index === undefined ? undefined : { kind, index }
      changed()
    },
    step: (direction) => {
      const from = cursorNow()
      if (!from) {
        const seat = finder.nearestSeat(middle())
        const kind = kindNow()
        const index = seat === undefined || kind === 'seat' ? seat : sectionOf(seat)
        if (index !== undefined) moveTo({ kind, index })
        return
      }
      const { kind, index } = from
      const next = kind === 'seat' ? finder.seatBeside(index, direction) : finder.sectionBeside(index, direction)
      if (next === undefined) return
      moveTo({ kind, index: next })
      const box = kind === 'seat' ? seatBox(map, next) : ground.sections[next]
      if (box) glide(bringing(camera.view(), box, 0, camera.size()))
    },
    enter: () => {
      const mark = cursorNow()
      if (!mark) return
      if (mark.kind === 'seat') return on.onSeat(mark.index)
      const first = map.sections[mark.index]?.firstSeat ?? 0
      const whole = around(ground.sections[mark.index] ?? ground.world.box, camera.size())
      glide(bringing(whole, seatBox(map, first), NEAR_SEAT_PX / 2 / radius, camera.size()))
      moveTo({ kind: 'seat', index: first })
    },
    leave: () => {
      cursor = undefined
      changed()
    },
    showAll: () => glide(fitted(ground.world, camera.size())),
    showSeat: (seat) => {
      if (seat < 0 || seat >= map.seats) return
      glide(bringing(camera.view(), seatBox(map, seat), NEAR_SEAT_PX / 2 / radius, camera.size()))
    },
    showSection: (section) => {
      const box = ground.sections[section]
      if (box) glide(around(box, camera.size()))
    },
    sectionInView: () => (kindNow() === 'seat' && !camera.isFitted() ? finder.sectionAt(middle()) : undefined),
    hovered: () => (hovered?.kind === kindNow() ? hovered : undefined),
    cursor: cursorNow,
  }
}
