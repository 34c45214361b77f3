import type { Server, Socket } from 'node:net'

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
