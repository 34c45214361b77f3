import type { Line } from '@fairground/contract'
import { FREE, HELD, SOLD } from '@fairground/seating'

import { invariant } from '../../invariant.ts'
import type { BatchState, Counter, HoldRow, Request, SeatMove, TypePlaces } from './decide.ts'

/**
 * The state of the batch as it moves: copies, so that what was read stays as it was. Seats are too many to copy: they
 * are moved in place and put back when all is decided.
 */
export interface Draft {
  readonly state: BatchState
  readonly requests: readonly Request[]
  readonly counters: Map<string, MovingCounter>
  readonly touchedCounters: Set<string>
  readonly changedHolds: Map<string, HoldRow>
  readonly placesGained: Map<string, MovingPlaces[]>
  /** Of the seats that were moved: what and whose they were, and whose they are now. */
  readonly movedSeats: Map<number, { readonly before: number; readonly owner: string | null; holdId: string | null }>
  /** Which request was done under a key. */
  readonly answered: Map<string, number>
  configVersion: number
}

interface MovingCounter extends Counter {
  capacity: number | null
  held: number
  sold: number
}

interface MovingPlaces extends TypePlaces {
  places: number
}

export function openDraft(state: BatchState, requests: readonly Request[]): Draft {
  return {
    state,
    requests,
    counters: new Map([...state.counters].map(([id, counter]) => [id, { ...counter }])),
    touchedCounters: new Set(),
    changedHolds: new Map(),
    placesGained: new Map(),
    movedSeats: new Map(),
    answered: new Map(),
    configVersion: state.sale.version,
  }
}

/** The hold as it is now; what is past its end has expired, whether it was swept or not. */
export function currentHold(draft: Draft, holdId: string): HoldRow | undefined {
  expireIfDue(draft, holdId)
  return holdIn(draft, holdId)
}

export function expireIfDue(draft: Draft, holdId: string): void {
  const held = holdIn(draft, holdId)
  if (!held || held.state !== 'active' || held.expiresAt > draft.state.now) return
  takeBack(draft, held)
  replaceHold(draft, { ...held, state: 'expired' })
}

function holdIn(draft: Draft, holdId: string): HoldRow | undefined {
  return draft.changedHolds.get(holdId) ?? draft.state.holds.get(holdId)
}

export function replaceHold(draft: Draft, held: HoldRow): HoldRow {
  draft.changedHolds.set(held.id, held)
  return held
}

/** Places for a hold, off sale. */
export function hold(draft: Draft, accountId: string, holdId: string, lines: readonly Line[]): void {
  moveCounters(draft, lines, { held: 1, sold: 0 })
  countPlaces(draft, accountId, lines, 1)
  moveSeats(draft, lines, HELD, holdId)
}

/** The places of a hold, on sale again. */
export function takeBack(draft: Draft, { id, accountId, lines }: HoldRow): void {
  moveCounters(draft, lines, { held: -1, sold: 0 })
  countPlaces(draft, accountId, lines, -1)
  moveSeats(draft, lines, FREE, null, id)
}

/** Places that nobody held before. */
export function sell(draft: Draft, accountId: string, lines: readonly Line[]): void {
  moveCounters(draft, lines, { held: 0, sold: 1 })
  countPlaces(draft, accountId, lines, 1)
  moveSeats(draft, lines, SOLD, null)
}

export function sellHeld(draft: Draft, lines: readonly Line[]): void {
  moveCounters(draft, lines, { held: -1, sold: 1 })
  moveSeats(draft, lines, SOLD, null)
}

interface Direction {
  readonly held: -1 | 0 | 1
  readonly sold: -1 | 0 | 1
}

function moveCounters(draft: Draft, lines: readonly Line[], direction: Direction): void {
  for (const { ticketTypeId, quantity } of lines) {
    moveCounter(draft, ticketTypeId, quantity, direction)
    const type = draft.state.sale.ticketTypes.get(ticketTypeId)
    if (!type) continue
    moveCounter(draft, type.areaId, quantity, direction)
    if (type.categoryId !== null) moveCounter(draft, type.categoryId, quantity, direction)
  }
}

function moveCounter(draft: Draft, id: string, quantity: number, direction: Direction): void {
  const counter = draft.counters.get(id)
  if (!counter) return
  counter.held += direction.held * quantity
  counter.sold += direction.sold * quantity
  draft.touchedCounters.add(id)
}

/** Those that are not as they were read: what an exchange that is refused moved, it has moved back. */
export function changedCounters({ state, counters, touchedCounters }: Draft): Set<string> {
  return new Set(
    [...touchedCounters].filter((id) => {
      const [before, after] = [state.counters.get(id), counters.get(id)]
      return before?.held !== after?.held || before?.sold !== after?.sold || before?.capacity !== after?.capacity
    }),
  )
}

/** On the account's own count. */
function countPlaces(draft: Draft, accountId: string, lines: readonly Line[], sign: 1 | -1): void {
  let gained = draft.placesGained.get(accountId)
  if (!gained) draft.placesGained.set(accountId, (gained = []))
  for (const { ticketTypeId, quantity } of lines) {
    const known = gained.find((type) => type.ticketTypeId === ticketTypeId)
    if (known) known.places += sign * quantity
    else gained.push({ ticketTypeId, places: sign * quantity })
  }
}

function moveSeats(
  draft: Draft,
  lines: readonly Line[],
  state: number,
  holdId: string | null,
  owner: string | null = null,
): void {
  for (const { seatIds } of lines) {
    if (!seatIds) continue
    const { map } = seatsOf(draft)
    for (const id of seatIds) {
      const seat = map.indexOf(id)
      invariant(seat !== -1, 'a seat that was taken is one of the plan')
      moveSeat(draft, seat, state, holdId, owner)
    }
  }
}

/** `owner` is the hold that had the seat until now, if one had it. */
export function moveSeat(
  draft: Draft,
  seat: number,
  state: number,
  holdId: string | null,
  owner: string | null = null,
): void {
  const { finder } = seatsOf(draft)
  const known = draft.movedSeats.get(seat)
  if (known) known.holdId = holdId
  else draft.movedSeats.set(seat, { before: finder.states[seat] ?? FREE, owner, holdId })
  finder.set(seat, state)
}

export function seatsOf(draft: Draft): NonNullable<BatchState['seats']> {
  const { seats } = draft.state
  invariant(seats, 'an event with seats is decided with its seats')
  return seats
}

/** What became of the seats that were moved; afterwards they are as they were before the draft, and none is moved. */
export function closeSeats(draft: Draft): SeatMove[] {
  if (draft.movedSeats.size === 0) return []
  const { map, finder } = seatsOf(draft)
  const moves: SeatMove[] = []
  for (const [seat, { before, owner, holdId }] of draft.movedSeats) {
    const after = finder.states[seat] ?? FREE
    finder.set(seat, before)
    if (before !== after || owner !== holdId) moves.push({ seat, id: map.ids[seat] ?? '', before, after, holdId })
  }
  draft.movedSeats.clear()
  return moves
}
