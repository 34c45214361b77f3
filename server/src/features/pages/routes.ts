import { join } from 'node:path'

import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

import { listPageQuery } from '@fairground/contract'

import { chooseLanguage } from './language.ts'
import type { Encoding, Page, Pages } from './pages.ts'

/** Only our own files, no script in a page, nothing from anywhere else; and no text becomes a script's address or HTML. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types fairground',
].join('; ')

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  // Kept, and asked for again each time whether it is still right.
  'cache-control': 'no-cache',
  vary: 'accept-language, cookie, accept-encoding',
  'content-security-policy': POLICY,
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
}

const YEAR_SECONDS = 31_536_000
const HOUR_SECONDS = 3_600

/** What the log and the metrics call them. */
const PAGE = { config: { operation: 'page' } }
const FILE = { operation: 'file' }

/** Pages that only their reader's browser can fill. */
const OWN_PAGES = [
  '/sign-in',
  '/sign-up',
  '/account',
  '/orders',
  '/orders/:order',
  '/events/:event/checkout',
  '/organizer',
  '/organizer/*',
  '/admin',
  '/admin/*',
]

/** The web pages and their files. Without a build of them, the API's own page is all there is to see. */
export async function pageRoutes(app: FastifyInstance, pages: Pages, dist: string): Promise<void> {
  if (!pages) {
    app.get('/', (_request, reply) => reply.redirect('/docs/'))
    return
  }
  await app.register(async (files) => {
    files.addHook('onRoute', (route) => void (route.config = { ...route.config, ...FILE }))
    await files.register(fastifyStatic, {
      root: join(dist, 'client'),
      wildcard: false,
      index: false,
      preCompressed: true,
      cacheControl: false,
      globIgnore: ['**/.vite/**'],
      setHeaders(reply, path) {
        const age = path.includes(join('client', 'assets')) ? `public, max-age=${YEAR_SECONDS}, immutable` : undefined
        // The service worker is what decides when a browser takes the next version of everything else.
        const isWorker = /worker\.js(\.br|\.gz)?$/.test(path)
        reply.header('cache-control', age ?? (isWorker ? 'no-cache' : `public, max-age=${HOUR_SECONDS}`))
      },
    })
  })
  app.get('/', PAGE, async (request, reply) =>
    send(request, reply, await pages.listPage(listPageQuery(queryOf(request)), languageOf(request))),
  )
  app.get<{ Params: { event: string } }>('/events/:event', PAGE, async (request, reply) =>
    send(request, reply, await pages.eventPage(request.params.event, languageOf(request))),
  )
  for (const path of OWN_PAGES) {
    app.get(path, PAGE, (request, reply) => send(request, reply, pages.shell(path, languageOf(request))))
  }
  app.get('/*', PAGE, (request, reply) => {
    // Programs are told in their own way that there is nothing.
    if (!request.headers.accept?.includes('text/html')) return reply.callNotFound()
    return send(request, reply, pages.shell('/not-found', languageOf(request), 404))
  })
}

function queryOf(request: FastifyRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.query as Record<string, unknown>).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    ),
  )
}

function languageOf(request: FastifyRequest) {
  return chooseLanguage({
    address: queryOf(request)['lang'],
    cookie: request.cookies['language'],
    header: request.headers['accept-language'],
  })
}

const ENCODINGS = ['br', 'gzip', 'identity'] as const satisfies Encoding[]

async function send(request: FastifyRequest, reply: FastifyReply, page: Page): Promise<FastifyReply> {
  reply.headers(PAGE_HEADERS).header('etag', page.etag)
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim())
  if (page.status === 200 && known?.includes(page.etag)) return reply.code(304).send()
  const wanted = new Negotiator(request.raw).encodings([...ENCODINGS])
  const encoding = ENCODINGS.find((one) => wanted.includes(one)) ?? 'identity'
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply.code(page.status).send(await page.bytes(encoding))
}
