import type { Hold, Line, LineRequest } from '@fairground/contract'

/** What a buyer asked for, until there is an answer to it. It outlives a reload and the way over the sign-in page. */
export interface Wish {
  readonly eventId: string
  readonly lines: readonly LineRequest[]
  /** Idempotency-Key: the same wish is never granted twice. */
  readonly key: string
  /** Milliseconds since the epoch, by the device's clock. */
  readonly madeAt: number
  /** What was sent for it, to be sent again just so: `holdId` is the hold whose lines are exchanged. */
  readonly asked?: { readonly holdId: string | null; readonly lines: readonly LineRequest[] }
  /** Nobody was told yet how it ended: a page that is loaded again goes on with it. */
  readonly isOnItsWay: boolean
}

/** To sign up and to come back takes some minutes; later, nobody expects that the page goes on by itself. */
const WISH_LIVES_MS = 15 * 60_000
const KEY_BYTES = 16

export function makeWish(eventId: string, lines: readonly LineRequest[], now: number): Wish {
  return { eventId, lines, key: randomKey(), madeAt: now, isOnItsWay: false }
}

/** `crypto.randomUUID` is not there on a page without TLS, as in a local network; this is. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** One order a hold, whichever tab or device asks for it, and however often. */
export function orderKey(hold: Pick<Hold, 'id'>): string {
  return `order-${hold.id}`
}

/** One extension of an end: two tabs that press at once use up one, not two. */
export function extensionKey(hold: Pick<Hold, 'id' | 'expiresAt'>): string {
  return `extend-${hold.id}-${Date.parse(hold.expiresAt)}`
}

/**
 * The lines of a hold after a wish came to it: of a ticket type that the wish names as many as it says, and the others
 * as they were. Whoever holds two adults and asks for a child gets both, and sees so on the next page. Seats that were
 * chosen one by one are all that the buyer wants: they take the place of every seat that is held.
 */
export function mergedLines(held: readonly Line[], wished: readonly LineRequest[]): LineRequest[] {
  const named = new Set(wished.map((line) => line.ticketTypeId))
  const areSeatsChosen = wished.some((line) => line.seatIds)
  const kept = held.filter((line) => !named.has(line.ticketTypeId) && !(areSeatsChosen && line.seatIds))
  return [...kept.map(requestOf), ...wished]
}

/** A line of a hold as one asks for it: its seats where it has some, else its quantity. */
export function requestOf({ ticketTypeId, quantity, seatIds }: Line): LineRequest {
  return seatIds ? { ticketTypeId, seatIds } : { ticketTypeId, quantity }
}

/** Whether both ask for the same: pressing a button again is no new wish. */
export function isSameWish(wish: Wish, eventId: string, lines: readonly LineRequest[]): boolean {
  return wish.eventId === eventId && wordsOf(wish.lines) === wordsOf(lines)
}

function wordsOf(lines: readonly LineRequest[]): string {
  return lines
    .map(({ ticketTypeId, quantity, seatIds, best }) =>
      JSON.stringify([ticketTypeId, quantity, best, seatIds?.toSorted()]),
    )
    .toSorted()
    .join()
}

export function rememberWish(wish: Wish): void {
  sessionStorage.setItem(placeOf(wish.eventId), JSON.stringify(wish))
}

export function recallWish(eventId: string, now: number): Wish | undefined {
  const text = sessionStorage.getItem(placeOf(eventId))
  if (text === null) return undefined
  // Our own text, of this tab; its place has the number of its form.
  const wish = JSON.parse(text) as Wish
  return now - wish.madeAt < WISH_LIVES_MS ? wish : undefined
}

export function forgetWish(eventId: string): void {
  sessionStorage.removeItem(placeOf(eventId))
}

function placeOf(eventId: string): string {
  return `wish-1:${eventId}`
}
