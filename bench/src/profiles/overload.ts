import { percentilesOverTime, ratesOf } from '@fairground/load'

import { openProxy } from '../../../server/src/testing/proxy.ts'
import type { Node } from '../children.ts'
import { type Load, type LoadResult, latencyOf, rateOf } from '../load.ts'
import { type Crew, holdsLoad, withCrew, withScene } from '../measure.ts'
import { rounded } from '../results.ts'
import type { Scene, Stage } from '../stage.ts'
import type { Profile } from './profile.ts'

/** Requests in one batch at most: what a commit of this length makes of the capacity. */
const BATCH = 512
/** The allocator may do at most a twentieth of the no-op's rate; this is somewhat less. */
const PART_OF_NO_OP = 1 / 25
/** PostgreSQL ends a transaction that is idle for 2 s; a commit that takes as long as this is slow enough. */
const LONGEST_COMMIT_MS = 1_500
/** Two batches under way and the next one waiting; below the 1,000 that may queue, so nobody is refused at the peak. */
const CONNECTIONS_AT_PEAK = 3 * BATCH
/** Everybody who waits has a connection, and those who are refused have some besides. */
const CONNECTIONS_IN_OVERLOAD = 4_000
const TIMES = 10
const PROBES_PER_SECOND = 20
const REFUSED_WITHIN_MS = 100
const RECOVERED_WITHIN_MS = 10_000

/**
 * Ten times as many people as the allocator can serve: who is served stays served, who is not learns it at once, and
 * when they have gone all is as before. The allocator is made slow by a proxy that holds back its transactions.
 */
export const overload: Profile = {
  title: 'Overload',
  seconds: 40,
  async run(stage, say) {
    const noOp = await noOpRate(stage)
    const commitMs = Math.min(LONGEST_COMMIT_MS, Math.round((1000 * BATCH) / (noOp * PART_OF_NO_OP)))
    const scene = await stage.openScene()
    const proxy = await openProxy(scene.connectionString)
    // What a batch has read under the lock is held back until the next tick: so long has every batch the lock.
    proxy.withholdsAnswers = true
    const ticking = setInterval(() => {
      proxy.flow()
      proxy.withholdsAnswers = true
    }, commitMs)
    try {
      const seen = await withCrew('batched', proxy.connectionString, (crew) => watch(scene, crew, say))
      return { ...findingsOf(noOp, commitMs, seen), broken: await brokenBy(scene) }
    } finally {
      clearInterval(ticking)
      await proxy.close()
      await scene.close()
    }
  },
}

interface Seen {
  readonly before: LoadResult
  readonly peak: number
  readonly during: LoadResult
  readonly after: LoadResult
}

async function watch(scene: Scene, { node, generator }: Crew, say: (sentence: string) => void): Promise<Seen> {
  const before = await generator.perform(probing(scene, node, 3))
  const peakLoad = { ...holdsLoad(scene, node.url, 3, 6), connections: CONNECTIONS_AT_PEAK }
  const peak = rateOf(await generator.perform(peakLoad), 'holds', 201)
  say(`at its peak the slowed allocator serves ${Math.round(peak)} a second; now ${TIMES} times as many come`)
  const [stream] = peakLoad.streams
  const during = await generator.perform({
    server: node.url,
    connections: CONNECTIONS_IN_OVERLOAD,
    warmUpSeconds: 3,
    seconds: 8,
    model: 'open',
    streams: stream ? [{ ...stream, perSecond: peak * TIMES }] : [],
  })
  const after = await generator.perform(probing(scene, node, 5))
  return { before, peak, during, after }
}

/** A few buyers a second, who tell how the service feels. */
function probing(scene: Scene, node: Node, seconds: number): Load {
  const { streams, ...load } = holdsLoad(scene, node.url, 0, seconds)
  return { ...load, model: 'open', streams: streams.map((stream) => ({ ...stream, perSecond: PROBES_PER_SECOND })) }
}

async function noOpRate(stage: Stage): Promise<number> {
  return withScene(stage, async (scene) => {
    return await withCrew('no-op', scene.connectionString, async ({ node, generator }) =>
      rateOf(await generator.perform(holdsLoad(scene, node.url, 2, 2)), 'holds', 201),
    )
  })
}

async function brokenBy(scene: Scene): Promise<string[]> {
  return (await scene.brokenInvariants()).map((sentence) => `Overload: ${sentence}.`)
}

function findingsOf(noOp: number, commitMs: number, { before, peak, during, after }: Seen) {
  const goodput = rateOf(during, 'holds', 201)
  const refusedMsP99 = latencyOf(during, 'holds', 503)?.p99 ?? Number.NaN
  const recoveryMs = during.drainMs + recoveredAfterMs(before, after)
  const rates = (status: number) => ratesOf(during.recording, `holds ${status}`)
  const [served, refused] = [rates(201), rates(503)]
  const bins = Array.from({ length: Math.max(served.length, refused.length) }, (_, bin) => bin)
  return {
    ratios: { 'goodputAt10x/peak': rounded(goodput / peak) },
    figures: {
      noOpPerSecond: Math.round(noOp),
      batchMs: commitMs,
      peakPerSecond: Math.round(peak),
      'peak/noOp': rounded(peak / noOp),
      offeredPerSecond: Math.round(peak * TIMES),
      goodputPerSecond: Math.round(goodput),
      refusedMsP50: rounded(latencyOf(during, 'holds', 503)?.p50 ?? Number.NaN, 1),
      refusedMsP99: rounded(refusedMsP99, 1),
      refusedInTime: refusedMsP99 <= REFUSED_WITHIN_MS,
      recoveryMs: Math.round(recoveryMs),
      recoveredInTime: recoveryMs <= RECOVERED_WITHIN_MS,
    },
    notes: [
      `Each batch has its lock for about ${commitMs} ms, so that the allocator serves ${Math.round(peak)} a second.`,
      `Recovered is who serves a few buyers a second as fast as before, at most twice the time.`,
    ],
    charts: [
      {
        title: `Answers at ${TIMES} times the capacity`,
        kind: 'lines' as const,
        xLabel: 'seconds (by arrival)',
        yLabel: 'answers/s',
        x: bins.map((bin) => (bin * during.recording.binMs) / 1000),
        series: [
          { label: 'reserved', values: bins.map((bin) => served[bin] ?? 0) },
          { label: 'refused (503)', values: bins.map((bin) => refused[bin] ?? 0) },
        ],
      },
    ],
  }
}

/** From the end of the load's last answer until every probe is served within twice the time that it took before. */
function recoveredAfterMs(before: LoadResult, after: LoadResult): number {
  const usualMs = latencyOf(before, 'holds', 201)?.p99 ?? Number.NaN
  const served = percentilesOverTime(after.recording, 'holds 201')
  const isSlow = (bin: number) => (served[bin]?.max ?? 0) > 2 * usualMs
  const refused = Object.entries(after.recording.counts)
    .filter(([answer]) => answer !== 'holds 201')
    .flatMap(([, bins]) => bins.flatMap((count, bin) => (count > 0 ? [bin] : [])))
  const bad = [...refused, ...served.keys().filter(isSlow)]
  return bad.length === 0 ? 0 : (Math.max(...bad) + 1) * after.recording.binMs
}
