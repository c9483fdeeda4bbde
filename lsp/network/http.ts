// Calls others over HTTP, through proxies and with certificates as the settings say. The only undici here.
import type { SecureContext } from 'node:tls'
import { Agent, type buildConnector, type Dispatcher, EnvHttpProxyAgent } from 'undici'
import { directHosts, type IsDirect } from '../../protocol/index.ts'

export interface HttpCall {
  method: 'GET' | 'POST'
  /** Absolute. */
  url: string
  headers?: Record<string, string>
  body?: string
  signal: AbortSignal
}

export interface HttpAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  /** To be read or dumped: until then it holds its connection. */
  body: HttpBody
}

export interface HttpBody extends AsyncIterable<Uint8Array> {
  json(): Promise<unknown>
  dump(): Promise<void>
}

/** What calls trust, what they show, and through whom they go. */
export interface Outgoing {
  /** Undefined: Node's own. Made once, because from certificates Node would make it anew for every connection. */
  secureContext: SecureContext | undefined
  /** False: servers may show any certificate. */
  verifies: boolean
  /** URLs of proxies, with their credentials; empty: none. */
  proxy: { http: string; https: string; except: string }
}

/** How a connection is opened. */
export type Connect = buildConnector.connector

const CONNECT_TIMEOUT_MS = 5_000
const KEEP_ALIVE_MS = 30_000

export class Http {
  readonly #direct: Dispatcher
  /** Undefined: no proxy stands between. */
  readonly #proxied: Dispatcher | undefined
  readonly #isDirect: IsDirect

  /** `connect` opens the connections; Node's own if there is none. */
  constructor(outgoing: Outgoing, connect?: Connect) {
    const { proxy } = outgoing
    const options = optionsFor(outgoing)
    this.#direct = new Agent({ ...options, ...(connect ? { connect } : {}) })
    this.#proxied = proxy.http || proxy.https ? proxiedBy(proxy, options) : undefined
    this.#isDirect = directHosts(proxy.except)
  }

  /** Rejects when the server cannot be reached, or with the signal's reason; an abort closes the socket at once. */
  async send({ method, url, headers = {}, body, signal }: HttpCall): Promise<HttpAnswer> {
    const to = new URL(url)
    const dispatcher = this.#proxied && !this.#isDirect(to) ? this.#proxied : this.#direct
    const answer = await dispatcher.request({
      origin: to.origin,
      path: to.pathname + to.search,
      method,
      headers,
      body: body ?? null,
      signal,
    })
    return { status: answer.statusCode, headers: answer.headers, body: answer.body }
  }

  /** Ends the connections once nothing is under way on them. */
  retire(): void {
    for (const way of [this.#direct, this.#proxied]) void way?.close()
  }

  async close(): Promise<void> {
    // Not waited for: after an aborted call undici 7 reports the end of a proxy's tunnel only 4 s later.
    for (const way of [this.#direct, this.#proxied]) void way?.destroy()
  }
}

function optionsFor({ secureContext, verifies }: Outgoing) {
  const tls = { ...(secureContext ? { secureContext } : {}), rejectUnauthorized: verifies }
  return {
    connect: { timeout: CONNECT_TIMEOUT_MS, ...tls },
    keepAliveTimeout: KEEP_ALIVE_MS,
    // The deadlines are those of who asks.
    headersTimeout: 0,
    bodyTimeout: 0,
    requestTls: tls,
    proxyTls: tls,
  }
}

const proxiedBy = (
  { http, https }: Outgoing['proxy'],
  options: ReturnType<typeof optionsFor>,
): Dispatcher =>
  // Who is called directly is not left to it: it knows neither networks nor IPv6.
  new EnvHttpProxyAgent({ ...options, httpProxy: http, httpsProxy: https, noProxy: '' })
