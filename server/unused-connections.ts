import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import { Server as TlsServer } from 'node:tls'

/** A connection that was only just made has a request on its way. */
const FIRST_REQUEST_WITHIN_MS = 250

/**
 * Connections on which nothing was ever asked. Node 20's `closeIdleConnections` passes them over, and one that a
 * browser or a load balancer opened ahead of time would hold up a graceful stop for seconds.
 */
export function unusedConnections(server: Server): { close(): void } {
  const unused = new Set<Socket>()
  // Over TLS a request names the secure socket, which is another object than the one below it.
  const event = server instanceof TlsServer ? 'secureConnection' : 'connection'
  server.on(event, (socket: Socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  server.on('request', ({ socket }: IncomingMessage) => unused.delete(socket))
  return {
    close() {
      // A timer that comes late comes before what arrived meanwhile is read, an immediate behind it.
      setTimeout(() => setImmediate(() => destroyAll(unused)), FIRST_REQUEST_WITHIN_MS)
    },
  }
}

function destroyAll(sockets: ReadonlySet<Socket>): void {
  for (const socket of sockets) socket.destroy()
}
