// An HTTPS server that lets in only whom an authority vouches for: it remembers the names, and answers with one choice.
import { createServer } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { Certificate } from './certificate.ts'
import { listen, stop } from './fake-upstream.ts'

interface Cleanup {
  after(run: () => unknown): void
}

export async function strictServer(
  t: Cleanup,
  { own, ca }: { own: Certificate; ca: Certificate },
): Promise<{ port: number; names: unknown[] }> {
  const names: unknown[] = []
  const options = { cert: own.certPem, key: own.keyPem, ca: ca.certPem }
  const server = createServer(
    { ...options, requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      names.push((request.socket as TLSSocket).getPeerCertificate().subject.CN)
      request.resume()
      response.setHeader('content-type', 'application/json')
      response.end('{"choices":[{"text":"known","finish_reason":"stop"}]}')
    },
  )
  const port = await listen(server)
  t.after(() => stop(server))
  return { port, names }
}
