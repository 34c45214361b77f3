import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useId, useMemo, useRef } from 'react'

import type { Theme } from '../../../seats/map/theme.ts'
import { useText } from '../../../i18n/text.ts'
import { useAnnounce } from '../../../ui/announcer.tsx'
import { viewOf, zoomBy } from './actions.ts'
import { paintPlan } from './drawing/paint-plan.ts'
import { usePlanTheme } from './drawing/use-plan-theme.ts'
import { type Editor, type EditorState, gridOf, shownPlan, useEditor, useEditorState } from './editor-state.ts'
import { openGestures } from './gestures.ts'
import type { Press } from './hand.ts'
import { pressKey } from './keys.ts'
import { useSelectionText } from './selection-text.ts'
import { useWords } from './words.ts'

interface CanvasProps {
  readonly onSave: () => void
  readonly onKeys: () => void
}

/** The sheet: painted when something has changed, and drawn on with pointers and keys. */
export function Canvas({ onSave, onKeys }: CanvasProps) {
  const t = useText()
  const announce = useAnnounce()
  const editor = useEditor()
  const words = useWords()
  const textOf = useSelectionText()
  const hint = useId()
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const isHandKey = useRef(false)
  const tool = useEditorState((state) => state.tool)
  const categories = useEditorState(({ history }) => history.present.categories)
  const theme = usePlanTheme(box, categories)
  const gestures = useMemo(
    () =>
      openGestures(editor, words, (seats, rows) =>
        rows > 1 ? t('plans.sketchRows', { seats, rows }) : t('plans.seats', { count: seats }),
      ),
    [editor, words, t],
  )
  useSize(editor, box, canvas)
  usePainting(editor, canvas, theme)
  useWheel(editor, box)

  const pressOf = (event: PointerEvent): Press => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    return {
      at: { x: event.clientX - left, y: event.clientY - top },
      id: event.pointerId,
      shift: event.shiftKey,
      isTouch: event.pointerType === 'touch',
      isPan: event.button === 1 || isHandKey.current,
    }
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === ' ') isHandKey.current = true
    const isTaken = pressKey(event, editor, {
      words,
      save: onSave,
      close: () => gestures.close(),
      giveUp: () => gestures.giveUp(),
      showKeys: onKeys,
      tell: (selection) => announce(textOf(editor.get().history.present, selection)),
    })
    if (isTaken || event.key === ' ') event.preventDefault()
  }

  return (
    <div
      ref={box}
      className={`plan-canvas plan-canvas-${tool}`}
      role="application"
      tabIndex={0}
      aria-label={t('plans.drawing')}
      aria-describedby={hint}
      onKeyDown={onKeyDown}
      onKeyUp={(event) => {
        if (event.key === ' ') isHandKey.current = false
      }}
      onPointerDown={(event) => {
        // Only its first button draws; the others have uses of their own.
        if (event.button > 1) return
        box.current?.focus({ preventScroll: true })
        event.currentTarget.setPointerCapture(event.pointerId)
        gestures.press(pressOf(event))
        event.preventDefault()
      }}
      onPointerMove={(event) => gestures.move(pressOf(event))}
      onPointerUp={(event) => gestures.lift(pressOf(event))}
      onPointerCancel={(event) => gestures.cancel(event.pointerId)}
      onPointerLeave={() => gestures.leave()}
      onDoubleClick={() => gestures.close()}
    >
      <canvas ref={canvas} className="ltr" />
      <span id={hint} className="sr-only">
        {t('plans.drawingHint')}
      </span>
    </div>
  )
}

function useSize(
  editor: Editor,
  box: RefObject<HTMLElement | null>,
  canvas: RefObject<HTMLCanvasElement | null>,
): void {
  useEffect(() => {
    const holder = box.current
    if (!holder) return undefined
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = holder
      if (!canvas.current || width === 0 || height === 0) return
      canvas.current.width = Math.round(width * devicePixelRatio)
      canvas.current.height = Math.round(height * devicePixelRatio)
      const state = editor.get()
      const size = { width, height }
      editor.set({ size, view: state.view ?? viewOf(shownPlan(state), { size }) })
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(holder)
    return () => observer.disconnect()
  }, [editor, box, canvas])
}

/** Once a frame at most, whatever has changed. */
function usePainting(editor: Editor, canvas: RefObject<HTMLCanvasElement | null>, theme: Theme | undefined): void {
  useEffect(() => {
    if (!theme) return undefined
    let painted: EditorState | undefined
    let frame = 0
    const paint = () => {
      frame = 0
      const state = editor.get()
      const plan = shownPlan(state)
      // Of a plan that has just been put in the place of another, all is seen.
      const view = state.view ?? (state.size.width > 0 ? viewOf(plan, state) : undefined)
      if (!canvas.current || !view || state === painted) return
      if (!state.view) editor.set({ view })
      painted = state
      const { selection, size, sketch } = state
      paintPlan(canvas.current, {
        ...{ plan, view, size, theme, selection, sketch },
        ratio: devicePixelRatio,
        grid: gridOf(state),
      })
    }
    const onChange = () => {
      frame ||= requestAnimationFrame(paint)
    }
    onChange()
    const stop = editor.subscribe(onChange)
    return () => {
      stop()
      cancelAnimationFrame(frame)
    }
  }, [editor, canvas, theme])
}

/** A wheel moves the sheet; with Ctrl, as a pinch on a touchpad tells it, it comes nearer. */
function useWheel(editor: Editor, box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const holder = box.current
    const onWheel = (event: WheelEvent) => {
      const { view } = editor.get()
      if (!holder || !view) return
      event.preventDefault()
      const { left, top } = holder.getBoundingClientRect()
      if (event.ctrlKey || event.metaKey) {
        const at = { x: event.clientX - left, y: event.clientY - top }
        zoomBy(editor, Math.exp(-event.deltaY * 0.004), at)
        return
      }
      const [x, y] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY]
      editor.set({ view: { ...view, dx: view.dx - x, dy: view.dy - y } })
    }
    // A browser moves the page at once unless the listener may hinder it.
    holder?.addEventListener('wheel', onWheel, { passive: false })
    return () => holder?.removeEventListener('wheel', onWheel)
  }, [editor, box])
}
