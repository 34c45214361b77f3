import type { ClientProblem } from '@fairground/contract/client'

import { paragraphs, text } from './text.ts'

/** What a script can rely on; `fairground --help` tells the same. */
export const ExitCode = {
  done: 0,
  refused: 1,
  usedWrongly: 2,
  tryLater: 3,
  notFound: 4,
  notAllowed: 5,
  bug: 70,
  cancelled: 130,
} as const

export const EXIT_CODES_HELP = `Exit codes:
  0    done
  1    refused: sold out, not on sale, a limit; or check or burst found a fault
  2    used wrongly: an argument or field is missing or cannot be right
  3    not reachable or busy: the same command may succeed later
  4    no such thing, or more than one of that name
  5    not signed in, or not allowed
  70   a bug in this program
  130  cancelled`

/** A refusal by this program itself has a code of its own; one of the service keeps the service's. */
export type Problem =
  | ClientProblem
  | { code: 'used-wrongly' | 'not-clear' | 'cancelled' | 'service-failed' | 'bug'; title: string; detail: string }

/** Ends a command. Caught in one place, where it becomes a sentence (or JSON) and an exit code. */
export class Failure extends Error {
  readonly problem: Problem
  /** What to do next, each a line. */
  readonly hints: string[]
  constructor(problem: Problem, hints: string[] = []) {
    super(`${problem.title}: ${problem.detail}`)
    this.problem = problem
    this.hints = hints
  }
}

/** The command was not given what it needs. The sentence says what to write instead. */
export function usedWrongly(sentence: string, hints: string[] = []): Failure {
  return new Failure({ code: 'used-wrongly', title: 'Used wrongly', detail: sentence }, hints)
}

/** More than one thing has this name, so nothing was done. */
export function notClear(sentence: string, choices: string[]): Failure {
  return new Failure({ code: 'not-clear', title: 'Not clear', detail: sentence }, choices)
}

export function cancelled(): Failure {
  return new Failure({ code: 'cancelled', title: 'Cancelled', detail: 'Nothing was changed.' })
}

/** What is not named here is a refusal, or for later where its status is 429 or 503. */
const EXIT_CODES: Partial<Record<Problem['code'], number>> = {
  'used-wrongly': ExitCode.usedWrongly,
  invalid: ExitCode.usedWrongly,
  unreadable: ExitCode.usedWrongly,
  'too-large': ExitCode.usedWrongly,
  unreachable: ExitCode.tryLater,
  garbled: ExitCode.tryLater,
  internal: ExitCode.tryLater,
  'too-slow': ExitCode.tryLater,
  'not-found': ExitCode.notFound,
  'not-clear': ExitCode.notFound,
  'not-signed-in': ExitCode.notAllowed,
  'wrong-credentials': ExitCode.notAllowed,
  'not-allowed': ExitCode.notAllowed,
  bug: ExitCode.bug,
  cancelled: ExitCode.cancelled,
}

/** The exit code that a problem becomes. */
export function exitCodeOf(problem: Problem): number {
  const isForLater = 'status' in problem && (problem.status === 429 || problem.status === 503)
  return EXIT_CODES[problem.code] ?? (isForLater ? ExitCode.tryLater : ExitCode.refused)
}

/** A problem as a person reads it: a sentence, the fields that are not right, what to do next. `width` is to wrap to. */
export function problemLines(failure: Failure, width?: number): string[] {
  const { problem } = failure
  const errors = 'errors' in problem ? (problem.errors ?? []) : []
  const lines =
    errors.length > 0
      ? [text`${problem.title}:`, ...errors.map(({ path, message }) => text`  ${path || 'request'}: ${message}`)]
      : paragraphs(sentenceOf(problem), width)
  return [...lines, ...failure.hints, ...hintsOf(problem)]
}

/** Their title would only say the same twice. */
const WHOLE_IN_DETAIL = new Set<Problem['code']>(['used-wrongly', 'not-clear', 'unreachable'])

function sentenceOf(problem: Problem): string {
  if (WHOLE_IN_DETAIL.has(problem.code)) return problem.detail
  return problem.detail && problem.detail !== `${problem.title}.`
    ? `${problem.title}: ${problem.detail}`
    : `${problem.title}.`
}

function hintsOf({ code, detail }: Problem): string[] {
  if (code === 'not-signed-in') return ['Sign in with: fairground login']
  if (code === 'bug') return ['Set FAIRGROUND_DEBUG=1 to see where it happened.']
  if (code !== 'unreachable') return []
  return /certificate|self.signed/i.test(detail)
    ? ['If you know this service, trust its authority with: --ca FILE']
    : ['Start it here with: fairground serve     Name another with: --server URL']
}
