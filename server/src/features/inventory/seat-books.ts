import {
  FREE,
  HELD,
  NOT_FOR_SALE,
  packStates,
  type SeatChange,
  type SeatMap,
  SOLD,
  TAKEN_BY_HOUSE,
} from '@fairground/seating'

import type { Queries } from '../../db/index.ts'
import type { Log } from '../../log.ts'
import { openSeatFinder, type SeatFinder } from './finder/best-seats.ts'
import { selectClaims, selectSeatChanges, unpackMoves } from './queries.ts'
import { openWatchers } from './watchers.ts'

/** A seat that is not free, as its table has it. */
export interface Claim {
  readonly id: string
  readonly state: string
}

/**
 * The states of an event's seats in this process, at one version of its counts. The batch brings it up to date under
 * the lock and takes it for the truth; for those who look on it is right within a second.
 */
export class SeatBook {
  readonly map: SeatMap
  /** A byte a seat, moved in place. */
  readonly states: Uint8Array
  version = -1
  verifiedAt = Number.NEGATIVE_INFINITY
  usedAt = performance.now()
  #finder: SeatFinder | undefined
  /** What has changed lately, oldest first: whoever saw one of these versions is told what came after it. */
  #recent: { readonly version: number; readonly seats: readonly number[] }[] = []
  #recentSeats = 0
  /** What came after this version is in `#recent`. */
  #knownFrom = -1
  #packed: { readonly version: number; readonly states: string } | undefined
  readonly #onChange: () => void

  constructor(map: SeatMap, onChange: () => void) {
    this.map = map
    this.states = new Uint8Array(map.seats)
    this.#onChange = onChange
  }

  /**
   * Knows where free seats are. Made when it is asked for the first time, in up to 60 ms for an arena: who only looks on
   * needs none, and who buys should not wait for it under a lock.
   */
  get finder(): SeatFinder {
    return (this.#finder ??= openSeatFinder(this.map, this.states))
  }

  /** Takes over the next version; what is not the next one is known already, or a gap that `reset` mends. */
  apply(version: number, changes: readonly SeatChange[]): void {
    if (version !== this.version + 1) return
    for (const { seat, state } of changes) this.#set(seat, state)
    this.version = version
    if (changes.length > 0) this.#remember(changes.map(({ seat }) => seat))
    this.#tell()
  }

  /** Everything anew. */
  reset(version: number, claims: readonly Claim[]): void {
    const states = new Uint8Array(this.map.seats)
    for (const [seat, category] of this.map.category.entries()) {
      if (category === NOT_FOR_SALE) states[seat] = TAKEN_BY_HOUSE
    }
    for (const { id, state } of claims) {
      const seat = this.map.indexOf(id)
      if (seat !== -1) states[seat] = state === 'held' ? HELD : state === 'sold' ? SOLD : TAKEN_BY_HOUSE
    }
    for (const [seat, state] of states.entries()) if (this.states[seat] !== state) this.#set(seat, state)
    this.version = version
    this.#recent = []
    this.#recentSeats = 0
    this.#knownFrom = version
    this.#tell()
  }

  #set(seat: number, state: number): void {
    if (this.#finder) this.#finder.set(seat, state)
    else this.states[seat] = state
  }

  #remember(seats: readonly number[]): void {
    this.#recent.push({ version: this.version, seats })
    this.#recentSeats += seats.length
    while (this.#recentSeats > MOST_REMEMBERED) {
      const gone = this.#recent.shift()
      this.#recentSeats -= gone?.seats.length ?? 0
      this.#knownFrom = gone?.version ?? this.version
    }
  }

  /** Whether `changesSince` can tell what came after this version. */
  knows(version: number): boolean {
    return version >= this.#knownFrom && version <= this.version
  }

  /** What is different now from what `version`, which it knows, was, by rising seat. */
  changesSince(version: number): SeatChange[] {
    const seats = new Set<number>()
    // From the newest: most people are not far behind.
    for (let index = this.#recent.length - 1; index >= 0; index -= 1) {
      const one = this.#recent[index]
      if (!one || one.version <= version) break
      for (const seat of one.seats) seats.add(seat)
    }
    return [...seats].toSorted((one, other) => one - other).map((seat) => ({ seat, state: this.states[seat] ?? FREE }))
  }

  /** As `SeatStatus.states`; worked out once a version. */
  packed(): string {
    if (this.#packed?.version !== this.version) {
      this.#packed = { version: this.version, states: packStates(this.states) }
    }
    return this.#packed.states
  }

  #tell(): void {
    this.verifiedAt = performance.now()
    this.#onChange()
  }
}

/** Some minutes of a hot sale. */
const MOST_REMEMBERED = 50_000

export interface SeatBooks {
  /** What is in memory. */
  find(eventId: string): SeatBook | undefined
  /** The seats of an event whose plan has this hash, at the version that is in the database now or a later one. */
  load(eventId: string, planHash: string): Promise<SeatBook>
  /** As `load`, from memory where it was looked at less than 0.9 s ago. */
  read(eventId: string, planHash: string): Promise<SeatBook>
  /** As `read`, of an event whose plan was told before; undefined where none was. */
  readKnown(eventId: string): Promise<SeatBook | undefined>
  /** The database did not agree with it. False where there is none. */
  forget(eventId: string): boolean
  /** Calls `listener` at each change that this process learns of, until the returned function is called. */
  watch(eventId: string, listener: () => void): () => void
  start(): void
  stop(): Promise<void>
}

/** A change elsewhere is seen within this and one query; the promise is 1 s. */
const POLL_MS = 400
const STALE_MS = 900
const FORGET_MS = 10 * 60_000
/** An arena's states and what its finder has worked out are some 2 MB; its map is the plans' to keep. */
const MOST_BOOKS = 100

/** The seats of the events that are bought or looked at in this process. */
export function openSeatBooks(queries: Queries, readMap: (planHash: string) => Promise<SeatMap>, log: Log): SeatBooks {
  const books = new Map<string, SeatBook>()
  /** The plans of events that are followed, also when their books are not in memory for a moment. */
  const planHashes = new Map<string, string>()
  const loading = new Map<string, Promise<SeatBook>>()
  const verifying = new Map<string, Promise<void>>()
  const watchers = openWatchers()
  let timer: NodeJS.Timeout | undefined
  let polling: Promise<void> = Promise.resolve()

  function find(eventId: string): SeatBook | undefined {
    const book = books.get(eventId)
    if (book) book.usedAt = performance.now()
    return book
  }

  async function load(eventId: string, planHash: string): Promise<SeatBook> {
    const known = books.get(eventId)
    const book =
      known?.map.hash === planHash ? known : new SeatBook(await readMap(planHash), () => watchers.tell(eventId))
    await fill(eventId, book)
    book.usedAt = performance.now()
    books.set(eventId, book)
    planHashes.set(eventId, planHash)
    forgetBeyond(eventId)
    return book
  }

  async function fill(eventId: string, book: SeatBook): Promise<void> {
    const claims = await selectClaims(queries, eventId)
    // A batch of this process may have been faster, and has told it.
    if (!claims || claims.version <= book.version) return
    book.reset(
      claims.version,
      claims.ids.map((id, index) => ({ id, state: claims.states[index] ?? '' })),
    )
  }

  function joined(eventId: string, planHash: string): Promise<SeatBook> {
    let underWay = loading.get(eventId)
    if (!underWay) {
      underWay = load(eventId, planHash).finally(() => loading.delete(eventId))
      loading.set(eventId, underWay)
    }
    return underWay
  }

  async function catchUp(eventIds: readonly string[]): Promise<void> {
    const known = eventIds.flatMap((eventId) => {
      const book = books.get(eventId)
      return book ? [{ eventId, version: book.version }] : []
    })
    if (known.length === 0) return
    const rows = await selectSeatChanges(queries, known)
    const behind = new Map<string, number>()
    for (const { eventId, current, version, seats } of rows) {
      if (version !== null) books.get(eventId)?.apply(version, unpackMoves(seats))
      behind.set(eventId, current)
    }
    for (const [eventId, current] of behind) {
      const book = books.get(eventId)
      if (book && book.version < current) await fill(eventId, book)
    }
    const verifiedAt = performance.now()
    for (const { eventId } of known) {
      const book = books.get(eventId)
      if (book) book.verifiedAt = verifiedAt
    }
  }

  function forgetBeyond(kept?: string): void {
    const now = performance.now()
    const idle = [...books]
      .filter(([eventId]) => eventId !== kept && !watchers.has(eventId))
      .toSorted(([, one], [, other]) => one.usedAt - other.usedAt)
    for (const [eventId, book] of idle) {
      if (books.size > MOST_BOOKS || now - book.usedAt > FORGET_MS) {
        books.delete(eventId)
        planHashes.delete(eventId)
      }
    }
  }

  function schedule(): void {
    timer = setTimeout(() => {
      forgetBeyond()
      polling = catchUp([...books.keys()])
        .catch((error: unknown) => log.warn({ err: error }, 'the seats could not be refreshed'))
        .finally(() => {
          if (timer) schedule()
        })
    }, POLL_MS)
  }

  async function read(eventId: string, planHash: string): Promise<SeatBook> {
    const book = find(eventId)
    if (book?.map.hash !== planHash) return joined(eventId, planHash)
    if (performance.now() - book.verifiedAt > STALE_MS) await verified(eventId)
    return book
  }

  /** After a pause of the database thousands ask at once: one question is enough. */
  function verified(eventId: string): Promise<void> {
    let underWay = verifying.get(eventId)
    if (!underWay) {
      underWay = catchUp([eventId]).finally(() => verifying.delete(eventId))
      verifying.set(eventId, underWay)
    }
    return underWay
  }

  return {
    find,
    load: joined,
    read,
    async readKnown(eventId) {
      const planHash = planHashes.get(eventId)
      return planHash === undefined ? undefined : read(eventId, planHash)
    },
    forget(eventId) {
      const wasThere = books.delete(eventId)
      if (wasThere) watchers.tell(eventId)
      return wasThere
    },
    watch: watchers.watch,
    start: schedule,
    async stop() {
      clearTimeout(timer)
      timer = undefined
      await polling
    },
  }
}
