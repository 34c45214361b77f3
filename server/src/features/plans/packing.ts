import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

import type { Plan } from '@fairground/contract'
import { planErrors } from '@fairground/seating'

import { packPlan, type PlanContent } from './content.ts'

export type Packed =
  | { readonly ok: true; readonly content: PlanContent }
  | { readonly ok: false; readonly errors: ReturnType<typeof planErrors> }

/** What the other thread works on: a plan's JSON, or the id of one that comes along. */
export type PackingTask = { readonly text: string } | { readonly hallId: string }

/** So many keep the main thread for some 30 ms; beyond, buyers would notice: 60,000 kept it for 400 ms. */
const MOST_SEATS_HERE = 5_000

/** Packs a plan if nothing is wrong with it. */
export async function checkAndPack(plan: Plan): Promise<Packed> {
  const errors = planErrors(plan)
  return errors.length > 0 ? { ok: false, errors } : { ok: true, content: await packPlan(plan) }
}

let last: Promise<unknown> = Promise.resolve()

/** As `checkAndPack`; large plans on another thread, one after the other, since each takes a core and 150 MB. */
export async function checkAndPackAside(plan: Plan): Promise<Packed> {
  return seatsOf(plan) > MOST_SEATS_HERE ? packAside({ text: JSON.stringify(plan) }) : checkAndPack(plan)
}

export function packAside(task: PackingTask): Promise<Packed> {
  const turn = last.then(() => runThread(task))
  last = turn.catch(() => {})
  return turn
}

async function runThread(task: PackingTask): Promise<Packed> {
  const thread = new Worker(new URL('./packing-thread.ts', import.meta.url), { workerData: task })
  // Rejects when the thread fails. What it answers is a `Packed`, whose bytes are no `Buffer` any more.
  const [packed] = (await once(thread, 'message')) as [Packed]
  if (!packed.ok) return packed
  const { plan, geometry } = packed.content
  return { ok: true, content: { ...packed.content, plan: Buffer.from(plan), geometry: Buffer.from(geometry) } }
}

function seatsOf({ zones }: Plan): number {
  let seats = 0
  for (const { rows } of zones) for (const row of rows) seats += row.seats.length
  return seats
}
