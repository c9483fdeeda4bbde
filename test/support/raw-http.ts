// HTTP by the byte: requests that no client library would send.
import { connect } from 'node:net'

export interface RawAnswer {
  /** All that came, until the gateway closed the connection. */
  text: string
  /** Of every answer in it, in order. */
  statuses: number[]
  /** Of the last one, after its headers. */
  body: string
}

export interface RawOptions {
  /** Ends our half of the connection behind the bytes. */
  halfClose?: boolean
  limitMs?: number
}

/** Sends bytes, and resolves when the gateway has closed the connection; rejects when it does not in time. */
export function sendRaw(
  url: string,
  bytes: string | Buffer,
  { halfClose = false, limitMs = 10_000 }: RawOptions = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new Error(`the connection was not closed within ${limitMs} ms; came: ${text}`))
    }, limitMs)
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    // A gateway that refuses before it has read everything resets the connection: what came counts.
    socket.on('error', () => {})
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(answerIn(text))
    })
    if (halfClose) socket.end(bytes)
    else socket.write(bytes)
  })
}

const answerIn = (text: string): RawAnswer => ({
  text,
  statuses: [...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status)),
  body: text.slice(text.lastIndexOf('\r\n\r\n') + 4),
})

/** A request with a JSON body; the connection ends behind the answer. */
export function rawPost(path: string, body: string | Buffer, headers: readonly string[] = []) {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: gateway',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...headers,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)])
}

/** Without the framing of HTTP's chunks. */
export function unchunked(text: string): string {
  const bytes = Buffer.from(text)
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    if (size === 0) break
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 2 + size + 2
  }
  return Buffer.concat(parts).toString()
}
