import type { Point } from '@fairground/seating'

import {
  between,
  clamped,
  fitted,
  isFitted,
  moved,
  pinched,
  resized,
  type Size,
  type View,
  type World,
  zoomed,
} from './view.ts'

/** The view, and how it comes to change: at once, or bit by bit. Time is what the caller says it is, in milliseconds. */
export interface Camera {
  view(): View
  size(): Size
  isFitted(): boolean
  /** At once; ends what was under way. */
  jump(view: View): void
  /** Bit by bit, or at once for whoever wants no motion. */
  glide(view: View): void
  pan(byX: number, byY: number): void
  zoom(factor: number, at: Point, how: 'glide' | 'jump'): void
  pinch(before: readonly [Point, Point], now: readonly [Point, Point]): void
  /** Goes on as fast as the finger that let go, in pixels a millisecond, and slows down. */
  toss(speedX: number, speedY: number): void
  stop(): void
  resize(size: Size): void
  /** To where it is at that time; whether it is still on its way. */
  step(now: number): boolean
}

type Motion =
  | { readonly kind: 'still' }
  | { readonly kind: 'glide'; readonly from: View; readonly to: View; startedAt: number | undefined }
  | { readonly kind: 'toss'; speedX: number; speedY: number; last: number | undefined }

const GLIDE_MS = 200
/** Each millisecond takes so much of the speed: half of it is gone after 150. */
const SLOWING = 0.9954
/** Pixels a millisecond; slower is standing still. */
const LEAST_SPEED = 0.02
/** A frame that came late must not throw the plan away. */
const LONGEST_STEP_MS = 64

/** `calm`: whether whoever looks wants no motion. */
export function cameraOf(world: World, calm: () => boolean): Camera {
  let size: Size = { width: 0, height: 0 }
  let view: View = { scale: 1, dx: 0, dy: 0 }
  let motion: Motion = { kind: 'still' }
  const set = (next: View) => {
    view = clamped(next, world, size)
  }
  const jump = (next: View) => {
    motion = { kind: 'still' }
    set(next)
  }
  const glide = (next: View) => {
    if (calm()) return jump(next)
    motion = { kind: 'glide', from: view, to: clamped(next, world, size), startedAt: undefined }
  }

  return {
    view: () => view,
    size: () => size,
    isFitted: () => isFitted(view, world, size),
    jump,
    glide,
    pan: (byX, byY) => jump(moved(view, byX, byY)),
    zoom: (factor, at, how) => {
      // Turns of a wheel add up: from where it is going, not from where it is.
      const from = motion.kind === 'glide' && how === 'glide' ? motion.to : view
      const least = fitted(world, size).scale
      const scale = Math.min(Math.max(from.scale * factor, least), Math.max(least, world.mostScale))
      const next = zoomed(from, scale / from.scale, at)
      if (how === 'glide') glide(next)
      else jump(next)
    },
    pinch: (before, now) => jump(pinched(view, before, now)),
    toss: (speedX, speedY) => {
      motion = calm() ? { kind: 'still' } : { kind: 'toss', speedX, speedY, last: undefined }
    },
    stop: () => {
      motion = { kind: 'still' }
    },
    resize: (now) => {
      const isFirst = size.width === 0 || size.height === 0
      const next = isFirst ? fitted(world, now) : resized(view, world, size, now)
      size = now
      jump(next)
    },
    step: (now) => {
      switch (motion.kind) {
        case 'still':
          return false
        case 'glide': {
          motion.startedAt ??= now
          const part = Math.min(1, (now - motion.startedAt) / GLIDE_MS)
          // Fast at first: what was asked for is there soon.
          set(between(motion.from, motion.to, 1 - (1 - part) ** 3, size))
          if (part < 1) return true
          jump(motion.to)
          return false
        }
        case 'toss': {
          const passed = Math.min(LONGEST_STEP_MS, now - (motion.last ?? now))
          motion.last = now
          set(moved(view, motion.speedX * passed, motion.speedY * passed))
          motion.speedX *= SLOWING ** passed
          motion.speedY *= SLOWING ** passed
          if (Math.hypot(motion.speedX, motion.speedY) >= LEAST_SPEED) return true
          motion = { kind: 'still' }
          return false
        }
        default:
          return motion satisfies never
      }
    },
  }
}
