import type { Plan } from '@fairground/contract'

import { seatCount } from './edit/parts.ts'

/** A plan that was drawn and not saved yet, as this browser keeps it. */
export interface KeptPlan {
  readonly plan: Plan
  /** Of the plan that it is based on. */
  readonly version: number | undefined
  /** Milliseconds since the epoch. */
  readonly keptAt: number
}

/** Browsers give a site some 5 MB; of this many seats a plan is 1.2 MB. */
const MOST_SEATS = 10_000
/** Changes with the form of what is kept: what another version of this page kept is not read as ours. */
const FORM = 1

export function keptPlanName(accountId: string, planId: string | undefined): string {
  return `fairground-plan-${FORM}-${accountId}-${planId ?? 'new'}`
}

export function canBeKept(plan: Plan): boolean {
  return seatCount(plan) <= MOST_SEATS
}

/** Whether it is kept. */
export function keepPlan(name: string, kept: KeptPlan): boolean {
  if (!canBeKept(kept.plan)) return false
  try {
    localStorage.setItem(name, JSON.stringify(kept))
    return true
  } catch {
    // Full, or switched off: the page says so.
    return false
  }
}

/** Undefined where nothing was kept, or nothing that can be read. */
export function readKeptPlan(name: string): KeptPlan | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? 'null')
    return isKept(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

export function forgetPlan(name: string): void {
  try {
    localStorage.removeItem(name)
  } catch {
    // Nothing was kept.
  }
}

/** Only our own pages write there: the name says which form, this that nothing broke off. */
function isKept(value: unknown): value is KeptPlan {
  if (typeof value !== 'object' || value === null || !('plan' in value) || !('keptAt' in value)) return false
  const { plan } = value
  return typeof plan === 'object' && plan !== null && 'zones' in plan && Array.isArray(plan.zones)
}
