import type { LogLine } from '@fairground/contract'

/** A stack trace fits; a line beyond it loses its fields. */
const LONGEST_LINE = 16_000
const LONGEST_MESSAGE = 2_000

/** A line of our own log; `log.ts` says what is in it. */
interface Written {
  time: string
  node: string
  level: string
  msg?: string
  operation?: string
  [field: string]: unknown
}

/** What pino wrote as the line that admins are shown, as JSON text. */
export function toLogLine(written: string): string {
  const { time, node, level, msg, operation, ...fields }: Written = JSON.parse(written)
  const line: LogLine = {
    time,
    node,
    level,
    ...(operation === undefined ? {} : { operation }),
    message: (msg ?? '').slice(0, LONGEST_MESSAGE),
    fields,
  }
  const text = JSON.stringify(line)
  return text.length <= LONGEST_LINE ? text : JSON.stringify({ ...line, fields: { cut: text.length } })
}

/** A line of the stream's own. */
export function notice(node: string, message: string, fields: Record<string, unknown> = {}): string {
  const line: LogLine = { time: new Date().toISOString(), node, level: 'info', message, fields }
  return JSON.stringify(line)
}
