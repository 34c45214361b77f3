import { setTimeout as pause } from 'node:timers/promises'

/**
 * Runs `work` again and again, `everyMs` after it last ended, until `signal` aborts. `work` never overlaps itself and
 * handles its own failures.
 */
export async function repeat(everyMs: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await pauseFor(everyMs, signal)
    if (!signal.aborted) await work()
  }
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal, ref: false })
  } catch {
    // Aborted: the caller looks at the signal.
  }
}
