import type { SeatMap } from '@fairground/seating'
import type { Pool, PoolClient } from 'pg'

import type { Statement } from '../../db/index.ts'
import type { Refusal } from '../../http/index.ts'
import { invariant } from '../../invariant.ts'
import type { Activity, ActivityRecord } from '../activity/index.ts'
import { parseSale, readSale, type Sale } from '../events/index.ts'
import type { Cart } from './cart.ts'
import {
  type BatchState,
  type Counter,
  decide,
  type Decision,
  type HoldRow,
  type Outcome,
  type Request,
  type StoredAnswer,
  type TypePlaces,
} from './decide.ts'
import type { Claim, SeatBook } from './seat-books.ts'
import {
  answersByKey,
  countersOf,
  insertAnswers,
  insertHolds,
  lockSale,
  MOST_DUE,
  placesByAccount,
  readAnswers,
  readClock,
  readCounters,
  readClaims,
  readDueHolds,
  readHolds,
  readPlaces,
  readSeatChanges,
  unpackMoves,
  updateHolds,
  writeClaims,
  writeCounters,
  writePlaces,
  writeVersions,
} from './queries.ts'

/** A request with what its owner adds to the batch: the text of its answer, and rows of its own in the same commit. */
export interface Member {
  readonly request: Request
  readonly part: Part
  /** What the part needs to know of this member; the part that reads it is the one that wrote it. */
  readonly payload: unknown
}

/** What must be in the batch's commit but belongs to another feature. Set-based: called once a batch. */
export interface Part {
  /** Everything it returns is derived from its arguments: the batch may run again. */
  settle(context: BatchContext, settled: readonly Settled[]): PartResult
}

export interface PartResult {
  /** The answers' texts, in the order of `settled`. */
  readonly replies: readonly string[]
  readonly writes: readonly Statement[]
  readonly activity: readonly ActivityRecord[]
}

export interface BatchContext {
  readonly eventId: string
  readonly sale: Sale
  /** Milliseconds since the epoch, by the database's clock. */
  readonly now: number
  /** As the commit will leave it. */
  readonly configVersion: number
  /** Of an event that has seats. */
  readonly seatMap: SeatMap | undefined
}

export interface Settled {
  readonly request: Request
  readonly payload: unknown
  readonly cart: Cart
  readonly hold: HoldRow | undefined
}

export type Answer =
  | { readonly ok: true; readonly reply: string; readonly replayed: boolean }
  | { readonly ok: false; readonly refusal: Refusal }

export type BatchResult = Committed | SeatsWanted

/** Nothing was done: the event has seats, and they have to be loaded first. */
interface SeatsWanted {
  readonly kind: 'seats-wanted'
  readonly planHash: string
}

export interface Committed {
  readonly kind: 'committed'
  /** One for each member, in the same order; undefined where there is no such event. */
  readonly answers: readonly Answer[] | undefined
  readonly sale: Sale | undefined
  readonly configVersion: number
  readonly countsVersion: number
  readonly counters: ReadonlyMap<string, Counter>
  readonly seats: Decision['seats']
  /** More holds may be due than one batch expires. */
  readonly moreDue: boolean
}

/**
 * The batch failed. `committed: 'unknown'` when COMMIT was sent and its answer did not arrive; `isOurs` when a mistake in
 * our own code stopped it, which it does again however long one waits for the database.
 */
export class BatchError extends Error {
  readonly committed: 'no' | 'unknown'
  readonly isOurs: boolean
  constructor(cause: unknown, committed: 'no' | 'unknown', isOurs = false) {
    super('The batch failed', { cause })
    this.committed = committed
    this.isOurs = isOurs
  }
}

/**
 * Runs one batch of one event in one transaction of two round trips (one more when the event's configuration has
 * changed, and when its seats have to be read as a whole): lock and read everything, decide, write everything and commit. `known` is the configuration from memory,
 * `book` are the seats: under the lock they are brought up to what was committed last.
 * Throws BatchError; a failure leaves nothing behind unless it says that this is not known.
 */
export async function runBatch(
  pool: Pool,
  activity: Activity,
  eventId: string,
  members: readonly Member[],
  known: Sale | undefined,
  book?: SeatBook,
): Promise<BatchResult> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new BatchError(error, 'no')
  })
  let healthy = false
  try {
    const result = await transact(client, activity, eventId, members, known, book)
    healthy = true
    return result
  } catch (error) {
    throw error instanceof BatchError ? error : new BatchError(error, 'no')
  } finally {
    // After a failure nobody knows what is still under way on the connection; a new one costs less than finding out.
    client.release(!healthy)
  }
}

async function transact(
  client: PoolClient,
  activity: Activity,
  eventId: string,
  members: readonly Member[],
  known: Sale | undefined,
  book: SeatBook | undefined,
): Promise<BatchResult> {
  const read = await lockAndRead(client, eventId, members, known, book)
  if (!read || 'kind' in read) {
    await client.query('ROLLBACK')
    return read ?? NO_SUCH_EVENT
  }
  const { decision, countsVersion, answers, statements } = think(activity, eventId, read, members)
  await commit(client, statements)
  return {
    kind: 'committed',
    answers,
    sale: decision.configVersion === read.state.sale.version ? read.state.sale : undefined,
    configVersion: decision.configVersion,
    countsVersion,
    counters: decision.counters,
    seats: decision.seats,
    moreDue: read.state.due.length === MOST_DUE,
  }
}

/** Between the round trips: what is to be written, and what will be answered. */
function think(
  activity: Activity,
  eventId: string,
  { state, countsVersion: before }: { state: BatchState; countsVersion: number },
  members: readonly Member[],
) {
  try {
    const decision = decide(
      state,
      members.map((member) => member.request),
    )
    // An exchange within a category moves seats, and no count.
    const hasMoved = decision.changedCounters.size > 0 || decision.seats.some((move) => move.before !== move.after)
    const countsVersion = before + (hasMoved ? 1 : 0)
    const written = settle(activity, eventId, state, members, decision)
    const statements = [
      ...written.statements,
      ...writesOf(eventId, state, decision),
      ...(countsVersion > before || decision.configVersion > state.sale.version
        ? [writeVersions(eventId, decision.configVersion, countsVersion, decision)]
        : []),
    ]
    return { decision, countsVersion, answers: written.answers, statements }
  } catch (error) {
    throw new BatchError(error, 'no', true)
  }
}

const NO_SUCH_EVENT: Committed = {
  kind: 'committed',
  answers: undefined,
  sale: undefined,
  configVersion: 0,
  countsVersion: 0,
  counters: new Map(),
  seats: [],
  moreDue: false,
}

/** First round trip. Undefined where there is no such event. */
async function lockAndRead(
  client: PoolClient,
  eventId: string,
  members: readonly Member[],
  known: Sale | undefined,
  book: SeatBook | undefined,
): Promise<{ state: BatchState; countsVersion: number } | SeatsWanted | undefined> {
  const requests = members.map((member) => member.request)
  const holdIds = requests.map((request) => namedHold(request)).filter((id) => id !== undefined)
  const accountIds = [...new Set(requests.map((request) => request.accountId))]
  const none = Promise.resolve([])
  const [, [lock], counters, dueHolds, namedHolds, answers, places, fresh, seatChanges, [clock]] = await Promise.all([
    client.query('BEGIN ISOLATION LEVEL READ COMMITTED'),
    rows<{ configVersion: number; countsVersion: number }>(client, lockSale(eventId)),
    rows<{ id: string } & Counter>(client, readCounters(eventId)),
    rows<HoldRow>(client, readDueHolds(eventId)),
    holdIds.length > 0 ? rows<HoldRow>(client, readHolds(eventId, holdIds)) : none,
    requests.length > 0 ? rows<StoredAnswer & { key: string }>(client, readAnswers(eventId, requests)) : none,
    requests.length > 0 ? rows<{ accountId: string } & TypePlaces>(client, readPlaces(eventId, accountIds)) : none,
    known ? none : rows<SaleRow>(client, readSale(eventId)),
    book ? rows<SeatChangesRow>(client, readSeatChanges(eventId, book.version)) : none,
    rows<{ now: number }>(client, readClock),
  ])
  if (!lock) return undefined
  invariant(clock, 'the clock answers')
  const isCurrent = known?.version === lock.configVersion
  const [row] = isCurrent || fresh.length > 0 ? fresh : await rows<SaleRow>(client, readSale(eventId))
  const sale = isCurrent ? known : row && parseSale(row)
  invariant(sale, 'an event that can be locked can be read')
  const planHash = sale.seating?.planHash
  if (planHash !== undefined && book?.map.hash !== planHash) return { kind: 'seats-wanted', planHash }
  if (book) await catchUp(client, eventId, book, lock.countsVersion, seatChanges)
  const holds = new Map([...dueHolds, ...namedHolds].map((hold) => [hold.id, hold]))
  return {
    countsVersion: lock.countsVersion,
    state: {
      now: clock.now,
      sale,
      counters: countersOf(counters),
      holds,
      due: dueHolds.map((hold) => hold.id),
      places: placesByAccount(places),
      answers: answersByKey(answers),
      seats: book,
    },
  }
}

type SeatChangesRow = { version: number; seats: Buffer | null }

/** Under the lock nothing else can commit: with what came after the book's version, the book is the truth. */
async function catchUp(
  client: PoolClient,
  eventId: string,
  book: SeatBook,
  version: number,
  changes: readonly SeatChangesRow[],
): Promise<void> {
  for (const { version: one, seats } of changes) book.apply(one, unpackMoves(seats))
  // Some are missing: what happened is longer ago than changes are kept, or this is not the history that the book knows.
  if (book.version !== version) book.reset(version, await rows<Claim>(client, readClaims(eventId)))
}

type SaleRow = Parameters<typeof parseSale>[0]

function namedHold(request: Request): string | undefined {
  const { verb } = request
  switch (verb.kind) {
    case 'change':
    case 'extend':
    case 'release':
      return verb.holdId
    case 'sell':
      return 'holdId' in verb.from ? verb.from.holdId : undefined
    case 'place':
    case 'restore':
    case 'configure':
    case 'block':
      return undefined
    default:
      return verb satisfies never
  }
}

/** Asks each part once for the answers and rows of its members, and puts the answers into the members' order. */
function settle(
  activity: Activity,
  eventId: string,
  state: BatchState,
  members: readonly Member[],
  decision: Decision,
): { answers: Answer[]; statements: Statement[] } {
  const { sale, now, seats } = state
  const context = { eventId, sale, now, configVersion: decision.configVersion, seatMap: seats?.map }
  const replies = new Map<number, string>()
  const statements: Statement[] = []
  const records: ActivityRecord[] = []
  for (const [part, indices] of doneByPart(members, decision.outcomes)) {
    const result = part.settle(
      context,
      indices.map((index) => settledOf(members[index], decision.outcomes[index])),
    )
    for (const [position, index] of indices.entries()) replies.set(index, result.replies[position] ?? '')
    statements.push(...result.writes)
    records.push(...result.activity)
  }
  if (replies.size > 0) {
    const answered = [...replies.keys()].map((index) => members[index]?.request).filter((one) => one !== undefined)
    statements.push(insertAnswers(eventId, answered, [...replies.values()]))
  }
  statements.push(...activity.statements(eventId, records))
  return { answers: decision.outcomes.map((outcome, index) => answerOf(outcome, index, replies)), statements }
}

function doneByPart(members: readonly Member[], outcomes: readonly Outcome[]): Map<Part, number[]> {
  const parts = new Map<Part, number[]>()
  for (const [index, member] of members.entries()) {
    if (outcomes[index]?.kind !== 'done') continue
    const indices = parts.get(member.part)
    if (indices) indices.push(index)
    else parts.set(member.part, [index])
  }
  return parts
}

function settledOf(member: Member | undefined, outcome: Outcome | undefined): Settled {
  invariant(member && outcome?.kind === 'done', 'only what is done is settled')
  return { request: member.request, payload: member.payload, cart: outcome.cart, hold: outcome.hold }
}

function answerOf(outcome: Outcome, index: number, replies: ReadonlyMap<number, string>): Answer {
  switch (outcome.kind) {
    case 'refused':
      return { ok: false, refusal: outcome.refusal }
    case 'replayed':
      return { ok: true, reply: outcome.reply, replayed: true }
    case 'repeat':
      return { ok: true, reply: replies.get(outcome.of) ?? '', replayed: true }
    case 'done':
      return { ok: true, reply: replies.get(index) ?? '', replayed: false }
    default:
      return outcome satisfies never
  }
}

function writesOf(eventId: string, state: BatchState, decision: Decision): Statement[] {
  const statements: Statement[] = []
  const added: HoldRow[] = []
  const changed: HoldRow[] = []
  for (const hold of decision.holds.values()) (state.holds.has(hold.id) ? changed : added).push(hold)
  if (added.length > 0) statements.push(insertHolds(eventId, added))
  if (changed.length > 0) statements.push(updateHolds(eventId, changed))
  if (decision.changedCounters.size > 0) statements.push(writeCounters(eventId, decision))
  statements.push(...writePlaces(eventId, decision), ...writeClaims(eventId, decision.seats))
  return statements
}

/**
 * Second round trip. Only COMMIT's own command tag is a commit: after a failed statement COMMIT answers ROLLBACK, and
 * on a synchronous cluster of PostgreSQL 15 a cancelled wait for the standby is a success with a warning.
 */
async function commit(client: PoolClient, statements: readonly Statement[]): Promise<void> {
  if (statements.length === 0) {
    await client.query('ROLLBACK')
    return
  }
  let isDoubtful = false
  const onNotice = (notice: { message?: string }) => {
    if (notice.message?.includes('canceling wait for synchronous replication')) isDoubtful = true
  }
  client.on('notice', onNotice)
  try {
    const results = await Promise.allSettled([...statements.map((one) => send(client, one)), client.query('COMMIT')])
    const last = results.at(-1)
    const failure = results.find((result) => result.status === 'rejected')
    if (last?.status === 'fulfilled') {
      if (last.value.command === 'COMMIT' && !failure && !isDoubtful) return
      throw new BatchError(failure?.reason ?? new Error(last.value.command), isDoubtful ? 'unknown' : 'no')
    }
    throw new BatchError(last?.reason ?? failure?.reason, 'unknown')
  } finally {
    client.off('notice', onNotice)
  }
}

function send(client: PoolClient, statement: Statement) {
  return client.query({ name: statement.name, text: statement.text, values: statement.values as unknown[] })
}

async function rows<Row>(client: PoolClient, statement: Statement): Promise<Row[]> {
  // The statement's own file says which columns it has.
  return (await send(client, statement)).rows as Row[]
}
