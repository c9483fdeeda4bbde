// Sends to model servers and reads what they answer. The only undici in the gateway.

import type { SecureContext } from 'node:tls'
import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici'
import { directHosts, type IsDirect } from '../protocol/index.ts'
import type { Cancellation } from './client.ts'
import type { DeadlineLimits } from './deadline.ts'
import { Exchange, type Receiver } from './exchange.ts'
import { guardedLookup } from './selection/refused-address.ts'
import { unreachable, unreadable } from './upstream-errors.ts'

export interface UpstreamCall {
  url: URL
  headers: Record<string, string>
  /** Absent: a GET. */
  body?: string
  limits: DeadlineLimits
}

/** Sockets to one server; enough for 4,000 streams, so that a runaway cannot take all descriptors. */
const MAX_SOCKETS = 4_096
/** Servers remembered at once: a request may name its own, and each keeps sockets. */
const MAX_POOLS = 64
const CONNECT_TIMEOUT_MS = 5_000
const KEEP_ALIVE_MS = 30_000
const MAX_ANSWER_BYTES = 10_000_000
/** How the gateway calls others: what it trusts, what it shows, and through whom it goes. */
export interface OutgoingOptions {
  /**
   * Whom it trusts, and what it shows to servers that ask. Made once: from its certificates, Node would make it
   * anew for every connection, which holds the event loop for 15 ms (Node 20).
   */
  secureContext: SecureContext
  /** False: servers may show any certificate. */
  verifies: boolean
  proxy: { http: string; https: string; except: string }
}

export class Upstream {
  readonly #pools = new Map<string, Pool>()
  readonly #options: Pool.Options
  /** One for all servers, where a proxy stands between. */
  readonly #proxied: EnvHttpProxyAgent | undefined
  readonly #isDirect: IsDirect

  constructor(outgoing: OutgoingOptions) {
    this.#options = poolOptions(outgoing)
    const { http, https, except } = outgoing.proxy
    this.#isDirect = directHosts(except)
    if (http || https) {
      this.#proxied = new EnvHttpProxyAgent({
        ...this.#options,
        httpProxy: http,
        httpsProxy: https,
        noProxy: '',
        requestTls: tlsOptions(outgoing),
        proxyTls: tlsOptions(outgoing),
      })
    }
  }

  /** The whole body of an answer with status 200. Rejects with a GatewayError, or with Cancelled. */
  whole(call: UpstreamCall, signal: Cancellation): Promise<Buffer> {
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
  stream(call: UpstreamCall, signal: Cancellation, receiver: Receiver): { resume(): void } {
    const exchange = new Exchange(call.limits, signal, receiver)
    try {
      const dispatcher = this.#dispatcherFor(call.url)
      dispatcher.dispatch(
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
    // Not waited for: after an aborted call undici 7 reports the end of its tunnel only 4 s later.
    void this.#proxied?.destroy()
    await Promise.all(pools.map((pool) => pool.destroy()))
  }

  #dispatcherFor(url: URL): Dispatcher {
    return this.#proxied && !this.#isDirect(url) ? this.#proxied : this.#poolFor(url)
  }

  #poolFor(url: URL): Dispatcher {
    const known = this.#pools.get(url.origin)
    if (known) return known
    for (const [origin, pool] of this.#pools) {
      if (this.#pools.size < MAX_POOLS) break
      this.#pools.delete(origin)
      void pool.close()
    }
    const pool = new Pool(url.origin, this.#options)
    this.#pools.set(url.origin, pool)
    return pool
  }
}

const poolOptions = (outgoing: OutgoingOptions): Pool.Options => ({
  connections: MAX_SOCKETS,
  connect: { timeout: CONNECT_TIMEOUT_MS, lookup: guardedLookup, ...tlsOptions(outgoing) },
  keepAliveTimeout: KEEP_ALIVE_MS,
  // The deadlines are ours, see Deadline.
  headersTimeout: 0,
  bodyTimeout: 0,
})

const tlsOptions = ({ secureContext, verifies }: OutgoingOptions) => ({
  secureContext,
  rejectUnauthorized: verifies,
})
