import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

import type { Plan } from '@fairground/contract'
import { planSize } from '@fairground/seating'

import { problem } from '../../http/index.ts'
import { checkAndPack, type Packed } from './content.ts'

/** What the other thread works on: a plan's JSON, or the id of one that comes along. */
export type PackingTask = { readonly text: string } | { readonly hallId: string }

/** How long somebody waits for a plan (`performance.now()`), and whether they still do. */
export interface PlanAsker {
  readonly deadline: number
  isGone(): boolean
}

/** Seats and parts that keep a thread for some 40 ms; from more of them buyers would notice, if it were theirs. */
const MOST_HERE = 5_000
/** One that is packed and four that wait: the largest take a core for two seconds each, and an arena 150 MB. */
const MOST_IN_LINE = 5
const RETRY_AFTER_SECONDS = 2

/**
 * As `checkAndPack`; large plans on another thread, one after the other. Throws `busy` to an asker for whom too many
 * wait already, or whose turn comes too late; who is none waits as long as it takes.
 */
export async function checkAndPackAside(plan: Plan, asker?: PlanAsker): Promise<Packed> {
  const { seats, parts } = planSize(plan)
  if (seats + parts <= MOST_HERE) return checkAndPack(plan)
  return inTurn(asker, () => runThread({ text: JSON.stringify(plan) }))
}

export function packAside(task: PackingTask): Promise<Packed> {
  return inTurn(undefined, () => runThread(task))
}

let last: Promise<unknown> = Promise.resolve()
let inLine = 0

function inTurn(asker: PlanAsker | undefined, pack: () => Promise<Packed>): Promise<Packed> {
  if (asker && inLine >= MOST_IN_LINE) throw busy()
  inLine += 1
  const turn = last
    .then(() => {
      if (asker && (performance.now() >= asker.deadline || asker.isGone())) throw busy()
      return pack()
    })
    .finally(() => {
      inLine -= 1
    })
  last = turn.catch(() => {})
  return turn
}

function busy(): Error {
  const detail = 'Many large plans are on their way right now. Nothing was changed; try again.'
  return problem('busy', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS })
}

async function runThread(task: PackingTask): Promise<Packed> {
  const thread = new Worker(new URL('./packing-thread.ts', import.meta.url), { workerData: task })
  // Rejects when the thread fails. What it answers is a `Packed`, whose bytes are no `Buffer` any more.
  const [packed] = (await once(thread, 'message')) as [Packed]
  if (!packed.ok) return packed
  const { plan, geometry } = packed.content
  return { ok: true, content: { ...packed.content, plan: Buffer.from(plan), geometry: Buffer.from(geometry) } }
}
