// Creates the cluster, all at once or not at all: it is made in a draft folder and renamed when it is complete.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  lchown,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { environmentForPostgres, nameForAccount, type Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { codeOf, failure, messageOf } from './failure.ts'
import { processGone } from './process.ts'

export interface Cluster {
  /** The data folder: the parent of everything below. */
  home: string
  folder: string
  log: string
  binaries: Binaries
  account: Account | undefined
}

// Inside the cluster, so that the two are created, copied and deleted together.
const passwordFile = 'fairground.password'
const draftPrefix = 'postgres.draft-'

export async function passwordOf(folder: string): Promise<string> {
  return (await readFile(join(folder, passwordFile), 'utf8')).trim()
}

/** Throws when the folder holds something else than a cluster that this package's PostgreSQL can serve. */
export async function refuseForeignCluster(folder: string, packageVersion: string): Promise<void> {
  if (!existsSync(folder)) return
  const [wanted] = packageVersion.split('.')
  const found = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT')
      throw failure(`${folder} is not a PostgreSQL cluster, and nothing in it was touched.`)
    throw failure(`The PostgreSQL cluster in ${folder} cannot be read by this user (${codeOf(error)}).`, error)
  })
  if (found.trim() === wanted) return
  throw failure(
    `${folder} was made by PostgreSQL ${found.trim()}, but this Fairground brings PostgreSQL ${wanted}; ` +
      'nothing in it was touched. Move the data over with pg_dump, or choose another DATA_DIR.',
  )
}

export async function provideCluster(options: {
  home: string
  binaries: Binaries
  account: Account | undefined
  report: (sentence: string) => void
}): Promise<Cluster> {
  const { home, binaries, account } = options
  const folder = join(home, 'postgres')
  await deleteAbandonedDrafts(home)
  if (!existsSync(folder)) {
    options.report(`Creating the database in ${folder}.`)
    await createCluster(home, folder, binaries, account)
  }
  if (account !== undefined && (await stat(folder)).uid === 0) await giveTo(account, folder)
  // The data may lie elsewhere, behind a symbolic link that the operator made.
  return { home, folder: await realpath(folder), log: join(home, 'postgres.log'), binaries, account }
}

/** Drafts carry the process id of their maker; one that was killed half way leaves its draft behind. */
async function deleteAbandonedDrafts(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(draftPrefix)) continue
    const maker = Number.parseInt(name.slice(draftPrefix.length), 10)
    // An orphaned initdb may still be writing there; then the next start deletes the rest.
    if (await processGone(maker)) await rm(join(home, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

async function createCluster(
  home: string,
  folder: string,
  binaries: Binaries,
  account: Account | undefined,
): Promise<void> {
  const draft = await mkdtemp(join(home, `${draftPrefix}${process.pid}-`))
  const draftCluster = join(draft, 'cluster')
  try {
    await mkdir(draftCluster, { mode: 0o700 })
    await writeFile(join(draft, passwordFile), `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
    if (account !== undefined) await giveTo(account, draft)
    const name = nameForAccount(draftCluster, account)
    const initdb = ['-D', name, '--username=fairground', `--pwfile=../${passwordFile}`, '--auth=scram-sha-256']
    initdb.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8')
    await run(binaries.initdb, initdb, draftCluster, account, '')
    // Without a server, so that a cluster which exists under its name always has its database.
    const single = ['--single', '-D', name, '-c', 'exit_on_error=on', 'postgres']
    await run(binaries.postgres, single, draftCluster, account, 'CREATE DATABASE fairground;\n')
    await rename(join(draft, passwordFile), join(draftCluster, passwordFile))
    await syncFolder(draftCluster)
    // Fails when another start was first, which is the lock between two first starts.
    await rename(draftCluster, folder).catch((error: unknown) => {
      if (!existsSync(join(folder, 'PG_VERSION'))) throw error
    })
    await syncFolder(home)
  } catch (error) {
    throw failure(`PostgreSQL could not create its cluster in ${folder}: ${messageOf(error)}.`, error)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function giveTo({ uid, gid }: Account, folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), uid, gid)
  }
  await lchown(folder, uid, gid)
}

async function run(program: string, args: string[], cwd: string, account: Account | undefined, input: string) {
  const child = spawn(program, args, { ...account, cwd, env: environmentForPostgres(), windowsHide: true })
  let said = ''
  child.stdout.resume()
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  // A program that ended early has closed its input; its exit code says why.
  child.stdin.on('error', () => undefined).end(input)
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`${program} ended with ${code ?? signal}: ${said.trim()}`))
    })
  })
}

/** A rename is only durable when its folder is; Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
