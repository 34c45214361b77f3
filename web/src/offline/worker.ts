import { askedFor, isFailure, KEPT_HEADER, NETWORK_PATIENCE_MS, ORDERS_PAGE } from './requests.ts'

// The service worker. It keeps nothing itself: the pages put what they showed into caches (tickets.ts), and this
// answers from there when the network does not. So it is small, seldom changes, and cannot keep an error.

interface WorkerScope {
  skipWaiting(): Promise<void>
  readonly clients: { claim(): Promise<void> }
}
interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface FetchEvent extends Event {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

// The library of the page's types, in which this is compiled, knows no worker's scope and events.
const worker = globalThis as unknown as WorkerScope

addEventListener('install', () => void worker.skipWaiting())
addEventListener('activate', (event) => (event as LifeEvent).waitUntil(worker.clients.claim()))
addEventListener('fetch', (event) => {
  const { request } = event as FetchEvent
  const answer = answerTo(request)
  if (answer) (event as FetchEvent).respondWith(answer)
})

function answerTo(request: Request): Promise<Response> | undefined {
  const asked = askedFor(request, location.origin)
  switch (asked) {
    case 'file':
      return keptFile(request)
    case 'orders-page':
      return fromNetworkOr(request, () => kept(ORDERS_PAGE))
    case 'orders':
      return fromNetworkOr(request, async () => marked(await kept(request.url)))
    case 'other':
      return undefined
    default:
      return asked satisfies never
  }
}

/** Its name is of its content: what is kept is right for ever. */
async function keptFile(request: Request): Promise<Response> {
  return (await kept(request.url)) ?? fetch(request)
}

async function fromNetworkOr(request: Request, keep: () => Promise<Response | undefined>): Promise<Response> {
  const network = fetch(request)
  const inTime = await Promise.race([network.catch(() => undefined), waited()])
  if (inTime && !isFailure(inTime)) return inTime
  return (await keep()) ?? network
}

function waited(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, NETWORK_PATIENCE_MS, undefined))
}

/** A document differs by language and cookie; the last one that was shown is the one that its reader wants. */
function kept(address: string): Promise<Response | undefined> {
  return caches.match(address, { ignoreVary: true })
}

function marked(response: Response | undefined): Response | undefined {
  if (!response) return undefined
  const headers = new Headers(response.headers)
  headers.set(KEPT_HEADER, 'yes')
  return new Response(response.body, { headers })
}
