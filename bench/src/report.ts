import { reportPage } from '@fairground/load'

import { ratioRows, STRATEGY_HEAD, strategyRows } from './printing.ts'
import { type Findings, profiles, type ProfileName } from './profiles/index.ts'
import type { Ratios, StrategyResult, StrategyResults } from './results.ts'
import { strategyOf, type StrategyName } from './strategies/index.ts'

/** All that one run of the bench found. */
export interface BenchResults {
  readonly at: string
  readonly commit: string
  readonly machine: string
  readonly rounds: number
  /** That the run took. */
  readonly seconds: number
  readonly disk: { readonly fsyncMsP50: number; readonly fsyncMsP99: number }
  readonly strategies: StrategyResults
  readonly ratios: Ratios
  readonly profiles: Partial<Record<ProfileName, Findings>>
  /** Why the bench ends with an error. */
  readonly failures: string[]
}

/** The whole of a bench as one page that needs nothing from anywhere else. */
export function reportOf(results: BenchResults): string {
  const { failures, disk } = results
  return reportPage({
    title: 'Fairground: the bench',
    verdict: {
      good: failures.length === 0,
      text:
        failures.length === 0
          ? 'Nothing is below its floor, and no promise of the data is broken.'
          : failures.join(' '),
    },
    facts: [
      ['When', `${results.at.slice(0, 16).replace('T', ' ')} UTC`],
      ['Commit', results.commit],
      ['Machine', results.machine],
      ['Disk', `a block is safe after ${disk.fsyncMsP50} ms (p99 ${disk.fsyncMsP99} ms)`],
      ['Rounds', `${results.rounds}, in turns`],
      ['Took', `${results.seconds} s`],
    ],
    sections: [promisesSection(results), strategiesSection(results), ...profileSections(results)],
  })
}

function promisesSection({ ratios }: BenchResults) {
  return {
    heading: 'What we promise',
    text: ['Absolute figures are those of this machine at this hour; ratios within one run mean much more.'],
    table: { head: ['ratio', 'measured', 'goal', ''], rows: ratioRows(ratios) },
  }
}

function strategiesSection({ strategies }: BenchResults) {
  // The names are those of the strategies that were measured.
  const entries = Object.entries(strategies) as [StrategyName, StrategyResult][]
  const sorted = entries.toSorted(([, one], [, other]) => other.median - one.median)
  const x = sorted.map(([name]) => name)
  return {
    heading: 'Ten ways to sell a place',
    text: [
      'The same route, requests and 256 connections; only what takes the places differs.',
      ...sorted.map(([name]) => `${name}: ${strategyOf(name).title}.`),
    ],
    table: { head: STRATEGY_HEAD, rows: strategyRows(strategies) },
    charts: [
      {
        title: 'Reservations a second',
        kind: 'bars' as const,
        xLabel: 'strategy',
        yLabel: 'reservations/s',
        x,
        series: [{ label: 'median', values: sorted.map(([, result]) => result.median) }],
      },
      {
        title: 'Latency',
        kind: 'bars' as const,
        xLabel: 'strategy',
        yLabel: 'ms',
        x,
        series: [
          { label: 'p50', values: sorted.map(([, result]) => result.latencyMsP50) },
          { label: 'p99', values: sorted.map(([, result]) => result.latencyMsP99) },
        ],
      },
      {
        title: 'Who used the processors',
        kind: 'bars' as const,
        xLabel: 'strategy',
        yLabel: 'cores',
        x,
        series: (['service', 'postgres', 'generator'] as const).map((who) => ({
          label: who,
          values: sorted.map(([, result]) => result.cpu?.[who] ?? null),
        })),
      },
    ],
  }
}

function profileSections({ profiles: found }: BenchResults) {
  return Object.entries(found).map(([name, { figures, notes, charts }]) => ({
    // The names are those of the profiles that ran.
    heading: profiles[name as ProfileName].title,
    text: notes,
    table: {
      head: ['figure', 'measured'],
      rows: Object.entries(figures).map(([figure, value]) => [figure, String(value)]),
    },
    charts,
  }))
}
