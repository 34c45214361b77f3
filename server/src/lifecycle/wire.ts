import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import { vi } from 'vitest'

/** A connection without manners: what is sent, and when, is the test's to say. */
export interface Wire {
  readonly socket: Socket
  received(): string
  send(text: string): void
  /** Resolves when this has arrived. */
  receives(text: string): Promise<void>
  /** Resolves to the milliseconds from the opening of the connection to its end, whoever ended it and how. */
  readonly ended: Promise<number>
}

const PATIENCE_MS = 30_000

export async function openWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  const startedAt = performance.now()
  const ended = once(socket, 'close').then(() => performance.now() - startedAt)
  let text = ''
  socket.setEncoding('utf8').on('data', (some) => (text += some))
  await Promise.race([once(socket, 'connect'), ended])
  return {
    socket,
    ended,
    received: () => text,
    send: (some) => void socket.write(some),
    async receives(wanted) {
      await vi.waitUntil(() => text.includes(wanted), { timeout: PATIENCE_MS, interval: 5 })
    },
  }
}

/** Sends one byte every half a second for as long as the other side takes them. */
export async function trickle(wire: Wire, text: string): Promise<void> {
  for (const byte of text) {
    if (wire.socket.destroyed) return
    wire.send(byte)
    await Promise.race([wire.ended, new Promise((resolve) => setTimeout(resolve, 500))])
  }
}

/** The whole of a GET, without a word about closing. */
export function getOf(path: string): string {
  return `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`
}
