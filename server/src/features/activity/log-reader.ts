import type { Queries } from '../../db/index.ts'
import { problem } from '../../http/index.ts'
import { notice } from './log-line.ts'
import { deleteOldLogLines, newestLogLine, readLogLines, renewLogWatch } from './queries.ts'
import { repeat } from './repeat.ts'

const READ_EVERY_MS = 250
const RENEW_EVERY_MS = 5_000
/** What nobody needs any more goes now and then; see `deleteOldLogLines`. */
const SWEEP_EVERY_MS = 30_000
/** When there are more, the next reading follows at once. */
const LINES_AT_ONCE = 2_000
/** Ids come from a sequence, and a transaction that took lower ones may commit later: this long after at most. */
const LATE_COMMIT_MS = 5_000
/** Twenty batches that are still on their way. */
const MOST_GAPS = 10_000
/** Two full readings may wait for a slow reader: 1 MB of common lines, which all followers share. */
const MOST_WAITING = 2 * LINES_AT_ONCE
/** Each follower of a node costs memory and a copy of every line. */
const MOST_FOLLOWERS = 20

interface Follower {
  lines: string[]
  skipped: number
  wake: () => void
}

/** Reads the lines of all nodes while somebody follows them at this one, and hands each follower its copy. */
export function openLogReader(queries: Queries, node: string, onFollower: () => void) {
  const followers = new Set<Follower>()
  const position = openPosition()
  let readable = true

  /** JSON lines from now on until `signal` aborts. Who reads slowly loses lines and is told how many. */
  function follow(signal: AbortSignal): AsyncIterable<string> {
    if (followers.size >= MOST_FOLLOWERS) {
      throw problem('too-many-requests', `${MOST_FOLLOWERS} people follow the log at this node already.`, {
        retryAfterSeconds: 60,
      })
    }
    return linesFor(signal)
  }

  async function* linesFor(signal: AbortSignal): AsyncGenerator<string> {
    await renewLogWatch(queries)
    const newest = await newestLogLine(queries)
    // Others may have begun in the meantime, and read from where they did.
    if (followers.size === 0) position.moveTo(newest)
    const follower: Follower = { lines: [], skipped: 0, wake: () => undefined }
    followers.add(follower)
    onFollower()
    signal.addEventListener('abort', () => follower.wake())
    try {
      yield notice(node, `${node} follows the log of all nodes from here on.`)
      while (!signal.aborted) {
        yield* taken(follower)
        if (follower.lines.length > 0 || signal.aborted) continue
        await new Promise<void>((resolve) => {
          follower.wake = resolve
        })
      }
    } finally {
      followers.delete(follower)
    }
  }

  function* taken(follower: Follower): Generator<string> {
    const { lines, skipped } = follower
    follower.lines = []
    follower.skipped = 0
    yield* lines
    if (skipped > 0) yield notice(node, `${skipped} lines were skipped here: you read too slowly.`, { skipped })
  }

  function hand(lines: string[]): void {
    for (const follower of followers) {
      const room = Math.max(0, MOST_WAITING - follower.lines.length)
      for (const line of lines.slice(0, room)) follower.lines.push(line)
      follower.skipped += Math.max(0, lines.length - room)
      follower.wake()
    }
  }

  async function read(): Promise<void> {
    try {
      while (followers.size > 0) {
        const rows = await readLogLines(queries, {
          after: position.after,
          gaps: position.gaps(performance.now()),
          limit: LINES_AT_ONCE,
        })
        position.pass(rows, performance.now())
        hand(rows.map((row) => row.line))
        if (rows.length === 0) position.checkRestart(await newestLogLine(queries))
        readable = true
        if (rows.length < LINES_AT_ONCE) return
      }
    } catch {
      if (readable) hand([notice(node, 'The log cannot be read: the database does not answer. It goes on after that.')])
      readable = false
    }
  }

  /** Upkeep is worth no line: what fails here is done again, and a database that is away is told by `read`. */
  async function whileFollowed(work: (on: Queries) => Promise<void>): Promise<void> {
    if (followers.size > 0) await work(queries).catch(() => undefined)
  }

  return {
    follow,
    isFollowed: () => followers.size > 0,
    async run(signal: AbortSignal): Promise<void> {
      await Promise.all([
        repeat(READ_EVERY_MS, signal, read),
        repeat(RENEW_EVERY_MS, signal, () => whileFollowed(renewLogWatch)),
        repeat(SWEEP_EVERY_MS, signal, () => whileFollowed(deleteOldLogLines)),
      ])
    },
  }
}

/**
 * Where in the table the reading is. Ids that were passed over are remembered for a while and asked for again, since
 * a transaction that took them may commit after its successors.
 */
export function openPosition() {
  let after = 0
  const missing = new Map<number, number>()

  return {
    get after() {
      return after
    },
    moveTo(id: number): void {
      after = id
      missing.clear()
    },
    /** Ids that may still appear. */
    gaps(now: number): number[] {
      for (const [id, since] of missing) if (now - since > LATE_COMMIT_MS) missing.delete(id)
      return [...missing.keys()]
    },
    /** Takes note of the rows that were read, in order of their ids. */
    pass(rows: readonly { id: number }[], now: number): void {
      for (const { id } of rows) {
        missing.delete(id)
        if (id <= after) continue
        // From 0 there is no telling which ids were ever used.
        const end = after === 0 ? 0 : Math.min(id, after + 1 + MOST_GAPS - missing.size)
        for (let gap = after + 1; gap < end; gap += 1) missing.set(gap, now)
        after = id
      }
    },
    /** A crash of the database empties an unlogged table and its sequence: the reading begins again. */
    checkRestart(newest: number): void {
      if (newest < after) this.moveTo(0)
    },
  }
}
