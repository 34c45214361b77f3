import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'

import { openProgress, print } from './printing.ts'
import { type Findings, type ProfileName, profiles } from './profiles/index.ts'
import type { BenchResults } from './report.ts'
import { failuresOf, type Ratios, ratiosOf, type Round, type StrategyResults, summarize } from './results.ts'
import { findPoolSize, playRound } from './rounds.ts'
import type { Stage } from './stage.ts'
import { type StrategyName, strategyOf } from './strategies/index.ts'
import { measureFsync } from './usage.ts'

export interface Plan {
  readonly strategies: readonly StrategyName[]
  readonly profiles: readonly ProfileName[]
  /** To be tried; none: each strategy has its usual one. */
  readonly poolSizes: readonly number[]
  readonly rounds: number
  readonly warmUpSeconds: number
  readonly seconds: number
}

/** Starting the service, checking the invariants and stopping, in each round. */
const AROUND_A_ROUND_SECONDS = 2
/** A second of load for each size, and what lies between. */
const POOL_SIZE_SECONDS = 1.3

/** Everything that the plan asks for, one after another: two measurements at a time would measure each other. */
export async function measureAll(stage: Stage, plan: Plan, interrupted: AbortSignal): Promise<BenchResults> {
  const progress = openProgress(estimatesOf(plan))
  const disk = await measureFsync(stage.dataDir)
  print(`The disk keeps a block in ${disk.fsyncMsP50} ms (p99 ${disk.fsyncMsP99} ms).`)
  const pools = await findPoolSizes(stage, plan, progress, interrupted)
  const strategies = await playRounds(stage, plan, pools, progress, interrupted)
  const findings = await runProfiles(stage, plan, progress, interrupted)
  const ratios: Ratios = Object.assign(ratiosOf(strategies), ...Object.values(findings).map((found) => found.ratios))
  const broken = Object.values(findings).flatMap((found) => found.broken)
  return {
    at: new Date().toISOString(),
    commit: commitName(),
    machine: `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.version}`,
    rounds: plan.rounds,
    seconds: progress.passedSeconds(),
    disk,
    strategies,
    ratios,
    profiles: findings,
    failures: failuresOf(strategies, ratios, broken),
  }
}

type Progress = ReturnType<typeof openProgress>
type PoolSizes = ReadonlyMap<StrategyName, number | undefined>

/** Seconds of each step, in order. */
function estimatesOf(plan: Plan): number[] {
  const roundSeconds = AROUND_A_ROUND_SECONDS + plan.warmUpSeconds + plan.seconds
  const searchSeconds = AROUND_A_ROUND_SECONDS + 1 + POOL_SIZE_SECONDS * plan.poolSizes.length
  const searched = plan.strategies.filter((name) => typeof strategyOf(name).pool === 'object')
  return [
    ...(plan.poolSizes.length > 0 ? searched.map(() => searchSeconds) : []),
    ...Array.from({ length: plan.rounds * plan.strategies.length }, () => roundSeconds),
    ...plan.profiles.map((name) => profiles[name].seconds),
  ]
}

async function findPoolSizes(
  stage: Stage,
  plan: Plan,
  progress: Progress,
  interrupted: AbortSignal,
): Promise<PoolSizes> {
  const sizes = new Map<StrategyName, number | undefined>()
  for (const name of plan.strategies) {
    const { pool } = strategyOf(name)
    if (typeof pool === 'string') {
      sizes.set(name, pool === 'one' ? 1 : undefined)
      continue
    }
    if (plan.poolSizes.length === 0) {
      sizes.set(name, pool.usual)
      continue
    }
    interrupted.throwIfAborted()
    progress.begin(`pool size of ${name}`)
    const { best, tried } = await findPoolSize(stage, name, plan.poolSizes)
    sizes.set(name, best)
    progress.end(`${best} (${tried.map(({ size, perSecond }) => `${size}: ${Math.round(perSecond)}/s`).join(', ')})`)
  }
  return sizes
}

/** Strategies take turns, A B C A B C, so that a slow minute of the machine is everybody's. */
async function playRounds(
  stage: Stage,
  plan: Plan,
  pools: PoolSizes,
  progress: Progress,
  interrupted: AbortSignal,
): Promise<StrategyResults> {
  const played = new Map<StrategyName, Round[]>(plan.strategies.map((name) => [name, []]))
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const [name, rounds] of played) {
      interrupted.throwIfAborted()
      progress.begin(`round ${round} of ${plan.rounds}, ${name}`)
      const result = await playRound(stage, name, pools.get(name), plan)
      rounds.push(result)
      progress.end(outcomeOf(result))
    }
  }
  return Object.fromEntries([...played].map(([name, rounds]) => [name, summarize(rounds, pools.get(name))]))
}

function outcomeOf({ perSecond, latencyMsP99, recording, conflicts, broken }: Round): string {
  const others = Object.entries(recording.answers).filter(([answer]) => answer !== 'holds 201')
  return [
    `${Math.round(perSecond)}/s`,
    `p99 ${Math.round(latencyMsP99)} ms`,
    ...others.map(([answer, count]) => `${count} times ${answer.replace('holds ', '')}`),
    ...(conflicts > 0 ? [`${conflicts} conflicts`] : []),
    ...(broken.length > 0 ? ['OVERSOLD'] : []),
  ].join(', ')
}

async function runProfiles(
  stage: Stage,
  plan: Plan,
  progress: Progress,
  interrupted: AbortSignal,
): Promise<Partial<Record<ProfileName, Findings>>> {
  const findings: Partial<Record<ProfileName, Findings>> = {}
  for (const name of plan.profiles) {
    interrupted.throwIfAborted()
    progress.begin(profiles[name].title)
    const found = await profiles[name].run(stage, (sentence) => progress.say(sentence))
    findings[name] = found
    progress.end(
      Object.entries(found.figures)
        .map(([figure, value]) => `${figure} ${value}`)
        .join(', '),
    )
  }
  return findings
}

function commitName(): string {
  const commit = git('rev-parse', '--short', 'HEAD')
  return git('status', '--porcelain') === '' ? commit : `${commit} and changes`
}

/** Empty where this is no checkout, or there is no git. */
function git(...args: string[]): string {
  return spawnSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).stdout?.trim() ?? ''
}
