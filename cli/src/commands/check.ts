import { runCheck } from '@fairground/contract'
import type { Command } from 'commander'

import { type Answer, type Context, example, run } from '../command.ts'
import { answered } from '../connection.ts'
import { ExitCode } from '../failure.ts'
import { table } from '../table.ts'
import { red } from '../text.ts'

/** The invariants read whole tables. */
const CHECK_TIMEOUT_MS = 120_000

export function checkCommand(program: Command): void {
  example(
    program
      .command('check')
      .summary('whether the books are right (admin)')
      .description('Run every invariant on the live database and count what violates it. For admins.')
      .action(run(check)),
    'fairground check',
  )
}

async function check(context: Context): Promise<Answer> {
  const client = await context.client({ timeoutMs: CHECK_TIMEOUT_MS })
  const report = await answered(client(runCheck, {}))
  const rows = report.invariants.map(({ name, violations, ms }) => [
    violations > 0 ? red(String(violations)) : '0',
    name,
    ms.toFixed(1),
  ])
  const lines = table(
    [
      { name: 'violations', align: 'right' },
      { name: 'invariant', least: 20 },
      { name: 'ms', align: 'right' },
    ],
    rows,
  )
  const verdict = report.violations === 0 ? 'All is as it should be.' : `${report.violations} violations.`
  return {
    data: report,
    lines: [...lines, verdict],
    exitCode: report.violations === 0 ? ExitCode.done : ExitCode.refused,
  }
}
