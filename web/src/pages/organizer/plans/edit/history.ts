import type { Plan } from '@fairground/contract'

/**
 * States of a plan, each sharing with the one before all that did not change: a step that moves a row costs a few
 * hundred bytes, one that repaints an arena some 10 MB. After more steps than this the oldest are forgotten.
 */
const MOST_STEPS = 200

export interface History {
  readonly past: readonly Plan[]
  readonly present: Plan
  readonly future: readonly Plan[]
  /** What the last step was part of: typing in one field, one stroke of the brush. */
  readonly stroke: string | undefined
}

export function begun(plan: Plan): History {
  return { past: [], present: plan, future: [], stroke: undefined }
}

/** One step on. A step of the same stroke as the one before is undone with it. */
export function stepped(history: History, plan: Plan, stroke?: string): History {
  if (plan === history.present) return history
  if (stroke !== undefined && stroke === history.stroke) return { ...history, present: plan, future: [] }
  return { past: [...history.past.slice(1 - MOST_STEPS), history.present], present: plan, future: [], stroke }
}

/** The next step begins a stroke of its own. */
export function lifted(history: History): History {
  return history.stroke === undefined ? history : { ...history, stroke: undefined }
}

export function undone(history: History): History {
  const before = history.past.at(-1)
  if (!before) return history
  return {
    past: history.past.slice(0, -1),
    present: before,
    future: [history.present, ...history.future],
    stroke: undefined,
  }
}

export function redone(history: History): History {
  const [after, ...future] = history.future
  if (!after) return history
  return { past: [...history.past, history.present], present: after, future, stroke: undefined }
}
