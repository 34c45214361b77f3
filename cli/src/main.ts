import { Command, CommanderError } from 'commander'

import packageJson from '../package.json' with { type: 'json' }
import { withGlobalOptions } from './command.ts'
import { accountCommands } from './commands/account.ts'
import { adminCommands } from './commands/admin.ts'
import { archiveCommands } from './commands/archive.ts'
import { bookCommand } from './commands/book.ts'
import { burstCommand } from './commands/burst.ts'
import { certCommand } from './commands/cert.ts'
import { checkCommand } from './commands/check.ts'
import { createCommand } from './commands/create.ts'
import { listCommand } from './commands/list.ts'
import { ordersCommand } from './commands/orders.ts'
import { planCommands } from './commands/plan.ts'
import { serviceCommands } from './commands/service.ts'
import { showCommand } from './commands/show.ts'
import { DEFAULT_SERVER } from './connection.ts'
import { ExitCode, EXIT_CODES_HELP, exitCodeOf, Failure, problemLines } from './failure.ts'
import { menuCommand } from './menu/command.ts'

const REST_OF_HELP = `
EVENT is an event's id, its short name, or its whole title where only one event
has it.

With --json a refusal is a document on stdout, too:
{"problem": {"code", "title", "detail", ...}}.

Environment: FAIRGROUND_SERVER, FAIRGROUND_TOKEN (signs in),
FAIRGROUND_PASSWORD (instead of asking), NO_COLOR, FAIRGROUND_DEBUG=1 (shows
where a bug happened).

${EXIT_CODES_HELP}

Example:
  $ fairground signup ada@example.org
  $ fairground create "Workshopy" "2027-06-01 14:45" 150
  $ fairground book "Workshopy" 7`

/** Shown with the problem under `--json`, since commander writes its own complaints. */
let complaint = ''

const program = withGlobalOptions(
  new Command('fairground')
    .description('Tickets for events, sold fairly, from the terminal.')
    .version(packageJson.version),
  process.env['FAIRGROUND_SERVER'] || DEFAULT_SERVER,
)
  // The longest command leaves 35 columns of 80; commander would rather not wrap below 40.
  .configureHelp({ showGlobalOptions: true, minWidthToWrap: 30 })
  .configureOutput({ writeErr: (text) => void (complaint += text) })
  .exitOverride()
  .addHelpText('after', REST_OF_HELP)
  .helpCommand('help [command]', 'how a command is used')

for (const register of [
  accountCommands,
  listCommand,
  showCommand,
  createCommand,
  bookCommand,
  ordersCommand,
  planCommands,
  burstCommand,
  checkCommand,
  archiveCommands,
  serviceCommands,
  adminCommands,
  certCommand,
  menuCommand,
]) {
  register(program)
}

// `fairground list | head` closes our stdout early; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  await program.parseAsync(namesCommand() ? process.argv : [...process.argv, 'menu'])
} catch (error) {
  process.exitCode = report(error)
}

/** Options alone name none; what they are is told when they are parsed for good. */
function namesCommand(): boolean {
  const { operands, unknown } = program.parseOptions(process.argv.slice(2))
  return operands.length > 0 || unknown.length > 0
}

/** Tells what went wrong, and returns the exit code that says it to a script. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return reportCommander(error)
  const failure = error instanceof Failure ? error : bug(error)
  if (process.env['FAIRGROUND_DEBUG']) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  write(failure, problemLines(failure))
  return exitCodeOf(failure.problem)
}

/** Help and version come this way, too; they were printed already. */
function reportCommander(error: CommanderError): number {
  if (error.exitCode === 0) return ExitCode.done
  const isHelp = error.code === 'commander.help'
  const said = isHelp ? 'Name a command; --help lists them.' : complaint.replace(/^error: /, '').trim()
  write(new Failure({ code: 'used-wrongly', title: 'Used wrongly', detail: said }), [said])
  return ExitCode.usedWrongly
}

function bug(error: unknown): Failure {
  const detail = error instanceof Error ? error.message : String(error)
  return new Failure({ code: 'bug', title: 'This should not have happened', detail: `${detail}.` })
}

function write(failure: Failure, lines: string[]): void {
  // Options may not be parsed yet when a command is used wrongly.
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ problem: failure.problem }, null, 2)}\n`)
  } else {
    process.stderr.write(lines.map((line) => `${line}\n`).join(''))
  }
}
