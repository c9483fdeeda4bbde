// Where the model of a deployment really is: its server's dialect, base URL and name for it, found once and remembered.
import { GatewayError } from '../protocol/index.ts'
import { type AskServer, type Discovery, discoverDialect } from './providers/discover.ts'
import { PROVIDERS, providerNamed } from './providers/index.ts'
import { bearer } from './providers/openai.ts'
import { parseJson } from './providers/parse-json.ts'
import type { Provider } from './providers/provider.ts'
import type { Deployment } from './selection/deployment.ts'
import type { Upstream } from './upstream.ts'

export interface LocatedDeployment extends Deployment {
  provider: Provider
}

export interface ModelServersParts {
  upstream: Upstream
  extraHeaders: Readonly<Record<string, string>>
  log: { info(note: string): void }
}

/** Two rounds of questions and the call itself fit into GitLab's 3 s. */
const ASK_WITHIN_MS = 800
const ASK_LIMITS = {
  connectMs: ASK_WITHIN_MS,
  firstByteMs: ASK_WITHIN_MS,
  gapMs: ASK_WITHIN_MS,
  totalMs: ASK_WITHIN_MS,
}
/** A server that told nothing may be starting. */
const UNCERTAIN_FOR_MS = 10_000
/** Servers remembered at once; requests may name any number. */
const MAX_KNOWN = 1_000

interface Known {
  discovery: Promise<Discovery>
  /** On the clock of `performance.now`. */
  until: number
}

export class ModelServers {
  readonly #parts: ModelServersParts
  readonly #known = new Map<string, Known>()
  readonly #noted = new Set<string>()

  constructor(parts: ModelServersParts) {
    this.#parts = parts
  }

  /** Never rejects: a server that tells nothing is taken for OpenAI-compatible, where it was said to be. */
  async locate(deployment: Deployment): Promise<LocatedDeployment> {
    const { name, isOpen } = providerNamed(deployment.identifier)
    if (!isOpen) {
      const baseUrl = withoutEndSlash(deployment.baseUrl)
      return { ...deployment, baseUrl, provider: PROVIDERS[name] }
    }
    const { provider, baseUrl, model } = await this.#discovery(deployment)
    return {
      ...deployment,
      provider: PROVIDERS[provider],
      baseUrl: withoutEndSlash(baseUrl),
      model: model || deployment.model,
    }
  }

  /** After a failure that another server at the same place would explain. */
  forget(deployment: Deployment, error: unknown): void {
    const isStranger =
      error instanceof GatewayError &&
      (error.upstreamStatus === 404 || error.code === 'upstream_unreadable')
    if (isStranger) this.#known.delete(keyOf(deployment))
  }

  #discovery(deployment: Deployment): Promise<Discovery> {
    const key = keyOf(deployment)
    const known = this.#known.get(key)
    if (known && performance.now() < known.until) return known.discovery
    const fresh: Known = {
      discovery: discoverDialect(deployment, this.#asker(deployment)),
      until: Number.POSITIVE_INFINITY,
    }
    void fresh.discovery.then(({ note, isCertain }) => {
      if (!isCertain) fresh.until = performance.now() + UNCERTAIN_FOR_MS
      this.#say(note)
    })
    this.#known.set(key, fresh)
    dropOldest(this.#known)
    return fresh.discovery
  }

  #asker(deployment: Deployment): AskServer {
    const { upstream, extraHeaders } = this.#parts
    const headers = { accept: 'application/json', ...bearer(deployment), ...extraHeaders }
    return async (url) => {
      const call = { url: new URL(url), headers, limits: ASK_LIMITS }
      try {
        const body = await upstream.whole(call, new AbortController().signal)
        return { status: 200, json: parseJson(body.toString('utf8')) }
      } catch (error) {
        // No answer is an answer here: the call itself will say what is wrong, in words for its caller.
        const status = error instanceof GatewayError ? error.upstreamStatus : undefined
        return status === undefined ? undefined : { status, json: undefined }
      }
    }
  }

  #say(note: string): void {
    if (note === '' || this.#noted.has(note)) return
    this.#noted.add(note)
    dropOldest(this.#noted)
    this.#parts.log.info(note)
  }
}

function dropOldest(kept: Map<string, unknown> | Set<string>): void {
  const [oldest] = kept.keys()
  if (kept.size > MAX_KNOWN && oldest !== undefined) kept.delete(oldest)
}

const keyOf = ({ baseUrl, identifier, apiKey }: Deployment): string =>
  JSON.stringify([baseUrl, identifier, apiKey])

export const withoutEndSlash = (url: string): string => url.replace(/\/+$/, '')
