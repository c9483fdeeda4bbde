// Calls others over HTTP, through proxies and with certificates as the settings say. The only undici here.
import { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { Agent, Client, type Dispatcher, EnvHttpProxyAgent } from 'undici'
import { plainlyCompiled } from './plainly-compiled.ts'

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

const CONNECT_TIMEOUT_MS = 5_000
const KEEP_ALIVE_MS = 30_000

export class Http {
  readonly #dispatcher: Dispatcher

  constructor(outgoing: Outgoing) {
    compileParser()
    this.#dispatcher = dispatcherFor(outgoing)
  }

  /** Rejects when the server cannot be reached, or with the signal's reason; an abort closes the socket at once. */
  async send({ method, url, headers = {}, body, signal }: HttpCall): Promise<HttpAnswer> {
    const { origin, pathname, search } = new URL(url)
    const answer = await this.#dispatcher.request({
      origin,
      path: pathname + search,
      method,
      headers,
      body: body ?? null,
      signal,
    })
    return { status: answer.statusCode, headers: answer.headers, body: answer.body }
  }

  /** Ends the connections once nothing is under way on them. */
  retire(): void {
    void this.#dispatcher.close()
  }

  async close(): Promise<void> {
    // Not waited for: after an aborted call undici 7 reports the end of a proxy's tunnel only 4 s later.
    void this.#dispatcher.destroy()
  }
}

let isParserCompiled = false

/**
 * undici compiles its parser with the first connection: it is made to believe in one that leads nowhere. The parser is
 * one function of 34 kB: V8 would optimise it in the midst of the first answer, for 0.2 s of a core and 10 MB.
 * There is no plainer way in undici 7.30: what compiles it is not exported (`lazyllhttp` in lib/dispatcher/client-h1.js),
 * and whoever compiles the bytes of lib/llhttp gets a module of his own.
 */
function compileParser(): void {
  if (isParserCompiled) return
  isParserCompiled = true
  const client = new Client('http://localhost', {
    connect: (_options, connected) => plainlyCompiled(() => connected(null, new Socket())),
  })
  client.request({ path: '/', method: 'GET' }).catch(() => {
    // It is over before it was sent.
  })
  void client.destroy()
}

function dispatcherFor({ secureContext, verifies, proxy }: Outgoing): Dispatcher {
  const tls = { ...(secureContext ? { secureContext } : {}), rejectUnauthorized: verifies }
  const options = {
    connect: { timeout: CONNECT_TIMEOUT_MS, ...tls },
    keepAliveTimeout: KEEP_ALIVE_MS,
    // The deadlines are those of who asks.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  if (!proxy.http && !proxy.https) return new Agent(options)
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: proxy.http,
    httpsProxy: proxy.https,
    noProxy: proxy.except,
    requestTls: tls,
    proxyTls: tls,
  })
}
