import { listOrders, type OrderWithEvent, readOrder, type ReplyOf } from '@fairground/contract'
import { addressOf } from '@fairground/contract/client'

/** Answers with tickets, under the addresses at which the service gives them. */
const TICKETS = 'tickets'
/** Whose tickets they are. */
const OWNER = 'tickets-of'
/** The document and the files of the pages that show tickets; one cache a build and language. */
const PAGES = 'pages-'
/** As in requests.ts. */
export const ORDERS_PAGE = '/orders'
/** More orders than this nobody has ahead of them; the oldest go first. */
const MOST_ORDERS_KEPT = 100

/** Takes the tickets that were kept for the way to the door off this device. */
export async function forgetTickets(): Promise<void> {
  if (!canKeep()) return
  localStorage.removeItem(OWNER)
  await caches.delete(TICKETS)
}

/** Tickets of another account leave the device as soon as it is known who reads. */
export async function keepTicketsOf(accountId: string): Promise<void> {
  if (!canKeep() || localStorage.getItem(OWNER) === accountId) return
  await forgetTickets()
  localStorage.setItem(OWNER, accountId)
}

/** Keeps the newest orders, as the list shows them. */
export async function keepOrders(accountId: string, orders: ReplyOf<typeof listOrders>): Promise<void> {
  await keep(accountId, addressOf(listOrders, {}), orders)
}

/** Keeps an order that was opened: it can be opened again without a connection. */
export async function keepOrder(accountId: string, order: OrderWithEvent): Promise<void> {
  await keep(accountId, addressOf(readOrder, { params: { orderId: order.id } }), order)
}

async function keep(accountId: string, address: string, answer: unknown): Promise<void> {
  if (!canKeep()) return
  try {
    await keepTicketsOf(accountId)
    const tickets = await caches.open(TICKETS)
    await tickets.put(address, Response.json(answer))
    const [oldest, ...rest] = await tickets.keys()
    if (oldest && rest.length >= MOST_ORDERS_KEPT) await tickets.delete(oldest)
    await keepPages()
  } catch {
    // No room, no permission, or the network went in the middle: the next page that is opened tries again.
  }
}

/**
 * Keeps the document and all files that this page is made of, so that its address opens without a connection. What
 * was kept of another build goes only when all of this one is there: in between, the older pages still open.
 */
async function keepPages(): Promise<void> {
  const name = `${PAGES}${entryOf(document)}-${document.documentElement.lang}`
  const pages = await caches.open(name)
  const known = new Set((await pages.keys()).map((request) => new URL(request.url).pathname))
  const missing = filesInUse().filter((path) => !known.has(path))
  await pages.addAll(missing)
  if (!known.has(ORDERS_PAGE)) await pages.add(ORDERS_PAGE)
  const others = (await caches.keys()).filter((one) => one.startsWith(PAGES) && one !== name)
  await Promise.all(others.map((one) => caches.delete(one)))
}

/** The first script: its name changes with each build, since it names all others. */
function entryOf(page: Document): string {
  const script = page.querySelector<HTMLScriptElement>('script[type="module"][src^="/assets/"]')
  return script?.src.split('/').at(-1) ?? 'unknown'
}

/** Scripts, styles and fonts that the page has loaded. They come from the browser's own cache, not over the network. */
function filesInUse(): string[] {
  const named = [...document.querySelectorAll('script[src], link[href]')].map(
    (element) => element.getAttribute('src') ?? element.getAttribute('href') ?? '',
  )
  const loaded = performance.getEntriesByType('resource').map((entry) => entry.name)
  const paths = [...named, ...loaded].map((address) => new URL(address, location.href).pathname)
  return [...new Set(paths)].filter((path) => path.startsWith('/assets/'))
}

/** Not on a page without TLS, nor while a page is rendered. */
function canKeep(): boolean {
  return 'caches' in globalThis
}
