import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { dirname, isAbsolute, join } from 'node:path'

import { usedWrongly } from './failure.ts'

/** For its owner only. */
export const PRIVATE = 0o600
export const PUBLIC = 0o644

interface Writing {
  mode: number
  /** Whether a file that is there already may be replaced. */
  replace: boolean
}

/**
 * Where a file that the user named is. npm runs its scripts in the workspace's folder, and tells where the user
 * stands; `npx` and the program itself stay there.
 */
export function userPath(path: string): string {
  const { npm_lifecycle_event: script, INIT_CWD: stands } = process.env
  const folder = script === 'fairground' && stands ? stands : process.cwd()
  return isAbsolute(path) ? path : join(folder, path)
}

/** Writes the whole file or none of it. Refuses to replace one unless told to. */
export async function writeWhole(path: string, content: string, { mode, replace }: Writing): Promise<void> {
  const beside = join(dirname(path), `.${randomUUID()}.part`)
  try {
    // Made exclusively and empty first: of two writers who may not replace, one is refused.
    if (!replace) await (await open(path, 'wx', mode)).close()
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw usedWrongly(`${path} is there already. Add --force to replace it.`)
    throw unusable(path, error)
  }
  try {
    const file = await open(beside, 'wx', mode)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    if (!replace) await rm(path, { force: true })
    throw unusable(path, error)
  }
}

/** The file's text, or undefined where there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw unusable(path, error)
  }
}

/** The text of a file that the user named. */
export async function readNamed(path: string): Promise<string> {
  const content = await readIfThere(path)
  if (content === undefined) throw usedWrongly(`There is no file ${path}.`)
  return content
}

export async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode })
  } catch (error) {
    throw unusable(path, error)
  }
}

function unusable(path: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error)
  return usedWrongly(`${path} cannot be used (${reason}).`)
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
