// Where the model of a deployment really is: its server's dialect, base URL and name for it, found once and remembered.
import { GatewayError } from '../protocol/index.ts'
import type { CloudAccess } from './cloud/cloud-access.ts'
import { type ModelLimits, NO_LIMITS } from './prompts/window.ts'
import {
  type AskServer,
  type Discovery,
  discoverDialect,
  namedDialect,
} from './providers/discover.ts'
import { PROVIDERS, providerNamed } from './providers/index.ts'
import { askLimits } from './providers/limits.ts'
import { bearer } from './providers/openai.ts'
import { parseJson } from './providers/parse-json.ts'
import type { Provider } from './providers/provider.ts'
import type { Deployment } from './selection/deployment.ts'
import type { Upstream } from './upstream.ts'

export interface LocatedDeployment extends Deployment {
  provider: Provider
  limits: ModelLimits
}

export interface ModelServersParts {
  upstream: Upstream
  cloud: CloudAccess
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
  /** Undefined until the server is found; better ones may follow. */
  limits: ModelLimits | undefined
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
    const known = this.#find(deployment)
    const { provider, baseUrl, model } = await known.discovery
    return {
      ...deployment,
      provider: PROVIDERS[provider],
      limits: known.limits ?? NO_LIMITS,
      baseUrl: withoutEndSlash(baseUrl),
      model: model || deployment.model,
    }
  }

  /** What the server told of the model so far. Waits only for a server that is not found yet; never rejects. */
  limits(deployment: Deployment): ModelLimits | Promise<ModelLimits> {
    const known = this.#find(deployment)
    return known.limits ?? known.discovery.then(() => known.limits ?? NO_LIMITS)
  }

  /** After a failure that another server at the same place would explain. */
  forget(deployment: Deployment, error: unknown): void {
    const isStranger =
      error instanceof GatewayError &&
      (error.upstreamStatus === 404 || error.code === 'upstream_unreadable')
    if (isStranger) this.#known.delete(keyOf(deployment))
  }

  #find(deployment: Deployment): Known {
    const key = keyOf(deployment)
    const remembered = this.#known.get(key)
    if (remembered && performance.now() < remembered.until) return remembered
    const ask = this.#asker(deployment)
    const known: Known = {
      discovery: this.#discover(deployment, ask),
      limits: undefined,
      until: Number.POSITIVE_INFINITY,
    }
    void this.#learn(known, ask)
    this.#known.set(key, known)
    dropOldest(this.#known)
    return known
  }

  #discover(deployment: Deployment, ask: AskServer): Promise<Discovery> {
    const { name, isOpen } = providerNamed(deployment.identifier)
    if (isOpen) return discoverDialect(deployment, ask)
    const { cloud } = PROVIDERS[name]
    if (!cloud) return namedDialect(name, deployment, ask)
    const baseUrl = this.#parts.cloud.baseUrl(cloud)
    // The gateway's own credentials go nowhere but to their cloud, whatever URL a request names beside.
    if (baseUrl) return namedDialect(name, { ...deployment, baseUrl }, ask)
    this.#say(this.#parts.cloud.noteOnMissing(cloud))
    return discoverDialect(deployment, ask)
  }

  /** Nobody waits for the limits: until they are there, the family's own are used. */
  async #learn(known: Known, ask: AskServer): Promise<void> {
    const { note, isCertain, teller, limits, ...server } = await known.discovery
    known.limits = limits
    if (!isCertain) known.until = performance.now() + UNCERTAIN_FOR_MS
    this.#say(note)
    if (teller === 'ollama') return
    known.limits = { ...limits, ...(await askLimits(teller, server, ask)) }
  }

  #asker(deployment: Deployment): AskServer {
    const { upstream, extraHeaders } = this.#parts
    const headers = { accept: 'application/json', ...bearer(deployment), ...extraHeaders }
    return async (url, body) => {
      const call = {
        url: new URL(url),
        headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
        limits: ASK_LIMITS,
      }
      try {
        const answer = await upstream.whole(call, new AbortController().signal)
        return { status: 200, json: parseJson(answer.toString('utf8')) }
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
  `${baseUrl}\n${identifier}\n${apiKey}`

export const withoutEndSlash = (url: string): string => url.replace(/\/+$/, '')
