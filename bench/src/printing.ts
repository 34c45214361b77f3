import { isMet, promises, type RatioName, type Ratios, type StrategyResults } from './results.ts'

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Tells what is running, which of how many it is, and how long the rest will take. `estimates` are seconds. */
export function openProgress(estimates: readonly number[]) {
  const startedAt = performance.now()
  let done = 0
  let current = ''
  const sumUpTo = (end: number) => estimates.slice(0, end).reduce((sum, seconds) => sum + seconds, 0)

  /** Estimates that were wrong so far are likely to be as wrong from here on. */
  function secondsLeft(): number {
    const passed = (performance.now() - startedAt) / 1000
    const pace = done === 0 ? 1 : passed / sumUpTo(done)
    return (sumUpTo(estimates.length) - sumUpTo(done)) * pace
  }

  function line(sentence: string): string {
    return `${`[${done + 1}/${estimates.length}]`.padStart(7)} ${sentence}`
  }

  return {
    begin(sentence: string): void {
      current = sentence
      // In a terminal the line is completed when it is done; elsewhere only the end is written.
      if (process.stdout.isTTY) process.stdout.write(`${line(sentence)} (${duration(secondsLeft())} left) ...`)
    },
    say(sentence: string): void {
      if (process.stdout.isTTY) process.stdout.write(`${CLEAR_LINE}${line(`${current}: ${sentence}`)} ...`)
    },
    end(outcome: string): void {
      if (process.stdout.isTTY) process.stdout.write(CLEAR_LINE)
      print(line(`${current}: ${outcome}`))
      done += 1
      if (!process.stdout.isTTY && done < estimates.length) print(`        ${duration(secondsLeft())} left`)
    },
    passedSeconds: () => Math.round((performance.now() - startedAt) / 1000),
  }
}

const CLEAR_LINE = '\r\u001b[2K'

function duration(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
}

export const STRATEGY_HEAD = [
  'strategy',
  'per second',
  'rounds',
  'spread',
  'p50 ms',
  'p99 ms',
  'oversold',
  'conflicts',
  'pool',
  'cores: service',
  'PostgreSQL',
  'generator',
]

/** A row for each strategy, fastest first but for the no-op, which is the limit of all. */
export function strategyRows(strategies: StrategyResults): string[][] {
  return Object.entries(strategies)
    .toSorted(([, one], [, other]) => other.median - one.median)
    .map(([name, result]) => [
      name,
      String(result.median),
      result.perSecond.join(' '),
      `${Math.round(result.spread * 100)} %`,
      String(result.latencyMsP50),
      String(result.latencyMsP99),
      result.oversold ? 'YES' : 'no',
      String(result.conflicts),
      result.pool === undefined ? 'ours' : String(result.pool),
      ...(['service', 'postgres', 'generator'] as const).map((who) => result.cpu?.[who].toFixed(2) ?? '-'),
    ])
}

export function printStrategies(strategies: StrategyResults): void {
  const rows = [STRATEGY_HEAD, ...strategyRows(strategies)]
  if (rows.length === 1) return
  const widths = STRATEGY_HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  print('')
  for (const row of rows) print(row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  '))
}

/** Names to the left, figures to the right. */
function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width)
}

/** Each promise that was measured, whether it is kept, and by how much. */
export function ratioRows(ratios: Ratios): string[][] {
  return (Object.keys(promises) as RatioName[]).flatMap((name) => {
    const ratio = ratios[name]
    if (ratio === undefined) return []
    const { goal, floor, better } = promises[name]
    const wanted = `${better === 'more' ? 'at least' : 'at most'} ${goal}${floor === undefined ? '' : ` (floor ${floor})`}`
    return [[name, String(ratio), wanted, isMet(name, ratio) ? 'met' : 'not met']]
  })
}

export function printRatios(ratios: Ratios): void {
  const rows = ratioRows(ratios)
  print('')
  for (const [name = '', ratio = '', wanted = '', verdict = ''] of rows) {
    print(`${name.padEnd(26)} ${ratio.padStart(7)}  ${wanted.padEnd(24)} ${verdict}`)
  }
  print('')
}
