// Sends to model servers and reads what they answer. The only undici in the gateway.
import type { IncomingHttpHeaders } from 'node:http'
import { rootCertificates } from 'node:tls'
import { type Dispatcher, Pool } from 'undici'
import { Deadline, type DeadlineLimits } from './deadline.ts'
import { guardedLookup } from './selection/refused-address.ts'
import {
  brokenOff,
  Cancelled,
  expired,
  refusal,
  unreachable,
  unreadable,
} from './upstream-errors.ts'

export interface UpstreamCall {
  url: URL
  headers: Record<string, string>
  /** Absent: a GET. */
  body?: string
  limits: DeadlineLimits
}

/** Receives an answer with status 200, in this order: open, any number of bytes, then end or fail. */
export interface Receiver {
  open(): void
  /** False asks for a pause, which the `resume` that `stream` returned ends. */
  bytes(chunk: Buffer): boolean
  end(): void
  fail(error: Error): void
}

/** Sockets to one server; enough for 4,000 streams, so that a runaway cannot take all descriptors. */
const MAX_SOCKETS = 4_096
/** Servers remembered at once: a request may name its own, and each keeps sockets. */
const MAX_POOLS = 64
const CONNECT_TIMEOUT_MS = 5_000
const KEEP_ALIVE_MS = 30_000
const MAX_ANSWER_BYTES = 10_000_000
/** Enough of a refusal to understand it. */
const MAX_REFUSAL_BYTES = 16_384

export class Upstream {
  readonly #pools = new Map<string, Pool>()
  readonly #ca: string[]

  /** `ca`: certificates, PEM, that are trusted besides those of Node.js. */
  constructor({ ca }: { ca: string[] }) {
    this.#ca = ca
  }

  /** The whole body of an answer with status 200. Rejects with a GatewayError, or with Cancelled. */
  whole(call: UpstreamCall, signal: AbortSignal): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = []
      let size = 0
      this.stream(call, signal, {
        open() {},
        bytes(chunk) {
          chunks.push(chunk)
          size += chunk.length
          if (size > MAX_ANSWER_BYTES) throw unreadable('it is too long')
          return true
        },
        end: () => resolve(Buffer.concat(chunks)),
        fail: reject,
      })
    })
  }

  /** Streams an answer into the receiver. What a receiver throws ends the call and comes back through `fail`. */
  stream(call: UpstreamCall, signal: AbortSignal, receiver: Receiver): { resume(): void } {
    const exchange = new Exchange(call.limits, signal, receiver)
    try {
      this.#poolFor(call.url).dispatch(
        {
          method: call.body === undefined ? 'GET' : 'POST',
          origin: call.url.origin,
          path: call.url.pathname + call.url.search,
          headers: call.headers,
          body: call.body ?? null,
        },
        exchange,
      )
    } catch (cause) {
      exchange.settle(unreachable(cause))
    }
    return exchange
  }

  /** Ends all connections at once. */
  async close(): Promise<void> {
    const pools = [...this.#pools.values()]
    this.#pools.clear()
    await Promise.all(pools.map((pool) => pool.destroy()))
  }

  #poolFor(url: URL): Pool {
    const known = this.#pools.get(url.origin)
    if (known) return known
    for (const [origin, pool] of this.#pools) {
      if (this.#pools.size < MAX_POOLS) break
      this.#pools.delete(origin)
      void pool.close()
    }
    const pool = new Pool(url.origin, {
      connections: MAX_SOCKETS,
      connect: {
        timeout: CONNECT_TIMEOUT_MS,
        lookup: guardedLookup,
        ...(this.#ca.length > 0 ? { ca: [...rootCertificates, ...this.#ca] } : {}),
      },
      keepAliveTimeout: KEEP_ALIVE_MS,
      // The deadlines are ours, see Deadline.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    this.#pools.set(url.origin, pool)
    return pool
  }
}

/** One request and its answer. Settles once, however many things go wrong at the same time. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #receiver: Receiver
  readonly #signal: AbortSignal
  readonly #deadline: Deadline
  readonly #cancel = (): void => this.settle(new Cancelled())
  #controller: Dispatcher.DispatchController | undefined
  #isSettled = false
  #isOpen = false
  #refusal: { status: number; headers: IncomingHttpHeaders; body: Buffer } | undefined

  constructor(limits: DeadlineLimits, signal: AbortSignal, receiver: Receiver) {
    this.#receiver = receiver
    this.#signal = signal
    this.#deadline = new Deadline(limits, (kind) => this.settle(expired(kind)))
    signal.addEventListener('abort', this.#cancel, { once: true })
    if (signal.aborted) this.#cancel()
  }

  resume(): void {
    if (this.#controller?.paused) this.#controller.resume()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#isSettled) controller.abort(new Cancelled())
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return
    if (status !== 200) {
      this.#refusal = { status, headers, body: Buffer.alloc(0) }
      return
    }
    this.#isOpen = true
    this.#guard(() => this.#receiver.open())
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#deadline.touch()
    if (this.#refusal) {
      this.#refusal.body = Buffer.concat([this.#refusal.body, chunk])
      if (this.#refusal.body.length > MAX_REFUSAL_BYTES) this.settle(refusal(this.#refusal))
      return
    }
    this.#guard(() => {
      if (!this.#receiver.bytes(chunk)) controller.pause()
    })
  }

  onResponseEnd(): void {
    this.settle(this.#refusal && refusal(this.#refusal))
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#refusal) this.settle(refusal(this.#refusal))
    else this.settle(this.#isOpen ? brokenOff() : unreachable(error))
  }

  /** Ends the exchange: well without an error. An answer that is still coming loses its socket in the same tick. */
  settle(error?: Error): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#deadline.clear()
    this.#signal.removeEventListener('abort', this.#cancel)
    if (error) {
      this.#controller?.abort(error)
      this.#receiver.fail(error)
    } else {
      this.#receiver.end()
    }
  }

  #guard(step: () => void): void {
    if (this.#isSettled) return
    try {
      step()
    } catch (error) {
      this.settle(error instanceof Error ? error : new Error(String(error)))
    }
  }
}
