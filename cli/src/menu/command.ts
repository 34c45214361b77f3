import type { Command } from 'commander'
import { fileURLToPath } from 'node:url'

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
  const openMenu = await loadMenu()
  return { data: null, lines: [], exitCode: await openMenu(connection) }
}

/** Only here: the screens' JSX needs a compiler, and the other commands should not wait for it, nor for React. */
async function loadMenu(): Promise<(typeof import('./index.tsx'))['openMenu']> {
  if (process.env['NO_COLOR']) {
    // Ink's colours know FORCE_COLOR only, and Node warns where both are set.
    process.env['FORCE_COLOR'] = '0'
    delete process.env['NO_COLOR']
  }
  const { register } = await import('tsx/esm/api')
  register({ tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)) })
  const { openMenu } = await import('./index.tsx')
  return openMenu
}
