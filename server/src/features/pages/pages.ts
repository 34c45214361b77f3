import { readFile } from 'node:fs/promises'
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

import { type Language, listQuery, type PageData, type RenderPage } from '@fairground/contract'

import { ProblemError } from '../../http/index.ts'
import type { Log } from '../../log.ts'
import { eventReply, type Events } from '../events/index.ts'

export interface PagesOptions {
  /** Folder of the built pages: `client` and `server` in it. */
  readonly dist: string
  readonly publicUrl: string
  readonly events: Pick<Events, 'show' | 'list'>
  readonly log: Log
}

/** A document as it goes out, in each way in which it may be packed. */
export interface Page {
  readonly status: PageStatus
  readonly etag: string
  bytes(encoding: Encoding): Promise<Buffer>
}

type PageStatus = 200 | 404 | 503
export type Encoding = 'br' | 'gzip' | 'identity'
export type Pages = Awaited<ReturnType<typeof openPages>>

/** Counts move a hundred times a second in a rush; a page is rendered anew for them this often, and is live after that. */
const COUNTS_FRESH_MS = 1_000
/** A list is the same for everybody who asks the same within this. */
const LIST_FRESH_MS = 1_000
/** What is dear to render (thousands of ticket types) is rendered more seldom: a twentieth of the thread at most. */
const RENDER_SHARE = 20
/**
 * Lists for a query of somebody's own, in a second. Each costs a render on the thread that sells; beyond it the browser
 * fills the page by itself.
 */
const MOST_LISTS_A_SECOND = 20
/** Some 40 kB an event's page and 150 a list of fifty, with what is packed of it: 60 MB at the very most. */
const MOST_PAGES = 400
/** Better than gzip at a quarter of the time that the best would take; the pages change too often for that. */
const BROTLI_QUALITY = 5

interface Kept {
  readonly page: Page
  /** What of the event it shows; empty for what is no event. */
  readonly version: string
  readonly counts: string
  readonly renderedAt: number
  readonly renderMs: number
}

/** Opens what renders the public pages; undefined where they were never built. */
export async function openPages({ dist, publicUrl, events, log }: PagesOptions) {
  const renderPage = await openRenderer(dist)
  if (!renderPage) return undefined
  const render: RenderPage = renderPage
  const kept = new Map<string, Kept>()
  const lists = new Map<string, Promise<Page>>()
  const origin = new URL(publicUrl).origin
  let listsRendered = 0
  let secondBegan = 0

  /** An event's page: the same bytes for everybody, until the event changes or, at most once a second, its counts do. */
  async function eventPage(idOrSlug: string, language: Language): Promise<Page> {
    // No text that the database could keep: there is no such event.
    if (idOrSlug.includes('\0')) return shell('/not-found', language, 404)
    let now
    try {
      now = await events.show(idOrSlug, undefined)
    } catch (error) {
      // A draft is for its organizer's eyes, whose browser asks for it by itself.
      if (error instanceof ProblemError && error.refusal.code === 'not-found') return shell('/not-found', language, 404)
      // The frame of the page: the browser goes on asking, and says so.
      log.warn({ err: error }, "an event's page could not be read")
      return shell('/not-found', language, 503)
    }
    const key = `event ${now.record.id} ${language}`
    const version = `${now.record.version}.${now.counts.configVersion}`
    const counts = String(now.counts.countsVersion)
    const known = recall(key)
    if (known?.version === version && (known.counts === counts || isFresh(known, COUNTS_FRESH_MS))) return known.page
    const event = eventReply(now)
    return keep(key, { version, counts }, `/events/${encodeURIComponent(event.slug)}`, { origin, event }, language)
  }

  /** The list, for the query of an address. Who asks the same at the same time shares one. */
  async function listPage(query: Record<string, string>, language: Language): Promise<Page> {
    const search = new URLSearchParams(query)
    search.sort()
    const key = `list ${search} ${language}`
    const known = recall(key)
    if (known && isFresh(known, LIST_FRESH_MS)) return known.page
    let page = lists.get(key)
    if (!page) {
      if (search.size > 0 && !mayRenderList()) return frame(language)
      page = renderList(key, search.size > 0 ? `/?${search}` : '/', query, language)
        .catch((error: unknown) => {
          // Refused for its query, or the database is away: what is kept, or the browser's own list.
          if (!(error instanceof ProblemError)) log.warn({ err: error }, 'the list of events could not be read')
          return known?.page ?? frame(language)
        })
        .finally(() => lists.delete(key))
      lists.set(key, page)
    }
    return page
  }

  async function renderList(
    key: string,
    address: string,
    query: Record<string, string>,
    language: Language,
  ): Promise<Page> {
    const found = await events.list(listQuery(query), undefined)
    return keep(key, { version: '', counts: '' }, address, { origin, query, events: found }, language)
  }

  function mayRenderList(): boolean {
    const now = performance.now()
    if (now - secondBegan > 1_000) [secondBegan, listsRendered] = [now, 0]
    listsRendered += 1
    return listsRendered <= MOST_LISTS_A_SECOND
  }

  /** The list without its events: the browser asks for them. */
  function frame(language: Language): Page {
    const key = `frame ${language}`
    return recall(key)?.page ?? keep(key, { version: '', counts: '' }, '/', { origin }, language)
  }

  /** Every other page: header and footer, and the browser does the rest. */
  function shell(path: string, language: Language, status: PageStatus = 200): Page {
    const key = `shell ${status} ${language}`
    // It says nothing of its path but in its head, where nobody looks for what only its reader may see.
    const known = recall(key)
    return known?.page ?? keep(key, { version: '', counts: '' }, path, { origin }, language, status)
  }

  function recall(key: string): Kept | undefined {
    const known = kept.get(key)
    if (!known) return undefined
    // In the order of their last use, so that the first is the one to forget.
    kept.delete(key)
    kept.set(key, known)
    return known
  }

  function keep(
    key: string,
    shown: Pick<Kept, 'version' | 'counts'>,
    address: string,
    data: PageData,
    language: Language,
    status: PageStatus = 200,
  ): Page {
    const began = performance.now()
    const page = pageOf(render(address, data, language), status)
    const renderedAt = performance.now()
    kept.delete(key)
    kept.set(key, { ...shown, page, renderedAt, renderMs: renderedAt - began })
    const [oldest] = kept.keys()
    if (kept.size > MOST_PAGES && oldest !== undefined) kept.delete(oldest)
    return page
  }

  return { eventPage, listPage, shell }
}

function isFresh({ renderedAt, renderMs }: Kept, forMs: number): boolean {
  return performance.now() - renderedAt < Math.max(forMs, RENDER_SHARE * renderMs)
}

function pageOf(html: string, status: PageStatus): Page {
  const identity = Buffer.from(html)
  // Packed when the first asks, once for all who ask after that.
  const packed = new Map<Encoding, Promise<Buffer>>([['identity', Promise.resolve(identity)]])
  return {
    status,
    etag: `W/"${hash('sha256', identity, 'base64url').slice(0, 22)}"`,
    bytes(encoding) {
      const known = packed.get(encoding)
      if (known) return known
      const bytes =
        encoding === 'br'
          ? promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } })
          : promisify(gzip)(identity)
      packed.set(encoding, bytes)
      return bytes
    },
  }
}

/** What `web` builds for us. */
interface ServerEntry {
  readonly openRenderer: (manifest: unknown) => Promise<RenderPage>
}

async function openRenderer(dist: string): Promise<RenderPage | undefined> {
  const manifest = await readFile(join(dist, 'client/.vite/manifest.json'), 'utf8').catch(() => undefined)
  if (manifest === undefined) return undefined
  // Built from web/src/entry-server.tsx, which this repository holds beside us.
  const entry = (await import(pathToFileURL(join(dist, 'server/entry-server.js')).href)) as ServerEntry
  return entry.openRenderer(JSON.parse(manifest))
}
