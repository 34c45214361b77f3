import {
  type Chart,
  countOf,
  latencyAt,
  percentilesOf,
  percentilesOverTime,
  ratesOf,
  type Recording,
  reportPage,
  type ReportPage,
  type Section,
} from '@fairground/load'

import { showCount } from '../numbers.ts'
import type { BurstOutcome } from './index.ts'
import { refusalsOf } from './progress.ts'
import { planLine, placesLine, WAITS } from './summary.ts'

/** The run as a page with pictures that needs nothing but itself. */
export function burstReport(outcome: BurstOutcome): string {
  const { event, books } = outcome
  return reportPage({
    title: `Burst at ${event.title}`,
    verdict:
      'verdict' in books
        ? { good: books.verdict.good, text: books.verdict.sentence }
        : { good: false, text: `No verdict: ${books.problem.detail}` },
    facts: factsOf(outcome),
    sections: [...wrongs(outcome), waiting(outcome), work(outcome), placesOverTime(outcome), answers(outcome)],
  })
}

function factsOf({ server, plan, startedAt, elapsedMs, recording, ends }: BurstOutcome): ReportPage['facts'] {
  return [
    ['buyers', showCount(countOf(recording, 'arrivals'))],
    ['bought', showCount(ends['bought'] ?? 0)],
    ['reservations', showCount(countOf(recording, 'reservations'))],
    ['at the peak', `${showCount(Math.round(Math.max(0, ...ratesOf(recording, 'reservations'))))} a second`],
    ['lasted', `${(elapsedMs / 1000).toFixed(1)} s`],
    ['began', startedAt.toISOString().replace('T', ' ').slice(0, 19) + ' UTC'],
    ['service', server],
    ['seed', String(plan.seed)],
  ]
}

function wrongs({ books, interrupted }: BurstOutcome): Section[] {
  const violations = 'verdict' in books ? books.verdict.violations : []
  return [
    ...(interrupted ? [{ heading: 'Stopped early', text: ['Somebody stopped this run before its end.'] }] : []),
    ...(violations.length > 0 ? [{ heading: 'What is wrong', text: [...violations] }] : []),
  ]
}

const PERCENTILES = [50, 75, 90, 95, 99, 99.9, 100]

function waiting({ recording, plan }: BurstOutcome): Section {
  const over = percentilesOverTime(recording, 'reservation')
  const waits = WAITS.filter(([name]) => name in recording.latencies)
  const rows = waits.flatMap(([name, meaning]) => {
    const found = percentilesOf(recording, name)
    return found ? [[meaning, found.count, found.p50, found.p90, found.p99, found.p999, found.max]] : []
  })
  return {
    heading: 'The wait',
    text: [
      plan.crowd.kind === 'open'
        ? 'Buyers arrive on time whether or not others were served, and their wait counts from the moment they were to arrive. A service that falls behind cannot hide it here.'
        : 'So many buyers at a time: the next comes when one has gone. A slow service is asked less, so its slowness hardly shows in these waits.',
    ],
    charts: [
      lines(
        'Wait over time',
        'milliseconds',
        recording.binMs,
        [
          { label: 'p50', values: over.map((bin) => bin?.p50 ?? null) },
          { label: 'p90', values: over.map((bin) => bin?.p90 ?? null) },
          { label: 'p99', values: over.map((bin) => bin?.p99 ?? null) },
        ],
        'From arrival to the answer about places.',
      ),
      {
        title: 'Percentiles',
        kind: 'bars',
        xLabel: 'percentile',
        yLabel: 'milliseconds',
        x: PERCENTILES.map((percentile) => (percentile === 100 ? 'max' : `p${percentile}`)),
        series: [{ label: 'wait', values: latencyAt(recording, 'reservation', PERCENTILES) }],
        note: 'From arrival to the answer about places: p99 is what the unluckiest hundredth waits at least.',
      },
    ],
    table: { head: ['wait in ms', 'times', 'p50', 'p90', 'p99', 'p99.9', 'max'], rows },
  }
}

function work({ recording, plan }: BurstOutcome): Section {
  return {
    heading: 'The work',
    text: [`${planLine(plan)}.`],
    charts: [
      lines('Arrivals, reservations, orders', 'a second', recording.binMs, [
        { label: 'arrivals', values: ratesOf(recording, 'arrivals') },
        { label: 'reservations', values: ratesOf(recording, 'reservations') },
        { label: 'orders', values: ratesOf(recording, 'orders') },
      ]),
      underWay(recording),
    ],
  }
}

/** Who has come and not yet gone. */
function underWay(recording: Recording): Chart {
  const arrived = runningSum(recording.counts['arrivals'] ?? [])
  const finished = runningSum(recording.counts['finished'] ?? [])
  const at = (sums: number[], bin: number) => sums[bin] ?? sums.at(-1) ?? 0
  const length = Math.max(arrived.length, finished.length)
  const values = Array.from({ length }, (_, bin) => Math.max(0, at(arrived, bin) - at(finished, bin)))
  return lines('Buyers under way', 'buyers', recording.binMs, [{ label: 'under way', values }])
}

function placesOverTime({ samples, books }: BurstOutcome): Section {
  const seconds = samples.map(({ atMs }) => atMs / 1000)
  return {
    heading: 'The places',
    text: 'after' in books ? [placesLine(books.after)] : [],
    charts: [
      {
        title: 'Places sold over time',
        kind: 'steps',
        xLabel: 'seconds',
        yLabel: 'places',
        x: seconds,
        series: [
          { label: 'sold', values: samples.map(({ sold }) => sold) },
          { label: 'held', values: samples.map(({ held }) => held) },
          { label: 'left', values: samples.map(({ left }) => left) },
        ],
        note: 'As the public page says it, which may be a second behind.',
      },
    ],
  }
}

function answers({ recording, ends }: BurstOutcome): Section {
  const refused = new Set(refusalsOf(recording).map(([code]) => code))
  const byCode = Object.entries(recording.answers).toSorted(([, one], [, other]) => other - one)
  const byEnd = Object.entries(ends).toSorted(([, one], [, other]) => other - one)
  return {
    heading: 'The answers',
    text: [
      '"busy" and "too-many-requests" were repeated as told; the rest ended a visit or was asked for in fewer places.',
    ],
    charts: [
      bars(
        'Answers by code',
        'answers',
        byCode.map(([code, number]) => [refused.has(code) ? code : `${code} done`, number]),
      ),
      bars('How the visits ended', 'buyers', byEnd),
    ],
  }
}

function bars(title: string, yLabel: string, rows: [string, number][]): Chart {
  return {
    ...{ title, kind: 'bars', xLabel: '', yLabel },
    x: rows.map(([name]) => name),
    series: [{ label: yLabel, values: rows.map(([, number]) => number) }],
  }
}

function lines(title: string, yLabel: string, binMs: number, series: Chart['series'], note?: string): Chart {
  const length = Math.max(0, ...series.map(({ values }) => values.length))
  return {
    ...{ title, kind: 'lines', xLabel: 'seconds', yLabel, note },
    x: Array.from({ length }, (_, bin) => (bin * binMs) / 1000),
    // uPlot wants them all of one length.
    series: series.map(({ label, values }) => ({
      label,
      values: Array.from({ length }, (_, bin) => values[bin] ?? null),
    })),
  }
}

function runningSum(numbers: readonly number[]): number[] {
  let total = 0
  return numbers.map((number) => (total += number))
}
