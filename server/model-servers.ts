// Where the model of a deployment really is: its server's dialect, base URL and name for it, found once and remembered.

import { GatewayError } from '../protocol/index.ts'
import { askerOf } from './ask-server.ts'
import type { CloudAccess } from './cloud/cloud-access.ts'
import { PromptTooLong } from './prompt-too-long.ts'
import { type ModelLimits, NO_LIMITS, narrowed, safeCharsPerToken } from './prompts/window.ts'
import {
  type AskServer,
  type Discovery,
  discoverDialect,
  namedDialect,
} from './providers/discover.ts'
import { PROVIDERS, providerNamed } from './providers/index.ts'
import { askLimits } from './providers/limits.ts'
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

/** A server that told nothing may be starting. */
const UNCERTAIN_FOR_MS = 10_000
/** Of a window: a server that refuses less than that is ill (lmstudio-ai/lmstudio-bug-tracker#2205). */
const LEAST_GUESS = 1_024
/** It may be started anew with more room, and the code that was too long may have been odd. */
const NARROWED_FOR_MS = 600_000
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

  /** What a failed call says of its server, for all who ask it next. `sentChars`: the length of its prompt. */
  heed({ given, limits }: LocatedDeployment, error: unknown, sentChars: number): void {
    this.#forget(given, error)
    if (!(error instanceof PromptTooLong)) return
    const sentTokens = sentChars / safeCharsPerToken(limits)
    const { known } = this.#find(given)
    // Where it does not say how much it reads, half is a guess that the next refusal halves again.
    const windowTokens = error.windowTokens ?? Math.max(LEAST_GUESS, Math.floor(sentTokens / 2))
    known.limits = narrowed(known.limits ?? NO_LIMITS, windowTokens)
    known.until = Math.min(known.until, performance.now() + NARROWED_FOR_MS)
  }

  /** After a failure that another server at the same place would explain. */
  #forget(deployment: Deployment, error: unknown): void {
    const isStranger =
      error instanceof GatewayError &&
      (error.upstreamStatus === 404 || error.code === 'upstream_unreadable')
    if (!isStranger) return
    const key = keyOf(deployment)
    const known = this.#known.get(key)
    if (known) known.until = 0
    this.#known.delete(key)
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
    const ask = askerOf(deployment, this.#parts)
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
