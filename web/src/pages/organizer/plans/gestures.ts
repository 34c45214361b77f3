import type { Point } from '@fairground/seating'

import { pinched, toPlan, toScreen, type View } from '../../../seats/map/view.ts'
import { drawnRows, drawnShape, type Words } from './actions.ts'
import { HANDLE_RADIUS, handleAt } from './drawing/paint-marks.ts'
import { type Hit, hitAt, seatsAlong, takenBy } from './edit/hits.ts'
import { moved, rotated } from './edit/moving.ts'
import { painted, paintedAlong } from './edit/painting.ts'
import { idOf } from './edit/parts.ts'
import { type Box, boxBetween, distance, middleOf, minus, plus, rounded, snapped } from './edit/points.ts'
import { alongStroke } from './edit/rows.ts'
import { outlined } from './edit/sections.ts'
import { boxOfSelection, joined, NOTHING, type Selection, selectionOf, toggled } from './edit/selection.ts'
import { capacityOf, forPurpose, polygonThrough, withArea, wordAt } from './edit/shapes.ts'
import { type Editor, type EditorState, gridOf, shownPlan } from './editor-state.ts'
import { seatPlaces } from './sketches.ts'

/** A hand on the canvas: pointers in CSS pixels of it. */
export interface Press {
  readonly at: Point
  readonly id: number
  readonly shift: boolean
  readonly isTouch: boolean
  /** The middle button, or a key held down: whatever the tool, the sheet is moved. */
  readonly isPan: boolean
}

/** What a press has begun; each movement goes on with it, and lifting the hand ends it. */
interface Gesture {
  move(at: Point, shift: boolean): void
  end(at: Point): void
  cancel(): void
}

/** A hand that moved less has pressed and not drawn. */
const STILL_PX = 4
const REACH_PX = { mouse: 3, touch: 10 }
/** Turns go by these when Shift is held. */
const TURN_STEP = 15

/** The gestures of one canvas. `say` writes a word beside what is drawn; `words` are names for new things. */
export function openGestures(editor: Editor, words: Words, say: (seats: number, rows: number) => string) {
  const pointers = new Map<number, Point>()
  let gesture: Gesture | undefined
  let corners: Point[] = []

  return {
    press(press: Press): void {
      pointers.set(press.id, press.at)
      if (pointers.size === 2) {
        gesture?.cancel()
        gesture = pinch()
        return
      }
      if (pointers.size > 2) return
      gesture = begin(press)
    },
    move({ at, id, shift }: Press): void {
      if (pointers.has(id)) pointers.set(id, at)
      if (gesture) gesture.move(at, shift)
      else hover(at)
    },
    lift({ at, id }: Press): void {
      pointers.delete(id)
      gesture?.end(at)
      gesture = undefined
    },
    cancel(id: number): void {
      pointers.delete(id)
      gesture?.cancel()
      gesture = undefined
    },
    /** Of a polygon that is being drawn. */
    close: closePolygon,
    /** Whether there was anything to give up. */
    giveUp(): boolean {
      const had = gesture !== undefined || corners.length > 0
      gesture?.cancel()
      gesture = undefined
      corners = []
      editor.set({ sketch: undefined, preview: undefined })
      return had
    },
    leave(): void {
      if (!gesture && corners.length === 0) editor.set({ sketch: undefined })
    },
  }

  function begin(press: Press): Gesture | undefined {
    const state = editor.get()
    if (!state.view) return undefined
    if (press.isPan || state.tool === 'hand') return pan(press.at)
    const at = toPlan(state.view, press.at)
    const fine = snapped(at, gridOf(state))
    switch (state.tool) {
      case 'select':
      case 'seats':
        return select(press, at)
      case 'brush':
        return paint(at)
      case 'rows':
        return drawRows(fine)
      case 'section':
        return addCorner(press.at)
      case 'stage':
      case 'standing':
      case 'shape':
        return state.form === 'polygon' ? addCorner(press.at) : drawShape(fine, state.tool)
      case 'text':
        return onLift((point) => {
          const word = wordAt(snapped(point, gridOf(editor.get())), words.text)
          const { history, home } = editor.get()
          editor.step({ plan: withArea(history.present, home, word), selection: selectionOf({ areas: [idOf(word)] }) })
          editor.set({ tool: 'select' })
        })
      case 'focus':
        return onLift((point) => {
          editor.step({ ...editor.get().history.present, focal_point: rounded(point) })
          editor.set({ tool: 'select' })
        })
      default:
        return state.tool satisfies never
    }
  }

  function here(at: Point): Point {
    const { view } = editor.get()
    return view ? toPlan(view, at) : at
  }

  function onLift(act: (point: Point) => void): Gesture {
    return { move: nothing, cancel: nothing, end: (at) => act(here(at)) }
  }

  function pan(from: Point): Gesture {
    const before = editor.get().view
    return {
      move(at) {
        if (before) editor.set({ view: { ...before, dx: before.dx + at.x - from.x, dy: before.dy + at.y - from.y } })
      },
      end: nothing,
      cancel: nothing,
    }
  }

  function pinch(): Gesture {
    let last = twoOf(pointers)
    return {
      move() {
        const { view } = editor.get()
        const now = twoOf(pointers)
        if (view && last && now) editor.set({ view: within(pinched(view, last, now)), sketch: undefined })
        last = now
      },
      end: nothing,
      cancel: nothing,
    }
  }

  function select({ at: screen, shift, isTouch }: Press, at: Point): Gesture {
    const state = editor.get()
    const handle = handleAt({ plan: shownPlan(state), selection: state.selection, view: state.view ?? AS_IT_IS })
    const reach = isTouch ? REACH_PX.touch : REACH_PX.mouse
    if (handle && distance(handle, screen) <= HANDLE_RADIUS + reach) return turn(screen)
    const hit = hitAt(shownPlan(state), at, reach / (state.view?.scale ?? 1))
    const pressed = hit ? selectedBy(hit, state.tool) : NOTHING
    if (!hit) return drawFrame(screen, at, shift ? state.selection : NOTHING)
    const isSelected = holds(state.selection, hit)
    if (shift) {
      editor.set({ selection: toggled(state.selection, pressed) })
      return drag(screen, at, undefined)
    }
    if (!isSelected) editor.set({ selection: pressed })
    return drag(screen, at, isSelected ? pressed : undefined)
  }

  /** `alone`: what stays selected if the hand only pressed. */
  function drag(screen: Point, from: Point, alone: Selection | undefined): Gesture {
    const { history, selection } = editor.get()
    let hasMoved = false
    const shift = (at: Point) => {
      const by = minus(here(at), from)
      return snapped(by, gridOf(editor.get()))
    }
    return {
      move(at) {
        hasMoved ||= distance(at, screen) > STILL_PX
        if (hasMoved) editor.set({ preview: moved(history.present, selection, shift(at)) })
      },
      end(at) {
        if (hasMoved) editor.step(moved(history.present, selection, shift(at)))
        else if (alone) editor.set({ selection: alone })
        editor.set({ preview: undefined })
      },
      cancel: () => editor.set({ preview: undefined }),
    }
  }

  function turn(from: Point): Gesture {
    const { history, selection, view } = editor.get()
    const box = boxOfSelection(history.present, selection)
    if (!box || !view) return { move: nothing, end: nothing, cancel: nothing }
    const middle = middleOf(box)
    const pivot = toScreen(view, middle)
    const angle = (at: Point) => (Math.atan2(at.y - pivot.y, at.x - pivot.x) * 180) / Math.PI
    const start = angle(from)
    let degrees = 0
    return {
      move(at, shift) {
        const free = angle(at) - start
        degrees = shift ? Math.round(free / TURN_STEP) * TURN_STEP : Math.round(free)
        editor.set({ preview: rotated(history.present, selection, degrees, middle) })
      },
      end: () => editor.step(rotated(history.present, selection, degrees, middle)),
      cancel: () => editor.set({ preview: undefined }),
    }
  }

  function drawFrame(screen: Point, from: Point, before: Selection): Gesture {
    const taken = (box: Box) => {
      const state = editor.get()
      return joined(before, takenBy(shownPlan(state), box, state.tool === 'seats' ? 'seats' : 'rows'))
    }
    return {
      move(at) {
        editor.set({ sketch: { kind: 'frame', box: boxBetween(from, here(at)) } })
      },
      end(at) {
        const isDrawn = distance(at, screen) > STILL_PX
        editor.set({ sketch: undefined, selection: isDrawn ? taken(boxBetween(from, here(at))) : before })
      },
      cancel: () => editor.set({ sketch: undefined }),
    }
  }

  function paint(from: Point): Gesture {
    let last = from
    editor.lift()
    const stroke = (to: Point) => {
      const state = editor.get()
      const { present } = state.history
      const seen = shownPlan(state)
      // On a floor that is put away nothing is painted.
      const now =
        seen === present
          ? paintedAlong(present, last, to, state.brushReach, state.brush)
          : painted(present, selectionOf({ seats: seatsAlong(seen, last, to, state.brushReach) }), state.brush)
      last = to
      editor.step(now, 'paint')
      hover(state.view ? toScreen(state.view, to) : to)
    }
    stroke(from)
    return { move: (at) => stroke(here(at)), end: () => editor.lift(), cancel: () => editor.lift() }
  }

  function drawRows(from: Point): Gesture {
    const block = (at: Point) => {
      const state = editor.get()
      return alongStroke(from, snapped(here(at), gridOf(state)), state.drawing)
    }
    const start = editor.get().view ? toScreen(editor.get().view ?? AS_IT_IS, from) : from
    return {
      move(at) {
        const drawn = block(at)
        const { drawing } = editor.get()
        const places = seatPlaces(drawn, drawing)
        editor.set({ sketch: { kind: 'rows', places, note: say(drawn.seats, drawing.rows) } })
      },
      end(at) {
        editor.set({ sketch: undefined })
        if (distance(at, start) <= STILL_PX) return
        const { history, home } = editor.get()
        editor.step(drawnRows(history.present, home, block(at), editor.get()))
      },
      cancel: () => editor.set({ sketch: undefined }),
    }
  }

  function drawShape(from: Point, purpose: 'stage' | 'standing' | 'shape'): Gesture {
    const shape = editor.get().form === 'ellipse' ? 'ellipse' : 'rectangle'
    const box = (at: Point) => boxBetween(from, snapped(here(at), gridOf(editor.get())))
    return {
      move: (at) => editor.set({ sketch: { kind: 'shape', shape, box: box(at) } }),
      end(at) {
        const drawn = box(at)
        const isDrawn = drawn.maxX > drawn.minX && drawn.maxY > drawn.minY
        const usual = { minX: from.x, minY: from.y, maxX: from.x + 240, maxY: from.y + 120 }
        const { history, home } = editor.get()
        editor.step(drawnShape(history.present, home, purpose, shape, isDrawn ? drawn : usual, words))
        editor.set({ sketch: undefined, tool: 'select' })
      },
      cancel: () => editor.set({ sketch: undefined }),
    }
  }

  function addCorner(screen: Point): Gesture {
    const { view } = editor.get()
    const first = corners[0]
    const isClosing = first && view && corners.length > 2 && distance(toScreen(view, first), screen) <= 12
    return onLift((point) => {
      if (isClosing) return closePolygon()
      corners = [...corners, snapped(point, gridOf(editor.get()))]
      editor.set({ sketch: { kind: 'polygon', points: corners, next: undefined } })
    })
  }

  function closePolygon(): boolean {
    const points = corners
    if (points.length < 3) return false
    corners = []
    const { history, tool, home } = editor.get()
    editor.set({ sketch: undefined, tool: 'select' })
    if (tool === 'section') {
      const { plan, id } = outlined(history.present, points, words.section)
      editor.step({ plan, selection: selectionOf({ zones: [id] }) })
      editor.set({ home: id })
      return true
    }
    const purpose = tool === 'stage' || tool === 'standing' ? tool : 'shape'
    const shape = polygonThrough(points)
    const box = boxBetween(lowest(points), highest(points))
    const name = purpose === 'stage' ? words.stage : words.standing
    const area = forPurpose(shape, purpose, name, capacityOf(box))
    editor.step({ plan: withArea(history.present, home, area), selection: selectionOf({ areas: [idOf(area)] }) })
    return true
  }

  function hover(at: Point): void {
    const state = editor.get()
    if (corners.length > 0) {
      const next = snapped(here(at), gridOf(state))
      editor.set({ sketch: { kind: 'polygon', points: corners, next } })
    } else if (state.tool === 'brush') {
      editor.set({ sketch: { kind: 'brush', at: here(at), reach: Math.max(state.brushReach, 10) } })
    } else if (state.sketch?.kind === 'brush') editor.set({ sketch: undefined })
  }
}

const AS_IT_IS: View = { scale: 1, dx: 0, dy: 0 }

function nothing(): void {
  // This gesture has no more to it.
}

function within(view: View): View {
  return view.scale < 0.01 || view.scale > 6 ? { ...view, scale: Math.min(6, Math.max(0.01, view.scale)) } : view
}

function twoOf(pointers: ReadonlyMap<number, Point>): [Point, Point] | undefined {
  const [one, other] = pointers.values()
  return one && other ? [one, other] : undefined
}

function selectedBy(hit: Hit, tool: EditorState['tool']): Selection {
  if (hit.kind === 'area') return selectionOf({ areas: [idOf(hit.area)] })
  return tool === 'seats' ? selectionOf({ seats: [hit.seat.seat_guid] }) : selectionOf({ rows: [idOf(hit.row)] })
}

function holds(selection: Selection, hit: Hit): boolean {
  if (selection.zones.has(idOf(hit.zone))) return true
  if (hit.kind === 'area') return selection.areas.has(idOf(hit.area))
  return selection.rows.has(idOf(hit.row)) || selection.seats.has(hit.seat.seat_guid)
}

function lowest(points: readonly Point[]): Point {
  return points.reduce(
    (one, other) => ({ x: Math.min(one.x, other.x), y: Math.min(one.y, other.y) }),
    plus(points[0] ?? AT, AT),
  )
}

function highest(points: readonly Point[]): Point {
  return points.reduce(
    (one, other) => ({ x: Math.max(one.x, other.x), y: Math.max(one.y, other.y) }),
    plus(points[0] ?? AT, AT),
  )
}

const AT: Point = { x: 0, y: 0 }
