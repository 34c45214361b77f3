import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { listEvents, placeOrder, readOrder } from '@fairground/contract'
import { createClient } from '@fairground/contract/client'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'

import { ConfigError, parseConfig } from '../config.ts'
import { findEmbedded, startEmbedded } from '../db/index.ts'
import { processGone } from '../db/embedded/process.ts'
import { freePort, type ServiceProcess, startProcess } from '../testing/process.ts'
import { MAIN, PATIENCE_MS, postmasterOf, type Program, startProgram, waitUntilGone } from './programs.ts'
import { newBuyer, newSale } from './sale.ts'

const CLI = join(import.meta.dirname, '../../../cli/src/main.ts')
const RUN = join(import.meta.dirname, '../../../scripts/run.mjs')
const STOPPED = { code: 0, signal: null }
const REFUSED = { code: 1, signal: null }

/** A data folder with the demo in it and nothing that runs: a copy costs a tenth of a first start. */
let prepared: string
beforeAll(async () => {
  prepared = await newFolder()
  const first = await startProcess({ dataDir: prepared })
  await first.stop()
})
afterAll(() => rm(prepared, { recursive: true, force: true }))

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'fairground-start-'))
}

/** Empty; at the end whatever still runs in it is ended. */
async function emptyFolder(): Promise<string> {
  const folder = await newFolder()
  cleanups.push(async () => {
    if (await findEmbedded(folder)) await (await startEmbedded({ dataDir: folder })).stop()
    await rm(folder, { recursive: true, force: true })
  })
  return folder
}

async function folderWithDemo(): Promise<string> {
  const folder = await emptyFolder()
  await cp(prepared, folder, { recursive: true })
  return folder
}

async function startService(dataDir: string, env: Record<string, string> = {}): Promise<ServiceProcess> {
  const service = await startProcess({ dataDir, env })
  cleanups.push(() => service.stop('SIGKILL'))
  return service
}

/** The program, with a folder of its own for everything, and a port that was free a moment ago. */
async function startMain(dataDir: string, env: Record<string, string> = {}, args: string[] = []): Promise<Program> {
  const port = String(await freePort())
  const program = startProgram(MAIN, args, { FAIRGROUND_ROOT: dataDir, DATA_DIR: dataDir, PORT: port, ...env })
  cleanups.push(() => {
    program.end()
    return program.exited
  })
  return program
}

async function isReady(service: ServiceProcess): Promise<boolean> {
  return (await fetch(`${service.url}/readyz`)).status === 200
}

describe('a second start', () => {
  test('after kill -9 adopts the PostgreSQL that lived on, with all that was acknowledged', async () => {
    const dataDir = await folderWithDemo()
    const killed = await startService(dataDir)
    const buyer = await newBuyer(killed.url)
    const { eventId, one } = await newSale(buyer, 10)
    const order = await buyer.client(placeOrder, { params: { eventId }, body: one })
    if (!order.ok) throw new Error(order.problem.detail)
    const postmaster = await postmasterOf(dataDir)
    expect(await killed.stop('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
    expect(await postmasterOf(dataDir)).toBe(postmaster)
    expect(await findEmbedded(dataDir)).toBeDefined()

    const next = await startService(dataDir)
    expect(next.output()).toContain('PostgreSQL was already running')
    expect(await postmasterOf(dataDir)).toBe(postmaster)
    const client = createClient({ server: next.url, token: buyer.token })
    const { tickets } = order.data
    expect(await client(readOrder, { params: { orderId: order.data.id } })).toMatchObject({
      ok: true,
      data: { tickets },
    })
    expect(await next.stop()).toEqual(STOPPED)
    expect(await processGone(postmaster ?? 0)).toBe(true)
  })

  test('on the port of the first, with the same data, is refused in one sentence and does the first no harm', async () => {
    const dataDir = await folderWithDemo()
    const first = await startService(dataDir)
    const postmaster = await postmasterOf(dataDir)
    const port = new URL(first.url).port
    const second = await startMain(dataDir, { PORT: port })
    expect(await second.exited).toEqual(REFUSED)
    expect(second.output()).toBe(
      `Port ${port} is in use already, perhaps by another Fairground. Stop that one, or choose another: PORT=8081 npm start\n`,
    )
    expect(await postmasterOf(dataDir)).toBe(postmaster)
    expect(await isReady(first)).toBe(true)

    const elsewhere = await emptyFolder()
    const third = await startMain(elsewhere, { PORT: port })
    expect(await third.exited).toEqual(REFUSED)
    expect(await readdir(elsewhere)).toEqual([])
  })

  test('on another port, with the same data, is a second node; PostgreSQL ends with the last of them', async () => {
    const dataDir = await folderWithDemo()
    const first = await startService(dataDir)
    const postmaster = (await postmasterOf(dataDir)) ?? 0
    const second = await startService(dataDir)
    expect(await isReady(second)).toBe(true)
    expect(await second.stop()).toEqual(STOPPED)
    expect(second.output()).toContain('PostgreSQL goes on: another Fairground uses it.')
    expect(await processGone(postmaster)).toBe(false)
    expect(await isReady(first)).toBe(true)
    expect(await first.stop()).toEqual(STOPPED)
    expect(await processGone(postmaster)).toBe(true)
  })
})

describe('a signal', () => {
  for (const [signal, moment] of [
    ['SIGINT', 'while the database is being created'],
    ['SIGTERM', 'while PostgreSQL comes up'],
  ] as const) {
    test(`${signal} ${moment} ends the start with 0 and leaves nothing running`, async () => {
      const isNew = signal === 'SIGINT'
      const dataDir = isNew ? await emptyFolder() : await folderWithDemo()
      const program = await startMain(dataDir)
      if (isNew) await program.says('Creating the database')
      else {
        await vi.waitUntil(() => postmasterOf(dataDir), { timeout: PATIENCE_MS, interval: 1 })
      }
      program.child.kill(signal)
      expect(await program.exited).toEqual(STOPPED)
      expect(program.output()).toContain('Stopping')
      expect(program.output()).not.toContain('Fairground is open')
      expect(await postmasterOf(dataDir)).toBeUndefined()
    })
  }

  test('and a closed terminal do not keep the service from stopping in good order', async () => {
    const dataDir = await folderWithDemo()
    const program = await startMain(dataDir)
    await program.says('Fairground is open')
    const postmaster = (await postmasterOf(dataDir)) ?? 0
    program.child.stdout?.destroy()
    program.child.stderr?.destroy()
    program.child.kill('SIGHUP')
    expect(await program.exited).toEqual(STOPPED)
    expect(await processGone(postmaster)).toBe(true)
  })

  test('SIGKILL to whoever started the service stops it in good order, PostgreSQL included', async () => {
    const dataDir = await folderWithDemo()
    const program = await startLauncher(dataDir)
    await program.says('Fairground is open')
    const postmaster = (await postmasterOf(dataDir)) ?? 0
    program.child.kill('SIGKILL')
    await once(program.child, 'exit')
    // Its pipes are closed when the service, too, has let go of them.
    await program.exited
    expect(program.output()).toContain('Stopping')
    await waitUntilGone(postmaster)
    expect(await findEmbedded(dataDir)).toBeUndefined()
  })

  test('SIGTERM to the launcher reaches the service, and its exit code comes back', async () => {
    const dataDir = await folderWithDemo()
    const program = await startLauncher(dataDir)
    await program.says('Fairground is open')
    const postmaster = (await postmasterOf(dataDir)) ?? 0
    program.child.kill('SIGTERM')
    expect(await program.exited).toEqual(STOPPED)
    expect(await processGone(postmaster)).toBe(true)
  })
})

async function startLauncher(dataDir: string): Promise<Program> {
  const root = await launcherRoot()
  const env = { DATA_DIR: dataDir, PORT: String(await freePort()) }
  const program = startProgram(join(root, 'scripts/run.mjs'), ['server/src/main.ts'], env)
  cleanups.push(() => {
    program.end()
    return program.exited
  })
  return program
}

/** A checkout in which everything is installed already, as the launcher sees it: it must not install into ours. */
async function launcherRoot(): Promise<string> {
  const root = await newFolder()
  cleanups.push(() => rm(root, { recursive: true, force: true }))
  await mkdir(join(root, 'scripts'))
  await mkdir(join(root, 'node_modules'))
  await cp(RUN, join(root, 'scripts/run.mjs'))
  await writeFile(join(root, 'package-lock.json'), '{}')
  await writeFile(join(root, 'node_modules/.fairground-installed'), createHash('sha256').update('{}').digest('hex'))
  await symlink(join(import.meta.dirname, '../..'), join(root, 'server'))
  return root
}

describe('the environment', () => {
  const refused: [name: string, value: string, expected: RegExp][] = [
    ['PORT', '80800', /PORT is "80800", but it has to be a whole number from 0 to 65535\./],
    ['PUBLIC_URL', 'tickets.example', /PUBLIC_URL has to be an address that begins with http:\/\/ or https:\/\/\./],
    ['TRUST_PROXY', 'yes', /TRUST_PROXY is "yes", but it has to be true, false, or addresses of proxies/],
    ['TRUST_PROXY', '10.0.0.0/40', /TRUST_PROXY is "10.0.0.0\/40", but it has to be/],
    ['DATABASE_URL', 'mysql://u:secret@host/db', /DATABASE_URL has to begin with postgres:\/\/ or postgresql:\/\/\./],
    ['DATA_DIR', MAIN, /DATA_DIR is ".*main\.ts", but that is not a folder\./],
    ['WORKERS', 'two', /WORKERS is "two", but it has to be a whole number from 1 to \d+\./],
    ['DATABASE_POOL', '1', /DATABASE_POOL is "1", but it has to be a whole number from 6 to 500\./],
    ['QUEUE_LIMIT', '0', /QUEUE_LIMIT is "0", but/],
    ['MAX_CONNECTIONS', '-1', /MAX_CONNECTIONS is "-1", but/],
    ['ADDRESS_LIMIT', '1e3', /ADDRESS_LIMIT is "1e3", but/],
    ['FAIRGROUND_ADMIN_EMAIL', 'a@b.example', /FAIRGROUND_ADMIN_EMAIL and FAIRGROUND_ADMIN_PASSWORD go together/],
    ['TLS_CERT', '/nowhere/cert.pem', /TLS_CERT and TLS_KEY go together/],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL is "loud", but it has to be fatal, error, warn, info, debug, trace, silent\./],
    ['LOG_FORMAT', 'xml', /LOG_FORMAT is "xml", but it has to be pretty, json\./],
  ]
  for (const [name, value, expected] of refused) {
    test(`with ${name}=${value.replace(/.*[/]/, '')} is refused by name, with what was expected`, () => {
      const start = () => parseConfig({ [name]: value }, tmpdir())
      expect(start).toThrow(ConfigError)
      expect(start).toThrow(expected)
      expect(start).not.toThrow(/secret/)
    })
  }

  test('that cannot be used stops the start with that one sentence, exit code 1 and an untouched folder', async () => {
    const dataDir = await emptyFolder()
    const badPort = await startMain(dataDir, { PORT: '80800' })
    const badHost = await startMain(dataDir, { HOST: '203.0.113.1' })
    for (const program of [badPort, badHost]) {
      expect(await program.exited).toEqual(REFUSED)
      expect(program.output().trim().split('\n')).toHaveLength(1)
    }
    expect(badPort.output()).toBe('PORT is "80800", but it has to be a whole number from 0 to 65535.\n')
    expect(badHost.output()).toMatch(/^HOST is "203.0.113.1", but it has to be an address of this machine/)
    expect(await readdir(dataDir)).toEqual([])
  })

  test('with the file of a certificate that is not there, or is none, is refused by name', () => {
    const start = (key: string) => () => parseConfig({ TLS_CERT: MAIN, TLS_KEY: key }, tmpdir())
    expect(start('/nowhere/key.pem')).toThrow(
      /^TLS_KEY has to be a file that can be read \(ENOENT.*\/nowhere\/key\.pem/,
    )
    expect(start(MAIN)).toThrow(/^TLS_CERT and TLS_KEY have to be a certificate and its own key/)
  })

  test('is read from .env, and what is set by hand goes first', async () => {
    const dataDir = await emptyFolder()
    await writeFile(join(dataDir, '.env'), 'PORT=many\nLOG_LEVEL=loud\n')
    // PORT is the first to be looked at.
    const program = await startMain(dataDir, { PORT: '8080' })
    expect(await program.exited).toEqual(REFUSED)
    expect(program.output()).toContain('LOG_LEVEL is "loud"')
  })
})

describe('reset', () => {
  async function reset(dataDir: string, ...args: string[]): Promise<Program> {
    const program = startProgram(CLI, ['reset', ...args], { FAIRGROUND_ROOT: await launcherRoot(), DATA_DIR: dataDir })
    await program.exited
    return program
  }

  test('without a terminal needs --yes, refuses while the service runs, and then empties the folder', async () => {
    const dataDir = await folderWithDemo()
    const kept = await readdir(dataDir)
    const unasked = await reset(dataDir)
    expect(unasked.child.exitCode).not.toBe(0)
    expect(unasked.output()).toContain('--yes')
    expect(await readdir(dataDir)).toEqual(kept)

    const service = await startService(dataDir)
    const whileRunning = await reset(dataDir, '--yes')
    expect(whileRunning.child.exitCode).not.toBe(0)
    expect(whileRunning.output()).toContain('Fairground is running with this data')
    expect(await isReady(service)).toBe(true)

    // Killed, it leaves PostgreSQL running, and the folder can be emptied all the same.
    await service.stop('SIGKILL')
    const postmaster = (await postmasterOf(dataDir)) ?? 0
    const done = await reset(dataDir, '--yes')
    expect(done.output()).toContain('is empty')
    expect(done.child.exitCode).toBe(0)
    expect(await readdir(dataDir)).toEqual([])
    expect(await processGone(postmaster)).toBe(true)
  })
})

describe('the demo', () => {
  test('is six events with pictures, one with 100 free places, and a login of this folder that only its owner can read', async () => {
    const dataDir = await folderWithDemo()
    expect((await stat(join(prepared, 'demo-login.json'))).mode & 0o777).toBe(0o600)
    const service = await startService(dataDir)
    const listed = await createClient({ server: service.url })(listEvents, {})
    if (!listed.ok) throw new Error(listed.problem.detail)
    // Started twice by now, once for the preparation.
    expect(listed.data.items).toHaveLength(6)
    for (const { picture } of listed.data.items) {
      expect(picture?.alt).not.toBe('')
      expect((await fetch(`${service.url}${picture?.sizes.at(-1)?.url}`)).status).toBe(200)
    }
    expect(listed.data.items.map(({ total, left }) => [total, left])).toContainEqual([100, 100])
    const loginIn = () => /signs in with\n +(\S+) +(\S+)\n/.exec(service.output())
    const [, email = '', password = ''] = (await vi.waitUntil(loginIn, { timeout: PATIENCE_MS })) ?? []
    const signedIn = await fetch(`${service.url}/api/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    })
    expect(signedIn.status).toBe(201)
    const other = await startService(await emptyFolder())
    await vi.waitUntil(() => other.output().includes(email), { timeout: PATIENCE_MS })
    expect(other.output()).not.toContain(password)
  })
})
