import { type ChildProcess, fork } from 'node:child_process'
import { on } from 'node:events'
import { join } from 'node:path'

import type { GeneratorMessage, Load, LoadResult } from './load.ts'
import type { StrategyName } from './strategies/index.ts'
import type { Delays, Opened, ViewersMessage, ViewersOrder } from './watching.ts'

/** A node stops within its own 15 s or so; longer than that it has got stuck. */
const STOP_WITHIN_MS = 20_000

export interface Child {
  readonly pid: number
  tell(message: unknown): void
  /** Its next message. Rejects when it ends before. */
  next(): Promise<unknown>
  /** Ends it, and resolves when it is gone. */
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()

/** Ends every child at once: the promises of those who wait for their messages reject. */
export function killChildren(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** Its output goes nowhere but for what it says of failures, and it ends when this process does. */
function startChild(program: string, args: string[], environment: NodeJS.ProcessEnv = {}): Child {
  const child = fork(join(import.meta.dirname, program), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Next to nothing of the caller's environment, so that everybody measures the same.
    env: { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'], ...environment },
  })
  running.add(child)
  const messages = on(child, 'message', { close: ['exit'] })
  const { promise: gone, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => {
    running.delete(child)
    resolve()
  })
  return {
    pid: child.pid ?? 0,
    tell(message) {
      // To one that has gone nothing is said; whoever waits for its answer is told by `next`.
      if (child.connected) child.send(message as object)
    },
    async next() {
      const { value, done } = await messages.next()
      if (done) throw new Error(`${program} ended early.`)
      return (value as [unknown])[0]
    },
    async stop() {
      if (child.connected) child.disconnect()
      const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
      await gone
      clearTimeout(impatience)
    },
  }
}

export interface Node extends Child {
  readonly url: string
  /** Has it give back what it does not need. Resolves to the megabytes of objects and buffers that it does need. */
  collectGarbage(): Promise<number>
}

/** The real service in a process of its own, with a strategy in place of its allocator; resolves when it listens. */
export async function startNode(strategy: StrategyName, connectionString: string, pool?: number): Promise<Node> {
  const child = startChild('node.ts', [strategy, String(pool ?? 1)], { DATABASE_URL: connectionString })
  const { url } = (await child.next()) as { url: string }
  return {
    ...child,
    url,
    async collectGarbage() {
      child.tell('collect-garbage')
      const { liveMb } = (await child.next()) as { liveMb: number }
      return liveMb
    },
  }
}

export interface Generator extends Pick<Child, 'pid' | 'stop'> {
  /** Does what it is told. `onWarm` is awaited when recording begins. */
  perform(load: Load, onWarm?: () => Promise<void>): Promise<LoadResult>
}

export function startGenerator(): Generator {
  const child = startChild('generator.ts', [])
  return {
    pid: child.pid,
    stop: () => child.stop(),
    async perform(load, onWarm) {
      child.tell(load)
      for (;;) {
        const message = (await child.next()) as GeneratorMessage
        if (message.kind === 'done') return message.result
        await onWarm?.()
      }
    },
  }
}

export interface Viewers extends Pick<Child, 'pid' | 'stop'> {
  /** Opens pages until there are so many, some hundred at a time unless told otherwise. */
  open(server: string, path: string, pages: number, atOnce?: number): Promise<Opened>
  /** Closes them all, as their server sees it when it was away for a moment. */
  close(): Promise<void>
  /** Forgets what was seen and begins to note it. */
  begin(): Promise<void>
  /** Resolves to how long after each of these commits it was seen. */
  end(commits: Extract<ViewersOrder, { kind: 'end' }>['commits']): Promise<Delays>
}

/** A backlog of connections holds some thousands: so many are opened together before the next ones. */
const OPENED_AT_ONCE = 250

export function startViewers(): Viewers {
  const child = startChild('viewers.ts', [])
  async function ask(order: ViewersOrder): Promise<ViewersMessage> {
    child.tell(order)
    return (await child.next()) as ViewersMessage
  }
  return {
    pid: child.pid,
    stop: () => child.stop(),
    async open(server, path, pages, atOnce = OPENED_AT_ONCE) {
      const message = await ask({ kind: 'open', server, path, pages, atOnce })
      if (message.kind !== 'open') throw new Error('the viewers answered something else')
      return message
    },
    async close() {
      await ask({ kind: 'close' })
    },
    async begin() {
      await ask({ kind: 'begin' })
    },
    async end(commits) {
      const message = await ask({ kind: 'end', commits })
      if (message.kind !== 'done') throw new Error('the viewers answered something else')
      return message.delays
    },
  }
}
