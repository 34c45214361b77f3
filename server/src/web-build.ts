import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const web = join(import.meta.dirname, '../../web')

/**
 * Builds the web pages if their sources have changed, in a process of its own: what builds them stays out of ours. An
 * installation that came with its pages built has nothing to build them with, and needs nothing.
 */
export async function buildWebPages(say: (sentence: string) => void): Promise<void> {
  const program = join(web, 'build.ts')
  if (!existsSync(program)) return
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'inherit', 'inherit'] })
  const [code] = await once(child, 'exit')
  if (code === 0) return
  say(
    existsSync(join(web, 'dist'))
      ? 'The web pages could not be built anew; the ones from before are served.'
      : 'The web pages could not be built; the service goes on without them.',
  )
}
