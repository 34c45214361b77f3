import type { Queries } from '../../db/index.ts'
import type { Log } from '../../log.ts'
import { selectDueEvents } from './queries.ts'

/** Places are back on sale within 1 s of their hold's end: this, one query and one batch. */
const SWEEP_MS = 400

/** Looks for events with due holds and has `sweep` called for each, in every process, until stopped. */
export function startSweeper(queries: Queries, log: Log, sweep: (eventId: string) => void): () => Promise<void> {
  let isStopped = false
  let sweeping: Promise<void> = Promise.resolve()
  let timer = setTimeout(turn, SWEEP_MS)

  function turn(): void {
    sweeping = selectDueEvents(queries)
      .then((eventIds) => eventIds.forEach(sweep))
      .catch((error: unknown) => log.warn({ err: error }, 'due holds could not be looked for'))
      .finally(() => {
        if (!isStopped) timer = setTimeout(turn, SWEEP_MS)
      })
  }

  return async () => {
    isStopped = true
    clearTimeout(timer)
    await sweeping
  }
}
