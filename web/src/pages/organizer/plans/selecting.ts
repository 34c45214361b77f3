import type { Point } from '@fairground/seating'

import { toScreen, type View } from '../../../seats/map/view.ts'
import { HANDLE_RADIUS, handleAt } from './drawing/paint-marks.ts'
import { type Hit, hitAt, takenBy } from './edit/hits.ts'
import { moved, rotated } from './edit/moving.ts'
import { idOf } from './edit/parts.ts'
import { type Box, boxBetween, distance, middleOf, minus, snapped } from './edit/points.ts'
import { boxOfSelection, joined, NOTHING, type Selection, selectionOf, toggled } from './edit/selection.ts'
import { type Editor, type EditorState, gridOf, shownPlan } from './editor-state.ts'
import { type Gesture, nothing, onPlan, type Press, STILL_PX } from './hand.ts'

const REACH_PX = { mouse: 3, touch: 10 }
/** Turns go by these when Shift is held. */
const TURN_STEP = 15
const AS_IT_IS: View = { scale: 1, dx: 0, dy: 0 }

/** A press of the tools that select: takes what is there, moves or turns what is selected, or draws a frame around more. */
export function beginSelecting(editor: Editor, { at: screen, shift, isTouch }: Press): Gesture {
  const state = editor.get()
  const at = onPlan(editor, screen)
  const handle = handleAt({ plan: shownPlan(state), selection: state.selection, view: state.view ?? AS_IT_IS })
  const reach = isTouch ? REACH_PX.touch : REACH_PX.mouse
  if (handle && distance(handle, screen) <= HANDLE_RADIUS + reach) return turn(editor, screen)
  const hit = hitAt(shownPlan(state), at, reach / (state.view?.scale ?? 1))
  const pressed = hit ? selectedBy(hit, state.tool) : NOTHING
  if (!hit) return drawFrame(editor, screen, at, shift ? state.selection : NOTHING)
  const isSelected = holds(state.selection, hit)
  if (shift) {
    editor.set({ selection: toggled(state.selection, pressed) })
    return drag(editor, screen, at, undefined)
  }
  if (!isSelected) editor.set({ selection: pressed })
  return drag(editor, screen, at, isSelected ? pressed : undefined)
}

/** `alone`: what stays selected if the hand only pressed. */
function drag(editor: Editor, screen: Point, from: Point, alone: Selection | undefined): Gesture {
  const { history, selection } = editor.get()
  let hasMoved = false
  const shift = (at: Point) => {
    const by = minus(onPlan(editor, at), from)
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

function turn(editor: Editor, from: Point): Gesture {
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

function drawFrame(editor: Editor, screen: Point, from: Point, before: Selection): Gesture {
  const taken = (box: Box) => {
    const state = editor.get()
    return joined(before, takenBy(shownPlan(state), box, state.tool === 'seats' ? 'seats' : 'rows'))
  }
  return {
    move(at) {
      editor.set({ sketch: { kind: 'frame', box: boxBetween(from, onPlan(editor, at)) } })
    },
    end(at) {
      const isDrawn = distance(at, screen) > STILL_PX
      editor.set({ sketch: undefined, selection: isDrawn ? taken(boxBetween(from, onPlan(editor, at))) : before })
    },
    cancel: () => editor.set({ sketch: undefined }),
  }
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
