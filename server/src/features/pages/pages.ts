import { readFile } from 'node:fs/promises'
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

import {
  type Language,
  type listEvents,
  listQuery,
  type PageData,
  type RenderPage,
  type ReplyOf,
} from '@fairground/contract'

import { ProblemError } from '../../http/index.ts'
import { eventReply, type Events } from '../events/index.ts'

export interface PagesOptions {
  /** Folder of the built pages: `client` and `server` in it. */
  readonly dist: string
  readonly publicUrl: string
  readonly events: Pick<Events, 'show' | 'list'>
}

/** A document as it goes out, in each way in which it may be packed. */
export interface Page {
  readonly status: 200 | 404
  readonly etag: string
  bytes(encoding: Encoding): Promise<Buffer>
}

export type Encoding = 'br' | 'gzip' | 'identity'
export type Pages = Awaited<ReturnType<typeof openPages>>

/** Counts move a hundred times a second in a rush; a page is rendered anew for them this often, and is live after that. */
const COUNTS_FRESH_MS = 1_000
/** A list is the same for everybody who asks the same within this. */
const LIST_FRESH_MS = 1_000
/** Four languages of a hundred events, at some 40 kB each with what is packed of it: 16 MB. */
const MOST_PAGES = 400
/** Better than gzip at a quarter of the time that the best would take; the pages change too often for that. */
const BROTLI_QUALITY = 5

interface Kept {
  readonly page: Page
  /** What of the event it shows; empty for what is no event. */
  readonly version: string
  readonly counts: string
  readonly renderedAt: number
}

/** Opens what renders the public pages; undefined where they were never built. */
export async function openPages({ dist, publicUrl, events }: PagesOptions) {
  const renderPage = await openRenderer(dist)
  if (!renderPage) return undefined
  const render: RenderPage = renderPage
  const kept = new Map<string, Kept>()
  const origin = new URL(publicUrl).origin

  /** An event's page: the same bytes for everybody, until the event changes or, at most once a second, its counts do. */
  async function eventPage(idOrSlug: string, language: Language): Promise<Page> {
    const now = await events.show(idOrSlug, undefined).catch(unlessNotFound)
    // A draft is for its organizer's eyes, whose browser asks for it by itself.
    if (!now) return shell(`/events/${encodeURIComponent(idOrSlug)}`, language, 404)
    const key = `event ${now.record.id} ${language}`
    const version = `${now.record.version}.${now.counts.configVersion}`
    const counts = String(now.counts.countsVersion)
    const known = recall(key)
    if (known?.version === version && (known.counts === counts || isFresh(known, COUNTS_FRESH_MS))) return known.page
    const event = eventReply(now)
    const html = render(`/events/${encodeURIComponent(event.slug)}`, { origin, event }, language)
    return keep(key, { page: pageOf(html, 200), version, counts, renderedAt: performance.now() })
  }

  /** The list, for the query of an address. A query that the list does not take is shown by the browser's own pages. */
  async function listPage(query: Record<string, string>, language: Language): Promise<Page> {
    const search = new URLSearchParams(query)
    search.sort()
    const key = `list ${search} ${language}`
    const known = recall(key)
    if (known && isFresh(known, LIST_FRESH_MS)) return known.page
    const found: ReplyOf<typeof listEvents> | undefined = await events
      .list(listQuery(query), undefined)
      .catch((error: unknown) => {
        if (error instanceof ProblemError) return undefined
        throw error
      })
    const data: PageData = { origin, query, ...(found ? { events: found } : {}) }
    const address = search.size > 0 ? `/?${search}` : '/'
    const page = pageOf(render(address, data, language), 200)
    return keep(key, { page, version: '', counts: '', renderedAt: performance.now() })
  }

  /** Every other page: header and footer, and the browser does the rest. */
  function shell(path: string, language: Language, status: 200 | 404 = 200): Page {
    const key = `shell ${status} ${language}`
    const known = recall(key)
    // It says nothing of its path but in its head, where nobody looks for what only its reader may see.
    if (known) return known.page
    const page = pageOf(render(status === 404 ? '/not-found' : path, { origin }, language), status)
    return keep(key, { page, version: '', counts: '', renderedAt: performance.now() })
  }

  function recall(key: string): Kept | undefined {
    const known = kept.get(key)
    if (!known) return undefined
    // In the order of their last use, so that the first is the one to forget.
    kept.delete(key)
    kept.set(key, known)
    return known
  }

  function keep(key: string, one: Kept): Page {
    kept.delete(key)
    kept.set(key, one)
    const [oldest] = kept.keys()
    if (kept.size > MOST_PAGES && oldest !== undefined) kept.delete(oldest)
    return one.page
  }

  return { eventPage, listPage, shell }
}

function isFresh({ renderedAt }: Kept, forMs: number): boolean {
  return performance.now() - renderedAt < forMs
}

function unlessNotFound(error: unknown): undefined {
  if (error instanceof ProblemError && error.refusal.code === 'not-found') return undefined
  throw error
}

function pageOf(html: string, status: 200 | 404): Page {
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
