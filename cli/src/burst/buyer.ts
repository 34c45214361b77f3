import {
  type LineRequest,
  placeHold,
  placeOrder,
  placesAsked,
  readAvailability,
  readEvent,
  releaseHold,
  type Route,
} from '@fairground/contract'
import { type CallInput, type Client, type ClientProblem, createClient } from '@fairground/contract/client'
import { exponential, type Recorder, seededRandom, until } from '@fairground/load'

import { type Ledger, type OtherHold, seatsIn, type UnsettledWrite } from './ledger.ts'
import type { Block } from './contested.ts'
import type { BurstPlan, SeatWish } from './plan.ts'

/** What a buyer has to know of the event to be bought from. */
export interface OnSale {
  readonly id: string
  readonly paysAtDoor: boolean
  readonly ticketTypes: readonly TypeOnSale[]
  readonly wish: SeatWish
  /** Ids of the seats that were free at the start, by category; for who chooses at random. */
  readonly freeSeats: readonly (readonly string[])[]
  /** Seats side by side that several buyers want, for who wants the same; see `contestedBlocks`. */
  readonly blocks: readonly Block[]
}

interface TypeOnSale {
  readonly id: string
  readonly priceMinor: number
  readonly maxPerOrder: number | null
  /** Index of its category, as in `freeSeats`; undefined where there are no seats. */
  readonly seats?: number
}

export interface BurstAccount {
  readonly accountId: string
  readonly token: string
}

/** What the buyers of one process share. */
export interface Market {
  readonly server: string
  readonly send: typeof fetch
  readonly event: OnSale
  readonly plan: BurstPlan
  readonly accounts: readonly BurstAccount[]
  readonly recorder: Recorder
  readonly ledger: Ledger
  /** Writes that wait for their answer now. */
  readonly pending: Set<UnsettledWrite>
  /** Acknowledged holds that have not ended, by their id. */
  readonly open: Map<string, OtherHold>
  /** Aborts when everybody is to leave: who thinks wakes up and lets go. */
  readonly leaving: AbortSignal
  /** Of `performance.now()`. */
  readonly beginAt: number
}

interface Buyer {
  readonly index: number
  readonly account: number
  readonly client: Client
  readonly random: () => number
  readonly wanted: number
  /** Seats that they were told are taken. */
  readonly gone: Set<string>
  /** Of the write under way: whether an answer that is not known may have carried it out. */
  isInDoubt: boolean
  nextKey: number
}

/** How long a buyer repeats what is told "busy" or "later". */
export const PATIENCE_MS = 30_000
/** So many look at what is left before they take places. */
const LOOKS_AGAIN = 0.3
/** Asks for fewer, when fewer are left, so often. */
const MOST_TRIES = 5

/**
 * One buyer's visit: looks, holds, thinks, perhaps lets go and tries again, confirms. Never rejects: what happened is
 * in the recorder and the ledger. `dueAt` is when the buyer was to arrive; their wait counts from there.
 */
export async function visit(market: Market, index: number, dueAt: number): Promise<void> {
  const { recorder, ledger } = market
  recorder.count('arrivals', dueAt - market.beginAt)
  const end = await shop(market, newBuyer(market, index), dueAt)
  recorder.count('finished', sinceBegin(market))
  ledger.ends[end] = (ledger.ends[end] ?? 0) + 1
}

function newBuyer({ server, send, plan, accounts, recorder }: Market, index: number): Buyer {
  const account = index % accounts.length
  // Scattered, so that neighbours do not resemble each other.
  const random = seededRandom(Math.imul(plan.seed + index, 0x9e3779b1))
  const [least, most] = plan.quantity
  const buyer: Buyer = {
    index,
    account,
    random,
    wanted: least + Math.floor(random() * (most - least + 1)),
    gone: new Set(),
    isInDoubt: false,
    nextKey: 0,
    client: createClient({
      server,
      token: accounts[account]?.token,
      fetch: send,
      patienceMs: PATIENCE_MS,
      onRepeat(problem) {
        recorder.answer(problem.code)
        if (mayHaveHappened(problem)) buyer.isInDoubt = true
      },
    }),
  }
  return buyer
}

/** The visit's end in a word: `bought`, `left` when everybody had to, or the code of the last refusal. */
async function shop(market: Market, buyer: Buyer, dueAt: number): Promise<string> {
  const { event, plan, recorder } = market
  const params = { eventId: event.id }
  const page = await call(market, buyer, 'look', readEvent, { params }, dueAt)
  if (!page.ok) return page.problem.code
  const types = wantedTypes(
    event,
    buyer,
    page.data.areas.flatMap((area) => area.ticketTypes),
  )
  // A page that says "sold out" may be a second old: people try all the same.
  const type = pick(types.some(hasLeft) ? types.filter(hasLeft) : types, buyer.random)
  if (!type) return 'nothing-on-sale'
  if (buyer.random() < LOOKS_AGAIN) await call(market, buyer, 'availability', readAvailability, { params })

  let taken = await takePlaces(market, buyer, type.id)
  recorder.latency('reservation', performance.now() - dueAt, sinceBegin(market))
  if (typeof taken === 'string') return taken
  await think(market, buyer)
  if (buyer.random() < plan.letGo && !market.leaving.aborted) {
    await letGo(market, buyer, taken)
    await think(market, buyer)
    if (market.leaving.aborted) return 'left'
    taken = await takePlaces(market, buyer, type.id)
    if (typeof taken === 'string') return taken
    await think(market, buyer)
  }
  if (market.leaving.aborted) {
    await letGo(market, buyer, taken)
    return 'left'
  }
  return confirm(market, buyer, taken, type.priceMinor > 0 && event.paysAtDoor)
}

/** Who wants certain seats wants a ticket type that they are sold as. */
function wantedTypes<Type extends { id: string }>(event: OnSale, buyer: Buyer, types: readonly Type[]) {
  const block = blockOf(event, buyer)
  if (!block) return types
  const fitting = event.ticketTypes.filter(({ seats }) => seats === block.category)
  return types.filter(({ id }) => fitting.some((type) => type.id === id))
}

/** Buyers who want the same come one right after the other, so that they meet at the seats. */
export const RIVALS = 2

function blockOf({ blocks }: OnSale, { index }: Buyer): Block | undefined {
  return blocks[Math.floor(index / RIVALS) % blocks.length]
}

/** A hold of what the buyer wants, or of what there is; or the code of the refusal. */
async function takePlaces(market: Market, buyer: Buyer, ticketTypeId: string): Promise<OtherHold | string> {
  const { event, recorder } = market
  const limit = event.ticketTypes.find(({ id }) => id === ticketTypeId)?.maxPerOrder ?? Infinity
  const wanted = blockOf(event, buyer)?.seatIds.length ?? buyer.wanted
  let line = lineFor(event, buyer, ticketTypeId, Math.min(wanted, limit))
  for (let tried = 1; ; tried += 1) {
    const places = placesAsked(line)
    const body = { lines: [line] }
    const write = { kind: 'hold', account: buyer.account, key: newKey(buyer), places, body } as const
    const outcome = await settle(market, buyer, write, (key) =>
      call(market, buyer, 'hold', placeHold, { params: { eventId: event.id }, body, key }),
    )
    if (outcome.ok) {
      recorder.count('reservations', sinceBegin(market))
      const { id, lines } = outcome.data
      const hold: OtherHold = { id, account: buyer.account, places, seatIds: seatsIn(lines), told: 'open' }
      market.open.set(hold.id, hold)
      return hold
    }
    const next = tried === MOST_TRIES ? undefined : lineAfter(event, buyer, line, outcome.problem)
    if (!next) return outcome.problem.code
    line = next
  }
}

/** What somebody asks for who wants so many places. Where no seat is known to be free they ask for any all the same. */
function lineFor(event: OnSale, buyer: Buyer, ticketTypeId: string, places: number): LineRequest {
  const { ticketTypes, freeSeats, wish } = event
  const category = ticketTypes.find(({ id }) => id === ticketTypeId)?.seats
  if (category === undefined) return { ticketTypeId, quantity: places }
  const seatIds =
    wish === 'random'
      ? drawSeats(freeSeats[category] ?? [], buyer, places)
      : (blockOf(event, buyer)?.seatIds.slice(0, places) ?? [])
  return seatIds.length > 0 ? { ticketTypeId, seatIds } : { ticketTypeId, quantity: places, best: true }
}

/** So many looks at the map a seat; who finds none then takes what they have. */
const LOOKS_A_SEAT = 20

/** Free seats as somebody finds them who looks here and there. */
function drawSeats(free: readonly string[], { gone, random }: Buyer, places: number): string[] {
  const found = new Set<string>()
  for (let looks = places * LOOKS_A_SEAT; looks > 0 && found.size < places; looks -= 1) {
    const seat = pick(free, random)
    if (seat !== undefined && !gone.has(seat)) found.add(seat)
  }
  return [...found]
}

/** So many of those who are told that their seats are gone take those that are offered; the others look again. */
const TAKES_OFFERED = 0.5

/** What somebody asks for after a refusal; undefined where they give up. */
function lineAfter(event: OnSale, buyer: Buyer, line: LineRequest, problem: ClientProblem): LineRequest | undefined {
  const { code, left = 0, seatIds = [], offered = [] } = problem
  const { ticketTypeId } = line
  const places = placesAsked(line)
  if (code === 'seat-taken' || code === 'lonely-seat') {
    // Who wanted these very seats wants no others.
    if (event.wish !== 'random') return undefined
    if (code === 'seat-taken') for (const id of seatIds) buyer.gone.add(id)
    const isTempted = offered.length === places && buyer.random() < TAKES_OFFERED
    return isTempted ? { ticketTypeId, seatIds: offered } : lineFor(event, buyer, ticketTypeId, places)
  }
  // As a person would: two instead of four.
  return left > 0 && left < places ? lineFor(event, buyer, ticketTypeId, left) : undefined
}

async function confirm(market: Market, buyer: Buyer, hold: OtherHold, paysAtDoor: boolean): Promise<string> {
  const { event, recorder, ledger, open } = market
  const { id: holdId, account, places, seatIds: heldSeatIds } = hold
  const body = { holdId, ...(paysAtDoor ? { payment: { method: 'door' as const } } : {}) }
  const write = { kind: 'order', account, key: newKey(buyer), places, body } as const
  const outcome = await settle(market, buyer, write, (key) =>
    call(market, buyer, 'confirm', placeOrder, { params: { eventId: event.id }, body, key }),
  )
  if (outcome.ok) {
    const { id, tickets } = outcome.data
    open.delete(holdId)
    const ticketIds = tickets.map((ticket) => ticket.id)
    ledger.orders.push({ id, account, holdId, places, ticketIds, seatIds: seatsIn(tickets), heldSeatIds })
    recorder.count('orders', sinceBegin(market))
    recorder.count('places', sinceBegin(market), places)
    return 'bought'
  }
  if (hasEnded(outcome.problem)) endHold(market, hold, 'expired')
  else if (!buyer.isInDoubt) await letGo(market, buyer, hold)
  return outcome.problem.code
}

async function letGo(market: Market, buyer: Buyer, hold: OtherHold): Promise<void> {
  const params = { eventId: market.event.id, holdId: hold.id }
  // The key only makes the client repeat it: giving back twice is giving back.
  const outcome = await call(market, buyer, 'let go', releaseHold, { params, key: newKey(buyer) })
  if (outcome.ok || (hasEnded(outcome.problem) && buyer.isInDoubt)) endHold(market, hold, 'released')
  else if (hasEnded(outcome.problem)) endHold(market, hold, 'expired')
}

function endHold({ open, ledger }: Market, hold: OtherHold, told: OtherHold['told']): void {
  if (open.delete(hold.id)) ledger.holds.push({ ...hold, told })
}

async function think({ plan, leaving }: Market, { random }: Buyer): Promise<void> {
  if (plan.thinkMs > 0) await until(performance.now() + exponential(plan.thinkMs, random), leaving)
}

/** Sends a write, and keeps it in the books as long as nobody knows what became of it. */
async function settle<Answer extends { ok: true } | { ok: false; problem: ClientProblem }>(
  { pending, ledger }: Market,
  buyer: Buyer,
  write: UnsettledWrite,
  send: (key: string) => Promise<Answer>,
): Promise<Answer> {
  pending.add(write)
  const outcome = await send(write.key)
  pending.delete(write)
  if (!outcome.ok && mayHaveHappened(outcome.problem)) buyer.isInDoubt = true
  // After a doubt, a refusal that says "later" settles nothing; any other was decided after the first try.
  if (!outcome.ok && buyer.isInDoubt && saysLater(outcome.problem)) ledger.unsettled.push(write)
  else buyer.isInDoubt = false
  return outcome
}

/** One call, its wait and its answer recorded. `since` is when the buyer began to wait. */
async function call<R extends Route>(
  market: Market,
  buyer: Buyer,
  name: string,
  route: R,
  input: CallInput<R>,
  since = performance.now(),
) {
  const { recorder } = market
  buyer.isInDoubt = false
  const outcome = await buyer.client(route, input)
  recorder.latency(name, performance.now() - since, sinceBegin(market))
  recorder.answer(outcome.ok ? String(outcome.status) : outcome.problem.code)
  return outcome
}

function mayHaveHappened({ code, status }: ClientProblem): boolean {
  return code === 'outcome-unknown' || code === 'unreachable' || code === 'garbled' || status === 500
}

/** Whether what was asked for is still open: it may have happened, or may succeed a little later. */
export function saysLater(problem: ClientProblem): boolean {
  return mayHaveHappened(problem) || problem.status === 429 || problem.status === 503
}

function hasEnded({ code }: ClientProblem): boolean {
  return code === 'hold-expired' || code === 'hold-ended'
}

function hasLeft({ left }: { left: number }): boolean {
  return left > 0
}

function pick<One>(from: readonly One[], random: () => number): One | undefined {
  return from[Math.floor(random() * from.length)]
}

function newKey(buyer: Buyer): string {
  buyer.nextKey += 1
  return `burst-${buyer.index}-${buyer.nextKey}`
}

function sinceBegin({ beginAt }: Market): number {
  return performance.now() - beginAt
}
