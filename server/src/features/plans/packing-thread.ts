import { parentPort, workerData } from 'node:worker_threads'

import type { Plan } from '@fairground/contract'
import { halls } from '@fairground/seating/halls'

import { invariant } from '../../invariant.ts'
import { checkAndPack } from './content.ts'
import type { PackingTask } from './packing.ts'

// Given by `packing.ts`, which starts this file and nothing else does.
const task = workerData as PackingTask

/** The plan's schema was met before it was put into words. */
function planOf(): Plan {
  if ('text' in task) return JSON.parse(task.text) as Plan
  const hall = halls.find(({ id }) => id === task.hallId)
  invariant(hall, 'a plan that comes along has an id that comes along')
  return hall.plan()
}

// It is a window's rule, and this is a thread's port.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(await checkAndPack(planOf()))
