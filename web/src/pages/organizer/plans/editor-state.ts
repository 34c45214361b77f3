import type { Plan } from '@fairground/contract'
import { createContext, useContext, useSyncExternalStore } from 'react'

import type { Size, View } from '../../../seats/map/view.ts'
import type { Sketch } from './drawing/scene.ts'
import type { Clip } from './edit/copying.ts'
import { begun, type History, lifted, redone, stepped, undone } from './edit/history.ts'
import type { Brush } from './edit/painting.ts'
import { idOf } from './edit/parts.ts'
import type { RowsDrawing } from './edit/rows.ts'
import { NOTHING, type Selection, within } from './edit/selection.ts'

export const TOOLS = [
  'select',
  'seats',
  'brush',
  'rows',
  'section',
  'stage',
  'standing',
  'shape',
  'text',
  'focus',
  'hand',
] as const
export type Tool = (typeof TOOLS)[number]

export type Form = 'rectangle' | 'ellipse' | 'polygon'

/** What the editor shows and remembers; the plan itself is the newest of its history. */
export interface EditorState {
  readonly history: History
  /** The plan as it would be if the hand were lifted now. */
  readonly preview: Plan | undefined
  readonly selection: Selection
  readonly tool: Tool
  readonly drawing: RowsDrawing
  readonly form: Form
  readonly brush: Brush
  /** In the plan's units around the pointer; 0 paints the seat that it is on. */
  readonly brushReach: number
  readonly isSnapping: boolean
  /** The only floor that is shown; undefined: all of them. */
  readonly floor: string | undefined
  /** Where new rows and shapes go. */
  readonly home: string
  readonly clip: Clip | undefined
  readonly sketch: Sketch | undefined
  readonly view: View | undefined
  readonly size: Size
}

export interface Change {
  readonly plan: Plan
  readonly selection?: Selection
}

/** The editor of one plan as long as its page is open. */
export interface Editor {
  get(): EditorState
  set(part: Partial<Omit<EditorState, 'history'>>): void
  readonly subscribe: (listener: () => void) => () => void
  /** One step, to be undone; those of one `stroke` are undone at once. */
  step(change: Plan | Change, stroke?: string): void
  /** The same plan put in order: nothing that anybody would undo. */
  amend(plan: Plan): void
  /** The next step is another stroke, even of the same name. */
  lift(): void
  readonly undo: () => void
  readonly redo: () => void
  /** Another plan in the place of this one, with no way back. */
  restart(plan: Plan): void
}

export function openEditor(plan: Plan): Editor {
  let state: EditorState = initial(plan)
  const listeners = new Set<() => void>()

  function put(now: EditorState): void {
    if (now === state) return
    state = now
    for (const listener of listeners) listener()
  }

  function travel(history: History): void {
    if (history === state.history) return
    const selection = within(history.present, state.selection)
    put({
      ...state,
      history,
      selection,
      preview: undefined,
      sketch: undefined,
      home: homeIn(history.present, state.home),
    })
  }

  return {
    get: () => state,
    set: (part) => put({ ...state, ...part }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    step(change, stroke) {
      const { plan: now, selection = state.selection } = 'plan' in change ? change : { plan: change }
      const history = stepped(state.history, now, stroke)
      const left = 'plan' in change && change.selection ? selection : within(now, selection)
      put({ ...state, history, selection: left, preview: undefined, home: homeIn(now, state.home) })
    },
    amend(now) {
      if (now === state.history.present) return
      put({ ...state, history: { ...state.history, present: now, stroke: undefined } })
    },
    lift: () => put({ ...state, history: lifted(state.history) }),
    undo: () => travel(undone(state.history)),
    redo: () => travel(redone(state.history)),
    restart(now) {
      const { size, isSnapping, clip } = state
      put({ ...initial(now), size, isSnapping, clip })
    },
  }
}

function initial(plan: Plan): EditorState {
  const category = plan.categories[0]?.name ?? ''
  return {
    history: begun(plan),
    preview: undefined,
    selection: NOTHING,
    tool: 'select',
    drawing: {
      ...{ seats: undefined, spacing: 24, curve: 0, rows: 1, rowGap: 32, growth: 0, category },
      ...{ numbering: { scheme: 'all' }, labels: 'next' },
    },
    form: 'rectangle',
    brush: { kind: 'category', category },
    brushReach: 0,
    isSnapping: true,
    floor: undefined,
    home: homeIn(plan, ''),
    clip: undefined,
    sketch: undefined,
    view: undefined,
    size: { width: 0, height: 0 },
  }
}

/** The section that was meant, or the first that there is. */
function homeIn(plan: Plan, home: string): string {
  return plan.zones.some((zone) => idOf(zone) === home) ? home : idOf(plan.zones[0] ?? {})
}

/** What is to be seen: what a hand draws now, without the floors that are put away. */
export function shownPlan({ history, preview, floor }: Pick<EditorState, 'history' | 'preview' | 'floor'>): Plan {
  const plan = preview ?? history.present
  if (floor === undefined) return plan
  if (shown?.plan !== plan || shown.floor !== floor) {
    shown = { plan, floor, part: { ...plan, zones: plan.zones.filter((zone) => (zone.floor ?? '') === floor) } }
  }
  return shown.part
}
/** The last one that was asked for: many ask in a moment, and what is drawn is known by its objects. */
let shown: { readonly plan: Plan; readonly floor: string; readonly part: Plan } | undefined

export const EditorContext = createContext<Editor | undefined>(undefined)

export function useEditor(): Editor {
  const editor = useContext(EditorContext)
  if (!editor) throw new Error('useEditor is called outside of an editor')
  return editor
}

/** A part of the state; drawn anew only when that changes. */
export function useEditorState<Part>(part: (state: EditorState) => Part): Part {
  const editor = useEditor()
  return useSyncExternalStore(editor.subscribe, () => part(editor.get()))
}

export function usePlan(): Plan {
  return useEditorState(({ history }) => history.present)
}

/** As usual when drawing: as fine as half a seat. */
export const GRID = 10

export function gridOf({ isSnapping }: Pick<EditorState, 'isSnapping'>): number {
  return isSnapping ? GRID : 0
}
