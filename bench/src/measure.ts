import { type Generator, type Node, startGenerator, startNode } from './children.ts'
import type { Load, LoadResult, Target } from './load.ts'
import type { Scene, Stage } from './stage.ts'
import type { StrategyName } from './strategies/index.ts'
import { type CpuShares, hasProc, readCpuMs } from './usage.ts'

/** As many browsers as keep one connection each in a rush. */
export const CONNECTIONS = 256

/** A load with who used the processors meanwhile. */
interface Measured extends LoadResult {
  /** Undefined where there is no /proc. */
  readonly cpu: CpuShares | undefined
}

export interface Crew {
  readonly node: Node
  readonly generator: Generator
}

/** A database of its own for the time of `work`. */
export async function withScene<T>(stage: Stage, work: (scene: Scene) => Promise<T>): Promise<T> {
  const scene = await stage.openScene()
  try {
    return await work(scene)
  } finally {
    await scene.close()
  }
}

/** A service and a generator for the time of `work`. */
export async function withCrew<T>(
  strategy: StrategyName,
  connectionString: string,
  work: (crew: Crew) => Promise<T>,
  pool?: number,
): Promise<T> {
  const node = await startNode(strategy, connectionString, pool)
  const generator = startGenerator()
  try {
    return await work({ node, generator })
  } finally {
    await Promise.all([generator.stop(), node.stop()])
  }
}

/** Does the load, and reads who used the processors from the end of its warm-up on. */
export async function measure(scene: Scene, { node, generator }: Crew, load: Load): Promise<Measured> {
  const readAll = async () => {
    const [service, postgres, generating] = await Promise.all([
      readCpuMs([node.pid]),
      scene.backends().then(readCpuMs),
      readCpuMs([generator.pid]),
    ])
    return { at: performance.now(), service, postgres, generator: generating }
  }
  let before: Awaited<ReturnType<typeof readAll>> | undefined
  const result = await generator.perform(load, async () => {
    if (hasProc) before = await readAll()
  })
  if (!before) return { ...result, cpu: undefined }
  const after = await readAll()
  const share = (of: keyof CpuShares) => (after[of] - (before?.[of] ?? 0)) / (after.at - (before?.at ?? 0))
  return {
    ...result,
    cpu: { service: share('service'), postgres: share('postgres'), generator: share('generator') },
  }
}

/** Everybody buys over closed connections, from the hot event unless others are named: the bench's ordinary work. */
export function holdsLoad(
  scene: Scene,
  server: string,
  warmUpSeconds: number,
  seconds: number,
  targets: readonly Target[] = [scene.hot],
): Load {
  return {
    server,
    connections: CONNECTIONS,
    warmUpSeconds,
    seconds,
    model: 'closed',
    streams: [{ name: 'holds', requests: { kind: 'holds', targets, tokens: scene.tokens } }],
  }
}
