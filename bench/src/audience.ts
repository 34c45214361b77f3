import { setTimeout as sleep } from 'node:timers/promises'

import type { Chart } from '@fairground/load'

import type { Viewers } from './children.ts'
import { type Load, latencyOf } from './load.ts'
import { type Crew, measure } from './measure.ts'
import { rounded } from './results.ts'
import type { Scene } from './stage.ts'
import { readRssMb } from './usage.ts'
import type { Delays } from './watching.ts'

/** An event that many pages follow while some people buy. */
export interface Show {
  readonly eventId: string
  /** Of what a page follows that is opened when the event's counts have this version. */
  path(version: number): string
  /** Who buys meanwhile; the answers are recorded as `holds`. */
  sale(warmUpSeconds: number, seconds: number): Load
}

export interface Level {
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

const WARM_UP_SECONDS = 1.5
const SECONDS = 5
const SALE_SECONDS = WARM_UP_SECONDS + SECONDS
/** The last commits have so long to arrive; whatever takes longer was never shown. */
const LAST_SIGHT_WITHIN_MS = 2_000
const SEEN_WITHIN_MS = 1_000
/** A level, with its pages to be opened. */
export const LEVEL_SECONDS = SALE_SECONDS + LAST_SIGHT_WITHIN_MS / 1000 + 1

/** Measures a sale with more and more open pages. The first level is to have none: what the sale costs by itself. */
export async function watchLevels(
  scene: Scene,
  crew: Crew,
  watching: Viewers,
  show: Show,
  levels: readonly number[],
  say: (sentence: string) => void,
): Promise<Level[]> {
  const watched: Level[] = []
  for (const pages of levels) {
    say(`${pages.toLocaleString('en')} open pages`)
    watched.push(await watch(scene, crew, watching, show, pages))
  }
  return watched
}

async function watch(scene: Scene, crew: Crew, watching: Viewers, show: Show, pages: number): Promise<Level> {
  const before = await newestVersion(scene, show.eventId)
  const opened = await watching.open(crew.node.url, show.path(before), pages)
  if (opened.pages !== pages) throw new Error(`${opened.pages} of ${pages} pages could be opened (see ulimit -n)`)
  await watching.begin()
  const sale = await measure(scene, crew, show.sale(WARM_UP_SECONDS, SECONDS))
  const commits = await commitsAfter(scene, show.eventId, before)
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

export async function newestVersion(scene: Scene, eventId: string): Promise<number> {
  const [row] = await scene.query<{ version: number }>(
    'SELECT counts_version::int AS version FROM sales WHERE event_id = $1',
    [eventId],
  )
  return row?.version ?? 0
}

/** Each with the time at which its transaction began, a little before its commit: the delays are told too long by that. */
async function commitsAfter(scene: Scene, eventId: string, version: number): Promise<[version: number, at: number][]> {
  const rows = await scene.query<{ version: number; at: number }>(
    `SELECT version::int, (extract(epoch FROM at) * 1000)::float8 AS at
     FROM inventory_changes WHERE event_id = $1 AND version > $2 ORDER BY version`,
    [eventId, version],
  )
  return rows.map((row) => [row.version, row.at])
}

export function figuresOf(levels: readonly Level[]): Record<string, number | boolean> {
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
      [`with${pages}FramesASecond`, rounded((delays?.frames ?? 0) / pages / SALE_SECONDS, 1)],
      [`with${pages}BytesASecond`, bytesASecond(delays, pages)],
      [`with${pages}BuyersMsP99`, rounded(buyersMsP99, 1)],
    ],
  )
  return {
    aloneCpuMsASecond: rounded((alone?.cores ?? Number.NaN) * 1_000, 1),
    aloneMemoryMb: alone?.rssMb ?? Number.NaN,
    aloneBuyersMsP99: rounded(alone?.buyersMsP99 ?? Number.NaN, 1),
    ...Object.fromEntries(figures),
  }
}

/** That a page is sent while people buy. */
export function bytesASecond(delays: Delays | undefined, pages: number): number {
  return Math.round((delays?.bytes ?? Number.NaN) / pages / SALE_SECONDS)
}

export function neverShown(levels: readonly Level[]): string[] {
  return levels.flatMap(({ pages, delays }) =>
    delays?.unseen ? [`with ${pages} open pages ${delays.unseen} changes were never shown`] : [],
  )
}

export function chartsOf(levels: readonly Level[]): Chart[] {
  const watched = levels.filter(({ delays }) => delays)
  return [
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
  ]
}
