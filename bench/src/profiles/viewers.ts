import { setTimeout as sleep } from 'node:timers/promises'

import { startViewers, type Viewers } from '../children.ts'
import { type Load, latencyOf } from '../load.ts'
import { type Crew, holdsLoad, measure, withCrew, withScene } from '../measure.ts'
import { rounded } from '../results.ts'
import type { Scene } from '../stage.ts'
import { hasProc, readRssMb } from '../usage.ts'
import type { Delays } from '../watching.ts'
import type { Findings, Profile } from './profile.ts'

/** Pages that watch the hot event at the same time; the first level is what the sale costs by itself. */
const LEVELS = [0, 1_000, 5_000]
/** A good sale, and far from what the service can take: what the pages cost is to be seen, not the sale. */
const BUYS_PER_SECOND = 200
const CONNECTIONS = 64
const WARM_UP_SECONDS = 1.5
const SECONDS = 5
/** The last commits have so long to arrive; whatever takes longer was never shown. */
const LAST_SIGHT_WITHIN_MS = 2_000
const SEEN_WITHIN_MS = 1_000

interface Level {
  readonly pages: number
  /** Cores that the service used. */
  readonly cores: number
  /** Objects and buffers after a collection of garbage. */
  readonly liveMb: number
  /** All that the process has; of that it may have kept some from an earlier rush. */
  readonly rssMb: number
  readonly buyersMsP99: number
  readonly delays: Delays | undefined
}

/** What thousands of open pages cost while a sale goes on, and how soon they show what was just sold. */
export const viewers: Profile = {
  title: 'Open pages',
  seconds: 6 + LEVELS.length * (WARM_UP_SECONDS + SECONDS + LAST_SIGHT_WITHIN_MS / 1000) + 4,
  async run(stage, say) {
    return withScene(stage, async (scene) =>
      withCrew('batched', scene.connectionString, async (crew) => {
        // Compiles the code, so that the level without pages is not the one that pays for it.
        await crew.generator.perform(holdsLoad(scene, crew.node.url, 0, 2))
        const watching = startViewers()
        try {
          const levels: Level[] = []
          for (const pages of LEVELS) {
            say(`${pages.toLocaleString('en')} open pages`)
            levels.push(await watch(scene, crew, watching, pages))
          }
          return findingsOf(levels, await scene.brokenInvariants())
        } finally {
          await watching.stop()
        }
      }),
    )
  },
}

async function watch(scene: Scene, crew: Crew, watching: Viewers, pages: number): Promise<Level> {
  const opened = await watching.open(crew.node.url, `/api/events/${scene.hot.eventId}/live`, pages)
  if (opened !== pages) throw new Error(`${opened} of ${pages} pages could be opened (see ulimit -n)`)
  const before = await newestVersion(scene)
  await watching.begin()
  const sale = await measure(scene, crew, saleOf(scene, crew, WARM_UP_SECONDS, SECONDS))
  const commits = await commitsAfter(scene, before)
  await sleep(LAST_SIGHT_WITHIN_MS)
  const liveMb = await crew.node.collectGarbage()
  return {
    pages,
    cores: sale.cpu?.service ?? Number.NaN,
    liveMb,
    rssMb: (await readRssMb(crew.node.pid)) ?? Number.NaN,
    buyersMsP99: latencyOf(sale, 'holds', 201)?.p99 ?? Number.NaN,
    delays: pages === 0 ? undefined : await watching.end(commits),
  }
}

function saleOf(scene: Scene, { node }: Crew, warmUpSeconds: number, seconds: number): Load {
  return {
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
  }
}

async function newestVersion(scene: Scene): Promise<number> {
  const [row] = await scene.query<{ version: number }>(
    'SELECT counts_version::int AS version FROM sales WHERE event_id = $1',
    [scene.hot.eventId],
  )
  return row?.version ?? 0
}

/** Each with the time at which its transaction began, a little before its commit: the delays are told too long by that. */
async function commitsAfter(scene: Scene, version: number): Promise<[version: number, at: number][]> {
  const rows = await scene.query<{ version: number; at: number }>(
    `SELECT version::int, (extract(epoch FROM at) * 1000)::float8 AS at
     FROM inventory_changes WHERE event_id = $1 AND version > $2 ORDER BY version`,
    [scene.hot.eventId, version],
  )
  return rows.map((row) => [row.version, row.at])
}

function findingsOf(levels: readonly Level[], broken: readonly string[]): Findings {
  const [alone, ...watched] = levels
  const perThousand = (more: number, pages: number) => rounded((more * 1_000) / pages, 2)
  const figures = watched.flatMap(
    ({ pages, cores, rssMb, liveMb, buyersMsP99, delays }): [string, number | boolean][] => [
      [`with${pages}CpuMsASecondPer1000`, perThousand((cores - (alone?.cores ?? Number.NaN)) * 1_000, pages)],
      [`with${pages}MemoryMbPer1000`, perThousand(rssMb - (alone?.rssMb ?? Number.NaN), pages)],
      [`with${pages}LiveMbPer1000`, perThousand(liveMb - (alone?.liveMb ?? Number.NaN), pages)],
      [`with${pages}SeenAfterMsP50`, delays?.msP50 ?? Number.NaN],
      [`with${pages}SeenAfterMsP99`, delays?.msP99 ?? Number.NaN],
      [`with${pages}SeenWithin1s`, (delays?.msP99 ?? Number.NaN) < SEEN_WITHIN_MS],
      [`with${pages}FramesASecond`, rounded((delays?.frames ?? 0) / pages / (WARM_UP_SECONDS + SECONDS), 1)],
      [`with${pages}BuyersMsP99`, rounded(buyersMsP99, 1)],
    ],
  )
  return {
    ratios: {},
    figures: {
      buysPerSecond: BUYS_PER_SECOND,
      aloneCpuMsASecond: rounded((alone?.cores ?? Number.NaN) * 1_000, 1),
      aloneMemoryMb: alone?.rssMb ?? Number.NaN,
      aloneBuyersMsP99: rounded(alone?.buyersMsP99 ?? Number.NaN, 1),
      ...Object.fromEntries(figures),
    },
    broken: [
      ...broken.map((sentence) => `Open pages: ${sentence}.`),
      ...watched.flatMap(({ pages, delays }) =>
        delays?.unseen ? [`Open pages: with ${pages} of them ${delays.unseen} changes were never shown.`] : [],
      ),
    ],
    notes: [
      `${BUYS_PER_SECOND} people a second buy from the event that all pages watch. A change is seen when its page has it, or something newer; the time counts from the beginning of its transaction, and has in it how long the process with all the pages takes to read them.`,
      ...(hasProc ? [] : ['There is no /proc here, from which CPU time and memory of the service are read.']),
    ],
    charts: [
      {
        title: 'From the commit to the page',
        kind: 'bars',
        xLabel: 'open pages',
        yLabel: 'ms',
        x: watched.map(({ pages }) => pages.toLocaleString('en')),
        series: [
          { label: 'p50', values: watched.map(({ delays }) => delays?.msP50 ?? null) },
          { label: 'p99', values: watched.map(({ delays }) => delays?.msP99 ?? null) },
        ],
      },
      {
        title: 'CPU time of the service in a second',
        kind: 'bars',
        xLabel: 'open pages',
        yLabel: 'ms',
        x: levels.map(({ pages }) => pages.toLocaleString('en')),
        series: [{ label: 'with the sale', values: levels.map(({ cores }) => rounded(cores * 1_000, 1)) }],
      },
    ],
  }
}
