import { ratesOf } from '@fairground/load'

import { latencyOf, type Target } from '../load.ts'
import { holdsLoad, withCrew, withScene } from '../measure.ts'
import { rounded } from '../results.ts'
import type { Scene, Stage } from '../stage.ts'
import type { StrategyName } from '../strategies/index.ts'
import type { Profile } from './profile.ts'

const PLACES = 20_000
/** Of the negative control, which is slower: as many as it sells in a second or two. */
const CONTROL_PLACES = 1_000
const CONTROL_POOL = 16
const SECONDS = 6

/** 20,000 places that sell out under the load, and the same without a lock, which sells more places than there are. */
export const sellOut: Profile = {
  title: 'Selling out',
  seconds: 2 * SECONDS + 6,
  async run(stage) {
    const ours = await sell(stage, 'batched', PLACES, undefined)
    const control = await sell(stage, 'unsafe', CONTROL_PLACES, CONTROL_POOL)
    const broken = ours.broken.map((sentence) => `Selling out: ${sentence}.`)
    if (ours.taken !== PLACES) broken.push(`Selling out: ${ours.taken} of ${PLACES} places were taken.`)
    if (control.taken <= CONTROL_PLACES) {
      broken.push(
        `Selling out: without a lock ${control.taken} of ${CONTROL_PLACES} places were taken, and not too many.`,
      )
    }
    const [before, after] = [latencyOf(ours.result, 'holds', 201), latencyOf(ours.result, 'holds', 409)]
    const sold = ratesOf(ours.result.recording, 'holds 201')
    const refused = ratesOf(ours.result.recording, 'holds 409')
    const bins = Array.from({ length: Math.max(sold.length, refused.length) }, (_, bin) => bin)
    return {
      ratios: {},
      figures: {
        places: PLACES,
        placesTaken: ours.taken,
        p99MsWhileSelling: rounded(before?.p99 ?? Number.NaN, 1),
        p99MsWhenSoldOut: rounded(after?.p99 ?? Number.NaN, 1),
        unsafePlaces: CONTROL_PLACES,
        unsafePlacesTaken: control.taken,
      },
      broken,
      notes: [
        `Without a lock ${control.taken} of ${CONTROL_PLACES} places were taken: the same invariants see it at once.`,
      ],
      charts: [
        {
          title: 'Answers while 20,000 places sell out',
          kind: 'lines',
          xLabel: 'seconds',
          yLabel: 'answers/s',
          x: bins.map((bin) => (bin * ours.result.recording.binMs) / 1000),
          series: [
            { label: 'reserved', values: bins.map((bin) => sold[bin] ?? 0) },
            { label: 'sold out', values: bins.map((bin) => refused[bin] ?? 0) },
          ],
        },
      ],
    }
  },
}

async function sell(stage: Stage, strategy: StrategyName, places: number, pool: number | undefined) {
  return withScene(stage, async (scene) => {
    const [target] = await scene.addEvents(1, places)
    if (!target) throw new Error('the event that sells out was not made')
    const result = await withCrew(
      strategy,
      scene.connectionString,
      async ({ node, generator }) =>
        // No warm-up: its answers would be missing among those that took the places.
        generator.perform(holdsLoad(scene, node.url, 0, SECONDS, [target])),
      pool,
    )
    return { result, taken: await placesTaken(scene, target), broken: await scene.brokenInvariants() }
  })
}

/** Counted from the holds themselves, whatever the counters say. */
async function placesTaken(scene: Scene, { eventId }: Target): Promise<number> {
  const [row] = await scene.query<{ places: number }>(
    `SELECT coalesce(sum((line->>'quantity')::int), 0)::int AS places
     FROM holds, json_array_elements(lines) AS line WHERE event_id = $1 AND state = 'active'`,
    [eventId],
  )
  return row?.places ?? 0
}
