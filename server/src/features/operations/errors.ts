import type { listErrors, ReplyOf } from '@fairground/contract'

import type { Queries } from '../../db/index.ts'
import type { LogOutput } from '../../log.ts'
import { repeat } from '../activity/index.ts'
import { deleteOldErrors, insertErrors, type LastError, selectErrors } from './queries/errors.ts'

const WRITE_EVERY_MS = 1_000
/** Of one write of one node: a storm of errors must not become one of writes. The others are counted. */
const MOST_AT_ONCE = 10
const LONGEST_MESSAGE = 2_000
/** Some forty lines of a stack. */
const LONGEST_DETAIL = 4_000

/** Puts what this node's log says of errors where admins see it. Of the same lines, and nothing that they do not have. */
export function openErrorWriter(queries: Queries, output: LogOutput) {
  let lines: string[] = []
  let more = 0
  let firstAt = 0
  const stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()

  function take(line: string): void {
    if (lines.length === 0) firstAt = performance.now()
    if (lines.length < MOST_AT_ONCE) lines.push(line)
    else more += 1
  }

  async function write(): Promise<void> {
    if (lines.length === 0) return
    const [taken, left, seconds] = [lines, more, Math.round((performance.now() - firstAt) / 1000)]
    lines = []
    more = 0
    try {
      await insertErrors(queries, errorsOf(taken, left, seconds))
    } catch {
      // Kept for the next time. A line in the log about it would be one more to write.
      more += left + Math.max(0, taken.length + lines.length - MOST_AT_ONCE)
      lines = [...taken, ...lines].slice(0, MOST_AT_ONCE)
      return
    }
    try {
      await deleteOldErrors(queries)
    } catch {
      // The next write deletes them. These lines are written, and would be there twice.
    }
  }

  output.tapErrors(take)
  return {
    start(): void {
      running = repeat(WRITE_EVERY_MS, stopping.signal, write)
    },
    /** Writes what is left. */
    async stop(): Promise<void> {
      stopping.abort()
      await running
      output.tapErrors(undefined)
      await write()
    },
  }
}

/** The last of them stands for all that were too many. */
function errorsOf(lines: readonly string[], more: number, seconds: number): LastError[] {
  const errors = lines.map(errorOf)
  const last = errors.at(-1)
  if (more === 0 || !last) return errors
  const time = seconds > 1 ? `these ${seconds} seconds` : 'this second'
  const message = `${more} more error${more === 1 ? '' : 's'} in ${time}`
  return [...errors, { ...last, message, detail: '' }]
}

/** A line of our own log; `log.ts` says what is in it. */
interface Written {
  time: string
  node: string
  level: string
  msg?: string
  err?: { type?: string; message?: string; stack?: string }
}

function errorOf(line: string): LastError {
  const { time, node, level, msg = '', err }: Written = JSON.parse(line)
  const message = storable(msg === '' ? (err?.message ?? '') : msg, LONGEST_MESSAGE)
  return { at: new Date(time), node, level, message, detail: err ? detailOf(err) : '' }
}

function detailOf({ type = 'Error', message = '', stack = '' }: NonNullable<Written['err']>): string {
  const head = `${type}: ${message}`
  return storable(stack.startsWith(head) ? stack : `${head}\n${stack}`, LONGEST_DETAIL)
}

/** The beginning of a text. PostgreSQL takes no NUL and no half of a character. */
function storable(text: string, longest: number): string {
  return text.slice(0, longest).replaceAll('\0', '').toWellFormed()
}

/** The last errors of all nodes, newest first. */
export async function listLastErrors(on: Queries): Promise<ReplyOf<typeof listErrors>> {
  const errors = await selectErrors(on)
  return { items: errors.map(({ at, ...error }) => ({ at: at.toISOString(), ...error })), nextCursor: null }
}
