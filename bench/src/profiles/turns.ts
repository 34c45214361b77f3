import { type LoadResult, latencyOf, rateOf, type Stream, type Target } from '../load.ts'
import { CONNECTIONS, type Crew, holdsLoad, withCrew, withScene } from '../measure.ts'
import { median, rounded } from '../results.ts'
import type { Scene } from '../stage.ts'
import type { Profile } from './profile.ts'

const ROUNDS = 3
const SECONDS = 3
const EVENTS = 100
/** Buyers of the quiet event a second: enough for a p99 in a round, and few beside the others. */
const QUIET_PER_SECOND = 100
/** Of what 100 events can take: many events are more work than one, and both have to be sustained. */
const PART_OF_CAPACITY = 0.5

/**
 * Whether a hot event makes the buyers of a quiet one wait: their p99 beside one hot event, against the same total load
 * spread over 100 events, where nobody is hot. Open model, so that waiting counts.
 */
export const turns: Profile = {
  title: 'Events take turns',
  seconds: 13 + 4 * ROUNDS * (SECONDS + 1),
  async run(stage) {
    return withScene(stage, async (scene) => {
      const events = await scene.addEvents(EVENTS, 1_000_000)
      const [quiet] = await scene.addEvents(1, 1_000_000)
      if (!quiet) throw new Error('the quiet event was not made')
      return await withCrew('batched', scene.connectionString, async (crew) => {
        const total = Math.round(PART_OF_CAPACITY * (await capacityOf(scene, crew, events)))
        const rush = Math.round(PART_OF_CAPACITY * (await capacityOf(scene, crew, [scene.hot])))
        const rest = total - QUIET_PER_SECOND
        const quietStream = streamOf(scene, 'quiet', [quiet], QUIET_PER_SECOND)
        const arms: Record<'besideHot' | 'spread' | 'besideRush' | 'idle', Stream[]> = {
          besideHot: [quietStream, streamOf(scene, 'others', [scene.hot], rest)],
          spread: [quietStream, streamOf(scene, 'others', events, rest)],
          // What one event can take is far more than what many can: how it is beside half of that.
          besideRush: [quietStream, streamOf(scene, 'others', [scene.hot], rush)],
          idle: [quietStream],
        }
        const p99s: Record<keyof typeof arms, number[]> = { besideHot: [], spread: [], besideRush: [], idle: [] }
        const served: number[] = []
        for (let round = 1; round <= ROUNDS; round += 1) {
          for (const name of ['besideHot', 'spread', 'besideRush', 'idle'] as const) {
            const result = await arrive(crew, arms[name])
            p99s[name].push(latencyOf(result, 'quiet', 201)?.p99 ?? Number.NaN)
            if (name === 'besideRush') served.push(rateOf(result, 'others', 201) / rush)
          }
        }
        const p99 = (name: keyof typeof p99s) => rounded(median(p99s[name]), 1)
        return {
          ratios: { 'quietEventP99/spreadP99': rounded(median(p99s.besideHot) / median(p99s.spread), 2) },
          figures: {
            totalPerSecond: total,
            quietPerSecond: QUIET_PER_SECOND,
            besideHotMsP99: p99('besideHot'),
            spreadMsP99: p99('spread'),
            rushPerSecond: rush,
            rushServedPart: rounded(median(served), 2),
            besideRushMsP99: p99('besideRush'),
            idleMsP99: p99('idle'),
          },
          broken: (await scene.brokenInvariants()).map((sentence) => `Events take turns: ${sentence}.`),
          notes: [
            `The load is half of what ${EVENTS} events at once can take; the rush is half of what one event can. The quiet event has ${QUIET_PER_SECOND} buyers a second in each.`,
          ],
          charts: [
            {
              title: "p99 of the quiet event's buyers",
              kind: 'bars',
              xLabel: 'beside it',
              yLabel: 'ms',
              x: ['one hot event', `${EVENTS} events`, 'a rush', 'nobody'],
              series: [
                {
                  label: 'median of the rounds',
                  values: (['besideHot', 'spread', 'besideRush', 'idle'] as const).map(p99),
                },
              ],
            },
          ],
        }
      })
    })
  },
}

/** Reservations a second that these events take together, measured with closed connections. */
async function capacityOf(scene: Scene, { node, generator }: Crew, events: readonly Target[]): Promise<number> {
  return rateOf(await generator.perform(holdsLoad(scene, node.url, 1.5, 2, events)), 'holds', 201)
}

function streamOf(scene: Scene, name: string, targets: Target[], perSecond: number): Stream {
  return { name, perSecond, requests: { kind: 'holds', targets, tokens: scene.tokens } }
}

function arrive({ node, generator }: Crew, streams: Stream[]): Promise<LoadResult> {
  return generator.perform({
    server: node.url,
    connections: CONNECTIONS,
    warmUpSeconds: 1,
    seconds: SECONDS,
    model: 'open',
    streams,
  })
}
