import type { KeyboardEvent } from 'react'

import {
  copySelection,
  cutSelection,
  drawInTheMiddle,
  duplicateSelection,
  fitView,
  nudgeSelection,
  paintSelection,
  pasteClip,
  removeSelection,
  rotateSelection,
  selectAll,
  selectNext,
  type Words,
  zoomBy,
} from './actions.ts'
import { isEmpty, NOTHING, type Selection } from './edit/selection.ts'
import { type Editor, GRID, type Tool } from './editor-state.ts'

/** One letter a tool, while the drawing has the focus. */
export const TOOL_KEYS: Readonly<Record<Tool, string>> = {
  select: 'v',
  seats: 's',
  brush: 'b',
  rows: 'r',
  section: 'o',
  stage: 'g',
  standing: 'd',
  shape: 'f',
  text: 't',
  focus: 'l',
  hand: 'h',
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

export interface KeyActions {
  readonly words: Words
  readonly save: () => void
  /** Ends or gives up what is being drawn; whether there was anything. */
  readonly close: () => boolean
  readonly giveUp: () => boolean
  readonly showKeys: () => void
  /** Tells those who listen what is selected now. */
  readonly tell: (selection: Selection) => void
}

/** Keys with Ctrl or Command, wherever in the editor the focus is but in a field. Whether it was one of them. */
export function pressShortcut(event: KeyboardEvent, editor: Editor, { save }: Pick<KeyActions, 'save'>): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false
  const key = event.key.toLowerCase()
  if (key === 's') {
    save()
    return true
  }
  if (isField(event.target)) return false
  const act = SHORTCUTS[event.shiftKey && key === 'z' ? 'y' : key]
  act?.(editor)
  return act !== undefined
}

const SHORTCUTS: Readonly<Record<string, (editor: Editor) => unknown>> = {
  z: (editor) => editor.undo(),
  y: (editor) => editor.redo(),
  c: copySelection,
  x: cutSelection,
  v: (editor) => pasteClip(editor),
  d: duplicateSelection,
  a: selectAll,
}

/** Keys of the drawing itself; they mean nothing elsewhere, where letters are typed or read. Whether it was one. */
export function pressKey(event: KeyboardEvent, editor: Editor, actions: KeyActions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false
  const arrow = ARROWS[event.key]
  if (arrow) return pressArrow(editor, arrow, event.shiftKey)
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const tool = toolOf(key)
  if (tool) {
    actions.giveUp()
    editor.set({ tool })
    return true
  }
  switch (key) {
    case 'Delete':
    case 'Backspace':
      removeSelection(editor)
      return true
    case 'Escape':
      return pressEscape(editor, actions)
    case 'Enter':
      return pressEnter(editor, actions)
    case '.':
    case ',':
      actions.tell(selectNext(editor, key === '.' ? 1 : -1))
      return true
    case ']':
    case '[':
      rotateSelection(editor, key === ']' ? 5 : -5)
      return true
    case '+':
    case '=':
      zoomBy(editor, 1.25)
      return true
    case '-':
      zoomBy(editor, 0.8)
      return true
    case '0':
      fitView(editor)
      return true
    case '?':
      actions.showKeys()
      return true
    default:
      return false
  }
}

function toolOf(key: string): Tool | undefined {
  // The keys of TOOL_KEYS are its tools.
  return (Object.keys(TOOL_KEYS) as Tool[]).find((tool) => TOOL_KEYS[tool] === key)
}

/** CSS pixels that the sheet goes with a press where nothing is selected. */
const PAN_PX = 60

function pressArrow(editor: Editor, [x, y]: readonly [number, number], isFar: boolean): boolean {
  const { selection, view, isSnapping } = editor.get()
  if (!isEmpty(selection)) {
    const step = isFar ? GRID * 5 : isSnapping ? GRID : 1
    nudgeSelection(editor, { x: x * step, y: y * step })
  } else if (view) editor.set({ view: { ...view, dx: view.dx - x * PAN_PX, dy: view.dy - y * PAN_PX } })
  return true
}

function pressEscape(editor: Editor, { giveUp }: KeyActions): boolean {
  if (giveUp()) return true
  const { tool, selection } = editor.get()
  if (tool !== 'select') editor.set({ tool: 'select' })
  else if (isEmpty(selection)) return false
  else editor.set({ selection: NOTHING })
  return true
}

function pressEnter(editor: Editor, { close, words }: KeyActions): boolean {
  if (close()) return true
  const { tool, brush, selection } = editor.get()
  if (tool === 'brush' && !isEmpty(selection)) paintSelection(editor, brush)
  else drawInTheMiddle(editor, words)
  return true
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), select, textarea')
}
