import { Logger, run } from 'graphile-worker'
import type { Pool } from 'pg'
import pg from 'pg'

import { applicationNames } from '../db/index.ts'
import type { Log } from '../log.ts'

/** Something that is done now and then by one of the nodes. Running twice or late does no harm. */
export interface Chore {
  readonly name: string
  /** As in cron(5), UTC. */
  readonly schedule: string
  readonly run: () => Promise<void>
}

/** One for the cron and its lock, one to run a chore, one to listen. */
const POOL_SIZE = 3

/** Starts the chores: whichever node's turn it is does them, once for all nodes. Returns how to stop. */
export async function startHousekeeping(
  connectionString: string,
  chores: readonly Chore[],
  log: Log,
): Promise<() => Promise<void>> {
  const pgPool: Pool = new pg.Pool({ connectionString, max: POOL_SIZE, application_name: applicationNames.jobs })
  pgPool.on('error', (error) => log.warn({ err: error }, 'the jobs lost a connection'))
  pgPool.on('connect', (client) => client.on('error', () => {}))
  const runner = await run({
    pgPool,
    concurrency: 1,
    noHandleSignals: true,
    pollInterval: 5_000,
    crontab: chores.map((chore) => `${chore.schedule} ${chore.name}`).join('\n'),
    taskList: Object.fromEntries(chores.map((chore) => [chore.name, () => chore.run()])),
    logger: new Logger(() => (level, message) => {
      if (level === 'error' || level === 'warning') log.warn({ jobs: message }, 'a job had a problem')
      else log.debug({ jobs: message }, 'jobs')
    }),
  })
  return async () => {
    await runner.stop()
    await pgPool.end()
  }
}
