import type { FastifyReply } from 'fastify'

/** How long a client may go on sending after it was refused. */
const LINGER_MS = 2_000

/**
 * Answers a body that is too large, and listens on for a while. Closing at once resets the connection under a client
 * that still sends, and the answer is lost; listening for ever would take the body after all.
 */
export function refuseBody(reply: FastifyReply, status: number, answer: object): void {
  const { raw, request } = reply
  const body = JSON.stringify(answer)
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value)
  }
  reply.hijack()
  raw.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  })
  raw.write(body)
  const timer = setTimeout(() => raw.end(), LINGER_MS)
  raw.once('close', () => clearTimeout(timer))
  request.raw.once('end', () => raw.end())
  request.raw.resume()
}
