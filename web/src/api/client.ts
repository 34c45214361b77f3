import type { ReplyOf, Route } from '@fairground/contract'
import { type CallInput, type ClientProblem, createClient } from '@fairground/contract/client'

import { watchedFetch } from './connection.ts'

/** How long a read, or a write with a key, is repeated while the service is busy, restarting or out of reach. */
const PATIENCE_MS = 20_000

/** A refusal on its way to the page that shows it. */
export class Refused extends Error {
  readonly problem: ClientProblem
  constructor(problem: ClientProblem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** The only way into the service. On the server, where pages are rendered, nothing calls. */
const client =
  typeof location === 'undefined'
    ? undefined
    : createClient({ server: location.origin, patienceMs: PATIENCE_MS, fetch: watchedFetch })

/** Calls a route; throws Refused. */
export async function call<R extends Route>(route: R, input: CallInput<R>): Promise<ReplyOf<R>> {
  if (!client) throw new Error(`${route.name} is called while a page is rendered`)
  const outcome = await client(route, input)
  if (outcome.ok) return outcome.data
  throw new Refused(outcome.problem)
}

/** The refusal behind a failure; undefined where the failure is our own. */
export function problemOf(error: unknown): ClientProblem | undefined {
  return error instanceof Refused ? error.problem : undefined
}
