// What the gateway is measured against: node:http and undici, and nothing between them. Headers and bytes are handed on.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Dispatcher, Pool } from 'undici'

const MAX_SOCKETS = 4_096
const BACKLOG = 4_096
const [upstreamPort] = process.argv.slice(2)
const pool = new Pool(`http://127.0.0.1:${upstreamPort}`, { connections: MAX_SOCKETS })

/** Hands on status, headers and bytes as they come; a client that leaves ends the upstream's answer. */
class Relay implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse
  #controller: Dispatcher.DispatchController | undefined

  constructor(response: ServerResponse) {
    this.#response = response
    response.once('close', () => {
      if (!response.writableFinished) this.#controller?.abort(new Error('the client left'))
    })
    response.on('drain', () => this.#controller?.resume())
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#response.destroyed) controller.abort(new Error('the client left'))
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // A stream's client must not wait for the first event; an answer of known length goes out in one piece.
    this.#response.writeHead(status, withoutHops(headers))
    if (headers['content-length'] === undefined) this.#response.flushHeaders()
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#response.write(chunk)) controller.pause()
  }

  onResponseEnd(): void {
    this.#response.end()
  }

  onResponseError(): void {
    this.#response.destroy()
  }
}

/** Whether the connection stays open, whose it is, and how a body is cut is between two neighbours. */
function withoutHops(headers: Record<string, string | string[] | undefined>) {
  const { 'transfer-encoding': _coding, connection: _connection, host: _host, ...others } = headers
  return others
}

function proxy(request: IncomingMessage, response: ServerResponse): void {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.once('end', () => {
    pool.dispatch(
      {
        method: 'POST',
        path: request.url ?? '/',
        headers: withoutHops(request.headers),
        body: Buffer.concat(parts),
      },
      new Relay(response),
    )
  })
}

const server = createServer(proxy)
server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  process.send?.({ port: (server.address() as AddressInfo).port })
})
process.once('disconnect', () => process.exit(0))
