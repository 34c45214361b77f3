import { readAvailability } from '@fairground/contract'
import type { Client } from '@fairground/contract/client'
import { countOf, type Recording, until } from '@fairground/load'

import { totalPlaces } from '../places.ts'
import { type Crowd, gatherCrowd } from './crowd.ts'
import { emptyLedger, type Ledger } from './ledger.ts'
import type { BurstPlan } from './plan.ts'
import { type BurstProgress, type BurstStage, type PlacesSample, progressOf } from './progress.ts'
import type { PlacesSeen } from './verdict.ts'

/** Pictures of a short run need finer bins; those of a long one would be crowded by them. */
const SHORT_RUN_MS = 30_000
const [FINE_BIN_MS, COARSE_BIN_MS] = [250, 1_000]
const SAMPLE_EVERY_MS = 250

export type Watch = ReturnType<typeof openWatch>

type Gathering = Omit<Parameters<typeof gatherCrowd>[0], 'plan' | 'binMs'>

/** Keeps an eye on a burst for whoever wants to see how it goes. */
export function openWatch(named: string, plan: BurstPlan) {
  const binMs = binMsOf(plan)
  const samples: PlacesSample[] = []
  let stage: BurstStage = 'preparing'
  let title = named
  let crowd: Crowd | undefined
  let beganAt: number | undefined
  let endedAt: number | undefined
  let recording: Recording = { binMs, latencies: {}, counts: {}, answers: {} }

  const elapsedMs = () => (beganAt === undefined ? 0 : (endedAt ?? performance.now()) - beganAt)
  const see = (areas: PlacesSeen['areas']) => void samples.push({ atMs: elapsedMs(), ...totalPlaces(areas) })

  return {
    samples,
    elapsedMs,
    see,
    name: (known: string) => (title = known),
    enter: (next: BurstStage) => (stage = next),
    progress: (): BurstProgress => {
      const seen = stage === 'running' && crowd ? crowd.seen() : { due: countOf(recording, 'arrivals'), recording }
      return progressOf({ ...seen, stage, title, plan, elapsedMs: elapsedMs(), places: samples.at(-1) })
    },

    /** Lets the crowd in and waits until the last has gone. */
    async follow(
      client: Client,
      gathering: Gathering,
      stopping: AbortSignal,
    ): Promise<{ recording: Recording; ledger: Ledger }> {
      if (stopping.aborted) return { recording, ledger: emptyLedger() }
      crowd = await gatherCrowd({ ...gathering, plan, binMs })
      beganAt = performance.now()
      stage = 'running'
      if (stopping.aborted) crowd.stop()
      else stopping.addEventListener('abort', crowd.stop, { once: true })
      const over = new AbortController()
      const sampling = samplePlaces(client, gathering.event.id, see, over.signal)
      try {
        const ended = await crowd.ended
        recording = ended.recording
        return ended
      } finally {
        endedAt = performance.now()
        over.abort()
        await sampling
      }
    },
  }
}

async function samplePlaces(
  client: Client,
  eventId: string,
  see: (areas: PlacesSeen['areas']) => void,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    const outcome = await client(readAvailability, { params: { eventId }, signal: over })
    if (outcome.ok) see(outcome.data.areas)
    await until(performance.now() + SAMPLE_EVERY_MS, over)
  }
}

function binMsOf({ crowd, buyers, thinkMs, durationMs }: BurstPlan): number {
  const arrivingMs = crowd.kind === 'open' ? (buyers / crowd.ratePerSecond) * 1000 : durationMs
  return Math.min(arrivingMs, durationMs) + 5 * thinkMs < SHORT_RUN_MS ? FINE_BIN_MS : COARSE_BIN_MS
}
