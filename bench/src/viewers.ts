// People who watch an event on open pages, in a process of their own: they follow its availability and note what they
// see and when.
import { connect, type Socket } from 'node:net'

import type { Delays, ViewersMessage, ViewersOrder } from './watching.ts'

/** Opened together before the next ones: a backlog of connections holds some thousands. */
const OPENED_AT_ONCE = 250
/** Whoever has seen nothing for so long after the first request will not. */
const FIRST_SIGHT_WITHIN_MS = 20_000
/** The slowest delay that is told apart; what is later counts as so late. */
const LONGEST_DELAY_MS = 10_000

/** What one page has seen: a version and when (milliseconds since the epoch), in turns. */
type Sights = number[]

const sockets: Socket[] = []
const seen: Sights[] = []
let isRecording = false

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
      await openPages(order)
      return { kind: 'open', pages: sockets.filter((socket) => !socket.destroyed).length }
    case 'begin':
      for (const sights of seen) sights.length = 0
      isRecording = true
      return { kind: 'begun' }
    case 'end':
      isRecording = false
      return { kind: 'done', delays: delaysOf(order.commits) }
    default:
      return order satisfies never
  }
}

async function openPages({ server, path, pages }: Extract<ViewersOrder, { kind: 'open' }>): Promise<void> {
  while (sockets.length < pages) {
    const batch = Math.min(OPENED_AT_ONCE, pages - sockets.length)
    await Promise.all(Array.from({ length: batch }, () => openPage(new URL(server), path)))
  }
}

/** Resolves when the page shows something for the first time, or cannot be opened. */
async function openPage({ hostname, port, host }: URL, path: string): Promise<void> {
  const socket = connect(Number(port), hostname)
  const sights: Sights = []
  sockets.push(socket)
  seen.push(sights)
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\naccept: text/event-stream\r\n\r\n`)
  await new Promise<void>((resolve) => {
    const impatience = setTimeout(() => socket.destroy(), FIRST_SIGHT_WITHIN_MS)
    const settle = () => {
      clearTimeout(impatience)
      resolve()
    }
    // It shows in the number of open pages.
    socket.on('error', settle).on('close', settle)
    socket.setEncoding('latin1').on('data', (text) => {
      const version = versionIn(String(text))
      if (version === undefined) return
      settle()
      if (isRecording) sights.push(version, Date.now())
    })
  })
}

/** The newest version in this; a frame is far smaller than a packet and hardly ever cut. */
function versionIn(text: string): number | undefined {
  const at = text.lastIndexOf('id: ')
  const end = at === -1 ? -1 : text.indexOf('\n', at)
  return end === -1 ? undefined : Number(text.slice(at + 4, end))
}

/** How long after each commit each page showed it, or something newer. `commits` in the order of their versions. */
function delaysOf(commits: readonly (readonly [version: number, at: number])[]): Delays {
  const counts = new Uint32Array(LONGEST_DELAY_MS + 1)
  let [total, unseen, frames] = [0, 0, 0]
  for (const sights of seen) {
    frames += sights.length / 2
    let index = 0
    for (const [version, at] of commits) {
      while (index < sights.length && (sights[index] ?? 0) < version) index += 2
      const seenAt = sights[index + 1]
      if (seenAt === undefined) {
        unseen += 1
        continue
      }
      const delay = Math.min(LONGEST_DELAY_MS, Math.max(0, Math.ceil(seenAt - at)))
      counts[delay] = (counts[delay] ?? 0) + 1
      total += 1
    }
  }
  return { msP50: quantile(counts, total, 0.5), msP99: quantile(counts, total, 0.99), unseen, frames }
}

function quantile(counts: Uint32Array, total: number, part: number): number {
  let below = 0
  for (const [delay, count] of counts.entries()) {
    below += count
    if (below >= total * part) return delay
  }
  return Number.NaN
}
