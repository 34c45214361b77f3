import type { Command } from 'commander'
import { access, constants } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { BurstOutcome, BurstRun } from '../burst/index.ts'
import type { BurstOptions } from '../burst/plan.ts'
import type { BurstProgress } from '../burst/progress.ts'
import { type Answer, type Context, example, run } from '../command.ts'
import { ExitCode, exitCodeOf, usedWrongly } from '../failure.ts'
import { PUBLIC, readIfThere, userPath, writeWhole } from '../files.ts'
import { text } from '../text.ts'

const DEFAULT_REPORT = 'burst-report.html'

export function burstCommand(program: Command): void {
  example(
    program
      .command('burst <event>')
      .summary('a rush of buyers, and a verdict')
      .description(
        'Send a rush of buyers to an event of this machine, then compare what each was told with what the service ' +
          'says. They look, hold places, think, and confirm; they repeat "busy" as told, and ask for fewer where ' +
          'fewer are left. They arrive on time whether or not others were served, so that waiting is measured.\n' +
          'For admins; on the machine of the demo (npm start) nobody has to sign in. Ctrl-C ends it with what there ' +
          'is. Where the books do not agree, the exit code is 1.',
      )
      .option('--buyers <n>', 'how many come (default: 100, or --rate times --duration)')
      .option('--rate <rate>', 'arrivals, like 5000/s or 600/min (default: all within 2 s, at most 2000/s)')
      .option('--closed <n>', 'no arrivals: so many connections, each with one buyer after the other')
      .option('--quantity <range>', 'places that each wants, like 2 or 1-4 (default: 1)')
      .option('--duration <time>', 'nobody arrives later than this (default: 60s)')
      .option('--think <time>', 'mean time between hold and confirmation (default: 1s)')
      .option('--let-go <share>', 'so many let their first hold go, think again, and try once more (default: 0.1)')
      .option('--accounts <n>', 'accounts that the buyers share (default: one each, at most 2000)')
      .option('--processes <n>', 'processes that play the buyers (default: 1)')
      .option('--seed <n>', 'the same seed sends the same crowd (default: a new one, printed)')
      .option('--report <file>', `the report with its pictures (default: ${DEFAULT_REPORT})`)
      .option('--i-own-this-server', 'aim at a service that is not on this machine')
      .action(run(burst)),
    'fairground burst "Lantern Night at the Fairground" --buyers 100',
    'fairground burst EVENT --buyers 10000 --rate 5000/s --quantity 1-4',
  )
}

interface Options extends BurstOptions {
  report?: string
  iOwnThisServer?: boolean
}

async function burst(context: Context, named: string, options: Options): Promise<Answer> {
  // Loaded here: the load generator takes longer to load than most commands to run.
  const [{ startBurst }, { planBurst }, { planLine, summaryLines, documentOf }, { burstReport }] = await Promise.all([
    import('../burst/index.ts'),
    import('../burst/plan.ts'),
    import('../burst/summary.ts'),
    import('../burst/report.ts'),
  ])
  const plan = planBurst(options, 1 + Math.floor(Math.random() * 1_000_000))
  const report = userPath(options.report ?? DEFAULT_REPORT)
  const isThere = await requireOurs(report)
  const target = { ...(await context.connection()), event: named, mayBeElsewhere: options.iOwnThisServer }
  const burstRun = startBurst(target, plan)
  context.note(`${planLine(plan)}.`)
  const outcome = await followed(context, burstRun)
  await writeWhole(report, burstReport(outcome), { mode: PUBLIC, replace: true })
  return {
    data: documentOf(outcome, report),
    lines: [text`Report: ${report}${isThere ? ' (replaces the one before)' : ''}`, ...summaryLines(outcome)],
    exitCode: exitCodeOfBurst(outcome),
  }
}

/** Whether a report of ours is there already; another file is not replaced. Before the run, not after it. */
async function requireOurs(path: string): Promise<boolean> {
  const { REPORT_MARK } = await import('@fairground/load')
  const content = await readIfThere(path)
  if (content !== undefined && !content.includes(REPORT_MARK)) {
    throw usedWrongly(`${path} is there already, and it is no report of a burst. Name another with --report FILE.`)
  }
  await access(dirname(path), constants.W_OK).catch(() => {
    throw usedWrongly(`No report can be written to ${dirname(path)}. Name another place with --report FILE.`)
  })
  return content !== undefined
}

/** Shows the run while it lasts. The first Ctrl-C ends it in good order, the second at once. */
async function followed(context: Context, burstRun: BurstRun): Promise<BurstOutcome> {
  let isInterrupted = false
  const onInterrupt = () => {
    if (isInterrupted) process.exit(ExitCode.cancelled)
    isInterrupted = true
    burstRun.stop()
  }
  process.on('SIGINT', onInterrupt)
  const close = process.stdout.isTTY && !context.json ? await openScreen(burstRun) : tellLines(context, burstRun)
  try {
    return await burstRun.finished
  } finally {
    close()
    process.off('SIGINT', onInterrupt)
  }
}

async function openScreen(burstRun: BurstRun): Promise<() => void> {
  if (process.env['NO_COLOR']) {
    // Ink's colours know FORCE_COLOR only, and Node warns where both are set.
    process.env['FORCE_COLOR'] = '0'
    delete process.env['NO_COLOR']
  }
  // Node runs no .tsx by itself.
  const { register } = await import('tsx/esm/api')
  const unregister = register({ tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)) })
  const [{ render }, { createElement }, { BurstView }] = await Promise.all([
    import('ink'),
    import('react'),
    import('../burst/view.tsx'),
  ])
  const screen = render(createElement(BurstView, { progress: burstRun.progress }), { exitOnCtrlC: false })
  return () => {
    // What it showed last would only be a moment older than the summary.
    screen.clear()
    screen.unmount()
    void unregister()
  }
}

const TELL_EVERY_MS = 1_000

function tellLines(context: Context, burstRun: BurstRun): () => void {
  let told = ''
  const timer = setInterval(() => {
    const line = lineOf(burstRun.progress())
    if (line !== told) context.note(line)
    told = line
  }, TELL_EVERY_MS)
  return () => clearInterval(timer)
}

function lineOf({
  stage,
  elapsedMs,
  due,
  arrived,
  finished,
  reservationsPerSecond,
  wait,
  places,
}: BurstProgress): string {
  if (stage === 'preparing') return 'making the buyers ...'
  if (stage !== 'running') return 'comparing the books ...'
  return [
    `${Math.round(elapsedMs / 1000)} s`,
    `${arrived} of ${due} came`,
    `${finished} gone`,
    `${Math.round(reservationsPerSecond)} reservations/s`,
    ...(wait ? [`p50 ${wait.p50.toFixed(1)} ms, p99 ${wait.p99.toFixed(1)} ms`] : []),
    ...(places ? [`${places.sold} sold, ${places.left} left`] : []),
  ].join('; ')
}

function exitCodeOfBurst({ books, interrupted }: BurstOutcome): number {
  if ('problem' in books) return interrupted ? ExitCode.cancelled : exitCodeOf(books.problem)
  if (!books.verdict.good) return ExitCode.refused
  return interrupted ? ExitCode.cancelled : ExitCode.done
}
