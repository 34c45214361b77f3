import { countOf, type Percentiles, percentilesOf, type Recording } from '@fairground/load'

import type { BurstPlan } from './plan.ts'

export type BurstStage = 'preparing' | 'running' | 'checking' | 'done'

/** Places of the event at a moment of the run. */
export interface PlacesSample {
  readonly atMs: number
  readonly capacity: number
  readonly held: number
  readonly sold: number
  readonly left: number
}

/** A burst as it goes, for a screen. */
export interface BurstProgress {
  readonly stage: BurstStage
  readonly title: string
  readonly buyers: number
  readonly elapsedMs: number
  /** Buyers that were to have arrived by now. */
  readonly due: number
  readonly arrived: number
  readonly finished: number
  readonly reservations: number
  /** In the last second. */
  readonly reservationsPerSecond: number
  readonly bought: number
  /** Answers that said no, by code, the most frequent first. */
  readonly refusals: readonly (readonly [code: string, count: number])[]
  /** From arrival to the answer about places. */
  readonly wait: Percentiles | undefined
  readonly places: PlacesSample | undefined
}

interface Seen {
  stage: BurstStage
  title: string
  plan: BurstPlan
  elapsedMs: number
  due: number
  recording: Recording
  places: PlacesSample | undefined
}

export function progressOf({ stage, title, plan, elapsedMs, due, recording, places }: Seen): BurstProgress {
  const arrived = countOf(recording, 'arrivals')
  return {
    stage,
    title,
    buyers: plan.buyers,
    elapsedMs,
    due: plan.crowd.kind === 'open' ? due : arrived,
    arrived,
    finished: countOf(recording, 'finished'),
    reservations: countOf(recording, 'reservations'),
    reservationsPerSecond: inLastSecond(recording, 'reservations', elapsedMs),
    bought: countOf(recording, 'orders'),
    refusals: refusalsOf(recording),
    wait: percentilesOf(recording, 'reservation'),
    places,
  }
}

/** Answers with a code that is no status are refusals. */
export function refusalsOf({ answers }: Recording): (readonly [string, number])[] {
  return Object.entries(answers)
    .filter(([code]) => !/^\d/.test(code))
    .toSorted(([, one], [, other]) => other - one)
}

function inLastSecond({ counts, binMs }: Recording, name: string, elapsedMs: number): number {
  const bins = Math.max(1, Math.round(1000 / binMs))
  const last = Math.floor(elapsedMs / binMs)
  const inBins = (counts[name] ?? []).slice(Math.max(0, last - bins), last)
  return inBins.reduce((sum, count) => sum + count, 0) * (1000 / (bins * binMs))
}
