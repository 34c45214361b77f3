import { existsSync } from 'node:fs'
import { readdir, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'

import { type Config, ConfigError } from './config.ts'
import { findEmbedded, isServing, startEmbedded } from './db/index.ts'
import { openLog } from './log.ts'
import { openService } from './service.ts'

/** Makes an account an admin, with the password of FAIRGROUND_NEW_PASSWORD; works beside a running service. */
export async function createFirstAdmin(config: Config, email: string): Promise<void> {
  const password = process.env['FAIRGROUND_NEW_PASSWORD'] ?? ''
  if (password.length < 8) throw new ConfigError('FAIRGROUND_NEW_PASSWORD has to have at least 8 characters.')
  const running = config.databaseUrl ?? (await findEmbedded(config.dataDir))
  const postgres = running === undefined ? await startEmbedded({ dataDir: config.dataDir }) : undefined
  const output = openLog({ level: 'warn', format: config.logFormat })
  try {
    const connectionString = running ?? postgres?.connectionString ?? ''
    const service = await openService({ config, connectionString, output })
    await service.accounts.createAdmin({ email, password, name: email.split('@')[0] ?? email })
    await service.stop()
    await output.close()
    process.stdout.write(`${email} is an admin now.\n`)
  } finally {
    await postgres?.stop()
  }
  process.exit(0)
}

/** Empties the data folder after asking; refuses while a service uses it. */
export async function resetData(config: Config): Promise<void> {
  if (config.databaseUrl) {
    throw new ConfigError(
      'DATABASE_URL is set: reset empties the embedded database only. Use your own tools for yours.',
    )
  }
  if (!existsSync(config.dataDir)) {
    process.stdout.write(`${config.dataDir} is not there: nothing to reset.\n`)
    return process.exit(0)
  }
  const running = await findEmbedded(config.dataDir)
  if (running !== undefined && (await isServing(running))) {
    throw new ConfigError('Fairground is running with this data. Stop it first (Ctrl-C where it was started).')
  }
  if (!process.argv.includes('--yes') && !(await confirmed(config.dataDir))) {
    process.stdout.write('Nothing was changed.\n')
    return process.exit(1)
  }
  if (await findEmbedded(config.dataDir)) await (await startEmbedded({ dataDir: config.dataDir })).stop()
  for (const name of await readdir(config.dataDir)) {
    const path = join(config.dataDir, name)
    // Where somebody keeps the database on another disk by a link, the data are behind it.
    await rm(await realpath(path).catch(() => path), { recursive: true, force: true })
    await rm(path, { recursive: true, force: true })
  }
  process.stdout.write(`${config.dataDir} is empty. The next start begins anew.\n`)
  process.exit(0)
}

async function confirmed(dataDir: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new ConfigError('This needs an answer. Run it in a terminal, or say --yes to delete without asking.')
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const answer = await terminal.question(`Delete every event, order and account in ${dataDir}? Type "yes": `)
    return answer.trim().toLowerCase() === 'yes'
  } finally {
    terminal.close()
  }
}
