import { PROBLEM_MEDIA_TYPE, type ProblemCode } from './problems.ts'
import { type BodyOf, type ParamsOf, pathNames, type QueryOf, type ReplyOf, type Route } from './route.ts'

/** What a refusal looks like to the caller; `unreachable` and `garbled` are the client's own. */
export interface ClientProblem {
  code: ProblemCode | 'unreachable' | 'garbled'
  /** HTTP status; 0 where there was no answer. */
  status: number
  title: string
  detail: string
  errors?: { path: string; message: string; rule?: string; limit?: number }[]
  left?: number
  held?: number
  ticketTypeId?: string
  seatIds?: string[]
  offered?: string[]
  retryAfterSeconds?: number
}

export type Outcome<Data> =
  | { ok: true; status: number; data: Data; etag?: string }
  | { ok: false; problem: ClientProblem }

type Optional<Name extends string, Value> = [keyof Value] extends [never]
  ? { [K in Name]?: Value }
  : { [K in Name]: Value }

export type CallInput<R extends Route> = Optional<'params', ParamsOf<R>> &
  (R extends { query: object } ? { query?: QueryOf<R> } : { query?: never }) &
  (R extends { body: object } ? { body: BodyOf<R> } : { body?: never }) &
  (R extends { upload: object } ? { upload: Blob } : { upload?: never }) & {
    /** Idempotency-Key, at most 200 characters. The same key and body give the first answer again. */
    key?: string
    /** If-Match: the version that the change is based on. */
    ifMatch?: string
    signal?: AbortSignal
  }

export interface ClientOptions {
  /** Address of the service, `https://tickets.example`. */
  server: string
  /** Bearer token; a browser leaves it out and uses its cookie. */
  token?: string
  fetch?: typeof fetch
  /** How long one call may take; 20 s, since the service answers within 15. */
  timeoutMs?: number
  /**
   * How long calls that may be repeated (reads, and writes with a key) are repeated after 429, 503 or a lost
   * connection, each time after Retry-After; 0 (the default) never.
   */
  patienceMs?: number
  /** Told of each answer after which the call is repeated. */
  onRepeat?: (problem: ClientProblem) => void
}

export type Client = <R extends Route>(definition: R, input: CallInput<R>) => Promise<Outcome<ReplyOf<R>>>

const DEFAULT_TIMEOUT_MS = 20_000
const SHORTEST_PAUSE_MS = 250

/** Makes the one way into the service that the terminal, the browser and the burst tester share. */
export function createClient(options: ClientOptions): Client {
  const patienceMs = options.patienceMs ?? 0
  return async (definition, input) => {
    const mayRepeat = definition.method === 'GET' || input.key !== undefined
    const giveUpAt = Date.now() + patienceMs
    for (;;) {
      const outcome = await callOnce(options, definition, input)
      if (outcome.ok || !mayRepeat || !passes(outcome.problem) || input.signal?.aborted) return outcome as never
      const pauseMs = Math.max((outcome.problem.retryAfterSeconds ?? 0) * 1000, SHORTEST_PAUSE_MS)
      if (Date.now() + pauseMs > giveUpAt) return outcome
      options.onRepeat?.(outcome.problem)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
}

/** Whether the same call may well succeed a little later. */
function passes(problem: ClientProblem): boolean {
  return problem.status === 429 || problem.status === 503 || problem.code === 'unreachable'
}

interface LooseInput {
  params?: Record<string, string>
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  upload?: Blob
  key?: string
  ifMatch?: string
  signal?: AbortSignal
}

async function callOnce(options: ClientOptions, definition: Route, input: LooseInput): Promise<Outcome<unknown>> {
  const headers: Record<string, string> = { accept: definition.produces ?? 'application/json' }
  if (options.token) headers['authorization'] = `Bearer ${options.token}`
  if (input.key !== undefined) headers['idempotency-key'] = input.key
  if (input.ifMatch !== undefined) headers['if-match'] = input.ifMatch
  const type = input.upload?.type ?? (input.body === undefined ? undefined : 'application/json')
  if (type !== undefined) headers['content-type'] = type
  const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  try {
    const response = await (options.fetch ?? fetch)(new URL(addressOf(definition, input), options.server), {
      method: definition.method,
      headers,
      body: input.upload ?? (input.body === undefined ? undefined : JSON.stringify(input.body)),
      signal: input.signal ? AbortSignal.any([input.signal, timeout]) : timeout,
    })
    return await outcomeOf(response, definition)
  } catch (error) {
    return { ok: false, problem: unreachable(options.server, error) }
  }
}

/** Path and query of a call, for what takes an address: an `<a>`, an `EventSource`. */
export function addressOf(definition: Route, input: Pick<LooseInput, 'params' | 'query'>): string {
  let path: string = definition.path
  for (const name of pathNames(definition.path)) {
    path = path.replace(`:${name}`, encodeURIComponent(input.params?.[name] ?? ''))
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) query.set(name, String(value))
  }
  return query.size > 0 ? `${path}?${query}` : path
}

async function outcomeOf(response: Response, { produces }: Route): Promise<Outcome<unknown>> {
  const text = await response.text()
  const isProblem = response.headers.get('content-type')?.startsWith(PROBLEM_MEDIA_TYPE)
  if (response.ok && produces && response.headers.get('content-type')?.startsWith(produces)) {
    return { ok: true, status: response.status, data: text }
  }
  let parsed: unknown
  try {
    parsed = text === '' ? null : JSON.parse(text)
  } catch {
    return { ok: false, problem: garbled(response.status) }
  }
  if (response.ok && !isProblem) {
    return { ok: true, status: response.status, data: parsed, etag: response.headers.get('etag') ?? undefined }
  }
  if (!isProblem) return { ok: false, problem: garbled(response.status) }
  const retryAfter = Number(response.headers.get('retry-after'))
  // The service writes problems in this shape; the media type says that it did.
  const problem = parsed as ClientProblem
  return { ok: false, problem: retryAfter > 0 ? { ...problem, retryAfterSeconds: retryAfter } : problem }
}

function garbled(status: number): ClientProblem {
  return {
    code: 'garbled',
    status,
    title: 'Not an answer of Fairground',
    detail: `The server answered ${status}, but not in Fairground's form. Is the address right?`,
  }
}

function unreachable(server: string, error: unknown): ClientProblem {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
  return {
    code: 'unreachable',
    status: 0,
    title: 'The service does not answer',
    detail: `${server} does not answer (${cause}). Is it running?`,
  }
}
