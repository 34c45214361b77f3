import { type LoadResult, latencyOf, rateOf } from '../load.ts'
import { CONNECTIONS, type Crew, withCrew, withScene } from '../measure.ts'
import { median, rounded } from '../results.ts'
import type { Profile } from './profile.ts'

const ROUNDS = 3
const WARM_UP_SECONDS = 0.5
const SECONDS = 2

/**
 * The cached pages against a GET that does nothing. The no-op is /healthz: a route of the same edge, with its checks,
 * log line and metrics, whose answer is always the same. Nobody is signed in, as nobody is who looks at an event.
 */
export const reads: Profile = {
  title: 'Reads',
  seconds: 4 + 3 * ROUNDS * (WARM_UP_SECONDS + SECONDS),
  async run(stage) {
    return withScene(stage, async (scene) => {
      const paths = {
        noOp: '/healthz',
        eventPage: `/api/events/${scene.hot.eventId}`,
        availability: `/api/events/${scene.hot.eventId}/availability`,
      }
      return await withCrew('batched', scene.connectionString, async (crew) => {
        const results = { noOp: [] as LoadResult[], eventPage: [] as LoadResult[], availability: [] as LoadResult[] }
        for (let round = 1; round <= ROUNDS; round += 1) {
          for (const name of ['noOp', 'eventPage', 'availability'] as const) {
            results[name].push(await readOnly(crew, paths[name]))
          }
        }
        const rate = (name: keyof typeof results) => median(results[name].map((result) => rateOf(result, 'reads', 200)))
        const p99 = (name: keyof typeof results) =>
          rounded(median(results[name].map((result) => latencyOf(result, 'reads', 200)?.p99 ?? Number.NaN)), 2)
        const [noOp, eventPage, availability] = [rate('noOp'), rate('eventPage'), rate('availability')]
        return {
          // A promise about both is kept by the slower one.
          ratios: { 'reads/no-op-get': rounded(Math.min(eventPage, availability) / noOp) },
          figures: {
            noOpPerSecond: Math.round(noOp),
            eventPagePerSecond: Math.round(eventPage),
            availabilityPerSecond: Math.round(availability),
            'eventPage/noOp': rounded(eventPage / noOp),
            'availability/noOp': rounded(availability / noOp),
            eventPageMsP99: p99('eventPage'),
            availabilityMsP99: p99('availability'),
          },
          broken: [],
          notes: ['The no-op GET is /healthz; the ratio is that of the slower of the two pages.'],
          charts: [
            {
              title: 'Reads a second',
              kind: 'bars',
              xLabel: 'route',
              yLabel: 'answers/s',
              x: ['no-op', 'event page', 'availability'],
              series: [{ label: 'median', values: [noOp, eventPage, availability].map(Math.round) }],
            },
          ],
        }
      })
    })
  },
}

function readOnly({ node, generator }: Crew, path: string): Promise<LoadResult> {
  return generator.perform({
    server: node.url,
    connections: CONNECTIONS,
    warmUpSeconds: WARM_UP_SECONDS,
    seconds: SECONDS,
    model: 'closed',
    streams: [{ name: 'reads', requests: { kind: 'get', path } }],
  })
}
