import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

import { destination, pino, type Logger } from 'pino'
import { PinoPretty } from 'pino-pretty'

export type Log = Logger

/** Names this process among all that share the database. */
export const node = `${hostname()}-${process.pid}`

/** Collected before they are written; at 25,000 lines a second a write a line costs more than the line. */
const BUFFER_BYTES = 32_768
/**
 * In one write. There is one a turn of the event loop: at 16 kB, the writer's default, a rush made lines faster than
 * they were written, until the oldest waiting had to be dropped.
 */
const MOST_BYTES_A_WRITE = 1024 * 1024
const FLUSH_EVERY_MS = 100
/** Of a reader that does not read: lines beyond it are dropped, the service goes on. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024
const LAST_LINES_WITHIN_MS = 1_000

let timestampMs = 0
let timestampText = ''

/** A rush writes some twenty lines a millisecond: the time is put into words once for all of them. */
function timestamp(): string {
  const now = Date.now()
  if (now !== timestampMs) {
    timestampMs = now
    timestampText = `,"time":"${new Date(now).toISOString()}"`
  }
  return timestampText
}

/** Where the level's name begins: the level is the first field of each line. */
const LEVEL_AT = '{"level":"'.length
const [ERROR, FATAL] = ['e'.charCodeAt(0), 'f'.charCodeAt(0)]

/** By one letter, for no other level begins with it: of 7 µs a line it takes nothing that can be measured. */
function tellsOfError(line: string): boolean {
  const letter = line.charCodeAt(LEVEL_AT)
  return letter === ERROR || letter === FATAL
}

export interface LogOptions {
  level: string
  format: 'pretty' | 'json'
  /** A file instead of standard output. */
  file?: string
}

export interface LogOutput {
  readonly log: Log
  /** Sees each line, as JSON, from now on; undefined stops it. One tap a process: the stream for admins. */
  tap(listener: ((line: string) => void) | undefined): void
  /** As `tap`, but only the lines of level error and fatal. One a process: what went wrong last. */
  tapErrors(listener: ((line: string) => void) | undefined): void
  /** Writes what is left, for a second at the most, and ends the output. */
  close(): Promise<void>
}

/** Opens the log on standard output: one structured line an operation, readable in a terminal. */
export function openLog(options: LogOptions): LogOutput {
  let listener: ((line: string) => void) | undefined
  let errorListener: ((line: string) => void) | undefined
  const lines = destination({
    dest: options.file ?? 1,
    sync: false,
    minLength: options.format === 'json' ? BUFFER_BYTES : 1,
    maxLength: MOST_WAITING_BYTES,
    maxWrite: MOST_BYTES_A_WRITE,
  })
  // A terminal that was closed or a full disk costs the lines, not the service.
  lines.on('error', () => {})
  const stream =
    options.format === 'pretty'
      ? PinoPretty({
          destination: lines,
          ignore: 'node,pid,hostname',
          translateTime: 'SYS:HH:MM:ss.l',
          singleLine: true,
        })
      : lines
  const log = pino(
    {
      level: options.level,
      base: { node },
      timestamp,
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        streamWrite(line) {
          listener?.(line)
          if (errorListener && tellsOfError(line)) errorListener(line)
          return line
        },
      },
    },
    stream,
  )
  const timer = setInterval(() => lines.flush(), FLUSH_EVERY_MS)
  timer.unref()
  return {
    log,
    tap(next) {
      listener = next
    },
    tapErrors(next) {
      errorListener = next
    },
    async close() {
      clearInterval(timer)
      // A connection that is lost after this has nobody to tell, and must not throw where it tries.
      log.level = 'silent'
      const written = new Promise<void>((resolve) => lines.flush(() => resolve()))
      await Promise.race([written, sleep(LAST_LINES_WITHIN_MS)])
      // Or pino would write the rest when the process exits, and wait for a reader that may never read.
      lines.destroy()
    },
  }
}
