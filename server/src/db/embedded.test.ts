// Every test runs a real PostgreSQL in a temporary folder, and ends what it started.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { findEmbedded, startEmbedded, type EmbeddedPostgres } from './embedded.ts'
import { findPackage, provideBinaries } from './embedded/binaries.ts'
import { processGone } from './embedded/process.ts'

const asRoot = process.getuid?.() === 0
const onUnix = process.platform !== 'win32'

// A creation takes a second here, and four at once on a slow disk many times that.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let prepared: string
let base: string
let dataDirs: string[]
let programs: ChildProcess[]

beforeAll(async () => {
  prepared = await mkdtemp(join(tmpdir(), 'fg-test-'))
  const server = await startEmbedded({ dataDir: prepared })
  await keepOneOrder(server)
  await server.stop()
})

afterAll(() => rm(prepared, { recursive: true, force: true }))

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'fg-test-'))
  await chmod(base, 0o755)
  dataDirs = []
  programs = []
})

afterEach(async () => {
  for (const program of programs) if (program.exitCode === null && program.signalCode === null) program.kill('SIGKILL')
  for (const dataDir of dataDirs) {
    if ((await findEmbedded(dataDir)) !== undefined) await (await startEmbedded({ dataDir })).stop()
  }
  await rm(base, { recursive: true, force: true })
})

function dataFolder(...names: string[]): string {
  const dataDir = join(base, ...(names.length === 0 ? ['data'] : names))
  dataDirs.push(dataDir)
  return dataDir
}

/** A stopped cluster with order 7: a copy, which takes a tenth of a creation. As root it belongs to root at first. */
async function folderWithAnOrder(): Promise<string> {
  const dataDir = dataFolder()
  await cp(prepared, dataDir, { recursive: true })
  return dataDir
}

async function ask<Row extends object>(connectionString: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString })
  // A server that is killed under an idle client reports it here; the query's own answer is what counts.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

async function keepOneOrder(server: EmbeddedPostgres): Promise<void> {
  await ask(server.connectionString, 'create table orders (id int primary key); insert into orders values (7)')
}

async function ordersKept(server: EmbeddedPostgres): Promise<number[]> {
  return (await ask<{ id: number }>(server.connectionString, 'select id from orders')).map(({ id }) => id)
}

async function postmasterOf(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0])
}

/** The postmaster and all its children but the backend that answers. */
async function processesOf(server: EmbeddedPostgres, dataDir: string): Promise<number[]> {
  const sql = 'select pid from pg_stat_activity where pid <> pg_backend_pid()'
  const rows = await ask<{ pid: number }>(server.connectionString, sql)
  return [await postmasterOf(dataDir), ...rows.map(({ pid }) => pid)]
}

async function killPostmaster(dataDir: string): Promise<void> {
  const pid = await postmasterOf(dataDir)
  process.kill(pid, 'SIGKILL')
  await vi.waitUntil(() => processGone(pid), { interval: 5, timeout: 5000 })
}

/** Another service, in a process group of its own, that starts the same data folder and says so. */
function startService(dataDir: string): ChildProcess {
  const module = JSON.stringify(new URL('embedded.ts', import.meta.url).href)
  const script = `import { startEmbedded } from ${module}
    await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} })
    process.stdout.write('started')
    setInterval(() => undefined, 1000)`
  const service = spawn(process.execPath, ['--input-type=module', '-e', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  programs.push(service)
  return service
}

/** Kills it as a whole group, as a terminal or a supervisor would. */
async function killService(service: ChildProcess): Promise<void> {
  const gone = once(service, 'exit')
  // It was spawned before anything could fail, so it has an id.
  process.kill(-service.pid!, 'SIGKILL')
  await gone
}

describe('start and stop', () => {
  test('what the first start kept is there for the second, and stop leaves no process', async () => {
    const dataDir = dataFolder()
    const first = await startEmbedded({ dataDir })
    expect(first.adopted).toBe(false)
    await keepOneOrder(first)
    const processes = await processesOf(first, dataDir)
    expect(processes.length).toBeGreaterThan(3)

    await Promise.all([first.stop(), first.stop()])
    for (const pid of processes) expect(await processGone(pid)).toBe(true)
    expect(await findEmbedded(dataDir)).toBeUndefined()

    const second = await startEmbedded({ dataDir })
    expect(second.adopted).toBe(false)
    expect(second.connectionString).toBe(first.connectionString)
    expect(await ordersKept(second)).toEqual([7])
    expect(await findEmbedded(dataDir)).toBe(second.connectionString)
  })

  test('an order survives kill -9 of the server', async () => {
    const dataDir = await folderWithAnOrder()
    await startEmbedded({ dataDir })
    await killPostmaster(dataDir)
    const after = await startEmbedded({ dataDir })
    expect(after.adopted).toBe(false)
    expect(await ordersKept(after)).toEqual([7])
  })

  test('it speaks UTC and C.UTF-8, and no buyer is told of an order that is not on the disk', async () => {
    const { connectionString } = await startEmbedded({ dataDir: await folderWithAnOrder() })
    const sql = `select current_setting('timezone') as zone, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as commit, current_setting('server_encoding') as encoding,
      (select datlocale from pg_database where datname = current_database()) as locale`
    expect(await ask(connectionString, sql)).toEqual([
      { zone: 'UTC', fsync: 'on', commit: 'on', encoding: 'UTF8', locale: 'C.UTF-8' },
    ])
  })

  test('PG* variables of the environment do not reach it', async () => {
    const misleading = { PGDATA: '/nowhere', PGHOST: 'nowhere', PGPORT: '1', PGSSLMODE: 'require', PGTZ: 'Asia/Tehran' }
    for (const [name, value] of Object.entries(misleading)) vi.stubEnv(name, value)
    try {
      const server = await startEmbedded({ dataDir: await folderWithAnOrder() })
      expect(await ask(server.connectionString, "select current_setting('timezone') as zone")).toEqual([
        { zone: 'UTC' },
      ])
      await server.stop()
    } finally {
      vi.unstubAllEnvs()
    }
  })
})

describe('a server that lives on', () => {
  test.runIf(onUnix)('when the service was killed with its process group, the next one adopts its server', async () => {
    const dataDir = await folderWithAnOrder()
    const service = startService(dataDir)
    await once(service.stdout!, 'data')
    const pid = await postmasterOf(dataDir)
    await killService(service)

    const next = await startEmbedded({ dataDir })
    expect(next.adopted).toBe(true)
    expect(await postmasterOf(dataDir)).toBe(pid)
    await next.stop()
    expect(await processGone(pid)).toBe(true)
  })

  test.runIf(onUnix)('a start waits for a server that is shutting down, and then starts the next', async () => {
    const dataDir = await folderWithAnOrder()
    const first = await startEmbedded({ dataDir })
    const lastClient = new Client({ connectionString: first.connectionString })
    await lastClient.connect()
    // A smart shutdown lasts until the last client leaves, which it does when the start says that it waits.
    process.kill(await postmasterOf(dataDir), 'SIGTERM')
    await vi.waitUntil(async () => (await findEmbedded(dataDir)) === undefined, { interval: 5, timeout: 5000 })
    const said: string[] = []
    const leaving = Promise.withResolvers<void>()
    const report = (sentence: string) => {
      said.push(sentence)
      leaving.resolve(lastClient.end())
    }
    const [second] = await Promise.all([startEmbedded({ dataDir, report }), leaving.promise])
    expect(said).toContainEqual(expect.stringContaining('Waiting'))
    expect(second.adopted).toBe(false)
    expect(await ordersKept(second)).toEqual([7])
  })

  test('of four starts at the same moment on a new folder one creates the server, and all use it', async () => {
    const dataDir = dataFolder()
    const creations: string[] = []
    const servers = await Promise.all(
      Array.from({ length: 4 }, () => startEmbedded({ dataDir, report: (sentence) => creations.push(sentence) })),
    )
    // The control: all four found no cluster and made one, so the race did happen.
    expect(creations.filter((sentence) => sentence.startsWith('Creating'))).toHaveLength(4)
    expect(servers.filter(({ adopted }) => !adopted)).toHaveLength(1)
    expect(new Set(servers.map(({ connectionString }) => connectionString)).size).toBe(1)
    expect((await readdir(dataDir)).toSorted()).toEqual(['postgres', 'postgres.log'])
  })

  test('of four starts after kill -9 one recovers the folder, and all use its server', async () => {
    const dataDir = await folderWithAnOrder()
    await startEmbedded({ dataDir })
    await killPostmaster(dataDir)
    const servers = await Promise.all(Array.from({ length: 4 }, () => startEmbedded({ dataDir })))
    expect(servers.filter(({ adopted }) => !adopted)).toHaveLength(1)
    for (const server of servers) expect(await ordersKept(server)).toEqual([7])
  })
})

describe('what a bad day leaves behind', () => {
  test.runIf(onUnix)('a creation that was killed half way is begun anew and leaves nothing', async () => {
    const dataDir = dataFolder()
    const service = startService(dataDir)
    await vi.waitUntil(async () => hasHalfACluster(dataDir), { interval: 2, timeout: 10_000 })
    await killService(service)
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)

    const server = await startEmbedded({ dataDir })
    await keepOneOrder(server)
    expect(await ordersKept(server)).toEqual([7])
    expect((await readdir(dataDir)).toSorted()).toEqual(['postgres', 'postgres.log'])
  })

  test.runIf(process.platform === 'linux')('a lock that names a zombie or another program is no obstacle', async () => {
    const dataDir = await folderWithAnOrder()
    await startEmbedded({ dataDir })
    const zombieParent = spawn('/bin/sh', ['-c', 'true & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    programs.push(zombieParent)
    const [said] = await once(zombieParent.stdout, 'data')
    for (const pid of [Number(String(said)), process.pid]) {
      const old = await postmasterOf(dataDir)
      await killPostmaster(dataDir)
      for (const name of ['postmaster.pid', '.s.PGSQL.5432.lock']) {
        const file = join(dataDir, 'postgres', name)
        await writeFile(file, (await readFile(file, 'utf8')).replace(String(old), String(pid)))
      }
      const server = await startEmbedded({ dataDir })
      expect(server.adopted).toBe(false)
      expect(await ordersKept(server)).toEqual([7])
    }
  })

  test('a cluster of another major version is refused and left as it was', async () => {
    const dataDir = dataFolder()
    await mkdir(join(dataDir, 'postgres'), { recursive: true })
    const file = join(dataDir, 'postgres', 'PG_VERSION')
    await writeFile(file, '17\n')
    const before = await stat(join(dataDir, 'postgres'))
    await expect(startEmbedded({ dataDir })).rejects.toThrow(/PostgreSQL 17.*DATABASE_URL/)
    const after = await stat(join(dataDir, 'postgres'))
    expect([after.mtimeMs, after.uid]).toEqual([before.mtimeMs, before.uid])
    expect(await readdir(dataDir)).toEqual(['postgres'])
  })

  test('a setting that it refuses ends in a sentence with its own words', async () => {
    const dataDir = await folderWithAnOrder()
    await writeFile(join(dataDir, 'postgres', 'postgresql.auto.conf'), "work_mem = 'plenty'\n")
    await expect(startEmbedded({ dataDir })).rejects.toThrow(/work_mem.*DATABASE_URL/s)
  })
})

async function hasHalfACluster(dataDir: string): Promise<boolean> {
  const names = await readdir(dataDir).catch(() => [])
  return names.some((name) => existsSync(join(dataDir, name, 'cluster', 'PG_VERSION')))
}

describe('folders', () => {
  test('a relative path with spaces, quotes and letters of other alphabets', async () => {
    const dataDir = dataFolder(`it's "größe", داده`, 'a b')
    const server = await startEmbedded({ dataDir: relative(process.cwd(), dataDir) })
    await keepOneOrder(server)
    await server.stop()
    expect(await ordersKept(await startEmbedded({ dataDir }))).toEqual([7])
  })

  test.runIf(onUnix)('a path too long for a socket gets one in a short folder that nobody else can enter', async () => {
    const dataDir = dataFolder('long-'.repeat(30))
    const server = await startEmbedded({ dataDir })
    await keepOneOrder(server)
    const socketFolder = new URL(server.connectionString).searchParams.get('host') ?? ''
    expect(socketFolder.length).toBeLessThan(90)
    expect((await stat(socketFolder)).mode & 0o077).toBe(0)
    expect((await startEmbedded({ dataDir })).adopted).toBe(true)
    await server.stop()
    await rm(socketFolder, { recursive: true })
  })

  test.runIf(asRoot)(
    'as root, data under a folder that only root may enter stay there and survive kill -9',
    async () => {
      const closed = join(base, 'closed')
      await mkdir(closed, { mode: 0o700 })
      const dataDir = dataFolder('closed', 'data')
      await keepOneOrder(await startEmbedded({ dataDir }))
      expect((await stat(join(dataDir, 'postgres'))).uid).toBe(65534)
      await killPostmaster(dataDir)
      const [again, adopting] = [await startEmbedded({ dataDir }), await startEmbedded({ dataDir })]
      expect([again.adopted, adopting.adopted]).toEqual([false, true])
      expect(await ordersKept(adopting)).toEqual([7])
      expect((await stat(closed)).mode & 0o777).toBe(0o700)
    },
  )

  test.runIf(asRoot)('as root, programs in a folder that only root may enter run from a verified copy', async () => {
    const { folder, version } = findPackage()
    const packageFolder = join(base, 'closed', 'package')
    await mkdir(dirname(packageFolder), { mode: 0o700 })
    await cp(folder, packageFolder, { recursive: true, verbatimSymlinks: true })
    const [squatted, free] = [join(base, 'squatted'), join(base, 'free')]
    await mkdir(join(squatted, `fairground-postgres-${version}`), { recursive: true })
    await chmod(join(squatted, `fairground-postgres-${version}`), 0o777)
    await mkdir(free)
    const { postgres } = await provideBinaries({
      packageFolder,
      version,
      account: { uid: 65534, gid: 65534 },
      copyParents: [squatted, free],
      report: () => undefined,
    })
    expect(postgres.startsWith(free)).toBe(true)
  })
})

test('other local users need the password', async () => {
  const dataDir = await folderWithAnOrder()
  const { connectionString } = await startEmbedded({ dataDir })
  const without = new URL(connectionString)
  without.password = ''
  await expect(ask(without.href, 'select 1')).rejects.toThrow(/password/)
  without.password = 'guessed'
  await expect(ask(without.href, 'select 1')).rejects.toThrow(/password authentication failed/)
  if (!onUnix) return
  const cluster = join(dataDir, 'postgres')
  for (const file of [cluster, join(cluster, 'fairground.password')]) {
    expect((await stat(file)).mode & 0o077).toBe(0)
  }
})
