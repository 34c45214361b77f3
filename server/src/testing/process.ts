import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startEmbedded } from '../db/index.ts'

export interface ServiceProcessOptions {
  /** Over the defaults; nothing of the surrounding environment but PATH and HOME reaches the service. */
  readonly env?: Record<string, string>
  /** A folder of the caller's, kept at the end with whatever still runs in it; without it a temporary one. */
  readonly dataDir?: string
  /** A database that is there; without it the service starts its embedded PostgreSQL. */
  readonly connectionString?: string
}

export interface ProcessExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface ServiceProcess {
  readonly url: string
  readonly pid: number
  readonly dataDir: string
  readonly exited: Promise<ProcessExit>
  /** All that it has written so far, standard output and standard error as they came. */
  output(): string
  /** Sends the signal (SIGTERM unless given), waits for the end, and removes a folder that was not the caller's. */
  stop(signal?: NodeJS.Signals): Promise<ProcessExit>
}

/** The first start creates a cluster and may share two cores with other tests. */
const START_WITHIN_MS = 90_000
/** Between choosing a free port and listening on it somebody else may take it. */
const PORTS_TRIED = 3
const LAST_WORDS_MS = 1_000
const MAIN = join(import.meta.dirname, '../main.ts')

/** Starts the real service as a process of its own and resolves once it says that it is open. */
export async function startProcess(options: ServiceProcessOptions = {}): Promise<ServiceProcess> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'fairground-process-')))
  const removeData = options.dataDir ? async () => {} : () => removeDataDir(dataDir, options.connectionString)
  for (let tried = 1; ; tried += 1) {
    const port = options.env?.['PORT'] ?? String(await freePort())
    const running = launch({ ...options, dataDir }, port)
    if (await running.opened) {
      return {
        ...running,
        async stop(signal) {
          const exit = await running.stop(signal)
          await removeData()
          return exit
        },
      }
    }
    const exit = await running.stop('SIGKILL')
    if (running.output().includes('is in use already') && !options.env?.['PORT'] && tried < PORTS_TRIED) continue
    await removeData()
    throw new Error(`the service did not open (${exit.signal ?? exit.code}):\n${running.output()}`)
  }
}

function launch(options: ServiceProcessOptions & { dataDir: string }, port: string) {
  const { dataDir, connectionString, env = {} } = options
  const child = spawn(process.execPath, [MAIN], {
    // The channel tells the service when this process is gone, however it went.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      // A developer's own .env stays out of it.
      FAIRGROUND_ROOT: dataDir,
      DATA_DIR: dataDir,
      ADDRESS_LIMIT: '100000',
      ...(connectionString ? { DATABASE_URL: connectionString } : {}),
      ...env,
      PORT: port,
    },
  })
  const chunks: string[] = []
  const closed = once(child, 'close').then(() => true)
  const exited = once(child, 'exit').then(async ([code, signal]): Promise<ProcessExit> => {
    // Its last words are still in the pipe; processes that it left behind may keep the pipe open.
    await Promise.race([closed, after(LAST_WORDS_MS)])
    return { code, signal }
  })
  return {
    url: `${env['TLS_CERT'] ? 'https' : 'http'}://127.0.0.1:${port}`,
    // Undefined only where the program could not be started at all: `exited` rejects then.
    pid: child.pid ?? 0,
    dataDir,
    exited,
    opened: Promise.race([saysThatItIsOpen(child, chunks), exited.then(() => false), after(START_WITHIN_MS)]),
    output: () => chunks.join(''),
    async stop(signal: NodeJS.Signals = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      return exited
    },
  }
}

function saysThatItIsOpen(child: ChildProcess, chunks: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        chunks.push(text)
        if (chunks.slice(-5).join('').includes('Fairground is open')) resolve(true)
      })
    }
  })
}

function after(ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), ms).unref()
  })
}

/** A port that is free now: the service prints the port it was told, so 0 would not say where it listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/** After SIGKILL the embedded PostgreSQL lives on: it is adopted and ended before its files go. */
async function removeDataDir(dataDir: string, connectionString: string | undefined): Promise<void> {
  if (!connectionString) await (await startEmbedded({ dataDir })).stop()
  await rm(dataDir, { recursive: true, force: true })
}
