import cluster from 'node:cluster'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { type Config, ConfigError, parseConfig } from './config.ts'
import { type EmbeddedPostgres, isServing, startEmbedded } from './db/index.ts'
import { createFirstAdmin, resetData } from './commands.ts'
import { openLog } from './log.ts'
import { limitHeap } from './memory.ts'
import { printDemoLogin, printWelcome } from './welcome.ts'
import { openService } from './service.ts'
import { isLocal, prepareData, saveDataFile } from './prepare.ts'
import { buildWebPages } from './web-build.ts'
import { runPrimary, workerScrape } from './workers.ts'

/** After SIGTERM everything is answered and closed within this, or the process ends without more. */
const STOP_WITHIN_MS = 14_000
/** Our own connections are closed, but PostgreSQL takes a moment to notice, more so for a process that was killed. */
const LAST_CONNECTIONS_WITHIN_MS = 2_000
const CONNECTION_OF_WORKER = 'FAIRGROUND_CONNECTION'

const root = process.env['FAIRGROUND_ROOT'] ?? join(import.meta.dirname, '../..')
// A terminal that was closed takes no more words, and that must not keep us from stopping in good order.
process.stderr.on('error', () => {})
main().catch(fail)

async function main(): Promise<void> {
  limitHeap()
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'))
  const config = parseConfig(process.env, root)
  const [command, ...rest] = process.argv.slice(2)
  if (command === undefined) return cluster.isPrimary ? start(config) : startWorker(config)
  if (command === 'admin' && rest[0] === 'create' && rest[1]) return createFirstAdmin(config, rest[1])
  if (command === 'reset') return resetData(config)
  throw new ConfigError(`There is no command "${[command, ...rest].join(' ')}". Try: fairground --help`)
}

/** The whole service in this process, or, with WORKERS above 1, the database and as many processes that serve. */
async function start(config: Config): Promise<void> {
  const output = openLog({ level: config.logLevel, format: config.logFormat })
  const stopping = new AbortController()
  let postgres: EmbeddedPostgres | undefined
  let closeServers = async () => {}
  let saveData = async () => {}
  let closed: Promise<void> | undefined

  async function open(): Promise<void> {
    // Before the database: who cannot serve has no business there, and least of all in another service's.
    await refuseTakenPort(config)
    await buildWebPages(say)
    stopping.signal.throwIfAborted()
    if (!config.databaseUrl) {
      postgres = await startEmbedded({ dataDir: config.dataDir, report: say })
      postgres.keepRunning()
    }
    stopping.signal.throwIfAborted()
    const connectionString = config.databaseUrl ?? postgres?.connectionString ?? ''
    let isLocalDemo = false
    const service = await openService({ config, connectionString, output, isLocalDemo: () => isLocalDemo })
    closeServers = () => service.stop()
    const demoLogin = await prepareData(config, service, postgres !== undefined)
    isLocalDemo = demoLogin !== undefined && isLocal(config)
    saveData = () => saveDataFile(config, connectionString, output)
    stopping.signal.throwIfAborted()
    if (config.workers > 1) {
      await service.stop()
      const environment = {
        [CONNECTION_OF_WORKER]: connectionString,
        ...(isLocalDemo ? { ALLOW_BURST_ACCOUNTS: '1' } : {}),
      }
      const workers = runPrimary(config.workers, environment, output.log)
      closeServers = () => workers.stop()
      await workers.listening
    } else {
      await service.listen()
      service.seedHalls()
    }
    printWelcome(config)
    if (demoLogin) printDemoLogin(demoLogin)
  }

  /** Closes what is open, once. Whatever fails on the way, the database is ended, if nobody else uses it. */
  async function close(): Promise<void> {
    try {
      await closeServers()
      await saveData()
    } finally {
      if (postgres) await leave(postgres)
      await output.close()
    }
  }

  const opening = open()
  onStopSignal().then(async () => {
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    say('Stopping: what was accepted is being finished ...')
    stopping.abort()
    // What is half open cannot be closed. Why it did not open any further does not matter now.
    await opening.catch(() => {})
    await (closed ??= close())
    process.exit(0)
  }, fail)
  try {
    await opening
  } catch (error) {
    if (stopping.signal.aborted) return
    await (closed ??= close()).catch((second: unknown) => say(sentenceOf(second)))
    throw error
  }
}

/** Asks the system for the port and gives it back. Rejects with EADDRINUSE, EACCES or ConfigError. */
async function refuseTakenPort({ port, host }: Config): Promise<void> {
  const probe = createServer().listen({ port, host })
  try {
    await once(probe, 'listening')
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'EADDRINUSE' || code === 'EACCES') throw error
    throw new ConfigError(`HOST is "${host}", but it has to be an address of this machine (${code}).`)
  }
  probe.close()
  await once(probe, 'close')
}

/** Ends the database that came with us, unless another service has joined it: the last one ends it. */
async function leave(postgres: EmbeddedPostgres): Promise<void> {
  const deadline = performance.now() + LAST_CONNECTIONS_WITHIN_MS
  while (await isServing(postgres.connectionString).catch(() => false)) {
    if (performance.now() > deadline) return say('PostgreSQL goes on: another Fairground uses it.')
    await sleep(50)
  }
  await postgres.stop()
}

/** One of several processes: a node like any other, with a database that is there already. */
async function startWorker(config: Config): Promise<void> {
  const output = openLog({ level: config.logLevel, format: config.logFormat })
  const connectionString = process.env[CONNECTION_OF_WORKER] ?? ''
  const service = await openService({ config, connectionString, output, scrape: workerScrape })
  onStopSignal().then(async () => {
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    await service.stop()
    await output.close()
    process.exit(0)
  }, fail)
  await service.listen()
  service.seedHalls()
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP, or when whoever started this process is gone. */
function onStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    process.on('disconnect', () => resolve())
    // Gone before anybody listened; undefined where nobody was there to begin with.
    if (process.connected === false) resolve()
  })
}

function fail(error: unknown): void {
  say(sentenceOf(error))
  process.exit(1)
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}

function sentenceOf(error: unknown): string {
  const { code, port, message } = error as { code?: string; port?: number; message?: string }
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use already, perhaps by another Fairground. Stop that one, or choose another: PORT=8081 npm start`
  }
  if (code === 'EACCES' && port) return `Port ${port} may not be used by this account. Choose one above 1023: PORT=8080`
  if (error instanceof ConfigError) return error.message
  return `Fairground cannot go on: ${message ?? String(error)}`
}
