import { chartsOf, figuresOf, LEVEL_SECONDS, neverShown, type Show, watchLevels } from '../audience.ts'
import { startViewers } from '../children.ts'
import { type Crew, holdsLoad, withCrew, withScene } from '../measure.ts'
import type { Scene } from '../stage.ts'
import { hasProc } from '../usage.ts'
import type { Profile } from './profile.ts'

/** Pages that watch the hot event at the same time; the first level is what the sale costs by itself. */
const LEVELS = [0, 1_000, 5_000]
/** A good sale, and far from what the service can take: what the pages cost is to be seen, not the sale. */
const BUYS_PER_SECOND = 200
const CONNECTIONS = 64

/** What thousands of open pages cost while a sale goes on, and how soon they show what was just sold. */
export const viewers: Profile = {
  title: 'Open pages',
  seconds: 8 + LEVELS.length * LEVEL_SECONDS,
  async run(stage, say) {
    return withScene(stage, async (scene) =>
      withCrew('batched', scene.connectionString, async (crew) => {
        // Compiles the code, so that the level without pages is not the one that pays for it.
        await crew.generator.perform(holdsLoad(scene, crew.node.url, 0, 2))
        const watching = startViewers()
        try {
          const levels = await watchLevels(scene, crew, watching, availabilityOf(scene, crew), LEVELS, say)
          const broken = [...(await scene.brokenInvariants()), ...neverShown(levels)]
          return {
            ratios: {},
            figures: { buysPerSecond: BUYS_PER_SECOND, ...figuresOf(levels) },
            broken: broken.map((sentence) => `Open pages: ${sentence}.`),
            notes: [
              `${BUYS_PER_SECOND} people a second buy from the event that all pages watch. A change is seen when its page has it, or something newer; the time counts from the beginning of its transaction, and has in it how long the process with all the pages takes to read them.`,
              ...(hasProc ? [] : ['There is no /proc here, from which CPU time and memory of the service are read.']),
            ],
            charts: chartsOf(levels),
          }
        } finally {
          await watching.stop()
        }
      }),
    )
  },
}

function availabilityOf(scene: Scene, { node }: Crew): Show {
  const { eventId } = scene.hot
  return {
    eventId,
    path: () => `/api/events/${eventId}/live`,
    sale: (warmUpSeconds, seconds) => ({
      server: node.url,
      connections: CONNECTIONS,
      warmUpSeconds,
      seconds,
      model: 'open',
      streams: [
        {
          name: 'holds',
          perSecond: BUYS_PER_SECOND,
          requests: { kind: 'holds', targets: [scene.hot], tokens: scene.tokens },
        },
      ],
    }),
  }
}
