// One HTTP exchange by hand: `fetch` would mend paths and hosts that must reach the gateway as they are.
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** The connection broke before the body was complete. */
  isCut: boolean
  tookMs: number
}

export interface Asked {
  method: string
  path: string
  headers: Record<string, string>
  body: string | undefined
}

/** Rejects when there is no whole answer in time. */
export function exchange(gatewayUrl: string, asked: Asked, timeoutMs: number): Promise<Answer> {
  const { hostname, port } = new URL(gatewayUrl)
  const { method, path, headers, body } = asked
  const startedMs = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (incoming) =>
      read(incoming).then(
        (text) => resolve({ ...headOf(incoming), text, tookMs: performance.now() - startedMs }),
        reject,
      ),
    )
    const timer = setTimeout(
      () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    )
    sent.on('close', () => clearTimeout(timer))
    sent.on('error', reject)
    sent.end(body)
  })
}

const headOf = (incoming: IncomingMessage) => ({
  status: incoming.statusCode ?? 0,
  headers: incoming.headers,
  isCut: !incoming.complete,
})

/** What arrived, also when the connection broke. */
function read(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  return new Promise((resolve) => {
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('error', () => {}) // `complete` tells; what came before is looked at.
    incoming.on('close', () => resolve(Buffer.concat(parts).toString()))
  })
}
