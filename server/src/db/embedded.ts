// Without DATABASE_URL the service brings its own PostgreSQL. This file starts one for a data folder, or adopts the
// one that a killed service left running there, and ends it. The rest of the code only sees a connection string.
import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chooseAccount } from './embedded/account.ts'
import { copyParents, findPackage, provideBinaries } from './embedded/binaries.ts'
import { provideCluster, refuseForeignCluster, type Cluster } from './embedded/cluster.ts'
import { failure } from './embedded/failure.ts'
import { judgeExit, launch, listeningPlaces, type Launch } from './embedded/launch.ts'
import { answeringAt, inspectLock, setLockAside, stopPostmaster, type StaleLock } from './embedded/postmaster.ts'

// Crash recovery replays at most max_wal_size (2 GB): seconds on an SSD, the better part of a minute on a slow disk.
// A server that is shutting down needs at most a checkpoint, which is less.
const answerSecondsMax = 60
// Start-up takes about 70 ms, so 20 ms keeps the wait below a third on top of it without busy work.
const pollMs = 20
// Another start, or the last backends of a killed server, hold the folder: each try costs a process and a log line.
const retryMs = 200

export interface EmbeddedPostgres {
  readonly connectionString: string
  /** True when the server was already running for this data folder. */
  readonly adopted: boolean
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
  return attachOrLaunch(cluster, report)
}

/** The connection string of the live embedded server of this data folder, or undefined when none answers. */
export async function findEmbedded(dataDir: string): Promise<string | undefined> {
  const folder = await realpath(join(dataDir, 'postgres')).catch(() => undefined)
  if (folder === undefined) return undefined
  const found = await inspectLock(folder)
  if (found.state !== 'live' || !found.lock.ready) return undefined
  return answeringAt(folder, found.lock)
}

async function attachOrLaunch(cluster: Cluster, report: (sentence: string) => void): Promise<EmbeddedPostgres> {
  const deadline = Date.now() + answerSecondsMax * 1000
  const places = listeningPlaces(cluster)
  let launched: Launch | undefined
  let saidThatItWaits = false
  while (Date.now() < deadline) {
    const found = await inspectLock(cluster.folder)
    if (found.state === 'live' && found.lock.ready) {
      const connectionString = await answeringAt(cluster.folder, found.lock)
      if (connectionString !== undefined) {
        const adopted = !launched?.serves(found.lock.pid)
        if (adopted) report(`PostgreSQL was already running for ${cluster.home} and is used as it is.`)
        return embedded(cluster, found.lock.pid, connectionString, adopted)
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

function embedded(cluster: Cluster, pid: number, connectionString: string, adopted: boolean): EmbeddedPostgres {
  let stopping: Promise<void> | undefined
  return {
    connectionString,
    adopted,
    stop: () => (stopping ??= stopPostmaster(cluster, pid)),
  }
}
