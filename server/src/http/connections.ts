import { constants, type ServerHttp2Stream } from 'node:http2'
import { type Server, Socket } from 'node:net'

/** Returns how to end every connection at once; those of HTTP/2 servers, too, which have no such thing of their own. */
export function trackConnections(server: Server): () => void {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return () => {
    for (const socket of open) socket.destroy()
  }
}

/** The server's own timeout, after which it asks `cutQuiet`. 10,000 quiet streams cost 3,000 looks a second. */
export const QUIET_PERIOD_MS = 3_000

/**
 * Ends HTTP/1.1 connections on which nothing has moved for `seconds`, and at most one period more. Node by itself lets
 * a stalled reader have up to twice its timeout, because it compares what is unsent only when the timeout ends.
 */
export function cutQuiet(server: Server, seconds: number): void {
  const quiet = new WeakMap<Socket, { moved: number; since: number }>()
  server.on('timeout', (socket: unknown) => {
    // HTTP/2 sessions come this way, too; what they may do is limited stream by stream.
    if (!(socket instanceof Socket)) return
    const moved = socket.bytesRead + socket.bytesWritten
    const before = quiet.get(socket)
    const since = before?.moved === moved ? before.since : performance.now() - QUIET_PERIOD_MS
    // Timers may be early by a millisecond.
    if (performance.now() - since >= seconds * 1000 - 100) {
      socket.destroy()
      return
    }
    quiet.set(socket, { moved, since })
    socket.setTimeout(QUIET_PERIOD_MS)
  })
}

/** Resets an HTTP/2 stream whose request takes longer than `seconds`, or whose reader takes nothing for so long. */
export function limitStream(stream: ServerHttp2Stream, seconds: number): void {
  const reset = () => stream.close(constants.NGHTTP2_CANCEL)
  if (!stream.endAfterHeaders) {
    const timer = setTimeout(reset, seconds * 1000)
    for (const event of ['end', 'close']) stream.once(event, () => clearTimeout(timer))
  }
  let unread = 0
  let quietMs = 0
  stream.setTimeout(QUIET_PERIOD_MS)
  // Told only of periods in which nothing moved. While nothing is unread it is our turn, not the reader's.
  stream.on('timeout', () => {
    quietMs =
      stream.writableLength > 0 && stream.writableLength === unread ? quietMs + QUIET_PERIOD_MS : QUIET_PERIOD_MS
    unread = stream.writableLength
    if (unread > 0 && quietMs >= seconds * 1000) reset()
    else stream.setTimeout(QUIET_PERIOD_MS)
  })
}
