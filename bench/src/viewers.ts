// People who watch an event on open pages, in a process of their own: they follow what is left of it or its seats, and
// note what they see and when.
import { connect, type Socket } from 'node:net'

import type { Delays, Opened, ViewersMessage, ViewersOrder } from './watching.ts'

/** Whoever has seen nothing for so long after the first request will not. */
const FIRST_SIGHT_WITHIN_MS = 20_000
/** The slowest delay that is told apart; what is later counts as so late. */
const LONGEST_DELAY_MS = 10_000

interface Page {
  readonly socket: Socket
  /** A version and when it was seen (milliseconds since the epoch), in turns. */
  readonly sights: number[]
  /** The last version that it has seen. */
  version: number
}

let pages: Page[] = []
let isRecording = false
let [bytes, gaps] = [0, 0]

// Ctrl-C is the parent's to handle; it ends this process by closing the channel.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit(0))
process.on('message', (order: ViewersOrder) => {
  obey(order).then(
    (message) => process.send?.(message),
    (error: unknown) => {
      process.stderr.write(`The viewers failed: ${String(error)}\n`)
      process.exit(1)
    },
  )
})

async function obey(order: ViewersOrder): Promise<ViewersMessage> {
  switch (order.kind) {
    case 'open':
      return { kind: 'open', ...(await openPages(order)) }
    case 'close':
      await closePages()
      return { kind: 'closed' }
    case 'begin':
      for (const page of pages) page.sights.length = 0
      bytes = 0
      gaps = 0
      isRecording = true
      return { kind: 'begun' }
    case 'end':
      isRecording = false
      return { kind: 'done', delays: delaysOf(order.commits) }
    default:
      return order satisfies never
  }
}

async function openPages(order: Extract<ViewersOrder, { kind: 'open' }>): Promise<Opened> {
  const server = new URL(order.server)
  const waits = new Uint32Array(FIRST_SIGHT_WITHIN_MS + 1)
  let opened = 0
  while (pages.length < order.pages) {
    const batch = Math.min(order.atOnce, order.pages - pages.length)
    const beginAt = performance.now()
    await Promise.all(
      Array.from({ length: batch }, async () => {
        await openPage(server, order.path)
        note(waits, performance.now() - beginAt)
        opened += 1
      }),
    )
  }
  return {
    pages: pages.filter(({ socket }) => !socket.destroyed).length,
    firstSightMsP50: quantile(waits, opened, 0.5),
    firstSightMsP99: quantile(waits, opened, 0.99),
  }
}

/** Resolves when the page shows something for the first time, or cannot be opened. */
async function openPage({ hostname, port, host }: URL, path: string): Promise<void> {
  const socket = connect(Number(port), hostname)
  const page: Page = { socket, sights: [], version: -1 }
  pages.push(page)
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\naccept: text/event-stream\r\n\r\n`)
  await new Promise<void>((resolve) => {
    const impatience = setTimeout(() => socket.destroy(), FIRST_SIGHT_WITHIN_MS)
    const settle = () => {
      clearTimeout(impatience)
      resolve()
    }
    // It shows in the number of open pages.
    socket.on('error', settle).on('close', settle)
    // Of this encoding a character is a byte.
    socket.setEncoding('latin1').on('data', (text) => {
      if (see(page, String(text))) settle()
    })
  })
}

/** Notes what has come to a page. Whether there was something to see. */
function see(page: Page, text: string): boolean {
  if (isRecording) bytes += text.length
  // The newest one; a frame is far smaller than a packet and hardly ever cut.
  const version = numberAfter(text, text.lastIndexOf('id: '), 'id: ', '\n')
  if (version === undefined) return false
  if (isRecording) {
    const from = numberAfter(text, text.indexOf('"from":'), '"from":', ',')
    if (from !== undefined && page.version !== -1 && from > page.version) gaps += 1
    page.sights.push(version, Date.now())
  }
  page.version = version
  return true
}

/** What stands between the mark, which is at this place, and its end. */
function numberAfter(text: string, at: number, mark: string, end: string): number | undefined {
  const to = at === -1 ? -1 : text.indexOf(end, at)
  return to === -1 ? undefined : Number(text.slice(at + mark.length, to))
}

async function closePages(): Promise<void> {
  await Promise.all(
    pages.map(async ({ socket }) => {
      if (socket.closed) return
      const { promise, resolve } = Promise.withResolvers<void>()
      socket.once('close', () => resolve())
      socket.destroy()
      await promise
    }),
  )
  pages = []
}

/** How long after each commit each page showed it, or something newer. `commits` in the order of their versions. */
function delaysOf(commits: readonly (readonly [version: number, at: number])[]): Delays {
  const counts = new Uint32Array(LONGEST_DELAY_MS + 1)
  let [total, unseen, frames] = [0, 0, 0]
  for (const { sights } of pages) {
    frames += sights.length / 2
    let index = 0
    for (const [version, at] of commits) {
      while (index < sights.length && (sights[index] ?? 0) < version) index += 2
      const seenAt = sights[index + 1]
      if (seenAt === undefined) {
        unseen += 1
        continue
      }
      note(counts, seenAt - at)
      total += 1
    }
  }
  return {
    msP50: quantile(counts, total, 0.5),
    msP99: quantile(counts, total, 0.99),
    unseen,
    frames,
    bytes,
    gaps,
  }
}

/** A count for each millisecond; the last is for all that took longer. */
function note(counts: Uint32Array, ms: number): void {
  const at = Math.min(counts.length - 1, Math.max(0, Math.ceil(ms)))
  counts[at] = (counts[at] ?? 0) + 1
}

function quantile(counts: Uint32Array, total: number, part: number): number {
  let below = 0
  for (const [at, count] of counts.entries()) {
    below += count
    if (below >= total * part) return at
  }
  return Number.NaN
}
