import type { Point } from '@fairground/seating'

import { toPlan } from '../../../seats/map/view.ts'
import type { Editor } from './editor-state.ts'

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
export interface Gesture {
  move(at: Point, shift: boolean): void
  end(at: Point): void
  cancel(): void
}

/** A hand that moved less has pressed and not drawn. */
export const STILL_PX = 4

/** Where on the plan a point of the canvas is. */
export function onPlan(editor: Editor, at: Point): Point {
  const { view } = editor.get()
  return view ? toPlan(view, at) : at
}

export function nothing(): void {
  // This gesture has no more to it.
}
