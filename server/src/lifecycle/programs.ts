import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { vi } from 'vitest'

import { processGone } from '../db/embedded/process.ts'

export interface Program {
  readonly child: ChildProcess
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  output(): string
  /** Resolves when the text has been written; rejects when the program ends without it. */
  says(text: string): Promise<void>
  /** Ends whatever is left of it, so that a test that fails leaves nothing behind. */
  end(): void
}

export const MAIN = join(import.meta.dirname, '../main.ts')
/** A start makes a cluster, and shares two cores with other tests. */
export const PATIENCE_MS = 60_000

/** Starts a program of ours in a world of its own: of the surrounding environment only PATH and HOME reach it. */
export function startProgram(script: string, args: string[], env: Record<string, string>): Program {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own, so that `end` reaches what a launcher started.
    detached: true,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (some) => (text += some))
  const exited = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode }))
  return {
    child,
    exited,
    output: () => text,
    end() {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL')
      } catch {
        // Nothing is left.
      }
    },
    async says(wanted) {
      await vi.waitFor(
        () => {
          if (text.includes(wanted)) return
          throw new Error(`It has not said "${wanted}":\n${text}`)
        },
        { timeout: PATIENCE_MS, interval: 5 },
      )
    },
  }
}

/** The process id of the PostgreSQL that works, or worked last, in this data folder. */
export async function postmasterOf(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : Number(text.split('\n')[0])
}

export async function waitUntilGone(pid: number): Promise<void> {
  await vi.waitUntil(() => processGone(pid), { timeout: PATIENCE_MS, interval: 20 })
}
