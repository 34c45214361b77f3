import { type Account, changePassword, readMe, signIn, signOut, signUp } from '@fairground/contract'
import type { Command } from 'commander'

import { type Answer, type Context, example, run } from '../command.ts'
import { answered } from '../connection.ts'
import { demoLoginFile, findDemoLogin, type Login } from '../demo-login.ts'
import { Failure, usedWrongly } from '../failure.ts'
import { ask, askPassword, passwordLines } from '../questions.ts'
import { forgetToken, saveToken } from '../session.ts'
import { bold, text } from '../text.ts'

const EMAIL_MISSING = 'The e-mail address is missing: write it after the command.'
const STDIN_OPTION = ['--password-stdin', 'read the password from stdin'] as const

export function accountCommands(program: Command): void {
  example(
    program
      .command('signup [email]')
      .summary('make an account and sign in')
      .description('Make an account and sign in. Asks for what is missing; the password may be in FAIRGROUND_PASSWORD.')
      .option('--name <name>', 'how you want to be called')
      .option('--invitation <token>', "an admin's invitation: the account will be an admin")
      .option(...STDIN_OPTION)
      .action(run(signUpHere)),
    'fairground signup ada@example.org --name "Ada"',
  )
  example(
    program
      .command('login [email]')
      .summary('sign in')
      .description('Sign in. Asks for what is missing; the password may be in FAIRGROUND_PASSWORD.')
      .option('--demo', "as the demo organizer of this machine's own service")
      .option(...STDIN_OPTION)
      .action(run(logIn)),
    'fairground login ada@example.org',
    'fairground login --demo',
  )
  example(
    program
      .command('logout')
      .summary('sign out')
      .description('Sign out: the session ends at the service, too.')
      .action(run(logOut)),
    'fairground logout',
  )
  example(
    program
      .command('password')
      .summary('change the password')
      .description(
        'Change the password; other sessions of the account end.\n' +
          'Asks for both, or takes FAIRGROUND_PASSWORD (current) and FAIRGROUND_NEW_PASSWORD.',
      )
      .option('--password-stdin', 'read both from stdin: the current one, and in the next line the new one')
      .action(run(replacePassword)),
    'fairground password',
  )
  example(
    program
      .command('whoami')
      .summary('the account that is signed in')
      .description('The account that is signed in.')
      .action(run(showAccount)),
    'fairground whoami',
  )
}

interface SignUpOptions {
  name?: string
  invitation?: string
  passwordStdin?: boolean
}

async function signUpHere(context: Context, given: string | undefined, options: SignUpOptions): Promise<Answer> {
  const lines = await passwordLines(options.passwordStdin)
  const email = given ?? (await ask('E-mail address', EMAIL_MISSING))
  const name = options.name ?? (await ask('Your name', 'The name is missing: add --name "Your name".'))
  const password = await askPassword({ message: 'Password', variable: 'FAIRGROUND_PASSWORD', lines, repeat: true })
  const client = await context.client()
  return remember(
    context,
    await answered(client(signUp, { body: { email, password, name, invitation: options.invitation } })),
  )
}

async function logIn(
  context: Context,
  given: string | undefined,
  options: { demo?: boolean; passwordStdin?: boolean },
): Promise<Answer> {
  const body = options.demo ? await demoLogin() : await askLogin(given, options.passwordStdin)
  const client = await context.client()
  return remember(context, await answered(client(signIn, { body })))
}

async function askLogin(given: string | undefined, fromStdin: boolean | undefined) {
  const lines = await passwordLines(fromStdin)
  const email = given ?? (await ask('E-mail address', EMAIL_MISSING))
  return { email, password: await askPassword({ message: 'Password', variable: 'FAIRGROUND_PASSWORD', lines }) }
}

async function demoLogin(): Promise<Login> {
  const login = await findDemoLogin()
  if (login) return login
  throw usedWrongly(
    `There is no demo organizer on this machine: ${await demoLoginFile()} is not there. npm start makes one.`,
  )
}

async function remember(context: Context, { account, token }: { account: Account; token: string }): Promise<Answer> {
  const { server, tokenFromEnvironment } = await context.connection()
  await saveToken(server, { token, email: account.email })
  if (tokenFromEnvironment) context.note('FAIRGROUND_TOKEN is set: it is used before this sign-in.')
  return {
    data: { server, account, token },
    lines: [text`Signed in to ${server} as ${account.name} (${account.email}).`],
  }
}

async function logOut(context: Context): Promise<Answer> {
  const { server, token, tokenFromEnvironment } = await context.connection()
  if (!token) return { data: { server, signedOut: false }, lines: [text`You were not signed in to ${server}.`] }
  const client = await context.client()
  const outcome = await client(signOut, {})
  // A session that had ended already is as good as one that ends now.
  if (!outcome.ok && outcome.problem.code !== 'not-signed-in') throw new Failure(outcome.problem)
  if (!tokenFromEnvironment) await forgetToken(server)
  return { data: { server, signedOut: true }, lines: [text`Signed out of ${server}.`] }
}

async function replacePassword(context: Context, options: { passwordStdin?: boolean }): Promise<Answer> {
  const lines = await passwordLines(options.passwordStdin)
  const currentPassword = await askPassword({ message: 'Current password', variable: 'FAIRGROUND_PASSWORD', lines })
  const newPassword = await askPassword({
    message: 'New password',
    variable: 'FAIRGROUND_NEW_PASSWORD',
    lines,
    line: 1,
    repeat: true,
  })
  const client = await context.client()
  await answered(client(changePassword, { body: { currentPassword, newPassword } }))
  return { data: { changed: true }, lines: ['The password is changed. Other sessions of this account have ended.'] }
}

async function showAccount(context: Context): Promise<Answer> {
  const client = await context.client()
  const account = await answered(client(readMe, {}))
  const { server } = await context.connection()
  return {
    data: { server, account },
    lines: [
      text`${bold(account.name)} (${account.email})${account.admin ? ', admin' : ''}, on ${server}`,
      ...account.organizers.map(({ name, role }) => text`${role} of ${name}`),
    ],
  }
}
