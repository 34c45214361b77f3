import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'

/** What one process saw, as plain data: it goes over a channel and adds up with that of others. */
export interface Recording {
  /** Width of the bins of time in milliseconds, the same in all that are merged. */
  readonly binMs: number
  /** By what was measured. */
  readonly latencies: Readonly<Record<string, LatencyRecord>>
  /** By what was counted; one number a bin. */
  readonly counts: Readonly<Record<string, readonly number[]>>
  /** Answers by code. */
  readonly answers: Readonly<Record<string, number>>
}

/** Histograms in the compressed form that all HdrHistograms share, of microseconds. */
interface LatencyRecord {
  readonly all: string
  /** One a bin; '' where nothing was measured in it. */
  readonly bins: readonly string[]
}

export interface Percentiles {
  readonly count: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

/** Longer than anybody waits; what takes longer counts as this. */
const LONGEST_US = 120_000_000
/** Of a whole run to a thousandth; of a bin, of which there are many, to a hundredth. */
const DIGITS = 3
const DIGITS_OF_BIN = 2
/** So many bins at most, however long it lasts: the last takes what comes later. */
const MOST_BINS = 1_200

export type Recorder = ReturnType<typeof openRecorder>

/** Records latencies, counts and answers, all and over time. Times are milliseconds since the run began. */
export function openRecorder(binMs: number) {
  const latencies = new Map<string, { all: Histogram; bins: (Histogram | undefined)[] }>()
  const counts = new Map<string, number[]>()
  const answers = new Map<string, number>()
  const binOf = (atMs: number) => Math.min(Math.max(0, Math.floor(atMs / binMs)), MOST_BINS - 1)

  return {
    /** `atMs`: when it ended. */
    latency(name: string, ms: number, atMs: number): void {
      let record = latencies.get(name)
      if (!record) latencies.set(name, (record = { all: histogram(DIGITS), bins: [] }))
      const us = Math.min(Math.max(1, Math.round(ms * 1000)), LONGEST_US)
      record.all.recordValue(us)
      const bin = (record.bins[binOf(atMs)] ??= histogram(DIGITS_OF_BIN))
      bin.recordValue(us)
    },

    count(name: string, atMs: number, by = 1): void {
      let bins = counts.get(name)
      if (!bins) counts.set(name, (bins = []))
      const bin = binOf(atMs)
      while (bins.length <= bin) bins.push(0)
      bins[bin] = (bins[bin] ?? 0) + by
    },

    answer(code: string): void {
      answers.set(code, (answers.get(code) ?? 0) + 1)
    },

    /** As it is now; without the latencies of the bins where it is looked at often. */
    read({ withBins }: { withBins: boolean }): Recording {
      return {
        binMs,
        latencies: mapValues(latencies, ({ all, bins }) => ({
          all: encodeIntoCompressedBase64(all),
          bins: withBins ? Array.from(bins, (bin) => (bin ? encodeIntoCompressedBase64(bin) : '')) : [],
        })),
        counts: mapValues(counts, (bins) => [...bins]),
        answers: Object.fromEntries(answers),
      }
    },
  }
}

/** What several processes saw, as if one had seen it. */
export function mergeRecordings(recordings: readonly Recording[], binMs: number): Recording {
  return {
    binMs,
    latencies: mergeBy(
      recordings.map((recording) => recording.latencies),
      (records) => ({
        all: addHistograms(
          records.map(({ all }) => all),
          DIGITS,
        ),
        bins: mergeBins(
          records.map(({ bins }) => bins),
          (bins) => addHistograms(bins, DIGITS_OF_BIN),
          '',
        ),
      }),
    ),
    counts: mergeBy(
      recordings.map((recording) => recording.counts),
      (series) => mergeBins(series, sum, 0),
    ),
    answers: mergeBy(
      recordings.map((recording) => recording.answers),
      sum,
    ),
  }
}

/** In milliseconds. Undefined where nothing was measured. */
export function percentilesOf(recording: Recording, name: string): Percentiles | undefined {
  const record = recording.latencies[name]
  return record && percentiles(record.all)
}

/** As `percentilesOf`, for each bin of time. */
export function percentilesOverTime(recording: Recording, name: string): (Percentiles | undefined)[] {
  return recording.latencies[name]?.bins.map(percentiles) ?? []
}

/** The latency in milliseconds at each of these percentiles. */
export function latencyAt(recording: Recording, name: string, wanted: readonly number[]): number[] {
  const record = recording.latencies[name]
  if (!record) return []
  const decoded = decodeFromCompressedBase64(record.all)
  return wanted.map((percentile) => decoded.getValueAtPercentile(percentile) / 1000)
}

/** How many were counted in all. */
export function countOf(recording: Recording, name: string): number {
  return sum(recording.counts[name] ?? [])
}

/** Counts of each bin as a rate per second. */
export function ratesOf(recording: Recording, name: string): number[] {
  return (recording.counts[name] ?? []).map((count) => (count * 1000) / recording.binMs)
}

function histogram(numberOfSignificantValueDigits: 2 | 3): Histogram {
  return build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: LONGEST_US,
    numberOfSignificantValueDigits,
  })
}

function percentiles(encoded: string): Percentiles | undefined {
  if (encoded === '') return undefined
  const decoded = decodeFromCompressedBase64(encoded)
  const at = (percentile: number) => decoded.getValueAtPercentile(percentile) / 1000
  const { totalCount: count, maxValue } = decoded
  return { count, p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: maxValue / 1000 }
}

function addHistograms(encoded: readonly string[], digits: 2 | 3): string {
  const parts = encoded.filter((one) => one !== '')
  const [only] = parts
  if (only === undefined || parts.length === 1) return only ?? ''
  const whole = histogram(digits)
  for (const one of parts) whole.add(decodeFromCompressedBase64(one))
  return encodeIntoCompressedBase64(whole)
}

function mergeBy<Part, Whole>(
  parts: readonly Readonly<Record<string, Part>>[],
  add: (named: Part[]) => Whole,
): Record<string, Whole> {
  const names = new Set(parts.flatMap((part) => Object.keys(part)))
  return Object.fromEntries(
    [...names].map((name) => [name, add(parts.flatMap((part) => (name in part ? [part[name] as Part] : [])))]),
  )
}

function mergeBins<Bin, Whole>(series: readonly (readonly Bin[])[], add: (bins: Bin[]) => Whole, none: Bin): Whole[] {
  const length = Math.max(0, ...series.map((bins) => bins.length))
  return Array.from({ length }, (_, index) => add(series.map((bins) => bins[index] ?? none)))
}

function mapValues<Value, Mapped>(map: Map<string, Value>, change: (value: Value) => Mapped): Record<string, Mapped> {
  return Object.fromEntries([...map].map(([name, value]) => [name, change(value)]))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
