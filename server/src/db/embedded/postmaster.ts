// Reads postmaster.pid, which PostgreSQL writes into its cluster, and talks to the server that it names.
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { ownFolderByProc } from './account.ts'
import { passwordOf, type Cluster } from './cluster.ts'
import { codeOf, failure, messageOf } from './failure.ts'
import { idTaken, isPostmasterOf } from './process.ts'

interface Lock {
  pid: number
  port: number
  socketFolder: string
  ready: boolean
  text: string
}

export interface StaleLock {
  state: 'stale'
  text: string
  lock: Lock | undefined
  /** PostgreSQL itself would refuse to start: the id belongs to a zombie or to another program by now. */
  obstructs: boolean
}

type Found = { state: 'free' } | { state: 'unsettled' } | { state: 'live'; lock: Lock } | StaleLock

// PostgreSQL writes the file right after creating it; one that is still incomplete later is left from a power cut.
const unsettledMsMax = 5000

export async function inspectLock(folder: string): Promise<Found> {
  const file = join(folder, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw failure(`${file} cannot be read by this user (${codeOf(error)}).`, error)
  })
  if (text === undefined) return { state: 'free' }
  const lock = parseLock(text)
  if (lock === undefined) {
    const written = await stat(file).catch(() => undefined)
    if (written === undefined || Date.now() - written.mtimeMs < unsettledMsMax) return { state: 'unsettled' }
    return { state: 'stale', text, lock, obstructs: true }
  }
  if (await isPostmasterOf(folder, lock.pid)) return { state: 'live', lock }
  return { state: 'stale', text, lock, obstructs: idTaken(lock.pid) }
}

/** Lines: process id, data folder, start time, port, socket folder, listen address, shared memory, state. */
function parseLock(text: string): Lock | undefined {
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (lines.length < 4 || !Number.isInteger(pid) || pid <= 1) return undefined
  return {
    pid,
    port: Number(lines[3]),
    socketFolder: lines[4] ?? '',
    ready: lines[7]?.trim() === 'ready',
    text,
  }
}

// A local server answers in milliseconds; one that needs this long is as good as not answering, and is asked again.
const answerMsMax = 3000

/**
 * The connection string, if the server that wrote this lock answers there. It must read the same lock file itself,
 * so that no other server is mistaken for it; SCRAM proves that it knows the password.
 */
export async function answeringAt(folder: string, lock: Lock): Promise<string | undefined> {
  const connectionString = connectionStringFor(folder, lock, await passwordOf(folder))
  const client = new Client({ connectionString, connectionTimeoutMillis: answerMsMax, query_timeout: answerMsMax })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ lock: string }>("select pg_read_file('postmaster.pid') as lock")
    return rows[0] && serverOf(rows[0].lock) === serverOf(lock.text) ? connectionString : undefined
  } catch (error) {
    const code = codeOf(error)
    // 28: the password is wrong; 3D: the database is missing. Everything else passes, as start-up and shutdown do.
    if (!code.startsWith('28') && !code.startsWith('3D')) return undefined
    throw failure(`The PostgreSQL of ${folder} refuses us: ${messageOf(error)}.`, error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

function serverOf(lockText: string): string {
  return lockText.split('\n', 3).join('\n')
}

// The host is a query parameter, as pg and libpq both read it, and localhost keeps it a valid URL; sslmode and the
// port are spelt out so that PGSSLMODE and PGPORT of the environment do not step in.
function connectionStringFor(folder: string, { port, socketFolder }: Lock, password: string): string {
  const account = `postgres://fairground:${encodeURIComponent(password)}`
  if (socketFolder === '') return `${account}@127.0.0.1:${port}/fairground?sslmode=disable`
  const host = seenByUs(folder, socketFolder)
  return `${account}@localhost:${port}/fairground?host=${encodeURIComponent(host)}&sslmode=disable`
}

/** Moves a stale lock out of the way, unless another start has just replaced it: then that one goes back. */
export async function setLockAside(folder: string, stale: StaleLock): Promise<void> {
  const file = join(folder, 'postmaster.pid')
  const aside = `${file}.${randomUUID()}.stale`
  try {
    await rename(file, aside)
    if ((await readFile(aside, 'utf8')) !== stale.text) await link(aside, file)
    // The socket has a lock of its own, with the same process id in it.
    else if (stale.lock?.socketFolder) {
      const { port, socketFolder } = stale.lock
      await rm(join(seenByUs(folder, socketFolder), `.s.PGSQL.${port}.lock`), { force: true })
    }
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(error))) throw error
  } finally {
    await rm(aside, { force: true })
  }
}

function seenByUs(folder: string, socketFolder: string): string {
  return socketFolder === ownFolderByProc ? folder : socketFolder
}

// A fast shutdown rolls back what is open and writes a checkpoint; the immediate one leaves that to recovery.
const fastSecondsMax = 10
const immediateSecondsMax = 10

/** Returns when the process is gone: fast within 10 s, else at once and with recovery at the next start. */
export async function stopPostmaster(cluster: Cluster, pid: number): Promise<void> {
  if (await endedAfter('INT', fastSecondsMax, cluster, pid)) return
  if (await endedAfter('QUIT', immediateSecondsMax, cluster, pid)) return
  throw failure(`PostgreSQL (process ${pid}) did not stop; see ${cluster.log}.`)
}

async function endedAfter(signal: 'INT' | 'QUIT', seconds: number, cluster: Cluster, pid: number): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000
  // Looked at again before every signal, because the id may belong to somebody else by now.
  if (!(await isPostmasterOf(cluster.folder, pid))) return true
  await sendSignal(signal, cluster, pid)
  while (await isPostmasterOf(cluster.folder, pid)) {
    if (Date.now() > deadline) return false
    await sleep(10)
  }
  return true
}

async function sendSignal(signal: 'INT' | 'QUIT', cluster: Cluster, pid: number): Promise<void> {
  // Windows has no signals; pg_ctl speaks to the server through the pipe that stands in for them.
  if (process.platform === 'win32') {
    await promisify(execFile)(cluster.binaries.pgCtl, ['kill', signal, String(pid)]).catch(() => undefined)
    return
  }
  try {
    process.kill(pid, `SIG${signal}`)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}
