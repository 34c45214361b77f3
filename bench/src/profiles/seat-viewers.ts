import { setTimeout as sleep } from 'node:timers/promises'

import {
  bytesASecond,
  chartsOf,
  figuresOf,
  type Level,
  LEVEL_SECONDS,
  neverShown,
  newestVersion,
  type Show,
  watchLevels,
} from '../audience.ts'
import { startViewers, type Viewers } from '../children.ts'
import { openHouse, type Pairs, ROWS, SEATS_A_ROW } from '../halls.ts'
import { type Load, latencyOf, type Target } from '../load.ts'
import { type Crew, withCrew, withScene } from '../measure.ts'
import { rounded } from '../results.ts'
import type { Scene } from '../stage.ts'
import { hasProc } from '../usage.ts'
import type { Profile } from './profile.ts'

/** Pages that show the hall at the same time; the first level is what the sale costs by itself. */
const LEVELS = [0, 1_000, 5_000]
/** Of two chosen seats each: 400 seats change in a second, and a third of the hall is taken in a level or two. */
const HOLDS_PER_SECOND = 200
const CONNECTIONS = 64
/** What a page is sent at most while 400 seats a second change. */
const MOST_BYTES_A_SECOND = 2_000
/** The connections were lost for so long before all pages come back at once, while the sale goes on. */
const AWAY_SECONDS = 3
const STORM_SECONDS = 6

/** What thousands of open maps of a hall cost while its seats change, how soon they show it, and in how many bytes. */
export const seatViewers: Profile = {
  title: 'Open maps',
  seconds: 9 + LEVELS.length * LEVEL_SECONDS + AWAY_SECONDS + STORM_SECONDS,
  async run(stage, say) {
    return withScene(stage, async (scene) =>
      withCrew('batched', scene.connectionString, async (crew) => {
        const house = await openHouse(crew.node.url, scene.tokens[0] ?? '')
        const [hall, other] = await house.openHalls(2)
        if (!hall || !other) throw new Error('the halls were not made')
        // Compiles the code, so that the level without pages is not the one that pays for it.
        await crew.generator.perform({ ...saleIn(other, house.pairs, scene, crew, 0, 2), model: 'closed' })
        const watching = startViewers()
        try {
          const show = seatsOf(hall, house.pairs, scene, crew)
          const levels = await watchLevels(scene, crew, watching, show, LEVELS, say)
          say('all come back at once')
          const storm = await wakeUp(scene, crew, watching, show)
          const broken = [...(await scene.brokenInvariants()), ...neverShown(levels), ...tooManyBytes(levels)]
          return {
            ratios: {},
            figures: { seatsChangedPerSecond: 2 * HOLDS_PER_SECOND, ...figuresOf(levels), ...gapsOf(levels), ...storm },
            broken: broken.map((sentence) => `Open maps: ${sentence}.`),
            notes: [
              `${HOLDS_PER_SECOND} people a second take two seats each of the ${(ROWS * SEATS_A_ROW).toLocaleString('en')} that all pages show. A change is seen when its page has it, or something newer; the time counts from the beginning of its transaction, and has in it how long the process with all the pages takes to read them. The bytes are all that comes over the connections, HTTP included.`,
              `In the storm ${LEVELS.at(-1)?.toLocaleString('en')} pages connect at once, ${AWAY_SECONDS} s behind, and the sale goes on; each has seen something when it has what it missed.`,
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

/** Each sale goes on with the pairs where the one before has ended. */
function seatsOf(hall: Target, pairs: Pairs, scene: Scene, crew: Crew): Show {
  let asked = 0
  return {
    eventId: hall.eventId,
    path: (version) => `/api/events/${hall.eventId}/seats/live?version=${version}`,
    sale(warmUpSeconds, seconds) {
      const free = pairs.slice(asked)
      asked += Math.round(HOLDS_PER_SECOND * (warmUpSeconds + seconds))
      return saleIn(hall, free, scene, crew, warmUpSeconds, seconds)
    },
  }
}

function saleIn(
  hall: Target,
  pairs: Pairs,
  scene: Scene,
  { node }: Crew,
  warmUpSeconds: number,
  seconds: number,
): Load {
  return {
    server: node.url,
    connections: CONNECTIONS,
    warmUpSeconds,
    seconds,
    model: 'open',
    streams: [
      {
        name: 'holds',
        perSecond: HOLDS_PER_SECOND,
        requests: { kind: 'seats', halls: [hall], wishes: pairs, tokens: scene.tokens },
      },
    ],
  }
}

/** As after a start of the service: everybody is back in the same moment and says what they have seen last. */
async function wakeUp(scene: Scene, crew: Crew, watching: Viewers, show: Show): Promise<Record<string, number>> {
  const pages = LEVELS.at(-1) ?? 0
  await watching.close()
  const seen = await newestVersion(scene, show.eventId)
  const [sale, opened] = await Promise.all([
    crew.generator.perform(show.sale(AWAY_SECONDS, STORM_SECONDS)),
    sleep(AWAY_SECONDS * 1000).then(() => watching.open(crew.node.url, show.path(seen), pages, pages)),
  ])
  return {
    stormPages: opened.pages,
    stormFirstSightMsP50: opened.firstSightMsP50,
    stormFirstSightMsP99: opened.firstSightMsP99,
    stormBuyersMsP99: rounded(latencyOf(sale, 'holds', 201)?.p99 ?? Number.NaN, 1),
  }
}

function gapsOf(levels: readonly Level[]): Record<string, number> {
  return Object.fromEntries(levels.flatMap(({ pages, delays }) => (delays ? [[`with${pages}Gaps`, delays.gaps]] : [])))
}

function tooManyBytes(levels: readonly Level[]): string[] {
  return levels.flatMap(({ pages, delays }) => {
    const bytes = bytesASecond(delays, pages)
    return bytes > MOST_BYTES_A_SECOND ? [`with ${pages} open maps each is sent ${bytes} bytes a second`] : []
  })
}
