import { loadDemo } from '@fairground/contract'
import type { Command } from 'commander'

import { type Answer, type Context, example, run } from '../command.ts'
import { answered } from '../connection.ts'
import { confirm } from '../questions.ts'
import { text } from '../text.ts'
import { askService, dataFolder, runService } from '../workspace.ts'

export function serviceCommands(program: Command): void {
  example(
    program
      .command('serve')
      .summary('start the service on this machine')
      .description('Start the service on this machine, until Ctrl-C. With --json its log is JSON lines.')
      .action(run(serve)),
    'fairground serve',
    'PORT=9000 fairground serve',
  )
  example(
    program
      .command('demo')
      .summary('create the demo events (admin)')
      .description('Create the demo events. For admins.')
      .action(run(demo)),
    'fairground demo',
  )
  example(
    program
      .command('reset')
      .summary("empty this machine's data folder")
      .description("Delete all data of this machine's own service: events, accounts, tickets. Asks first.")
      .option('--yes', 'do not ask')
      .action(run(reset)),
    'fairground reset',
  )
}

async function serve(context: Context): Promise<Answer> {
  const exitCode = await runService([], { env: context.json ? { LOG_FORMAT: 'json' } : {} })
  return { data: { exitCode }, lines: [], exitCode }
}

async function demo(context: Context): Promise<Answer> {
  const client = await context.client()
  const { eventIds } = await answered(client(loadDemo, {}))
  const lines = [`Created ${eventIds.length} events:`, ...eventIds.map((id) => text`  ${id}`)]
  return { data: { eventIds }, lines }
}

async function reset(context: Context, options: { yes?: boolean }): Promise<Answer> {
  const folder = await dataFolder()
  if (!options.yes) {
    await confirm(
      text`Delete all events, accounts and tickets in ${folder}?`,
      `This deletes all data in ${folder}. Add --yes when you mean it.`,
    )
  }
  const programArguments = ['reset', '--yes']
  if (context.json) {
    await askService(programArguments)
    return { data: { reset: true, folder }, lines: [] }
  }
  return { data: { reset: true, folder }, lines: [], exitCode: await runService(programArguments) }
}
