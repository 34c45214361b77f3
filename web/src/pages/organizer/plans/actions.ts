import type { Plan } from '@fairground/contract'
import type { Point } from '@fairground/seating'

import { around, bringing, toPlan, type View, zoomed } from '../../../seats/map/view.ts'
import { planBox } from './edit/bounds.ts'
import { copied, pasted, removed } from './edit/copying.ts'
import { type Alignment, aligned, moved, rotated } from './edit/moving.ts'
import { type Brush, painted } from './edit/painting.ts'
import { idOf } from './edit/parts.ts'
import { type Box, middleOf, snapped } from './edit/points.ts'
import { withBlock } from './edit/rows.ts'
import { fromTheFront, movedTo } from './edit/sections.ts'
import { boxOfSelection, everything, isEmpty, NOTHING, type Selection, selectionOf } from './edit/selection.ts'
import { capacityOf, forPurpose, type Purpose, shapeIn, withArea, wordAt } from './edit/shapes.ts'
import { withoutIdleFloors } from './edit/sections.ts'
import { type Editor, type EditorState, gridOf, shownPlan } from './editor-state.ts'

/** What can be done to the selection and to the view, by a button as by a key. */

/** By how much a copy lies beside what it was copied from. */
const BESIDE: Point = { x: 40, y: 40 }
/** Rows are copied behind themselves: that is where the next one is to be. */
const ROW_GAP = 32

export function copySelection(editor: Editor): boolean {
  const { history, selection, clip } = editor.get()
  const now = copied(history.present, selection)
  editor.set({ clip: now ?? clip })
  return now !== undefined
}

export function cutSelection(editor: Editor): void {
  if (copySelection(editor)) removeSelection(editor)
}

export function pasteClip(editor: Editor, at?: Point): void {
  const { clip, history } = editor.get()
  if (!clip) return
  const change = pasted(history.present, clip, at ?? BESIDE)
  // Once more, and it is beside that.
  editor.set({ clip: copied(change.plan, change.selection) ?? clip })
  editor.step(change)
}

export function duplicateSelection(editor: Editor): void {
  const { history, selection } = editor.get()
  const clip = copied(history.present, selection)
  const box = boxOfSelection(history.present, selection)
  if (!clip || !box) return
  const isRows = selection.rows.size > 0 && selection.areas.size + selection.zones.size + selection.seats.size === 0
  const by = isRows ? { x: 0, y: box.maxY - box.minY - 20 + ROW_GAP } : BESIDE
  editor.step(pasted(history.present, clip, by))
}

export function removeSelection(editor: Editor): void {
  const { history, selection } = editor.get()
  if (isEmpty(selection)) return
  editor.step({ plan: withoutIdleFloors(removed(history.present, selection)), selection: NOTHING })
}

export function nudgeSelection(editor: Editor, by: Point): void {
  const { history, selection } = editor.get()
  editor.step(moved(history.present, selection, by), 'nudge')
}

export function rotateSelection(editor: Editor, degrees: number): void {
  const { history, selection } = editor.get()
  editor.step(rotated(history.present, selection, degrees))
}

export function alignSelection(editor: Editor, alignment: Alignment): void {
  const { history, selection } = editor.get()
  editor.step(aligned(history.present, selection, alignment))
}

export function paintSelection(editor: Editor, brush: Brush): void {
  const { history, selection } = editor.get()
  editor.step(painted(history.present, selection, brush))
}

export function selectAll(editor: Editor): void {
  const state = editor.get()
  editor.set({ selection: everything(shownPlan(state)) })
}

/** The next row or shape of the plan, or the next seat, from the last that is selected. */
export function selectNext(editor: Editor, step: 1 | -1): Selection {
  const state = editor.get()
  const order = state.tool === 'seats' ? seatOrder(shownPlan(state)) : partOrder(shownPlan(state))
  const at = order.findLastIndex(({ kind, id }) => state.selection[kind].has(id))
  const next = order[at === -1 ? (step === 1 ? 0 : order.length - 1) : (at + step + order.length) % order.length]
  const selection = next ? selectionOf({ [next.kind]: [next.id] }) : NOTHING
  editor.set({ selection })
  bringIntoView(editor, selection)
  return selection
}

interface Named {
  readonly kind: 'rows' | 'areas' | 'seats'
  readonly id: string
}

function partOrder(plan: Plan): Named[] {
  return plan.zones.flatMap((zone) => [
    ...zone.rows.map((row): Named => ({ kind: 'rows', id: idOf(row) })),
    ...(zone.areas ?? []).map((area): Named => ({ kind: 'areas', id: idOf(area) })),
  ])
}

function seatOrder(plan: Plan): Named[] {
  return plan.zones.flatMap((zone) =>
    zone.rows.flatMap((row) => row.seats.map((seat): Named => ({ kind: 'seats', id: seat.seat_guid }))),
  )
}

/** Rows as the tool has them, in the middle of what is on the screen. */
export function drawInTheMiddle(editor: Editor, words: Words): void {
  const state = editor.get()
  const middle = snapped(screenMiddle(state), gridOf(state))
  const { tool, drawing, form, history, home } = state
  const plan = history.present
  if (tool === 'rows') {
    const { spacing, rows, rowGap } = drawing
    const seats = drawing.seats ?? USUAL_SEATS
    const [width, height] = [(seats - 1) * spacing, (rows - 1) * rowGap]
    const start = snapped({ x: middle.x - width / 2, y: middle.y - height / 2 }, gridOf(state))
    editor.step(drawnRows(plan, home, { start, seats, spacing, rotation: 0 }, state))
    return
  }
  const box = { minX: middle.x - 120, minY: middle.y - 60, maxX: middle.x + 120, maxY: middle.y + 60 }
  if (tool === 'stage' || tool === 'standing' || tool === 'shape') {
    editor.step(drawnShape(plan, home, tool, form === 'ellipse' ? 'ellipse' : 'rectangle', box, words))
  }
  if (tool === 'text') {
    const word = wordAt(middle, words.text)
    editor.step({ plan: withArea(plan, home, word), selection: selectionOf({ areas: [idOf(word)] }) })
  }
  if (tool === 'focus') editor.step({ ...plan, focal_point: middle })
}

/** Where no number of seats is said and no line says it. */
const USUAL_SEATS = 10

/** Rows go where they are drawn; their section has them from the front to the back. */
export function drawnRows(
  plan: Plan,
  home: string,
  block: Parameters<typeof withBlock>[2],
  { drawing }: Pick<EditorState, 'drawing'>,
): { plan: Plan; selection: Selection } {
  return withBlock(plan, home, block, drawing)
}

/** What new things are called until somebody says otherwise. */
export interface Words {
  readonly stage: string
  readonly standing: string
  readonly text: string
  readonly section: string
}

export function drawnShape(
  plan: Plan,
  home: string,
  purpose: Purpose,
  shape: 'rectangle' | 'ellipse',
  box: Box,
  words: Words,
): { plan: Plan; selection: Selection } {
  const name = purpose === 'stage' ? words.stage : words.standing
  const area = forPurpose(shapeIn(shape, box), purpose, name, capacityOf(box))
  const focus = purpose === 'stage' && !plan.focal_point ? { focal_point: middleOf({ ...box, minY: box.maxY }) } : {}
  return { plan: { ...withArea(plan, home, area), ...focus }, selection: selectionOf({ areas: [idOf(area)] }) }
}

export function moveSelectionTo(editor: Editor, zoneId: string): void {
  const { history, selection } = editor.get()
  editor.step(movedTo(history.present, selection, zoneId))
}

export function orderRows(editor: Editor, zoneId: string): void {
  const { present: plan } = editor.get().history
  const focus = plan.focal_point ?? { x: plan.size.width / 2, y: 0 }
  editor.step(fromTheFront(plan, zoneId, focus))
}

/* The view. */

function screenMiddle({ view, size }: EditorState): Point {
  return view ? toPlan(view, { x: size.width / 2, y: size.height / 2 }) : { x: 0, y: 0 }
}

const LEAST_SCALE = 0.01
const MOST_SCALE = 6

export function zoomBy(editor: Editor, factor: number, at?: Point): void {
  const { view, size } = editor.get()
  if (!view) return
  const wanted = Math.min(MOST_SCALE, Math.max(LEAST_SCALE, view.scale * factor))
  editor.set({ view: zoomed(view, wanted / view.scale, at ?? { x: size.width / 2, y: size.height / 2 }) })
}

export function fitView(editor: Editor): void {
  const state = editor.get()
  editor.set({ view: viewOf(shownPlan(state), state) })
}

export function viewOf(plan: Plan, { size }: Pick<EditorState, 'size'>): View {
  const view = around(planBox(plan), size)
  return view.scale > 2 ? zoomed(view, 2 / view.scale, { x: size.width / 2, y: size.height / 2 }) : view
}

/** As near as seats can be told apart. */
const NEAR_SCALE = 0.5

export function bringIntoView(editor: Editor, selection: Selection): void {
  const { history, view, size, floor } = editor.get()
  const box = boxOfSelection(history.present, selection)
  if (!view || !box) return
  const isFloorAway = floor !== undefined && !boxOfSelection(shownPlan(editor.get()), selection)
  editor.set({ view: bringing(view, box, NEAR_SCALE, size), ...(isFloorAway ? { floor: undefined } : {}) })
}
