import type { Queries } from '../../db/index.ts'
import type { LogOutput } from '../../log.ts'
import { notice, toLogLine } from './log-line.ts'
import { insertLogLines, isLogWatched } from './queries.ts'
import { repeat } from './repeat.ts'

/** How soon a node notices that somebody watches. */
const LOOK_EVERY_MS = 1_000
const SEND_EVERY_MS = 250
/** 2,000 lines a second and node are more than anybody reads; a rush writes ten times that. */
const MOST_LINES = 500

/** Puts this node's lines into the table that watchers read, while somebody watches and not otherwise. */
export function openLogSender(queries: Queries, output: LogOutput, node: string, isFollowedHere: () => boolean) {
  let sending = false
  let lines: string[] = []
  let skipped = 0

  function take(line: string): void {
    if (lines.length < MOST_LINES) lines.push(line)
    else skipped += 1
  }

  function begin(): void {
    if (sending) return
    sending = true
    output.tap(take)
  }

  function end(): void {
    if (!sending) return
    sending = false
    output.tap(undefined)
    lines = []
    skipped = 0
  }

  async function look(): Promise<void> {
    try {
      // Asked afterwards: somebody may have begun to follow here while the database was asked.
      if ((await isLogWatched(queries)) || isFollowedHere()) begin()
      else end()
    } catch {
      // Without a database nobody can watch; a line about it would only be one more to send.
    }
  }

  async function send(): Promise<void> {
    if (lines.length === 0) return
    const batch = lines.map(toLogLine)
    if (skipped > 0) batch.push(notice(node, `${skipped} lines were skipped here: too many at once.`, { skipped }))
    const lost = lines.length + skipped
    lines = []
    skipped = 0
    try {
      await insertLogLines(queries, node, batch)
    } catch {
      // Told with the next batch that arrives. A line in the log about it would be one more to send.
      skipped += lost
    }
  }

  return {
    /** Begins at once: somebody watches at this node. */
    begin,
    async run(signal: AbortSignal): Promise<void> {
      await Promise.all([repeat(LOOK_EVERY_MS, signal, look), repeat(SEND_EVERY_MS, signal, send)])
      await send()
      end()
    },
  }
}
