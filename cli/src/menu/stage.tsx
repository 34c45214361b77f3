import { createContext, type ReactNode, useContext, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import { useInput, usePaste } from 'ink'

import type { Screen } from './screens.ts'
import { pastedText, type Stroke, strokesOf } from './strokes.ts'
import type { Visit, VisitState } from './visit.ts'

/** What every screen stands on: the visit, the way to other screens, the keyboard. */
export interface Stage {
  readonly visit: Visit
  open: (screen: Screen) => void
  back: () => void
  exit: (code: number) => void
}

const StageContext = createContext<Stage | undefined>(undefined)
export const StageProvider = StageContext.Provider

export function useStage(): Stage {
  const stage = useContext(StageContext)
  if (!stage) throw new Error('a screen stands on a stage')
  return stage
}

export function useVisitState(): VisitState {
  const { visit } = useStage()
  return useSyncExternalStore(visit.subscribe, visit.state)
}

/** Screens under the top one are kept as they are, but they see no key and follow nothing. */
const TopContext = createContext(true)
export const TopProvider = TopContext.Provider

export function useIsTop(): boolean {
  return useContext(TopContext)
}

/** True where the stroke meant something to the screen. */
type Listener = (stroke: Stroke) => boolean

/** Hands strokes on one by one, each when the screen shows what the one before it did. */
interface Keyboard {
  press: (strokes: Stroke[]) => void
  listen: (listener: Listener, options: Hearing) => () => void
}

interface Hearing {
  /** Whether Ctrl-C is told to the screen first. It leaves the menu where the screen has no use for it. */
  hearsStop?: boolean
}

const KeyboardContext = createContext<Keyboard | undefined>(undefined)

function openKeyboard(onUnused: (stroke: Stroke) => void): Keyboard {
  const listeners: { listener: Listener; hearsStop?: boolean }[] = []
  const queue: Stroke[] = []
  let isHandingOn = false

  function handOn(): void {
    const stroke = queue.shift()
    isHandingOn = stroke !== undefined
    if (!stroke) return
    const top = listeners.at(-1)
    const isHeard = !('key' in stroke) || stroke.key !== 'stop' || top?.hearsStop === true
    if (!isHeard || !top?.listener(stroke)) onUnused(stroke)
    // React redraws within the next turn of the event loop; the stroke after that meets the new screen.
    setImmediate(() => setImmediate(handOn))
  }

  return {
    press(strokes) {
      queue.push(...strokes)
      if (!isHandingOn) handOn()
    },
    listen(listener, { hearsStop }) {
      const ear = { listener, hearsStop }
      listeners.push(ear)
      return () => void listeners.splice(listeners.indexOf(ear), 1)
    },
  }
}

interface KeyboardProps {
  /** Strokes that the top screen has no use for. */
  onUnused: (stroke: Stroke) => void
  children: ReactNode
}

export function KeyboardProvider({ onUnused, children }: KeyboardProps) {
  const newest = useRef(onUnused)
  useLayoutEffect(() => {
    newest.current = onUnused
  })
  const keyboard = useRef<Keyboard>(undefined)
  keyboard.current ??= openKeyboard((stroke) => newest.current(stroke))
  useInput((input, key) => keyboard.current?.press(strokesOf(input, key)))
  usePaste((pasted) => keyboard.current?.press([{ text: pastedText(pasted) }]))
  return <KeyboardContext value={keyboard.current}>{children}</KeyboardContext>
}

/** Hears the keyboard while this screen is the top one. */
export function useStrokes(listener: Listener, { hearsStop = false }: Hearing = {}): void {
  const keyboard = useContext(KeyboardContext)
  const isTop = useIsTop()
  const newest = useRef(listener)
  useLayoutEffect(() => {
    newest.current = listener
  })
  // With the commit, not after it: the next stroke may be waiting already.
  useLayoutEffect(
    () => (isTop ? keyboard?.listen((stroke) => newest.current(stroke), { hearsStop }) : undefined),
    [keyboard, isTop, hearsStop],
  )
}

/** Enter and Esc both go back: the answer was read. */
export function useReturn(onReturn: () => void): void {
  useStrokes((stroke) => {
    const isReturn = 'key' in stroke && (stroke.key === 'enter' || stroke.key === 'escape')
    if (isReturn) onReturn()
    return isReturn
  })
}
