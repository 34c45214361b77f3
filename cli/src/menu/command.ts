import type { Command } from 'commander'

import { type Answer, type Context, example, run } from '../command.ts'

/** Registers `fairground menu`, which is also what `fairground` alone means. */
export function menuCommand(program: Command): void {
  example(
    program
      .command('menu')
      .summary('a menu of all this (also without a command)')
      .description('A menu: browse, book, your orders and events. Also opened by fairground alone.')
      .action(run((context) => open(context, program))),
    'fairground',
    'fairground --server https://tickets.example',
  )
}

/** Where nobody can see or steer a menu, the commands are listed instead. */
async function open(context: Context, program: Command): Promise<Answer> {
  if (context.json || !process.stdin.isTTY || !process.stdout.isTTY) {
    if (!context.json) program.outputHelp()
    return { data: { help: program.helpInformation() }, lines: [] }
  }
  const connection = await context.connection()
  const { openMenu } = await import('./index.ts')
  return { data: null, lines: [], exitCode: await openMenu(connection) }
}
