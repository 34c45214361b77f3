import type { LoadResult } from './load.ts'
import type { StrategyName } from './strategies/index.ts'
import type { CpuShares } from './usage.ts'

/** What is promised as a ratio; one that was not measured is absent. */
export type RatioName =
  | 'batched/pessimistic'
  | 'batched/no-op'
  | 'seats/general'
  | 'bestAvailable/general'
  | 'reads/no-op-get'
  | 'cpuAt1M/cpuAt1k'
  | 'cpu1000Events/cpu1Event'
  | 'quietEventP99/spreadP99'
  | 'goodputAt10x/peak'

export type Ratios = Partial<Record<RatioName, number>>

/** What docs and reviews hold us to. `floor` ends the bench with an error, `goal` is what we want. */
export const promises: Record<RatioName, { goal: number; floor?: number; better: 'more' | 'less' }> = {
  'batched/no-op': { goal: 0.75, floor: 0.5, better: 'more' },
  // Measures the disk, too: reported only.
  'batched/pessimistic': { goal: 30, better: 'more' },
  'seats/general': { goal: 0.5, floor: 0.5, better: 'more' },
  'bestAvailable/general': { goal: 0.4, floor: 0.4, better: 'more' },
  'reads/no-op-get': { goal: 0.8, better: 'more' },
  'cpuAt1M/cpuAt1k': { goal: 1.1, better: 'less' },
  'cpu1000Events/cpu1Event': { goal: 1.15, better: 'less' },
  'quietEventP99/spreadP99': { goal: 2, better: 'less' },
  'goodputAt10x/peak': { goal: 0.9, better: 'more' },
}

export function isMet(name: RatioName, ratio: number): boolean {
  const { goal, better } = promises[name]
  return better === 'more' ? ratio >= goal : ratio <= goal
}

export interface StrategyResult {
  readonly perSecond: number[]
  readonly median: number
  /** From the slowest to the fastest round, as a part of the median. */
  readonly spread: number
  readonly latencyMsP50: number
  readonly latencyMsP99: number
  readonly oversold: boolean
  /** What the invariants said, in the rounds where they said anything. */
  readonly broken: string[]
  /** Connections for its transactions; absent where the product's own is used. */
  readonly pool?: number
  /** Cores in use by each; absent where there is no /proc. */
  readonly cpu?: CpuShares
  /** How often a transaction was run again, in all rounds with their warm-ups. */
  readonly conflicts: number
  /** Answers other than 201, of all rounds. */
  readonly otherAnswers: Record<string, number>
}

export type StrategyResults = Partial<Record<StrategyName, StrategyResult>>

export interface Round extends LoadResult {
  readonly perSecond: number
  readonly latencyMsP50: number
  readonly latencyMsP99: number
  readonly conflicts: number
  readonly broken: string[]
  readonly cpu: CpuShares | undefined
}

export function summarize(rounds: readonly Round[], pool: number | undefined): StrategyResult {
  const rates = rounds.map((round) => round.perSecond)
  const middle = median(rates)
  const cpus = rounds.flatMap(({ cpu }) => cpu ?? [])
  const share = (of: keyof CpuShares) => rounded(median(cpus.map((cpu) => cpu[of])), 2)
  const otherAnswers: Record<string, number> = {}
  for (const { recording } of rounds) {
    for (const [answer, count] of Object.entries(recording.answers)) {
      if (!answer.endsWith(' 201')) otherAnswers[answer] = (otherAnswers[answer] ?? 0) + count
    }
  }
  return {
    perSecond: rates.map(Math.round),
    median: Math.round(middle),
    spread: rounded((Math.max(...rates) - Math.min(...rates)) / middle, 3),
    latencyMsP50: rounded(median(rounds.map((round) => round.latencyMsP50)), 2),
    latencyMsP99: rounded(median(rounds.map((round) => round.latencyMsP99)), 2),
    oversold: rounds.some((round) => round.broken.length > 0),
    broken: [...new Set(rounds.flatMap((round) => round.broken))],
    ...(pool === undefined ? {} : { pool }),
    ...(cpus.length > 0
      ? { cpu: { service: share('service'), postgres: share('postgres'), generator: share('generator') } }
      : {}),
    conflicts: rounds.reduce((sum, round) => sum + round.conflicts, 0),
    otherAnswers,
  }
}

/** Of each round by itself, and then the median: whoever shares the machine slows down neighbours alike. */
export function ratiosOf({ batched, pessimistic, 'no-op': noOp }: StrategyResults): Ratios {
  return {
    ...(batched && pessimistic ? { 'batched/pessimistic': rounded(ratioByRound(batched, pessimistic), 2) } : {}),
    ...(batched && noOp ? { 'batched/no-op': rounded(ratioByRound(batched, noOp)) } : {}),
  }
}

function ratioByRound(one: StrategyResult, other: StrategyResult): number {
  return median(one.perSecond.map((perSecond, round) => perSecond / (other.perSecond[round] ?? Number.NaN)))
}

/** Why the bench ends with an error, as sentences. Never an absolute time: the machines differ too much. */
export function failuresOf(strategies: StrategyResults, ratios: Ratios, brokenByProfiles: readonly string[]): string[] {
  const failures: string[] = []
  for (const [name, { floor }] of Object.entries(promises) as [RatioName, (typeof promises)[RatioName]][]) {
    const ratio = ratios[name]
    if (floor !== undefined && ratio !== undefined && ratio < floor) {
      failures.push(`${name} is ${ratio}, below its floor of ${floor}.`)
    }
  }
  for (const [name, { oversold, broken }] of Object.entries(strategies)) {
    if (name === 'unsafe') {
      if (!oversold) failures.push('unsafe was not seen to oversell: the invariants would not see others either.')
    } else if (oversold) {
      failures.push(`${name} broke: ${broken.join('; ')}.`)
    }
  }
  return [...failures, ...brokenByProfiles]
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  const [low = Number.NaN, high = Number.NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return (low + high) / 2
}

export function rounded(number: number, digits = 3): number {
  return Number(number.toFixed(digits))
}
