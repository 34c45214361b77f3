import type { readHealth, ReplyOf } from '@fairground/contract'

export type Health = ReplyOf<typeof readHealth>
type Sample = Health['history'][number]
export type Measure = Exclude<keyof Sample, 'at' | 'node'>

/** As the service sums up what nodes wrote: at most 150 points in 15 minutes. A minute has a whole number of them. */
const STEP_SECONDS = 6
const SHOWN_SECONDS = 900
/** A node that wrote nothing for so long was not there: its line breaks off instead of going on as it was. */
const OUTDATED_SECONDS = 15
/** Lines of a plot that can still be told apart. */
const MOST_NODES = 4

/** What nodes measured each in their own moment, at common moments. */
export interface HealthSeries {
  /** Seconds since the epoch. */
  readonly times: readonly number[]
  readonly nodes: readonly string[]
  /** Of all nodes together. */
  sum(measure: Measure): readonly (number | null)[]
  /** Of the node that has it worst. */
  worst(measure: Measure): readonly (number | null)[]
  /** Of each node, where they are few; else of the worst. */
  each(measure: Measure): readonly { node: string | undefined; values: readonly (number | null)[] }[]
}

export function gather(history: readonly Sample[]): HealthSeries {
  const newest = Math.max(...history.map(({ at }) => Date.parse(at) / 1000))
  const last = Math.ceil(newest / STEP_SECONDS) * STEP_SECONDS
  // Always the whole of them, also of a service that has only begun: a picture whose axis stands still is read faster.
  const count = history.length === 0 ? 0 : SHOWN_SECONDS / STEP_SECONDS + 1
  const times = Array.from({ length: count }, (_, index) => last - SHOWN_SECONDS + index * STEP_SECONDS)
  const nodes = [...new Set(history.map(({ node }) => node))].toSorted()
  const samples = new Map(nodes.map((node) => [node, alongside(times, history, node)]))

  const values = (measure: Measure, join: (found: readonly number[]) => number) =>
    times.map((_at, index) => {
      const found = nodes.flatMap((node) => samples.get(node)?.[index]?.[measure] ?? [])
      return found.length === 0 ? null : join(found)
    })
  const worst = (measure: Measure) => values(measure, (found) => Math.max(...found))
  return {
    times,
    nodes,
    sum: (measure) => values(measure, (found) => found.reduce((total, value) => total + value, 0)),
    worst,
    each: (measure) =>
      nodes.length > MOST_NODES
        ? [{ node: undefined, values: worst(measure) }]
        : nodes.map((node) => ({
            node,
            values: times.map((_at, index) => samples.get(node)?.[index]?.[measure] ?? null),
          })),
  }
}

/** The newest sample of the node at each moment, unless that is too old. */
function alongside(times: readonly number[], history: readonly Sample[], node: string): (Sample | undefined)[] {
  const own = history.filter((sample) => sample.node === node)
  let next = 0
  return times.map((at) => {
    while (next < own.length && secondsOf(own[next]) <= at) next += 1
    const newest = own[next - 1]
    return newest && at - secondsOf(newest) <= OUTDATED_SECONDS ? newest : undefined
  })
}

function secondsOf(sample: Sample | undefined): number {
  return sample ? Date.parse(sample.at) / 1000 : Number.POSITIVE_INFINITY
}

/** One moment of each minute, the newest last: what a table has room for. */
export function minutesOf(times: readonly number[]): number[] {
  return times.flatMap((at, index) => (at % 60 === 0 || index === times.length - 1 ? [index] : []))
}

const GONE_AFTER_MS = 10_000

export function isGone({ seenAt }: { seenAt: string }, now: string): boolean {
  return Date.parse(now) - Date.parse(seenAt) > GONE_AFTER_MS
}
