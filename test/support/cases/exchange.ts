// One HTTP exchange by hand: `fetch` would mend paths and hosts that must reach the gateway as they are.
import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
} from 'node:http'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** The connection broke before the body was complete. */
  isCut: boolean
  /** Until the headers had come, and until all had come; whole milliseconds. */
  beganMs: number
  tookMs: number
}

export interface Asked {
  method: string
  path: string
  headers: Record<string, string>
  body: string | undefined
}

/** A larger body waits this long for an answer to its headers: a refusal must not be lost in a broken pipe. */
const BIG_BYTES = 1_000_000
const BIG_WAITS_MS = 250

/** Rejects when there is no whole answer in time. */
export function exchange(gatewayUrl: string, asked: Asked, timeoutMs: number): Promise<Answer> {
  const { hostname, port } = new URL(gatewayUrl)
  const { method, path, headers, body } = asked
  const startedMs = performance.now()
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }
    const options = { hostname, port, method, path, headers: { ...headers, ...length } }
    const sent = request({ ...options, agent: false }, (incoming) => {
      const beganMs = Math.round(performance.now() - startedMs)
      read(incoming).then((body) => {
        const tookMs = Math.round(performance.now() - startedMs)
        resolve({ ...headOf(incoming), ...body, beganMs, tookMs })
      }, reject)
    })
    const late = new Error(`no answer within ${timeoutMs} ms`)
    const timer = setTimeout(() => sent.destroy(late), timeoutMs)
    sent.on('close', () => clearTimeout(timer))
    sent.on('error', reject)
    send(sent, body)
  })
}

function send(sent: ClientRequest, body: string | undefined): void {
  if (body === undefined || body.length < BIG_BYTES) {
    sent.end(body)
    return
  }
  sent.flushHeaders()
  const timer = setTimeout(() => sent.end(body), BIG_WAITS_MS)
  sent.on('response', () => clearTimeout(timer))
}

const headOf = (incoming: IncomingMessage) => ({
  status: incoming.statusCode ?? 0,
  headers: incoming.headers,
})

/** What arrived, also when the connection broke. */
function read(incoming: IncomingMessage): Promise<{ text: string; isCut: boolean }> {
  const parts: Buffer[] = []
  return new Promise((resolve) => {
    incoming.on('data', (part: Buffer) => parts.push(part))
    incoming.on('error', () => {}) // `complete` tells; what came before is looked at.
    incoming.on('close', () =>
      resolve({ text: Buffer.concat(parts).toString(), isCut: !incoming.complete }),
    )
  })
}
