import { type Crew, holdsLoad, measure, withCrew, withScene } from './measure.ts'
import { latencyOf, rateOf } from './load.ts'
import type { Round } from './results.ts'
import type { Scene, Stage } from './stage.ts'
import { type StrategyName, strategyOf } from './strategies/index.ts'

/** From one that hardly shares to far more than there are cores. */
export const POOL_SIZES = [2, 8, 16, 32]
const SEARCH_SECONDS = 1

interface Tried {
  readonly size: number
  readonly perSecond: number
}

/** The pool size at which a strategy is fastest, tried one after another on one service: a pool only grows. */
export async function findPoolSize(
  stage: Stage,
  strategy: StrategyName,
  sizes: readonly number[],
): Promise<{ best: number; tried: Tried[] }> {
  const tried = await onScene(stage, strategy, undefined, async (scene, crew) => {
    const rates: Tried[] = []
    for (const size of sizes) {
      crew.node.tell(size)
      // The first also compiles the code; the others begin when their connections are there.
      const warmUpSeconds = rates.length === 0 ? SEARCH_SECONDS : SEARCH_SECONDS / 4
      const result = await measure(scene, crew, holdsLoad(scene, crew.node.url, warmUpSeconds, SEARCH_SECONDS))
      rates.push({ size, perSecond: rateOf(result, 'holds', 201) })
    }
    return rates
  })
  const [best] = tried.toSorted((one, other) => other.perSecond - one.perSecond)
  return { best: best?.size ?? 1, tried }
}

/** One round of a strategy on a database of its own: warmed up, measured, and its invariants checked. */
export async function playRound(
  stage: Stage,
  strategy: StrategyName,
  pool: number | undefined,
  { warmUpSeconds, seconds }: { warmUpSeconds: number; seconds: number },
): Promise<Round> {
  const { settle } = strategyOf(strategy)
  return onScene(stage, strategy, pool, async (scene, crew) => {
    const measured = await measure(scene, crew, holdsLoad(scene, crew.node.url, warmUpSeconds, seconds))
    const latency = latencyOf(measured, 'holds', 201)
    if (settle) await scene.query(settle)
    return {
      ...measured,
      perSecond: rateOf(measured, 'holds', 201),
      latencyMsP50: latency?.p50 ?? Number.NaN,
      latencyMsP99: latency?.p99 ?? Number.NaN,
      conflicts: await readConflicts(crew.node.url),
      broken: await scene.brokenInvariants(),
    }
  })
}

/** How often a transaction had to be run again since the service began, by its own count. */
async function readConflicts(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^\w+\{code="conflict"\} (\d+)/m.exec(metrics)?.[1] ?? 0)
}

async function onScene<T>(
  stage: Stage,
  strategy: StrategyName,
  pool: number | undefined,
  work: (scene: Scene, crew: Crew) => Promise<T>,
): Promise<T> {
  const { prepare } = strategyOf(strategy)
  return withScene(stage, async (scene) => {
    for (const statement of prepare?.(scene.hot.eventId) ?? []) await scene.query(statement)
    return await withCrew(strategy, scene.connectionString, (crew) => work(scene, crew), pool)
  })
}
