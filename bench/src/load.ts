import { countOf, type Percentiles, percentilesOf, type Recording } from '@fairground/load'

/** What the generator is asked to do, as plain data: it is a process of its own. */
export interface Load {
  readonly server: string
  readonly connections: number
  /** Not recorded: code is compiled, caches and connections fill. */
  readonly warmUpSeconds: number
  readonly seconds: number
  /**
   * Closed: every connection asks again as soon as it has its answer, for one stream. Open: each stream's people
   * arrive at its rate, whether or not earlier ones were answered.
   */
  readonly model: 'closed' | 'open'
  readonly streams: readonly Stream[]
}

export interface Stream {
  /** Under which its answers are recorded. */
  readonly name: string
  readonly requests: Requests
  /** Of the open model. */
  readonly perSecond?: number
}

export type Requests =
  | {
      readonly kind: 'holds'
      readonly targets: readonly Target[]
      readonly tokens: readonly string[]
      /** Places of a hold, in turns; one and two unless given. */
      readonly quantities?: readonly number[]
    }
  | {
      readonly kind: 'seats'
      /** One after another: when all of `wishes` were asked for in one, the next. After the last nobody asks any more. */
      readonly halls: readonly Target[]
      /** What a line asks for besides its ticket type. */
      readonly wishes: readonly SeatWish[]
      readonly tokens: readonly string[]
    }
  | { readonly kind: 'get'; readonly path: string }

export type SeatWish = { readonly seatIds: readonly string[] } | { readonly quantity: number; readonly best: true }

/** What is bought: places of a ticket type. */
export interface Target {
  readonly eventId: string
  readonly areaId: string
  readonly ticketTypeId: string
}

export interface LoadResult {
  /** Answers and latencies are named `STREAM STATUS`. */
  readonly recording: Recording
  /** That were recorded: fewer than asked for where there was nothing left to ask for. */
  readonly seconds: number
  /** From the last arrival to the last answer. */
  readonly drainMs: number
}

/** Messages from the generator: the warm-up is over; all is over. */
export type GeneratorMessage = { readonly kind: 'warm' } | { readonly kind: 'done'; readonly result: LoadResult }

/** Answers of one status in a second. */
export function rateOf({ recording, seconds }: LoadResult, stream: string, status: number): number {
  return countOf(recording, `${stream} ${status}`) / seconds
}

export function latencyOf({ recording }: LoadResult, stream: string, status: number): Percentiles | undefined {
  return percentilesOf(recording, `${stream} ${status}`)
}
