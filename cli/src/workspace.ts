import { spawn } from 'node:child_process'
import { text as readAll } from 'node:stream/consumers'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'

import { Failure } from './failure.ts'
import { readIfThere } from './files.ts'

/** The folder of the installation: the service and its data are there. */
function workspaceRoot(): string {
  return process.env['FAIRGROUND_ROOT'] || fileURLToPath(new URL('../..', import.meta.url))
}

/** The data folder of the service on this machine, as its environment or `.env` has it. */
export async function dataFolder(): Promise<string> {
  const settings = parseEnv((await readIfThere(join(workspaceRoot(), '.env'))) ?? '')
  const named = process.env['DATA_DIR']?.trim() || settings['DATA_DIR']?.trim() || 'data'
  return isAbsolute(named) ? named : join(workspaceRoot(), named)
}

interface ServiceRun {
  /** Added to the environment; the way to hand over a password, which a list of processes does not show. */
  env?: Record<string, string>
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs the service's own program in this terminal until it ends; signals are passed on. Returns its exit code. */
export async function runService(programArguments: string[], { env }: ServiceRun = {}): Promise<number> {
  const child = start(programArguments, env, 'inherit')
  const passOn = SIGNALS.map((signal) => [signal, () => void child.kill(signal)] as const)
  for (const [signal, send] of passOn) process.on(signal, send)
  // Whoever started us may be killed with -9; closing our own channel tells the service.
  const leave = () => child.disconnect()
  process.on('disconnect', leave)
  try {
    return await ended(child)
  } finally {
    for (const [signal, send] of passOn) process.off(signal, send)
    process.off('disconnect', leave)
  }
}

/** As `runService`, but silent: what the program says becomes the problem's sentence when it fails. */
export async function askService(programArguments: string[], { env }: ServiceRun = {}): Promise<void> {
  const child = start(programArguments, env, 'pipe')
  const [code, , said] = await Promise.all([
    ended(child),
    child.stdout ? readAll(child.stdout) : '',
    child.stderr ? readAll(child.stderr) : '',
  ])
  if (code !== 0) throw new Failure({ code: 'service-failed', title: 'Not done', detail: said.trim() })
}

function start(programArguments: string[], env: Record<string, string> = {}, stdio: 'inherit' | 'pipe') {
  const root = workspaceRoot()
  return spawn(process.execPath, [join(root, 'server/src/main.ts'), ...programArguments], {
    stdio: ['inherit', stdio, stdio, 'ipc'],
    env: { ...process.env, FAIRGROUND_ROOT: root, ...env },
  })
}

const EXIT_CODES_OF_SIGNALS: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

function ended(child: ReturnType<typeof start>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal && EXIT_CODES_OF_SIGNALS[signal]) ?? 1))
  })
}
