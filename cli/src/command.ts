import type { Command } from 'commander'
import type { Client, ClientOptions } from '@fairground/contract/client'

import { connect, type Connection } from './connection.ts'
import { shown } from './text.ts'

/** What a command found or did: a document for programs, lines for people. */
export interface Answer {
  data: unknown
  lines: string[]
  /** Other than 0 where the answer itself is bad news. */
  exitCode?: number
}

/** What every command is given. */
export interface Context {
  readonly json: boolean
  connection(): Promise<Connection>
  /** A client for the service, signed in where a token is known. */
  client(options?: Pick<ClientOptions, 'patienceMs' | 'timeoutMs'>): Promise<Client>
  /** Tells a person something beside the answer, on stderr. */
  note(line: string): void
  /** As `note`, but gone when the command ends; only where a terminal shows it. */
  whisper(line: string): void
}

interface GlobalOptions {
  json?: boolean
  server: string
  ca?: string
}

/** Adds the options that every command takes. */
export function withGlobalOptions(program: Command, defaultServer: string): Command {
  return program
    .option('--json', 'answer with one JSON document on stdout, for programs')
    .option('--server <url>', 'address of the service (or FAIRGROUND_SERVER)', defaultServer)
    .option('--ca <file>', 'trust this authority (PEM) for an https address')
}

/** Shows how a command is used, under its options. */
export function example(command: Command, ...lines: string[]): Command {
  return command.addHelpText('after', `\nExample:\n${lines.map((line) => `  $ ${line}`).join('\n')}`)
}

/**
 * What commander is to call: runs the action with its arguments and options, and prints what it answers.
 * A failure passes through, to the one place that catches all of them.
 */
export function run<Arguments extends unknown[]>(
  action: (context: Context, ...given: Arguments) => Promise<Answer>,
): (this: Command, ...given: Arguments) => Promise<void> {
  return async function runAction(...given) {
    const context = contextOf(this.optsWithGlobals<GlobalOptions>())
    let answer
    try {
      answer = await action(context, ...given)
    } finally {
      context.finish()
    }
    print(answer, context.json)
  }
}

function print(answer: Answer, json: boolean): void {
  const lines = json ? [JSON.stringify(answer.data, null, 2)] : answer.lines
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
  process.exitCode = answer.exitCode ?? 0
}

function contextOf({ json = false, server, ca }: GlobalOptions): Context & { finish(): void } {
  let whispering = false
  let connection: Promise<Connection> | undefined
  const context = {
    json,
    connection: () => (connection ??= connect({ server, ca, onWait })),
    client: async (options?: Parameters<Connection['client']>[0]) => (await context.connection()).client(options),
    note(line: string) {
      if (!json) process.stderr.write(`${line}\n`)
    },
    whisper(line: string) {
      if (json || !process.stderr.isTTY) return
      process.stderr.write(`\r\u001b[K${shown(line)}`)
      whispering = true
    },
    finish() {
      if (whispering) process.stderr.write('\r\u001b[K')
      whispering = false
    },
  }
  const onWait = (reason: string) => context.whisper(`${reason}; trying again. Ctrl-C stops.`)
  return context
}
