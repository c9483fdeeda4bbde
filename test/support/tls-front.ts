// TLS in front of a plain server of a test: what comes through goes on as it is.
import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { createServer } from 'node:tls'
import type { Certificate } from './certificate.ts'

interface Cleanup {
  after(run: () => unknown): void
}

/** The port of the front, closed when the test ends. */
export async function tlsFront(
  t: Cleanup,
  backendPort: number,
  { certPem, keyPem }: Certificate,
): Promise<number> {
  const open = new Set<Socket>()
  const server = createServer({ cert: certPem, key: keyPem }, (front) => {
    const back = connect(backendPort, '127.0.0.1')
    for (const [socket, other] of [
      [front, back],
      [back, front],
    ] as const) {
      open.add(socket)
      socket.on('error', () => {}) // A client that refuses the certificate is what some tests are about.
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
    front.pipe(back)
    back.pipe(front)
  })
  server.on('tlsClientError', () => {}) // The same.
  t.after(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
