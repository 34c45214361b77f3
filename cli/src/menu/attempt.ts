import type { Client, ClientProblem, Outcome } from '@fairground/contract/client'

import { localZone, showMoment } from '../dates.ts'
import { Failure, type Problem, problemLines } from '../failure.ts'
import type { Visit } from './visit.ts'

/** Something asked of the service. */
export interface Request<Data> {
  send: (client: Client, signal: AbortSignal) => Promise<Outcome<Data>>
  /** Whether it may be sent again by itself: reads, and writes with a key. */
  repeats: boolean
  /** Needs an account: what for, as in "to see your orders". */
  purpose?: string
}

/** `stopped`: nobody wants the answer any more, or nobody wanted to sign in for it. */
export type Result<Data> =
  | { state: 'done'; data: Data }
  | { state: 'refused'; problem: ClientProblem }
  | { state: 'stopped' }

interface Attempts {
  signal: AbortSignal
  /** Told before each pause, and with nothing when an answer came. */
  onWait: (problem: ClientProblem | undefined) => void
  pause: (ms: number) => Promise<void>
}

/** A person waits: soon enough to be there when the service is back, rarely enough not to be in its way. */
const PAUSE_MS = 1_000

/**
 * Asks until there is an answer that stays. Where an account is needed and nobody is signed in, or no longer, asks
 * for a sign-in first and then goes on; the same request (with the same key) is sent again while the service is away.
 */
export async function attempt<Data>(visit: Visit, request: Request<Data>, attempts: Attempts): Promise<Result<Data>> {
  for (;;) {
    if (request.purpose && !(await visit.requireAccount(request.purpose))) return { state: 'stopped' }
    const { token } = visit.state()
    const outcome = await request.send(visit.client(), attempts.signal)
    if (attempts.signal.aborted) return { state: 'stopped' }
    attempts.onWait(undefined)
    if (outcome.ok) return { state: 'done', data: outcome.data }
    const { problem } = outcome
    if (problem.code === 'not-signed-in' && token) {
      visit.expire(token)
    } else if (request.repeats && isPassing(problem)) {
      attempts.onWait(problem)
      await attempts.pause(Math.max(PAUSE_MS, (problem.retryAfterSeconds ?? 0) * 1000))
      if (attempts.signal.aborted) return { state: 'stopped' }
    } else {
      return { state: 'refused', problem }
    }
  }
}

/** Statuses of a service that restarts, or of the proxy before it. */
const PASSING = new Set([0, 429, 502, 503, 504])

/** Whether the same request may well succeed a little later; a certificate that is not believed stays so. */
function isPassing(problem: ClientProblem): boolean {
  return PASSING.has(problem.status) && !/certificate|self.signed/i.test(problem.detail)
}

/** What is going on while a request is repeated, in one sentence. */
export function waitSentence(problem: ClientProblem, keptUntil?: string): string {
  const kept = keptUntil ? ` the hold is kept until ${clockTime(keptUntil)}.` : ''
  return `${awaySentence(problem)} Trying again…${kept}`
}

function awaySentence({ status }: ClientProblem): string {
  if (status === 429) return 'The service asks for a little patience.'
  return status === 503 ? 'The service is busy.' : 'The service does not answer.'
}

/** "14:03", by this machine's clock on the wall. */
export function clockTime(instant: string): string {
  return showMoment(instant, localZone()).slice(-'14:03'.length)
}

/** A refusal as sentences for a person who has no command line before them. The screen wraps them. */
export function refusalLines(problem: Problem, hints: string[] = []): string[] {
  if ('status' in problem && isPassing(problem)) return [`${awaySentence(problem)} Nothing you wrote is lost.`]
  return problemLines(new Failure(problem, hints), Infinity)
}
