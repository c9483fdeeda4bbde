// GitLab's reverse proxy, as far as code suggestions go: Rails decides what to ask, Workhorse asks and passes the answer on.
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { listen, stop } from './fake-upstream.ts'
import type { RailsRequest } from './rails-payloads.ts'

/** What Rails tells Workhorse to send. */
export interface SendUrl {
  url: string
  headers: Record<string, string>
  body: string
}

export interface Workhorse {
  url: string
  /** Milliseconds until the gateway's headers came, request by request. */
  headersAfterMs: number[]
}

interface Cleanup {
  after(run: () => unknown): void
}

const HEADERS_WITHIN_MS = 55_000
/** Headers that Rails has set before, or that belong to one connection only. */
const NOT_COPIED = new Set([
  ...['cache-control', 'expires', 'date', 'pragma'],
  ...['connection', 'keep-alive', 'transfer-encoding', 'content-length'],
])

/** `decide` is Rails: from what an IDE asks to what is sent to the gateway. */
export async function workhorse(
  t: Cleanup,
  decide: (request: RailsRequest) => SendUrl,
): Promise<Workhorse> {
  const headersAfterMs: number[] = []
  const server = createServer(async (ide, toIde) => {
    const parts: Buffer[] = []
    for await (const part of ide) parts.push(part)
    const askedAt = performance.now()
    forward(decide(JSON.parse(Buffer.concat(parts).toString())), toIde, () =>
      headersAfterMs.push(performance.now() - askedAt),
    )
  })
  const port = await listen(server)
  t.after(() => stop(server))
  return { url: `http://127.0.0.1:${port}`, headersAfterMs }
}

function forward({ url, headers, body }: SendUrl, toIde: ServerResponse, came: () => void): void {
  const options = { method: 'POST', agent: false, headers: { ...headers, connection: 'close' } }
  const sent = request(url, options, (answer) => {
    clearTimeout(timer)
    came()
    passOn(answer, toIde)
  })
  const timer = setTimeout(() => sent.destroy(new Error('no headers')), HEADERS_WITHIN_MS)
  sent.on('error', () => {
    clearTimeout(timer)
    if (toIde.headersSent) toIde.destroy()
    else toIde.writeHead(500).end()
  })
  toIde.on('close', () => sent.destroy())
  sent.end(body)
}

/** Status, headers, and every read of the body at once. Redirects are answers like others. */
function passOn(answer: IncomingMessage, toIde: ServerResponse): void {
  const copied = Object.entries(answer.headers).filter(([name]) => !NOT_COPIED.has(name))
  toIde.writeHead(answer.statusCode ?? 500, Object.fromEntries(copied))
  toIde.flushHeaders()
  answer.on('data', (chunk) => toIde.write(chunk))
  answer.on('end', () => toIde.end())
  answer.on('error', () => toIde.destroy())
}
