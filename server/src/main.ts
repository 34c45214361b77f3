import cluster from 'node:cluster'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { type Config, ConfigError, parseConfig } from './config.ts'
import { type EmbeddedPostgres, startEmbedded } from './db/index.ts'
import { createFirstAdmin, resetData } from './commands.ts'
import { openLog } from './log.ts'
import { printDemoLogin, printWelcome } from './welcome.ts'
import { openService } from './service.ts'
import { prepareData, saveDataFile } from './prepare.ts'
import { runPrimary, workerScrape } from './workers.ts'

/** After SIGTERM everything is answered and closed within this, or the process ends without more. */
const STOP_WITHIN_MS = 14_000
const CONNECTION_OF_WORKER = 'FAIRGROUND_CONNECTION'

const root = process.env['FAIRGROUND_ROOT'] ?? join(import.meta.dirname, '../..')
main().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`)
  process.exit(1)
})

async function main(): Promise<void> {
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
  const stop = onStopSignal()
  let postgres: EmbeddedPostgres | undefined
  let closeServers = async () => {}
  let saveData = async () => {}
  stop.then(async () => {
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    process.stderr.write('Stopping: what was accepted is being finished ...\n')
    await closeServers()
    await saveData()
    await postgres?.stop()
    output.flush()
    process.exit(0)
  }, fail)
  try {
    if (!config.databaseUrl) {
      postgres = await startEmbedded({ dataDir: config.dataDir, report: (text) => process.stderr.write(`${text}\n`) })
    }
    const connectionString = config.databaseUrl ?? postgres?.connectionString ?? ''
    const service = await openService({ config, connectionString, output })
    closeServers = () => service.stop()
    const demoLogin = await prepareData(config, service, postgres !== undefined)
    saveData = () => saveDataFile(config, connectionString, output)
    if (config.workers > 1) {
      await service.stop()
      const workers = runPrimary(config.workers, { [CONNECTION_OF_WORKER]: connectionString }, output.log)
      closeServers = () => workers.stop()
      await workers.listening
    } else {
      await service.listen()
    }
    printWelcome(config)
    if (demoLogin) printDemoLogin(demoLogin)
  } catch (error) {
    await closeServers().catch(() => {})
    await postgres?.stop()
    throw error
  }
}

/** One of several processes: a node like any other, with a database that is there already. */
async function startWorker(config: Config): Promise<void> {
  const output = openLog({ level: config.logLevel, format: config.logFormat })
  const connectionString = process.env[CONNECTION_OF_WORKER] ?? ''
  const service = await openService({ config, connectionString, output, scrape: workerScrape })
  onStopSignal().then(async () => {
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    await service.stop()
    process.exit(0)
  }, fail)
  await service.listen()
}

/** Resolves at the first SIGINT, SIGTERM or SIGHUP, or when whoever started this process is gone. */
function onStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    process.on('disconnect', () => resolve())
  })
}

function fail(error: unknown): void {
  process.stderr.write(`${sentenceOf(error)}\n`)
  process.exit(1)
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
