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
  | { readonly kind: 'holds'; readonly targets: readonly Target[]; readonly tokens: readonly string[] }
  | { readonly kind: 'get'; readonly path: string }

/** What is bought: one or two places of a ticket type. */
export interface Target {
  readonly eventId: string
  readonly areaId: string
  readonly ticketTypeId: string
}

export interface LoadResult {
  /** Answers and latencies are named `STREAM STATUS`. */
  readonly recording: Recording
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
