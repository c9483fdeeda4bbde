// Where the model of a deployment really is: its server's dialect, base URL and name for it, found once and remembered.

import { GatewayError } from '../protocol/index.ts'
import type { CloudAccess } from './cloud/cloud-access.ts'
import { allWithin } from './deadline.ts'
import { type ModelLimits, NO_LIMITS, narrowed } from './prompts/window.ts'
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
  /** As it was before its server was found. */
  given: Deployment
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
const ASK_LIMITS = allWithin(ASK_WITHIN_MS)
/** A server that told nothing may be starting. */
const UNCERTAIN_FOR_MS = 10_000
/** Servers remembered at once; requests may name any number. */
const MAX_KNOWN = 1_000

interface Known {
  discovery: Promise<Discovery>
  /** What it led to; undefined until then. */
  found: Discovery | undefined
  /** Undefined until the server is found; better ones may follow. */
  limits: ModelLimits | undefined
  /** On the clock of `performance.now`. */
  until: number
}

/** What every request to a deployment needs again. */
interface Remembered {
  readonly known: Known
  located: LocatedDeployment | undefined
}

export class ModelServers {
  readonly #parts: ModelServersParts
  readonly #known = new Map<string, Known>()
  /** The same by the object: routes keep their deployments, and a key of text costs more than a look. */
  readonly #remembered = new WeakMap<Deployment, Remembered>()
  readonly #noted = new Set<string>()

  constructor(parts: ModelServersParts) {
    this.#parts = parts
  }

  /**
   * Never rejects: a server that tells nothing is taken for OpenAI-compatible, where it was said to be.
   * A promise only before the server is found; the same object as long as nothing more is learned.
   */
  locate(deployment: Deployment): LocatedDeployment | Promise<LocatedDeployment> {
    const remembered = this.#find(deployment)
    const { known, located } = remembered
    const limits = known.limits ?? NO_LIMITS
    if (located?.limits === limits) return located
    if (known.found) {
      remembered.located = locatedAt(deployment, known.found, limits)
      return remembered.located
    }
    return known.discovery.then((found) => locatedAt(deployment, found, known.limits ?? NO_LIMITS))
  }

  /** What the server told of the model so far. Waits only for a server that is not found yet; never rejects. */
  limits(deployment: Deployment): ModelLimits | Promise<ModelLimits> {
    const { known } = this.#find(deployment)
    return known.limits ?? known.discovery.then(() => known.limits ?? NO_LIMITS)
  }

  /** After a failure that another server at the same place would explain. */
  forget(deployment: Deployment, error: unknown): void {
    const isStranger =
      error instanceof GatewayError &&
      (error.upstreamStatus === 404 || error.code === 'upstream_unreadable')
    if (!isStranger) return
    const key = keyOf(deployment)
    const known = this.#known.get(key)
    if (known) known.until = 0
    this.#known.delete(key)
  }

  /** After it refused a prompt as too long: `windowTokens` is what it said that it reads, or what is left to guess. */
  narrow(deployment: Deployment, windowTokens: number): void {
    const { known } = this.#find(deployment)
    known.limits = narrowed(known.limits ?? NO_LIMITS, windowTokens)
  }

  #find(deployment: Deployment): Remembered {
    const remembered = this.#remembered.get(deployment)
    if (remembered && isGood(remembered.known)) return remembered
    const key = keyOf(deployment)
    const known = this.#known.get(key)
    const fresh: Remembered = {
      known: known && isGood(known) ? known : this.#begin(key, deployment),
      located: undefined,
    }
    this.#remembered.set(deployment, fresh)
    return fresh
  }

  #begin(key: string, deployment: Deployment): Known {
    const ask = this.#asker(deployment)
    const known: Known = {
      discovery: this.#discover(deployment, ask),
      found: undefined,
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
    known.found = await known.discovery
    const { note, isCertain, teller, limits, ...server } = known.found
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

const isGood = ({ until }: Known): boolean =>
  until === Number.POSITIVE_INFINITY || performance.now() < until

const locatedAt = (
  deployment: Deployment,
  { provider, baseUrl, model }: Discovery,
  limits: ModelLimits,
): LocatedDeployment => ({
  ...deployment,
  given: deployment,
  provider: PROVIDERS[provider],
  limits,
  baseUrl: withoutEndSlash(baseUrl),
  model: model || deployment.model,
})

function dropOldest(kept: Map<string, unknown> | Set<string>): void {
  const [oldest] = kept.keys()
  if (kept.size > MAX_KNOWN && oldest !== undefined) kept.delete(oldest)
}

const keyOf = ({ baseUrl, identifier, apiKey }: Deployment): string =>
  `${baseUrl}\n${identifier}\n${apiKey}`

export const withoutEndSlash = (url: string): string => url.replace(/\/+$/, '')
