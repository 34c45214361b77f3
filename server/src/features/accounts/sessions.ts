import { hash, randomBytes } from 'node:crypto'

import type { Queries } from '../../db/index.ts'
import type { Caller } from '../../http/index.ts'
import { noteUse, readCallers } from './queries/sessions.ts'

/** A session that ended at another node is refused here within 5 s; 1 s of it is for the database to answer. */
const KNOWN_FOR_MS = 4_000
const UNKNOWN_FOR_MS = 1_000
/** About 20 MB. In order of their reading, which is the order of their end, so the first is always the one to drop. */
const MOST_KNOWN = 50_000
/** Apart from the known, so that a flood of made-up tokens pushes nobody out. */
const MOST_UNKNOWN = 10_000
/** In a rush everybody's first request misses: those that wait share a query. */
const MOST_IN_A_READING = 512
const READINGS_AT_ONCE = 2
/** Sessions whose use is written at once, and how many may wait for that. */
const USES_AT_ONCE = 5_000
const MOST_USES = 100_000

/** 256 bits as base64url. Anything else is no token of ours and costs neither a hash nor a look. */
const TOKEN = /^[\w-]{43}$/

export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** How a token is stored: whoever reads the database cannot sign in with what is there. */
export function hashToken(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}

interface Remembered {
  readonly answer: Promise<Caller | undefined>
  readonly caller: Caller | undefined
  readonly until: number
}

interface Lookup {
  readonly key: string
  readonly askedAt: number
  readonly answer: Promise<Caller | undefined>
  readonly resolve: (caller: Caller | undefined) => void
  readonly reject: (error: unknown) => void
}

const NOBODY: Promise<undefined> = Promise.resolve(undefined)

/** Who holds which token, from memory where it is fresh enough. */
export function openSessions(queries: Queries) {
  const known = new Map<string, Remembered>()
  const unknown = new Map<string, Remembered>()
  const asked = new Map<string, Lookup>()
  let waiting: Lookup[] = []
  let readings = 0
  let used = new Set<string>()

  /** On the hot path: one hash (1 µs) and one look into a map, and no promise is made where the answer is known. */
  function identify(token: string): Promise<Caller | undefined> {
    if (!TOKEN.test(token)) return NOBODY
    const key = hash('sha256', token, 'base64')
    const remembered = known.get(key) ?? unknown.get(key)
    if (remembered !== undefined && remembered.until > performance.now()) return remembered.answer
    return asked.get(key)?.answer ?? ask(key)
  }

  function ask(key: string): Promise<Caller | undefined> {
    const { promise: answer, resolve, reject } = Promise.withResolvers<Caller | undefined>()
    const lookup = { key, askedAt: performance.now(), answer, resolve, reject }
    asked.set(key, lookup)
    waiting.push(lookup)
    readWaiting()
    return answer
  }

  function readWaiting(): void {
    while (readings < READINGS_AT_ONCE && waiting.length > 0) {
      const batch = waiting.slice(0, MOST_IN_A_READING)
      waiting = waiting.slice(MOST_IN_A_READING)
      readings += 1
      // Never rejects: its failure is the answer of each lookup, and those are awaited by whoever asked.
      void readOnce(batch)
    }
  }

  async function readOnce(batch: readonly Lookup[]): Promise<void> {
    try {
      const rows = await readCallers(
        queries,
        batch.map((lookup) => Buffer.from(lookup.key, 'base64')),
      )
      const found = new Map(rows.map((row) => [row.tokenHash.toString('base64'), row]))
      for (const lookup of batch) settle(lookup, found.get(lookup.key))
    } catch (error) {
      for (const lookup of batch) {
        forgetLookup(lookup)
        lookup.reject(error)
      }
    } finally {
      readings -= 1
      readWaiting()
    }
  }

  function settle(lookup: Lookup, row: Awaited<ReturnType<typeof readCallers>>[number] | undefined): void {
    const caller = row && { accountId: row.accountId, sessionId: row.sessionId, name: row.name, admin: row.admin }
    // Counted from before the question, so that the answer is never older than it may be.
    const until = lookup.askedAt + (row ? Math.min(KNOWN_FOR_MS, row.remainingMs) : UNKNOWN_FOR_MS)
    if (forgetLookup(lookup)) remember(row ? known : unknown, lookup, { answer: lookup.answer, caller, until })
    if (row?.useIsOld && used.size < MOST_USES) used.add(row.sessionId)
    lookup.resolve(caller)
  }

  /** Whether the answer may be remembered: a lookup that sessions ended under is answered, but not kept. */
  function forgetLookup(lookup: Lookup): boolean {
    return asked.get(lookup.key) === lookup && asked.delete(lookup.key)
  }

  function remember(where: Map<string, Remembered>, lookup: Lookup, entry: Remembered): void {
    known.delete(lookup.key)
    unknown.delete(lookup.key)
    const most = where === known ? MOST_KNOWN : MOST_UNKNOWN
    const first = where.size >= most ? where.keys().next().value : undefined
    if (first !== undefined) where.delete(first)
    where.set(lookup.key, entry)
  }

  return {
    identify,

    /** Sessions ended or rights changed: this node asks anew at once. 2 ms to look at 50,000 sessions, more where many end. */
    forget(which: { accountId: string } | { sessionId: string }): void {
      asked.clear()
      for (const [key, { caller }] of known) {
        const isMeant =
          'accountId' in which ? caller?.accountId === which.accountId : caller?.sessionId === which.sessionId
        if (isMeant) known.delete(key)
      }
    },

    /** Writes when sessions were last used, to the minute. What fails is noticed again at the next use. */
    async writeUses(): Promise<void> {
      const sessionIds = [...used]
      used = new Set()
      for (let start = 0; start < sessionIds.length; start += USES_AT_ONCE) {
        await noteUse(queries, sessionIds.slice(start, start + USES_AT_ONCE))
      }
    },
  }
}
