import type { LogLine } from '@fairground/contract'

/** A rush writes this many in a second; what is older is in the service's own log. */
export const MOST_KEPT = 2_000
/** Rows on the page: more than anybody reads, few enough to be drawn four times a second. */
export const MOST_SHOWN = 500

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const
export type Level = (typeof LEVELS)[number]

/** Lines that are missing between two that are there, and why. Times are milliseconds since the epoch. */
export interface Gap {
  readonly why: 'hidden' | 'lost'
  readonly from: number
  readonly to: number
}

export type LogEntry =
  | { readonly id: number; readonly kind: 'line'; readonly line: LogLine; text?: string }
  | { readonly id: number; readonly kind: 'gap'; readonly gap: Gap }

export interface LogFilter {
  readonly level: Level
  /** Empty: all, as for the operation and the text. */
  readonly node: string
  readonly operation: string
  /** In any case, anywhere in the line. */
  readonly text: string
  readonly refusalsOnly: boolean
}

export const EVERYTHING: LogFilter = { level: 'trace', node: '', operation: '', text: '', refusalsOnly: false }

/** The newest lines, and which nodes and operations wrote any. */
export function openLogBook() {
  let entries: LogEntry[] = []
  let nextId = 1
  const nodes = new Set<string>()
  const operations = new Set<string>()

  function keep(entry: LogEntry): void {
    entries.push(entry)
    // Cut rarely: to move two thousand entries for each new one would cost more than all else.
    if (entries.length > 2 * MOST_KEPT) entries = entries.slice(-MOST_KEPT)
  }

  return {
    add(line: LogLine): void {
      nodes.add(line.node)
      if (line.operation !== undefined) operations.add(line.operation)
      keep({ id: nextId++, kind: 'line', line })
    },
    addGap(gap: Gap): void {
      keep({ id: nextId++, kind: 'gap', gap })
    },
    clear(): void {
      entries = []
    },
    /** As of now, oldest first. */
    entries: (): readonly LogEntry[] => entries.slice(-MOST_KEPT),
    nodes: (): readonly string[] => [...nodes].toSorted(),
    operations: (): readonly string[] => [...operations].toSorted(),
    /** Of the newest entry; 0 where there is none. */
    newestId: () => nextId - 1,
  }
}

/** The newest `most` entries that the filter lets through, oldest first. Gaps always show. */
export function matching(entries: readonly LogEntry[], filter: LogFilter, most = MOST_SHOWN): readonly LogEntry[] {
  const found: LogEntry[] = []
  const words = filter.text.trim().toLowerCase()
  const least = rank(filter.level)
  for (let index = entries.length - 1; index >= 0 && found.length < most; index -= 1) {
    const entry = entries[index]
    if (entry && (entry.kind === 'gap' || matches(entry, filter, least, words))) found.push(entry)
  }
  return found.toReversed()
}

function matches(entry: LogEntry & { kind: 'line' }, filter: LogFilter, least: number, words: string): boolean {
  const { line } = entry
  if (rank(line.level) < least) return false
  if (filter.node !== '' && line.node !== filter.node) return false
  if (filter.operation !== '' && line.operation !== filter.operation) return false
  if (filter.refusalsOnly && !isRefusal(line)) return false
  if (words === '') return true
  // Written out once: while somebody searches, it is looked at four times a second.
  entry.text ??= `${line.operation ?? ''} ${line.message} ${JSON.stringify(line.fields)}`.toLowerCase()
  return entry.text.includes(words)
}

/** A level that we do not know is shown rather than hidden. */
function rank(level: string): number {
  const index = LEVELS.findIndex((known) => known === level)
  return index === -1 ? LEVELS.length : index
}

/** How an operation ended; undefined of lines that are about none. */
export function outcomeOf({ fields }: LogLine): string | undefined {
  return typeof fields['outcome'] === 'string' ? fields['outcome'] : undefined
}

const GOOD = new Set(['ok', 'not-modified'])

export function isRefusal(line: LogLine): boolean {
  const outcome = outcomeOf(line)
  return outcome !== undefined && !GOOD.has(outcome)
}

/** What a line says beyond its operation and outcome. */
export function sentenceOf({ message, operation, fields }: LogLine): string {
  if (typeof fields['reason'] === 'string') return fields['reason']
  return message === operation ? '' : message
}

/** `10:00:03.042` of the reader's day; left as it is where it is no time. */
export function clockOf(time: string): string {
  const at = new Date(time)
  if (Number.isNaN(at.getTime())) return time
  const two = (value: number) => String(value).padStart(2, '0')
  const seconds = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
  return `${seconds}.${String(at.getMilliseconds()).padStart(3, '0')}`
}
