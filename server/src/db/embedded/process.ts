// What the operating system says about a process id. A zombie is dead: whoever should collect it does not matter here.
import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { codeOf } from './failure.ts'

/** True when nothing carries this id any more, or only a zombie. */
export async function processGone(pid: number): Promise<boolean> {
  return !idTaken(pid) || (await programOf(pid)) === undefined
}

/** True when a live process carries this id and is the postmaster that works in this folder, as far as we may look. */
export async function isPostmasterOf(folder: string, pid: number): Promise<boolean> {
  if (!idTaken(pid)) return false
  const program = await programOf(pid)
  if (program === 'unknown') return true
  // Its children call themselves "postgres: checkpointer" and the like, so the bare name means the postmaster.
  if (program === undefined || basename(program) !== 'postgres') return false
  const [works, wanted] = await Promise.all([
    stat(`/proc/${pid}/cwd`).catch(() => undefined),
    stat(folder).catch(() => undefined),
  ])
  // Root without CAP_SYS_PTRACE, as in most containers, may not look, and macOS has no /proc: the name must do.
  return works === undefined || wanted === undefined || (works.dev === wanted.dev && works.ino === wanted.ino)
}

/** True when a signal could be sent to this id; zombies count here, and so they do for PostgreSQL's own check. */
export function idTaken(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** The program's name or path as started; undefined for a zombie or nothing; 'unknown' where one cannot ask. */
async function programOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'win32') return 'unknown'
  if (process.platform === 'linux') {
    // A zombie's command line is empty.
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return line.split('\0', 1)[0] || undefined
  }
  const ps = promisify(execFile)('/bin/ps', ['-o', 'stat=', '-o', 'command=', '-p', String(pid)])
  const { stdout } = await ps.catch(() => ({ stdout: '' }))
  const [, state, command] = /^(\S+)\s+(.*)/.exec(stdout.trim()) ?? []
  if (state === undefined || state.startsWith('Z')) return undefined
  // The path may hold spaces; the first argument of a postmaster is -D.
  return command?.split(' -D', 1)[0]
}
