// Builds the web pages when their sources have changed: the browser's files, packed once so that no request waits for
// it, and the module with which the service renders a page.
import { createHash } from 'node:crypto'
import { constants as fsConstants, globSync, readFileSync } from 'node:fs'
import { copyFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const root = import.meta.dirname
const dist = join(root, 'dist')
/** What is smaller gains nothing; pictures and fonts are packed already. */
const LEAST_BYTES_TO_PACK = 1_024
const PACKED = /\.(js|css|svg|json|webmanifest)$/

/** Builds `web/dist`, unless it was made of the sources as they are. Says so when it takes time. */
export async function buildWeb(say: (sentence: string) => void = () => {}): Promise<void> {
  const wanted = fingerprint()
  const mark = join(dist, 'built-from')
  const isBuilt = async () => (await readFile(mark, 'utf8').catch(() => '')) === wanted
  if (await isBuilt()) return
  say('Building the web pages (once, and after a change) ...')
  // Whoever calls may be a test, or somebody who develops; the pages are always built as they are served.
  process.env['NODE_ENV'] = 'production'
  const { build } = await import('vite')
  const draft = join(root, `dist-${process.pid}`)
  const old = join(root, `dist-old-${process.pid}`)
  const configFile = join(root, 'vite.config.ts')
  try {
    await build({ configFile, logLevel: 'warn', build: { outDir: join(draft, 'client'), emptyOutDir: true } })
    await build({
      configFile,
      logLevel: 'warn',
      build: { ssr: true, outDir: join(draft, 'server'), emptyOutDir: true },
    })
    await pack(join(draft, 'client'))
    await writeFile(join(draft, 'built-from'), wanted)
    if (await isBuilt()) return
    // Pages that are open, and services that run, still ask for the files of the build before this one.
    await keepFilesOf(join(dist, 'client'), join(draft, 'client'))
    // Whole or not at all, and with no more than a moment between the old and the new.
    await rename(dist, old).catch(() => undefined)
    try {
      await rename(draft, dist)
    } catch (error) {
      // Two that start at the same time build the same: whoever comes second has nothing left to do.
      if (!(await isBuilt())) throw error
    }
  } finally {
    await rm(draft, { recursive: true, force: true })
    await rm(old, { recursive: true, force: true })
  }
}

/** Copies what the build of before named in its manifest: one generation, not all that there ever were. */
async function keepFilesOf(before: string, now: string): Promise<void> {
  const manifest = await readFile(join(before, '.vite/manifest.json'), 'utf8').catch(() => '{}')
  // Vite's own file.
  const chunks = Object.values(JSON.parse(manifest) as Record<string, { file: string; css?: string[] }>)
  const files = new Set(
    chunks.flatMap(({ file, css = [] }) => [file, ...css]).filter((file) => file.startsWith('assets/')),
  )
  for (const file of [...files].flatMap((name) => [name, `${name}.br`, `${name}.gz`])) {
    // Small ones are not packed; what has not changed is there already.
    await copyFile(join(before, file), join(now, file), fsConstants.COPYFILE_EXCL).catch(() => undefined)
  }
}

/** Of everything that goes into the pages, and of what builds them. */
function fingerprint(): string {
  const hash = createHash('sha256')
  const sources = globSync(
    [
      ...['web/src/**/*', 'web/public/**/*', 'web/*.ts', 'web/package.json', 'package-lock.json'],
      ...['contract/src/**/*.ts', 'seating/src/**/*.ts'],
    ],
    { cwd: join(root, '..'), withFileTypes: true, exclude: (entry) => entry.name.includes('.test.') },
  ).filter((entry) => entry.isFile())
  for (const path of sources.map((entry) => join(entry.parentPath, entry.name)).toSorted()) {
    hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
  }
  return hash.digest('hex')
}

async function pack(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !PACKED.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    if (bytes.length < LEAST_BYTES_TO_PACK) continue
    await writeFile(
      `${path}.br`,
      await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    )
    await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }))
  }
}

if (import.meta.main) await buildWeb((sentence) => process.stderr.write(`${sentence}\n`))
