import type { Point } from '@fairground/seating'

import { pinched, toPlan, toScreen, type View } from '../../../seats/map/view.ts'
import { drawnRows, drawnShape, type Words } from './actions.ts'
import { seatsAlong } from './edit/hits.ts'
import { painted, paintedAlong } from './edit/painting.ts'
import { idOf } from './edit/parts.ts'
import { boxBetween, distance, plus, rounded, snapped } from './edit/points.ts'
import { alongStroke } from './edit/rows.ts'
import { outlined } from './edit/sections.ts'
import { selectionOf } from './edit/selection.ts'
import { capacityOf, forPurpose, polygonThrough, withArea, wordAt } from './edit/shapes.ts'
import { type Editor, gridOf, shownPlan } from './editor-state.ts'
import { type Gesture, nothing, onPlan, type Press, STILL_PX } from './hand.ts'
import { beginSelecting } from './selecting.ts'
import { seatPlaces } from './sketches.ts'

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
        return beginSelecting(editor, press)
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
    return onPlan(editor, at)
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

function within(view: View): View {
  return view.scale < 0.01 || view.scale > 6 ? { ...view, scale: Math.min(6, Math.max(0.01, view.scale)) } : view
}

function twoOf(pointers: ReadonlyMap<number, Point>): [Point, Point] | undefined {
  const [one, other] = pointers.values()
  return one && other ? [one, other] : undefined
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
