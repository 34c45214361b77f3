import { type SeatChanges, type SeatStatus } from '@fairground/contract'
import { type SeatMap, unpackChanges, unpackStates } from '@fairground/seating'

/** The state of every seat, as of a version. The page and its map look at the same bytes: they are changed in place. */
export interface SeatStates {
  readonly states: Uint8Array
  readonly version: number
}

/** What a frame does to what is known: nothing, since that is newer; too much is missing in between; or so. */
export type Applied =
  | { readonly kind: 'known' }
  | { readonly kind: 'gap' }
  | { readonly kind: 'other-seats' }
  | { readonly kind: 'applied'; readonly version: number }

/**
 * Changes the states as the frame says. A frame may begin before what is known: it says how a seat is, not how it
 * changed, so what it repeats does no harm.
 */
export function applyFrame({ states, version }: SeatStates, frame: SeatChanges, hash: string): Applied {
  if (frame.hash !== hash) return { kind: 'other-seats' }
  if (frame.version <= version) return { kind: 'known' }
  if (frame.from > version) return { kind: 'gap' }
  for (const { seat, state } of unpackChanges(frame.changes)) if (seat < states.length) states[seat] = state
  return { kind: 'applied', version: frame.version }
}

/** The states that were read, into the bytes of before where there are some. Undefined: of other seats. */
export function statesOf(status: SeatStatus, map: SeatMap, before?: SeatStates): SeatStates | undefined {
  if (status.hash !== map.hash) return undefined
  const read = unpackStates(status.states, map.seats)
  if (!before) return { states: read, version: status.version }
  before.states.set(read)
  return { states: before.states, version: status.version }
}
