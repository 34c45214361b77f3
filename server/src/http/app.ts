import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ServerHttp2Stream } from 'node:http2'

import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import { openApiDocument, PROBLEM_MEDIA_TYPE, problems, routes } from '@fairground/contract'
import apiReference from '@scalar/fastify-api-reference'
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

import { cutQuiet, limitStream, QUIET_PERIOD_MS } from './connections.ts'
import { problem, problemBody, type Refusal } from './problem.ts'
import { REQUEST_SECONDS } from './serve.ts'

export interface AppOptions {
  readonly tls: { certFile: string; keyFile: string } | undefined
  readonly trustProxy: boolean | string
  readonly maxConnections: number
  readonly publicUrl: string
  readonly version: string
}

const BODY_LIMIT_BYTES = 64 * 1024
const HEADERS_TIMEOUT_MS = 5_000
/** Longer than the idle time of the load balancers in front, so that they, not we, close a quiet connection. */
const KEEP_ALIVE_MS = 65_000

/** Makes the HTTP server: limits, timeouts, TLS, the API's document and page. Routes are added by the features. */
export async function openApp(options: AppOptions): Promise<FastifyInstance> {
  const timeouts = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_SECONDS * 1000,
    // How often the two above are enforced; Node's default of 30 s would make them 35 and 45 s.
    connectionsCheckingInterval: 1_000,
    // Fastify sets this for HTTP/1.1 servers, but not for the HTTP/1.1 half of an HTTP/2 one.
    keepAliveTimeout: KEEP_ALIVE_MS,
  }
  const shared = {
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: options.trustProxy,
    connectionTimeout: QUIET_PERIOD_MS,
    requestTimeout: REQUEST_SECONDS * 1000,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle' as const,
    return503OnClosing: false,
    exposeHeadRoutes: true,
    routerOptions: { maxParamLength: 250 },
    frameworkErrors: refuseAddress,
    clientErrorHandler: refuseBytes,
  }
  // HTTP/2 where the client speaks it; Fastify types that server apart, but its routes are the same.
  const app = options.tls
    ? (fastify({
        ...(shared as object),
        http2: true,
        https: {
          cert: readFileSync(options.tls.certFile),
          key: readFileSync(options.tls.keyFile),
          minVersion: 'TLSv1.2',
          allowHTTP1: true,
          http1Options: timeouts,
        } as object,
      }) as unknown as FastifyInstance)
    : fastify({ ...shared, http: timeouts })
  app.server.maxConnections = options.maxConnections
  cutQuiet(app.server, REQUEST_SECONDS)
  if (options.tls) limitStreams(app)
  readBodies(app)
  await app.register(cookie)
  await app.register(rateLimit, { global: false })
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff')
    if (options.tls) reply.header('strict-transport-security', 'max-age=31536000')
    done()
  })
  await describe(app, options)
  return app
}

/** HTTP/2 has none of the timeouts above: they are applied to each stream. */
function limitStreams(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    if ('stream' in raw) limitStream(raw.stream as ServerHttp2Stream, REQUEST_SECONDS)
    done()
  })
}

/** A counter of requests by sender's address: resolves to the seconds to wait, or undefined while there is room. */
export function addressCounter(app: FastifyInstance, mostAMinute: number) {
  const check = app.createRateLimit({
    max: mostAMinute,
    timeWindow: 60_000,
    keyGenerator: (request: FastifyRequest) => request.ip,
  })
  return async (request: FastifyRequest): Promise<number | undefined> => {
    const result = await check(request)
    if (result.isAllowed || !result.isExceeded) return undefined
    return Math.max(1, result.ttlInSeconds)
  }
}

/** An address under which no route is looked for. */
function refuseAddress(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const refusal: Refusal =
    error.code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? { code: 'not-found', detail: 'There is nothing with so long a name.' }
      : { code: 'unreadable', detail: 'The address could not be read.' }
  const { status } = problems[refusal.code]
  reply.code(status).header('content-type', PROBLEM_MEDIA_TYPE).serializer(JSON.stringify).send(problemBody(refusal))
}

const BYTES_REFUSED: Record<string, Refusal> = {
  ERR_HTTP_REQUEST_TIMEOUT: { code: 'too-slow', detail: 'The request did not arrive in time. Nothing was changed.' },
  HPE_HEADER_OVERFLOW: { code: 'too-large', detail: 'The headers of the request are larger than the service takes.' },
}

/** What is not HTTP, or does not come to its end: there is no request to answer, only a connection to close. */
function refuseBytes(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const refusal = BYTES_REFUSED[error.code ?? ''] ?? {
    code: 'unreadable',
    detail: 'This is not HTTP that we can read.',
  }
  const { status } = problems[refusal.code]
  const body = JSON.stringify(problemBody(refusal))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroy(error)
}

/** JSON only, and of it nothing that PostgreSQL could not give back: no NUL, no half of a surrogate pair. */
function readBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    // Turned into text, other bytes would silently become question marks.
    if (!isUtf8(body)) {
      done(problem('unreadable', 'The body is not UTF-8. Nothing was changed.'), undefined)
      return
    }
    const text = body.toString()
    if (text === '') {
      done(null, undefined)
      return
    }
    if (/\\u(0000|d[89a-f])/i.test(text) && !isStorable(text)) {
      const detail = 'The text has a NUL or half of a character in it, which cannot be kept. Nothing was changed.'
      done(problem('unreadable', detail), undefined)
      return
    }
    void parseJson(request, text, done)
  })
}

function isStorable(json: string): boolean {
  try {
    let isFine = true
    JSON.parse(json, (name, value: unknown) => {
      for (const text of [name, value]) {
        if (typeof text === 'string' && (text.includes('\0') || !text.isWellFormed())) isFine = false
      }
      return value
    })
    return isFine
  } catch {
    // Not JSON at all: the parser says so in its own words.
    return true
  }
}

/** `/openapi.json` and its page, which needs nothing from anywhere else and is not allowed to ask. */
async function describe(app: FastifyInstance, options: AppOptions): Promise<void> {
  const document = openApiDocument(routes, { version: options.version, server: options.publicUrl })
  app.get('/openapi.json', () => document)
  await app.register(async (page) => {
    page.addHook('onRequest', (_request, reply, done) => {
      reply.header(
        'content-security-policy',
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
          "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
      )
      done()
    })
    await page.register(apiReference, {
      routePrefix: '/docs',
      configuration: {
        url: '/openapi.json',
        withDefaultFonts: false,
        telemetry: false,
        // What would lead to its maker's services, which the page may not reach.
        agent: { disabled: true },
        mcp: { disabled: true },
        showDeveloperTools: 'never',
        hideClientButton: true,
      },
    })
  })
}
