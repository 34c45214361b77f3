import {
  problemsOf,
  type ProblemCode,
  PROBLEM_MEDIA_TYPE,
  pathNames,
  problems,
  type Route,
  routes,
  successStatus,
} from '@fairground/contract'
import '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'

import type { Log } from '../log.ts'
import { type Call, type Caller, type Handler, JsonText, type LogFields, notModified } from './call.ts'
import { bodyCheck, queryCheck, UNKNOWN_FIELD } from './check.ts'
import type { Metrics } from './metrics.ts'
import { problem, problemBody, ProblemError, type Refusal } from './problem.ts'

/** What the edge needs from the rest of the service; `main.ts` wires it. */
export interface Edge {
  readonly log: Log
  readonly metrics: Metrics
  /** Who holds this token, or undefined. Answers from memory for up to 4 s. */
  readonly identify: (token: string) => Promise<Caller | undefined>
  /** Counts one request against the sender's address; the seconds to wait when it has had too many. */
  readonly countAddress: (request: FastifyRequest) => Promise<number | undefined>
  /** Told of each refusal that concerns an event. */
  readonly onRefusal: (eventId: string, code: ProblemCode) => void
  /** Name of the session cookie. */
  readonly cookieName: string
  /** The service's own origin: writes by cookie from any other are refused. */
  readonly origin: string
}

/** How long a request may take to arrive, and how long a connection may move nothing. */
export const REQUEST_SECONDS = 15
/** Answers come a little earlier, so that they still find their connection. */
const ANSWER_SECONDS = 14

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** Of content that never changes. */
const HASH = /^[0-9a-f]{32}$/
const MAX_KEY_LENGTH = 200

interface RequestState {
  startedAt: number
  route: Route | undefined
  caller: Caller | undefined
  fields: LogFields
  refusal: Refusal | undefined
}

// On the request itself: a WeakMap of what is under way costs each collection of garbage a walk through it.
declare module 'fastify' {
  interface FastifyRequest {
    edgeState: RequestState | null
  }
  interface FastifyContextConfig {
    /** What the log and the metrics call it, where it is no route of the contract. */
    operation?: string
  }
}

/** Routes that turn an unknown visitor into a known one: their senders are counted by address. */
const COUNTED = new Set(['sign-in', 'sign-up'])

/** Prepares the app: problems, log lines, metrics. Call once, before `serve`. */
export function prepareEdge(app: FastifyInstance, edge: Edge): void {
  app.decorateRequest('edgeState', null)
  app.addHook('onRequest', (request, _reply, done) => {
    stateOf(request)
    done()
  })
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error, edge.log)
    return refuse(request, reply, refusal)
  })
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsAt(request.url)
    if (methods.length === 0) {
      return refuse(request, reply, { code: 'not-found', detail: 'There is no page or route at this address.' })
    }
    const allowed = methods.join(', ')
    reply.header('allow', allowed)
    return refuse(request, reply, { code: 'method-not-allowed', detail: `This address takes ${allowed} only.` })
  })
  app.addHook('onResponse', (request, reply, done) => {
    finish(edge, request, reply)
    done()
  })
}

const addresses = routes.map(({ path, method }) => ({
  pattern: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`),
  methods: method === 'GET' ? ['GET', 'HEAD'] : [method],
}))

/** What can be done at an address; nothing where there is none. */
function methodsAt(url: string): string[] {
  const path = url.split('?', 1)[0] ?? ''
  return [...new Set(addresses.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods))]
}

/** Serves a route of the contract with `handler`: checks what comes in, serialises what goes out, keeps the log. */
export function serve<R extends Route>(app: FastifyInstance, edge: Edge, route: R, handler: Handler<R>): void {
  const status = successStatus(route)
  const checkBody = bodyCheck(route.body)
  const checkQuery = queryCheck(route.query)
  const allowed = new Set<ProblemCode>(problemsOf(route))
  const names = pathNames(route.path)
  const schema = route.replies[status] as TSchema

  app.route({
    method: route.method,
    url: route.path,
    bodyLimit: route.bodyLimit,
    schema:
      status === 204 || route.stream || route.produces || route.inPieces ? {} : { response: { [status]: schema } },
    async onRequest(request) {
      const state = stateOf(request)
      state.route = route
      state.caller = await admit(edge, route, request)
      for (const name of names) requireId(request.params as Record<string, string>, name)
    },
    async handler(request, reply) {
      const state = stateOf(request)
      const call = {
        params: request.params,
        query: checkQuery(request.query),
        body: route.upload ? uploadOf(request, route.upload) : checkBody(request.body),
        caller: state.caller,
        key: route.idempotent ? keyOf(request) : undefined,
        ifMatch: route.versioned ? unquote(request.headers['if-match']) : undefined,
        deadline: state.startedAt + ANSWER_SECONDS * 1000,
        isGone: () => isGone(reply),
        note: (fields: LogFields) => void Object.assign(state.fields, fields),
        request,
        reply,
      } as Call<R>
      let answer
      try {
        answer = await handler(call)
      } catch (error) {
        throw declared(error, allowed, route)
      }
      if (reply.sent) return reply
      if (answer === notModified) return reply.code(304).send()
      if (answer instanceof JsonText) {
        reply.code(status).header('content-type', 'application/json; charset=utf-8')
        if (answer.replayed) reply.header('idempotent-replayed', 'true')
        return reply.send(answer.text)
      }
      reply.code(status)
      const written = route.produces ?? (route.inPieces && 'application/json')
      if (written) return reply.type(`${written}; charset=utf-8`).send(answer)
      return reply.send(status === 204 ? undefined : answer)
    },
  })
}

/** The bytes of a file that a route takes. Throws `wrong-content-type`. */
function uploadOf(request: FastifyRequest, types: readonly string[]): Buffer {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (types.includes(type) && Buffer.isBuffer(request.body)) return request.body
  throw problem('wrong-content-type', `This takes a file of ${types.join(', ')}. Nothing was changed.`)
}

function stateOf(request: FastifyRequest): RequestState {
  return (request.edgeState ??= {
    startedAt: performance.now(),
    route: undefined,
    caller: undefined,
    fields: {},
    refusal: undefined,
  })
}

/** Who calls, if they may. Throws `not-signed-in`, `not-allowed`, `foreign-origin`, `too-many-requests`. */
async function admit(edge: Edge, route: Route, request: FastifyRequest): Promise<Caller | undefined> {
  const writes = route.method !== 'GET'
  const bearer = request.headers.authorization?.match(/^Bearer (\S+)$/i)?.[1]
  const cookie = bearer === undefined ? request.cookies[edge.cookieName] : undefined
  const origin = request.headers.origin
  // A page of another site can make a browser send its cookie; it cannot make it hide where the page is from.
  if (writes && bearer === undefined && origin !== undefined && origin !== edge.origin && !sameHost(origin, request)) {
    throw problem('foreign-origin', 'This request came from a page of another site and was not carried out.')
  }
  const token = bearer ?? cookie
  const caller = token === undefined ? undefined : await edge.identify(token)
  if (COUNTED.has(route.name) || (writes && caller === undefined)) {
    const waitSeconds = await edge.countAddress(request)
    if (waitSeconds !== undefined) {
      throw problem('too-many-requests', `Too many attempts from this address. Try again in ${waitSeconds} s.`, {
        retryAfterSeconds: waitSeconds,
      })
    }
  }
  if (route.access === 'account' || route.access === 'admin') {
    if (caller === undefined) {
      throw problem('not-signed-in', token === undefined ? 'Sign in first.' : 'You are signed out. Sign in again.')
    }
    if (route.access === 'admin' && !caller.admin) throw problem('not-allowed', 'Only an admin may do that.')
  }
  return caller
}

/** A page that the service served itself, reached by another name than PUBLIC_URL (localhost, say). */
function sameHost(origin: string, request: FastifyRequest): boolean {
  return (
    URL.canParse(origin) && new URL(origin).host === request.host && new URL(origin).protocol === `${request.protocol}:`
  )
}

function requireId(params: Record<string, string>, name: string): void {
  const value = params[name] ?? ''
  // Events are known by their slug as well; whether there is such an event is for their feature to say.
  if (name === 'eventId' ? value.length <= 200 && !value.includes('\0') : UUID.test(value)) return
  if (name === 'hash' && HASH.test(value)) return
  throw problem('not-found', 'There is nothing with this id.')
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && key.length > 0 && key.length <= MAX_KEY_LENGTH && /^[\x21-\x7e]+$/.test(key))
    return key
  throw problem('invalid', `Idempotency-Key has to be 1 to ${MAX_KEY_LENGTH} printable characters without spaces.`, {
    errors: [{ path: 'Idempotency-Key', message: `1 to ${MAX_KEY_LENGTH} printable characters without spaces` }],
  })
}

function unquote(etag: string | undefined): string | undefined {
  return etag?.replace(/^W\//, '').replaceAll('"', '').trim()
}

/** Whether nobody waits for the answer any more. HTTP/1.1 and HTTP/2, whose answers do not tell: its requests do. */
export function isGone(reply: FastifyReply): boolean {
  return reply.raw.destroyed || reply.raw.socket?.destroyed === true || reply.request.raw.socket?.destroyed === true
}

/** A route may answer only the problems that it lists: any other is our own bug. */
function declared(error: unknown, allowed: Set<ProblemCode>, route: Route): unknown {
  if (!(error instanceof ProblemError) || allowed.has(error.refusal.code)) return error
  return new Error(`${route.name} answered ${error.refusal.code}, which it does not declare`, { cause: error })
}

const FASTIFY_REFUSALS: Record<string, Refusal> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'unreadable', detail: 'The body is not valid JSON. Nothing was changed.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'unreadable', detail: 'The body is empty, but it has to be JSON.' },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'too-large', detail: 'The body is larger than this route takes.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: 'unreadable', detail: 'The body is not as long as it claims to be.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'wrong-content-type',
    detail: 'The body is of a type that this route does not take (most take application/json).',
  },
  FST_ERR_BAD_URL: { code: 'unreadable', detail: 'The address could not be read.' },
}

/** What a failure becomes for the client: a refusal as it is, anything unexpected without its inside. */
function refusalOf(error: unknown, log: Log): Refusal {
  if (error instanceof ProblemError) return error.refusal
  const code = (error as { code?: string } | null)?.code ?? ''
  const known = FASTIFY_REFUSALS[code]
  if (known) return known
  if (isDatabaseAway(error, code)) {
    log.warn({ err: error }, 'the database does not answer')
    return {
      code: 'unavailable',
      detail: 'The service cannot reach its database right now. Nothing was lost; try again shortly.',
      retryAfterSeconds: 1,
    }
  }
  if ((error as { statusCode?: number } | null)?.statusCode === 400) {
    return { code: 'unreadable', detail: 'The request could not be read. Nothing was changed.' }
  }
  log.error({ err: error }, 'an operation failed')
  return { code: 'internal', detail: 'Something went wrong on our side, and it was noted. Try again, please.' }
}

/** Connection refused, lost or shut down; class 08 and 57P of SQLSTATE, and pg's and the pool's own words for it. */
function isDatabaseAway(error: unknown, code: string): boolean {
  if (/^(08\w{3}|57P\w{2}|53300|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT)$/.test(code)) return true
  return (
    error instanceof Error &&
    /connection terminated|timeout exceeded when trying to connect|query read timeout/i.test(error.message)
  )
}

/** Answers with a refusal. */
function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  stateOf(request).refusal = refusal
  if (refusal.retryAfterSeconds !== undefined) reply.header('retry-after', refusal.retryAfterSeconds)
  else if (problems[refusal.code].status === 503) reply.header('retry-after', 1)
  return reply
    .code(problems[refusal.code].status)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send(problemBody(refusal))
}

/** The sentence that the client reads, but for the names that it made up itself: they may be anything, also a secret. */
function reasonOf({ errors, detail }: Refusal): string {
  if (!errors) return detail
  return errors.map(({ path, message }) => (message === UNKNOWN_FIELD ? message : `${path}: ${message}`)).join('; ')
}

/** One line an operation: when, what, who, how it ended and why, and how long it took. */
function finish(edge: Edge, request: FastifyRequest, reply: FastifyReply): void {
  const state = stateOf(request)
  const ms = performance.now() - state.startedAt
  const operation = state.route?.name ?? request.routeOptions.config.operation ?? 'unknown'
  const outcome = state.refusal?.code ?? (reply.statusCode === 304 ? 'not-modified' : 'ok')
  edge.metrics.countRequest(operation, outcome, ms)
  if (state.refusal && state.fields.eventId) edge.onRefusal(state.fields.eventId, state.refusal.code)
  // Ten files to a page: they are no steps of anybody's.
  edge.log[operation === 'file' ? 'debug' : 'info'](
    {
      operation,
      who: state.caller?.accountId ?? 'anonymous',
      outcome,
      ...(state.refusal ? { reason: reasonOf(state.refusal) } : {}),
      ...state.fields,
      status: reply.statusCode,
      ms: Math.round(ms * 100) / 100,
    },
    operation,
  )
}
