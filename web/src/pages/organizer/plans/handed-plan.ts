import type { Plan } from '@fairground/contract'

/** A plan on its way from the list to the editor: read from a file, or copied from another one. */
let handed: Plan | undefined

export function handPlan(plan: Plan): void {
  handed = plan
}

/** Once: who loads the page again has what the browser kept. */
export function takeHandedPlan(): Plan | undefined {
  const plan = handed
  handed = undefined
  return plan
}
