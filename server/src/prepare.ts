import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

import { Archive } from '@fairground/contract'
import { Value } from 'typebox/value'

import { type Config, ConfigError } from './config.ts'
import type { LogOutput } from './log.ts'
import { openService, type Service } from './service.ts'

export interface Login {
  readonly email: string
  readonly password: string
}

/** Makes the first admin, takes in DATA_FILE, loads the demo: each only where it is wanted and missing. */
export async function prepareData(config: Config, service: Service, isEmbedded: boolean): Promise<Login | undefined> {
  if (config.admin) await service.accounts.createAdmin({ ...config.admin, name: 'Admin' })
  if (config.dataFile) await takeIn(config.dataFile, service)
  return isEmbedded ? demoLogin(config, service) : undefined
}

/**
 * Imports the file into an empty database. An import that was interrupted goes on at the next start: otherwise the half
 * that arrived would be taken for the whole, and written over the file at the next stop.
 */
async function takeIn(file: string, service: Service): Promise<void> {
  if (!existsSync(file)) return
  const mark = `${file}.importing`
  if (!existsSync(mark) && !(await service.operations.isEmpty())) return
  const archive = await readArchive(file)
  await writeFile(mark, '', { flush: true })
  await service.operations.importArchive(archive)
  await rm(mark)
}

/** Writes what DATA_FILE is to carry to the next start. A crash leaves the file of before. */
export async function saveDataFile(config: Config, connectionString: string, output: LogOutput): Promise<void> {
  if (!config.dataFile) return
  const service = await openService({ config, connectionString, output })
  try {
    await writeWhole(config.dataFile, await service.operations.exportArchive())
  } finally {
    await service.stop()
  }
}

async function readArchive(file: string): Promise<Archive> {
  let parsed: unknown
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new ConfigError(`DATA_FILE ${file} is not valid JSON (${String(error)}). Nothing was changed.`)
  }
  if (Value.Check(Archive, parsed)) return parsed
  const [first] = Value.Errors(Archive, parsed)
  throw new ConfigError(`DATA_FILE ${file} is not an archive of Fairground: ${first?.instancePath} ${first?.message}.`)
}

/**
 * The demo's organizer, whose password is random and of this data folder only. It is the platform's admin as well,
 * unless the operator named one: somebody has to be able to look behind the scenes.
 */
async function demoLogin(config: Config, service: Service): Promise<Login | undefined> {
  const file = join(config.dataDir, 'demo-login.json')
  const isEmpty = await service.operations.isEmpty()
  if (!existsSync(file)) {
    if (!isEmpty) return undefined
    const login: Login = { email: 'demo@fairground.example', password: randomBytes(12).toString('base64url') }
    await writeWhole(file, [JSON.stringify(login)])
  }
  // Written by the lines above, now or at a start that was interrupted before it made the events.
  const login = JSON.parse(await readFile(file, 'utf8')) as Login
  if (isEmpty) await service.operations.openDemo(login, config.admin === undefined)
  return login
}

/** Whether the service is for this machine alone: it listens on loopback, and no proxy carries it further. */
export function isLocal({ host, publicUrl, trustProxy }: Config): boolean {
  const isLoopback = (name: string) => /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/.test(name)
  return isLoopback(host) && isLoopback(new URL(publicUrl).hostname) && trustProxy === false
}

/** The file is whole or as before, never half, and for the owner's eyes only. */
async function writeWhole(file: string, pieces: Iterable<string> | Readable): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.draft-${process.pid}`
  await writeFile(draft, pieces, { mode: 0o600, flush: true })
  await rename(draft, file)
}
