/**
 * What the service worker answers, as the browser asks for it. The worker is one file at one address, so it shares no
 * part with the pages; names that both use stand here and in tickets.ts and api/connection.ts, and a test compares them.
 */
export type Asked = 'file' | 'orders-page' | 'orders' | 'other'

/** The document that is kept for every address under /orders: it says nothing of its path. */
export const ORDERS_PAGE = '/orders'
/** Put on an answer that was kept: the page knows that the service was not reached. */
export const KEPT_HEADER = 'fairground-kept'
/** So long the network may take where something is kept: who stands at the door does not wait for a bar of signal. */
export const NETWORK_PATIENCE_MS = 4_000

/** Everything else goes to the network as if there were no worker. */
export function askedFor({ method, mode, url }: Pick<Request, 'method' | 'mode' | 'url'>, origin: string): Asked {
  const { origin: from, pathname } = new URL(url)
  if (method !== 'GET' || from !== origin) return 'other'
  if (pathname.startsWith('/assets/')) return 'file'
  if (mode === 'navigate') return isUnder(ORDERS_PAGE, pathname) ? 'orders-page' : 'other'
  return isUnder('/api/orders', pathname) ? 'orders' : 'other'
}

/** The path itself, or one step below it. */
function isUnder(path: string, pathname: string): boolean {
  return pathname === path || (pathname.startsWith(`${path}/`) && !pathname.includes('/', path.length + 1))
}

/** Whether what is kept serves the reader better: a service that fails is as good as none. */
export function isFailure({ status }: Pick<Response, 'status'>): boolean {
  return status >= 500
}
