// Launches a postmaster that outlives us, and reads from its log why one ended before it was ready.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chown, lstat, mkdir, open, readFile, rename, stat, type FileHandle } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentForPostgres, nameForAccount } from './account.ts'
import type { Cluster } from './cluster.ts'
import { failure } from './failure.ts'

/** Where a server listens; a loopback without a port takes a free one. */
export type Place = { kind: 'socket'; folder: string } | { kind: 'loopback'; port?: number }

export interface Launch {
  /** Whether the postmaster with this id is the one launched here. */
  serves(pid: number): boolean
  ended(): boolean
  log: string
  logStart: number
}

// An operator needs the last words, not the history.
const saidCharactersMax = 1000
// The name is the port's, which only tells sockets in one folder apart; ours never share a folder.
const socketPort = 5432
// sun_path holds 108 bytes on Linux and 104 on macOS, with the NUL.
const socketPathBytesMax = process.platform === 'darwin' ? 103 : 107

/**
 * A socket costs less per round trip than the loopback, so it goes first: in the cluster itself, which is closed to
 * others and seen alike from every /tmp; where that path is too long, in a short folder of our own. Best first; the
 * last is always the loopback.
 */
export function listeningPlaces(cluster: Cluster): Place[] {
  const places: Place[] = []
  if (process.platform !== 'win32') {
    if (fitsSocket(cluster.folder)) places.push({ kind: 'socket', folder: cluster.folder })
    const hash = createHash('sha256').update(cluster.folder).digest('hex').slice(0, 16)
    for (const parent of new Set(['/tmp', tmpdir()])) {
      const folder = join(parent, `fairground-${hash}`)
      if (fitsSocket(folder)) places.push({ kind: 'socket', folder })
    }
  }
  return [...places, { kind: 'loopback' }]
}

/** The one place at which this connection string finds a server. */
export function placeOf(connectionString: string): Place {
  const url = new URL(connectionString)
  const folder = url.searchParams.get('host')
  return folder === null ? { kind: 'loopback', port: Number(url.port) } : { kind: 'socket', folder }
}

function fitsSocket(folder: string): boolean {
  return Buffer.byteLength(join(folder, `.s.PGSQL.${socketPort}`)) <= socketPathBytesMax
}

/** Starts a postmaster in a session of its own, so that a Ctrl-C in the terminal does not reach it before our drain. */
export async function launch(cluster: Cluster, places: Place[]): Promise<Launch> {
  const name = nameForAccount(cluster.folder, cluster.account)
  const settings = { ...steadySettings, ...(await settingsToListen(cluster, places, name)) }
  const args = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const log = await openLog(cluster.log)
  try {
    const logStart = (await log.stat()).size
    const windows = process.platform === 'win32'
    // On Windows pg_ctl gives up the administrator's rights that PostgreSQL refuses, and returns at once.
    const child = windows
      ? spawn(cluster.binaries.pgCtl, ['start', '-W', '-D', cluster.folder, '-l', cluster.log, '-o', args.join(' ')], {
          cwd: cluster.folder,
          detached: true,
          windowsHide: true,
          env: environmentForPostgres(),
          stdio: 'ignore',
        })
      : spawn(cluster.binaries.postgres, ['-D', name, ...args], {
          ...cluster.account,
          cwd: cluster.folder,
          detached: true,
          env: environmentForPostgres(),
          stdio: ['ignore', log.fd, log.fd],
        })
    await new Promise<void>((resolve, reject) => {
      child.on('spawn', resolve)
      child.on('error', (error) => reject(failure(`PostgreSQL could not be started: ${error.message}.`, error)))
    })
    child.unref()
    return {
      serves: (pid) => windows || pid === child.pid,
      ended: () => child.signalCode !== null || (child.exitCode !== null && !(windows && child.exitCode === 0)),
      log: cluster.log,
      logStart,
    }
  } finally {
    await log.close()
  }
}

const steadySettings = {
  // The promise to buyers: a confirmed order is on the disk. Spelt out, so that no postgresql.conf takes it back.
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Four processes with a pool of 40, and room for the terminal and a console; an idle place costs a few kB.
  max_connections: '200',
  // The rows of every event on sale fit many times over, and a box with 1 GB still has room for the service.
  shared_buffers: '256MB',
  // After each checkpoint the first change of a page writes the whole page to the log, in the middle of a sale.
  // Rarer checkpoints mean fewer of them; 2 GB keeps crash recovery well below the minute that a start waits.
  checkpoint_timeout: '15min',
  max_wal_size: '2GB',
  // Statement errors reach the service, which reports them; here they would fill the disk when an event sells out.
  log_min_messages: 'log',
  logging_collector: 'off',
  log_destination: 'stderr',
  cluster_name: 'fairground',
} satisfies Record<string, string>

async function settingsToListen(cluster: Cluster, places: Place[], name: string): Promise<Record<string, string>> {
  while (places[0]?.kind === 'socket') {
    const { folder } = places[0]
    if (folder === cluster.folder || (await ownsSocketFolder(cluster, folder))) {
      const seen = folder === cluster.folder ? name : folder
      return {
        listen_addresses: '',
        port: String(socketPort),
        // A list, in which a name with a space or a comma stands in quotes.
        unix_socket_directories: `"${seen.replaceAll('"', '""')}"`,
        unix_socket_permissions: '0700',
      }
    }
    places.shift()
  }
  const port = String((places[0]?.kind === 'loopback' && places[0].port) || (await freePort()))
  const loopback = { listen_addresses: '127.0.0.1', port }
  return process.platform === 'win32' ? loopback : { ...loopback, unix_socket_directories: '' }
}

/** Makes the folder, or checks that the one of that name is ours: anybody may write to /tmp. */
async function ownsSocketFolder({ account }: Cluster, folder: string): Promise<boolean> {
  await mkdir(folder, { mode: 0o700 }).catch(() => undefined)
  const made = await lstat(folder).catch(() => undefined)
  if (!made?.isDirectory() || (made.mode & 0o077) !== 0) return false
  if (account === undefined) return made.uid === process.getuid?.()
  if (made.uid === 0) await chown(folder, account.uid, account.gid)
  else if (made.uid !== account.uid) return false
  return nameForAccount(folder, account) === folder
}

/** Somebody may take the port before PostgreSQL does; then it ends, and the next launch asks for another. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw failure('No port of the loopback is free.')
  return address.port
}

// With statement errors left out the log grows by a few lines per checkpoint: 10 MB is years.
const logBytesMax = 10 * 1024 * 1024

async function openLog(log: string): Promise<FileHandle> {
  const { size } = await stat(log).catch(() => ({ size: 0 }))
  if (size > logBytesMax) await rename(log, `${log}.old`)
  return open(log, 'a+', 0o600)
}

/**
 * Why a launched postmaster ended: returns when another try makes sense, because another server holds the folder or
 * has just let it go, or because the next place to listen at may do; throws with PostgreSQL's own words otherwise.
 */
export async function judgeExit(launched: Launch, places: Place[]): Promise<void> {
  const said = (await readFile(launched.log)).subarray(launched.logStart).toString('utf8')
  if (/lock file ".*" already exists|lock file ".*" is empty|pre-existing shared memory/.test(said)) return
  if (/could not bind IPv4 address/.test(said)) return
  if (/Unix-domain socket|could not bind Unix address/.test(said) && places[0]?.kind === 'socket') {
    places.shift()
    return
  }
  throw failure(`PostgreSQL ended while starting: ${said.trim().slice(-saidCharactersMax) || 'it said nothing'}\n`)
}
