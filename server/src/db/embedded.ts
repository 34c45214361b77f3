// Without DATABASE_URL the service brings its own PostgreSQL. This file starts one for a data folder, or adopts the
// one that a killed service left running there, and ends it. The rest of the code only sees a connection string.
import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chooseAccount } from './embedded/account.ts'
import { copyParents, findPackage, provideBinaries } from './embedded/binaries.ts'
import { provideCluster, refuseForeignCluster, type Cluster } from './embedded/cluster.ts'
import { failure, messageOf } from './embedded/failure.ts'
import { judgeExit, launch, listeningPlaces, placeOf, type Launch, type Place } from './embedded/launch.ts'
import { answeringAt, inspectLock, setLockAside, stopPostmaster, type StaleLock } from './embedded/postmaster.ts'
import { isPostmasterOf } from './embedded/process.ts'

// Crash recovery replays at most max_wal_size (2 GB): seconds on an SSD, the better part of a minute on a slow disk.
// A server that is shutting down needs at most a checkpoint, which is less.
const answerSecondsMax = 60
// Start-up takes about 70 ms, so 20 ms keeps the wait below a third on top of it without busy work.
const pollMs = 20
// Another start, or the last backends of a killed server, hold the folder: each try costs a process and a log line.
const retryMs = 200
// Buyers repeat their requests for a minute, so half a second until a death is noticed costs none of them an order.
const watchMs = 500
// A server that dies again within a minute has a reason that restarts do not cure: it gets more and more time.
const calmMs = 60_000
const shortestPauseMs = 1_000
const longestPauseMs = 30_000

export interface EmbeddedPostgres {
  readonly connectionString: string
  /** True when the server was already running for this data folder. */
  readonly adopted: boolean
  /** From now on a server that dies is started anew, where it listened before, until `stop`. */
  keepRunning(): void
  /** Ends the server, adopted or not, and returns when its process is gone. May be called again. */
  stop(): Promise<void>
}

/**
 * A PostgreSQL that answers for this data folder: the live one if there is one, otherwise a new one; the first start
 * creates the cluster. Two starts at the same moment end with one server that both use.
 * Throws an Error, whose sentence an operator can act on, when no server answers within 60 s.
 */
export async function startEmbedded(options: {
  dataDir: string
  report?: (sentence: string) => void
}): Promise<EmbeddedPostgres> {
  const report = options.report ?? (() => undefined)
  const { folder: packageFolder, version } = findPackage()
  await mkdir(options.dataDir, { recursive: true })
  const home = await realpath(options.dataDir)
  await refuseForeignCluster(join(home, 'postgres'), version)
  const account = await chooseAccount(join(home, 'postgres'))
  const binaries = await provideBinaries({
    packageFolder,
    version,
    account,
    copyParents: copyParents(home, account),
    report,
  })
  const cluster = await provideCluster({ home, binaries, account, report })
  return embedded(cluster, await attachOrLaunch(cluster, listeningPlaces(cluster), report), report)
}

/** The connection string of the live embedded server of this data folder, or undefined when none answers. */
export async function findEmbedded(dataDir: string): Promise<string | undefined> {
  const folder = await realpath(join(dataDir, 'postgres')).catch(() => undefined)
  if (folder === undefined) return undefined
  const found = await inspectLock(folder)
  if (found.state !== 'live' || !found.lock.ready) return undefined
  return answeringAt(folder, found.lock)
}

interface Server {
  pid: number
  connectionString: string
  adopted: boolean
}

async function attachOrLaunch(cluster: Cluster, places: Place[], report: (sentence: string) => void): Promise<Server> {
  const deadline = Date.now() + answerSecondsMax * 1000
  let launched: Launch | undefined
  let saidThatItWaits = false
  while (Date.now() < deadline) {
    const found = await inspectLock(cluster.folder)
    if (found.state === 'live' && found.lock.ready) {
      const connectionString = await answeringAt(cluster.folder, found.lock)
      if (connectionString !== undefined) {
        const adopted = !launched?.serves(found.lock.pid)
        if (adopted) report(`PostgreSQL was already running for ${cluster.home} and is used as it is.`)
        return { pid: found.lock.pid, connectionString, adopted }
      }
    }
    if (launched?.ended()) {
      await judgeExit(launched, places)
      launched = undefined
      await sleep(retryMs)
    } else if (launched === undefined && (found.state === 'free' || found.state === 'stale')) {
      if (found.state === 'stale') await clearStaleLock(cluster, found)
      launched = await launch(cluster, places)
    } else {
      if (launched === undefined && !saidThatItWaits) {
        report(`Waiting for the PostgreSQL of ${cluster.home} that is starting or stopping.`)
        saidThatItWaits = true
      }
      await sleep(pollMs)
    }
  }
  throw failure(
    `PostgreSQL did not answer for ${cluster.folder} within ${answerSecondsMax} s; see ${cluster.log}. ` +
      'If it is recovering, start again to go on waiting.',
  )
}

async function clearStaleLock(cluster: Cluster, stale: StaleLock): Promise<void> {
  // A socket answers across process namespaces, where a process id says nothing: two containers on one volume.
  if (stale.lock?.ready && (await answeringAt(cluster.folder, stale.lock)) !== undefined) {
    throw failure(`${cluster.folder} is in use by the PostgreSQL of another container.`)
  }
  if (stale.obstructs) await setLockAside(cluster.folder, stale)
}

function embedded(cluster: Cluster, first: Server, report: (sentence: string) => void): EmbeddedPostgres {
  const { connectionString, adopted } = first
  const ending = new AbortController()
  let server = first
  let keeping: Promise<void> | undefined
  let stopping: Promise<void> | undefined

  async function keep(): Promise<void> {
    let startedAt = 0
    let pauseMs = 0
    while (await passes(watchMs, ending.signal)) {
      if (await isPostmasterOf(cluster.folder, server.pid)) continue
      pauseMs = Date.now() - startedAt > calmMs ? 0 : Math.min(longestPauseMs, Math.max(shortestPauseMs, pauseMs * 2))
      if (!(await passes(pauseMs, ending.signal))) return
      report('PostgreSQL has ended by itself; it is being started anew.')
      startedAt = Date.now()
      try {
        server = await attachOrLaunch(cluster, [placeOf(connectionString)], report)
        report('PostgreSQL answers again.')
      } catch (error) {
        report(messageOf(error))
      }
    }
  }

  async function stop(): Promise<void> {
    ending.abort()
    await keeping
    await stopPostmaster(cluster, server.pid)
  }

  return {
    connectionString,
    adopted,
    keepRunning: () => void (keeping ??= keep()),
    stop: () => (stopping ??= stop()),
  }
}

/** Waits, and tells whether the time has passed; false as soon as it is cut short. */
function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, true, { signal }).catch(() => false)
}
