import type { Point } from '@fairground/seating'

import type { Painter } from './painter.ts'

/** In CSS pixels: a finger that was to tap slides so far. */
const SLIDE_PX = { finger: 10, mouse: 5 }
const SECOND_TAP_MS = 320
const SECOND_TAP_PX = 28
/** Speed is measured over so long: a finger that rested before it let go does not toss. */
const SPEED_OVER_MS = 80
/** A page that has just been scrolled goes on to scroll when the map comes under the pointer. */
const PAGE_SCROLL_MS = 250
/** A turn of a wheel is some 100; a trackpad sends ten times as many, a tenth as large. */
const WHEEL_STEP = 50
const ZOOM_A_PIXEL = 1.0022
const ZOOM_A_PINCHED_PIXEL = 1.01

interface Finger {
  readonly id: number
  readonly start: Point
  at: Point
  hasSlid: boolean
}

/** Fingers, mouse and wheel on the canvas move the painter's camera. Returns what ends it. */
export function followGestures(canvas: HTMLCanvasElement, painter: Painter): () => void {
  const { camera, guide } = painter
  const fingers = new Map<number, Finger>()
  let trail: { readonly at: Point; readonly time: number }[] = []
  let lastTap: { readonly at: Point; readonly time: number } | undefined
  let pageScrolledAt = -Infinity

  const place = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const kind = (event: PointerEvent) => (event.pointerType === 'mouse' ? 'mouse' : 'finger')

  const onDown = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && event.button !== 0) return
    camera.stop()
    const at = place(event)
    fingers.set(event.pointerId, { id: event.pointerId, start: at, at, hasSlid: fingers.size > 0 })
    // Two fingers are no tap, whichever goes first.
    if (fingers.size > 1) for (const finger of fingers.values()) finger.hasSlid = true
    trail = []
    canvas.setPointerCapture(event.pointerId)
  }

  const onMove = (event: PointerEvent) => {
    const at = place(event)
    const finger = fingers.get(event.pointerId)
    if (!finger) {
      if (event.pointerType === 'mouse') guide.hover(at)
      return
    }
    finger.hasSlid ||= Math.hypot(at.x - finger.start.x, at.y - finger.start.y) > SLIDE_PX[kind(event)]
    const [one, other] = fingers.values()
    if (one && other) {
      const before = [one.at, other.at] as const
      finger.at = at
      camera.pinch(before, [one.at, other.at])
    } else if (finger.hasSlid) {
      camera.pan(at.x - finger.at.x, at.y - finger.at.y)
      finger.at = at
      trail.push({ at, time: event.timeStamp })
    } else return
    guide.hover(undefined)
    painter.grip(true)
  }

  const onUp = (event: PointerEvent) => {
    const finger = fingers.get(event.pointerId)
    if (!fingers.delete(event.pointerId) || !finger) return
    if (fingers.size > 0) return
    painter.grip(false)
    if (!finger.hasSlid) {
      const at = place(event)
      const isSecond =
        lastTap !== undefined &&
        event.timeStamp - lastTap.time < SECOND_TAP_MS &&
        Math.hypot(at.x - lastTap.at.x, at.y - lastTap.at.y) < SECOND_TAP_PX
      lastTap = isSecond ? undefined : { at, time: event.timeStamp }
      guide.tap(at, kind(event), isSecond)
      return
    }
    const since = trail.find(({ time }) => event.timeStamp - time < SPEED_OVER_MS)
    const passed = event.timeStamp - (since?.time ?? event.timeStamp)
    if (since && passed > 0) {
      camera.toss((finger.at.x - since.at.x) / passed, (finger.at.y - since.at.y) / passed)
      painter.moved()
    }
  }

  /** The browser took the finger over, to scroll the page. */
  const onCancel = (event: PointerEvent) => {
    fingers.delete(event.pointerId)
    if (fingers.size === 0) painter.grip(false)
  }

  const onLeave = () => guide.hover(undefined)

  const onWheel = (event: WheelEvent) => {
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1)
    const isPinch = event.ctrlKey
    const isPage = event.timeStamp - pageScrolledAt < PAGE_SCROLL_MS || (camera.isFitted() && pixels > 0)
    if (!isPinch && isPage) return
    event.preventDefault()
    const factor = (isPinch ? ZOOM_A_PINCHED_PIXEL : ZOOM_A_PIXEL) ** -pixels
    camera.zoom(factor, place(event), Math.abs(pixels) >= WHEEL_STEP && !isPinch ? 'glide' : 'jump')
    guide.hover(undefined)
    painter.moved()
  }

  const onPageScroll = (event: Event) => {
    pageScrolledAt = event.timeStamp
  }

  canvas.addEventListener('pointerdown', onDown)
  canvas.addEventListener('pointermove', onMove)
  canvas.addEventListener('pointerup', onUp)
  canvas.addEventListener('pointercancel', onCancel)
  canvas.addEventListener('pointerleave', onLeave)
  // The page must not scroll as well: React listens passively.
  canvas.addEventListener('wheel', onWheel, { passive: false })
  document.addEventListener('scroll', onPageScroll, { passive: true, capture: true })
  return () => {
    canvas.removeEventListener('pointerdown', onDown)
    canvas.removeEventListener('pointermove', onMove)
    canvas.removeEventListener('pointerup', onUp)
    canvas.removeEventListener('pointercancel', onCancel)
    canvas.removeEventListener('pointerleave', onLeave)
    canvas.removeEventListener('wheel', onWheel)
    document.removeEventListener('scroll', onPageScroll, { capture: true })
  }
}
