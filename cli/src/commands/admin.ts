import { inviteAdmin } from '@fairground/contract'
import type { Command } from 'commander'

import { type Answer, type Context, example, run } from '../command.ts'
import { answered } from '../connection.ts'
import { localZone, showMoment } from '../dates.ts'
import { askPassword, passwordLines } from '../questions.ts'
import { text } from '../text.ts'
import { askService, runService } from '../workspace.ts'

export function adminCommands(program: Command): void {
  const admin = program
    .command('admin')
    .summary('make admins')
    .description("Make admins: they see every event's transactions.")
  example(
    admin
      .command('create <email>')
      .summary("make an admin, on the service's own machine")
      .description(
        "Make an admin, or make an account one, straight in the database of this machine's service.\n" +
          'Asks for the password; it may be in FAIRGROUND_PASSWORD.',
      )
      .option('--password-stdin', 'read the password from stdin')
      .action(run(createAdmin)),
    'fairground admin create ada@example.org',
  )
  example(
    admin
      .command('invite [email]')
      .summary('a link through which one new admin signs up')
      .description(
        'Make an invitation through which one new admin signs up; with EMAIL only under that address. For admins.',
      )
      .action(run(invite)),
    'fairground admin invite grace@example.org',
  )
}

async function createAdmin(context: Context, email: string, options: { passwordStdin?: boolean }): Promise<Answer> {
  const lines = await passwordLines(options.passwordStdin)
  const password = await askPassword({ message: 'Password', variable: 'FAIRGROUND_PASSWORD', lines, repeat: true })
  const env = { FAIRGROUND_NEW_PASSWORD: password }
  const programArguments = ['admin', 'create', email]
  if (context.json) {
    await askService(programArguments, { env })
    return { data: { email, admin: true }, lines: [] }
  }
  return { data: { email }, lines: [], exitCode: await runService(programArguments, { env }) }
}

async function invite(context: Context, email: string | undefined): Promise<Answer> {
  const client = await context.client()
  const made = await answered(client(inviteAdmin, { body: { email } }))
  const zone = localZone()
  return {
    data: made,
    lines: [
      text`${made.link}`,
      text`Or in a terminal: fairground signup ${made.email ?? 'EMAIL'} --invitation ${made.invitation}`,
      text`Good for one account, until ${showMoment(made.expiresAt, zone)} (${zone}). It is shown only now.`,
    ],
  }
}
