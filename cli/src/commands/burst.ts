import type { Command } from 'commander'

import type { BurstOutcome, BurstRun } from '../burst/index.ts'
import { type BurstOptions, drawSeed, planBurst, REPORT_FILE } from '../burst/plan.ts'
import type { BurstProgress } from '../burst/progress.ts'
import { type Answer, type Context, example, run } from '../command.ts'
import { ExitCode, exitCodeOf } from '../failure.ts'
import { showMs } from '../numbers.ts'
import { openScreen } from '../screen.ts'
import { paragraphs } from '../text.ts'

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
          'is. Where the books do not agree, or nobody bought though places were free, the exit code is 1.',
      )
      .option('--buyers <n>', 'how many come (default: 100, or --rate times --duration)')
      .option('--rate <rate>', 'arrivals, like 5000/s or 600/min (default: all within 2 s, at most 2000/s)')
      .option('--closed <n>', 'no arrivals: so many connections, each with one buyer after the other')
      .option('--quantity <range>', 'places that each wants, like 2 or 1-4 (default: 1)')
      .option('--duration <time>', 'nobody arrives later than this (default: 60s)')
      .option('--think <time>', 'mean time between hold and confirmation (default: 1s)')
      .option('--let-go <share>', 'so many let their first hold go, think again, and try once more (default: 0.1)')
      .option(
        '--seats <which>',
        'where there are seats, which they want: random, best, same (any two buyers want the same) or one (all do) (default: best)',
      )
      .option('--accounts <n>', 'accounts that the buyers share (default: one each, at most 2000)')
      .option('--processes <n>', 'processes that play the buyers (default: 1)')
      .option('--seed <n>', 'the same seed sends the same crowd (default: a new one, printed)')
      .option('--report <file>', `the report with its pictures (default: ${REPORT_FILE})`)
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
  const [{ startBurst }, { planLine, summaryLines, documentOf }, { claimReportFile }] = await Promise.all([
    import('../burst/index.ts'),
    import('../burst/summary.ts'),
    import('../burst/report-file.ts'),
  ])
  const plan = planBurst(options, drawSeed())
  const report = await claimReportFile(options.report ?? REPORT_FILE)
  const target = { ...(await context.connection()), event: named, mayBeElsewhere: options.iOwnThisServer }
  const burstRun = startBurst(target, plan)
  for (const line of paragraphs(`${planLine(plan)}.`)) context.note(line)
  const outcome = await followed(context, burstRun)
  const where = await report.write(outcome)
  return {
    data: documentOf(outcome, report.path),
    lines: [where, ...summaryLines(outcome)],
    exitCode: exitCodeOfBurst(outcome),
  }
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
  const close = process.stdout.isTTY && !context.json ? await showScreen(burstRun) : tellLines(context, burstRun)
  try {
    return await burstRun.finished
  } finally {
    close()
    process.off('SIGINT', onInterrupt)
  }
}

async function showScreen({ progress }: BurstRun): Promise<() => void> {
  const screen = await openScreen(async () => (await import('../burst/view.tsx')).BurstView, { progress })
  return () => {
    // What it showed last would only be a moment older than the summary.
    screen.clear()
    screen.unmount()
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
    ...(wait ? [`p50 ${showMs(wait.p50)} ms, p99 ${showMs(wait.p99)} ms`] : []),
    ...(places ? [`${places.sold} sold, ${places.left} left`] : []),
  ].join('; ')
}

function exitCodeOfBurst({ books, interrupted }: BurstOutcome): number {
  if ('problem' in books) return interrupted ? ExitCode.cancelled : exitCodeOf(books.problem)
  if (!books.verdict.good) return ExitCode.refused
  return interrupted ? ExitCode.cancelled : ExitCode.done
}
