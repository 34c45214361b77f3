import type { BodyOf, placeHold, placeOrder } from '@fairground/contract'

/** What the buyers of one process were told, and what they were not; plain data. */
export interface Ledger {
  readonly orders: AcknowledgedOrder[]
  /** Acknowledged holds that became no acknowledged order. */
  readonly holds: OtherHold[]
  /** Writes whose answer never came, or came as "not known": the same key tells what became of them. */
  readonly unsettled: UnsettledWrite[]
  /** How the visits ended, by word. */
  readonly ends: Record<string, number>
}

export interface AcknowledgedOrder {
  readonly id: string
  /** Index of the account. */
  readonly account: number
  readonly holdId: string
  readonly places: number
  readonly ticketIds: readonly string[]
  /** Of its tickets, where it is for seats. */
  readonly seatIds?: readonly string[]
  /** That were held for it, where that is known. */
  readonly heldSeatIds?: readonly string[]
}

export interface OtherHold {
  readonly id: string
  readonly account: number
  readonly places: number
  /** Where it is for seats. */
  readonly seatIds?: readonly string[]
  /** What the buyer was told last: `open` where nothing was. */
  readonly told: 'released' | 'expired' | 'open'
}

/** As it was sent, so that it can be sent again. */
export type UnsettledWrite = {
  readonly account: number
  readonly key: string
  readonly places: number
} & (
  | { readonly kind: 'hold'; readonly body: BodyOf<typeof placeHold> }
  | { readonly kind: 'order'; readonly body: BodyOf<typeof placeOrder> }
)

/** The seats of an answer with lines or tickets; undefined where it has none. */
export function seatsIn(parts: readonly { seatId?: string; seatIds?: readonly string[] }[]): string[] | undefined {
  const ids = parts.flatMap(({ seatId, seatIds = [] }) => (seatId === undefined ? seatIds : [seatId]))
  return ids.length > 0 ? ids : undefined
}

export function emptyLedger(): Ledger {
  return { orders: [], holds: [], unsettled: [], ends: {} }
}

/** The ledgers of several processes as one. */
export function mergeLedgers(ledgers: readonly Ledger[]): Ledger {
  const ends: Record<string, number> = {}
  for (const ledger of ledgers) {
    for (const [end, count] of Object.entries(ledger.ends)) ends[end] = (ends[end] ?? 0) + count
  }
  return {
    orders: ledgers.flatMap(({ orders }) => orders),
    holds: ledgers.flatMap(({ holds }) => holds),
    unsettled: ledgers.flatMap(({ unsettled }) => unsettled),
    ends,
  }
}
