import type * as Prompts from '@clack/prompts'
import { text as readAll } from 'node:stream/consumers'

import { cancelled, usedWrongly } from './failure.ts'

/** Questions go to stderr, so that stdout stays the answer's own. */
const output = process.stderr

/** Whether somebody is there to be asked. */
export function isInteractive(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

/** Asks for one line. `missing` is what a script reads in place of the question. */
export async function ask(message: string, missing: string): Promise<string> {
  requireSomebody(missing)
  return decided(({ text }) =>
    text({ message, output, validate: (value) => (value?.trim() ? undefined : 'Please write something.') }),
  )
}

/** Asks for one of several; the value of the one that was taken. */
export async function choose(
  message: string,
  options: { value: string; label: string }[],
  missing: string,
): Promise<string> {
  requireSomebody(missing)
  return decided(({ select }) => select({ message, options, output }))
}

/** Goes on only after a yes. */
export async function confirm(message: string, missing: string): Promise<void> {
  requireSomebody(missing)
  if (!(await agrees(message))) throw cancelled()
}

/** A question that may be answered with no; whoever asks it knows that somebody is there. */
export async function agrees(message: string): Promise<boolean> {
  return decided((prompts) => prompts.confirm({ message, initialValue: false, output }))
}

/** Where a password comes from when it is not asked for. */
export interface PasswordSource {
  /** What is asked: "Password". */
  message: string
  /** The environment's name for it. */
  variable: string
  /** `--password-stdin` was given; these are its lines. */
  lines: string[] | undefined
  /** Which of the lines is it. */
  line?: number
  /** A new password is asked for twice, so that a slip of the finger does not lock its owner out. */
  repeat?: boolean
}

/** A password from stdin, from the environment, or from a hidden question, in this order. */
export async function askPassword({ message, variable, lines, line = 0, repeat }: PasswordSource): Promise<string> {
  if (lines) {
    const given = lines[line]
    if (!given) throw usedWrongly(`--password-stdin: line ${line + 1} has to be the ${message.toLowerCase()}.`)
    return given
  }
  const fromEnvironment = process.env[variable]
  if (fromEnvironment) return fromEnvironment
  requireSomebody(`${message} is missing: set ${variable} or use --password-stdin.`)
  const first = await askHidden(message)
  if (repeat && (await askHidden(`${message} once more`)) !== first) {
    throw usedWrongly('The two passwords differ. Nothing was changed.')
  }
  return first
}

/** The lines of stdin where `--password-stdin` asks for them. */
export async function passwordLines(wanted: boolean | undefined): Promise<string[] | undefined> {
  return wanted ? (await readAll(process.stdin)).split(/\r?\n/) : undefined
}

function askHidden(message: string): Promise<string> {
  return decided(({ password }) =>
    password({ message, output, validate: (value) => (value ? undefined : 'Please write a password.') }),
  )
}

function requireSomebody(missing: string): void {
  if (!isInteractive()) throw usedWrongly(missing)
}

async function decided<Value>(
  question: (prompts: typeof Prompts) => Promise<Value | typeof Prompts.CANCEL_SYMBOL>,
): Promise<Value> {
  // Loaded only where somebody is asked: it takes longer than most commands.
  const prompts = await import('@clack/prompts')
  const answer = await question(prompts)
  if (prompts.isCancel(answer)) throw cancelled()
  return answer
}
