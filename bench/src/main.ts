// `npm run bench`: ways to sell places side by side over one route, and what we promise, measured and judged.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { measureAll, type Plan } from './bench.ts'
import { killChildren } from './children.ts'
import { print, printRatios, printStrategies } from './printing.ts'
import { isProfile, profiles } from './profiles/index.ts'
import { type BenchResults, reportOf } from './report.ts'
import { POOL_SIZES } from './rounds.ts'
import { openStage, type Stage } from './stage.ts'
import { isStrategy, strategies } from './strategies/index.ts'

const HELP = `npm run bench                      everything, in under ten minutes; writes bench/results.json and bench/report.html
npm run bench -- --quick           the main ratios in under 90 seconds; writes nothing
npm run bench -- --only NAME       one strategy or profile; may be given more than once; writes nothing`

const ROUNDS = 3

const everything: Plan & { isKept: boolean } = {
  strategies: Object.keys(strategies).filter(isStrategy),
  profiles: Object.keys(profiles).filter(isProfile),
  poolSizes: POOL_SIZES,
  rounds: ROUNDS,
  warmUpSeconds: 2,
  seconds: 2.5,
  /** Only a run of everything is written to files. */
  isKept: true,
}

const folder = join(import.meta.dirname, '..')
const interrupted = new AbortController()
const plan = planOf(process.argv.slice(2))
if (plan) process.exitCode = await run(plan)

/** What is asked for, or undefined when the answer is the help. */
function planOf(args: string[]): typeof everything | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        quick: { type: 'boolean' },
        only: { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    })
    if (values.help) {
      print(HELP)
      return undefined
    }
    if (values.only) {
      const unknown = values.only.find((name) => !isStrategy(name) && !isProfile(name))
      if (unknown !== undefined) {
        const known = [...everything.strategies, ...everything.profiles].join(', ')
        throw new Error(`There is no "${unknown}". There are: ${known}.`)
      }
      const [chosen, asked] = [values.only.filter(isStrategy), values.only.filter(isProfile)]
      return { ...everything, strategies: chosen, profiles: asked, isKept: false }
    }
    if (!values.quick) return everything
    return {
      strategies: ['no-op', 'batched', 'pessimistic', 'optimistic'],
      profiles: ['reads'],
      poolSizes: [],
      rounds: ROUNDS,
      warmUpSeconds: 1,
      seconds: 1,
      isKept: false,
    }
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}\n`)
    process.exitCode = 2
    return undefined
  }
}

/** Resolves to the exit code. Whatever happens, nothing is left running and no folder stays. */
async function run(chosen: typeof everything): Promise<number> {
  let stage: Stage | undefined
  stopWhenAsked(() => stage)
  try {
    stage = await openStage()
    const results = await measureAll(stage, chosen, interrupted.signal)
    printStrategies(results.strategies)
    printRatios(results.ratios)
    if (chosen.isKept) await keep(results)
    for (const failure of results.failures) print(`✗ ${failure}`)
    return results.failures.length > 0 ? 1 : 0
  } catch (error) {
    if (!interrupted.signal.aborted) throw error
    process.stderr.write('Stopped. Nothing was written.\n')
    return 130
  } finally {
    await stage?.close()
  }
}

/** Ctrl-C, or the end of whoever started us: whatever waits for a child or the database fails, and cleans up after it. */
function stopWhenAsked(stageNow: () => Stage | undefined): void {
  const stop = () => {
    if (interrupted.signal.aborted) return
    interrupted.abort(new Error('interrupted'))
    killChildren()
    stageNow()
      ?.interrupt()
      .catch(() => {})
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  process.on('disconnect', stop)
  // Listening alone would keep this process alive.
  process.channel?.unref()
}

async function keep(results: BenchResults): Promise<void> {
  const { profiles: found, ...rest } = results
  // The pictures are in the report; the figures are for comparing.
  const figures = Object.fromEntries(Object.entries(found).map(([name, { figures: of }]) => [name, of]))
  await writeFile(join(folder, 'results.json'), `${JSON.stringify({ ...rest, profiles: figures }, null, 2)}\n`)
  await writeFile(join(folder, 'report.html'), reportOf(results))
  print('Written: bench/results.json and bench/report.html')
}
