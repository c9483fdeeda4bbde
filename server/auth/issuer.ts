// One issuer of access tokens and its key set: fetched by discovery, kept, refreshed.
import Type from 'typebox'
import { checker } from '../../protocol/index.ts'
import type { TokenHead } from './jwt.ts'
import { keysIn, type VerifyingKey } from './keys.ts'
import { oncePerMinute } from './log-limit.ts'
import type { AuthParts } from './settings.ts'
import { VARIABLE } from './variables.ts'

const HOUR_MS = 3_600_000
/** Keys are used without asking for a day, as in GitLab's own gateway; from the 20th hour new ones are fetched meanwhile. */
const KEYS_LAST_MS = 24 * HOUR_MS
const REFRESH_AFTER_MS = 20 * HOUR_MS
/** Of each of the two requests. */
const TIMEOUT_MS = 10_000
/** A failed issuer is left alone so long: requests do not wait for it one after the other. */
const LEFT_ALONE_MS = 10_000
/** Anyone can send a `kid` that nobody knows. */
const REFETCH_EVERY_MS = 30_000

const asDiscovery = checker(
  Type.Object({ jwks_uri: Type.String(), issuer: Type.Optional(Type.String()) }),
)

/** Holds keys from `ready()` on. Nothing runs between requests, so there is nothing to close. */
export class Issuer {
  /** In normal form. */
  readonly url: string
  readonly #parts: AuthParts
  readonly #mayLog: (subject: string) => boolean
  #keys: readonly VerifyingKey[] = []
  #ownName: string | undefined
  #fetchedAt = Number.NEGATIVE_INFINITY
  /** Undefined after a success. */
  #failedAt: number | undefined
  #refetchedAt = Number.NEGATIVE_INFINITY
  #fetching: Promise<void> | undefined

  constructor(url: string, parts: AuthParts) {
    this.url = normalIssuer(url)
    this.#parts = parts
    this.#mayLog = oncePerMinute(parts.now)
  }

  /**
   * Whether the issuer calls itself so in its discovery document.
   * GitLab signs with its external URL, and may be configured here by an internal one.
   */
  callsItself(name: string): boolean {
    return this.#ownName === name
  }

  get keyCount(): number {
    return this.#keys.length
  }

  /** Whether the last attempt to fetch keys failed: there may be newer ones. */
  get isBehind(): boolean {
    return this.#failedAt !== undefined
  }

  /** Without a `kid`, every key of the algorithm. */
  keysFor({ alg, kid }: TokenHead): VerifyingKey[] {
    return this.#keys.filter((key) => key.alg === alg && (kid === undefined || key.kid === kid))
  }

  /** Fetches keys where needed; true when there are any, of whatever age. Never rejects. */
  async ready(): Promise<boolean> {
    const age = this.#parts.now() - this.#fetchedAt
    if (age >= REFRESH_AFTER_MS && !this.#isLeftAlone()) {
      const fetching = this.#fetch()
      const isWorthWaiting = age >= KEYS_LAST_MS && !this.isBehind
      if (this.#keys.length === 0 || isWorthWaiting) await fetching
    }
    return this.#keys.length > 0
  }

  /** Fetches the keys again, unless that was done lately. Never rejects. */
  async refetch(): Promise<void> {
    const now = this.#parts.now()
    if (this.#fetching) return this.#fetching
    if (now - this.#refetchedAt < REFETCH_EVERY_MS || this.#isLeftAlone()) return
    this.#refetchedAt = now
    await this.#fetch()
  }

  #isLeftAlone(): boolean {
    return this.#failedAt !== undefined && this.#parts.now() - this.#failedAt < LEFT_ALONE_MS
  }

  /** All who need keys at the same time share one attempt. */
  #fetch(): Promise<void> {
    this.#fetching ??= this.#replaceKeys()
      .catch((error) => this.#noteFailure(error))
      .finally(() => {
        this.#fetching = undefined
      })
    return this.#fetching
  }

  async #replaceKeys(): Promise<void> {
    const { fetchJson, now } = this.#parts
    const options = { timeoutMs: TIMEOUT_MS }
    const answer = await fetchJson(`${this.url}/.well-known/openid-configuration`, options)
    const discovery = asDiscovery(answer).value
    if (!discovery || !/^https?:/i.test(discovery.jwks_uri)) {
      throw new Error('its discovery document names no key set')
    }
    const keys = keysIn(await fetchJson(discovery.jwks_uri, options))
    if (keys.length === 0) throw new Error('its key set has no key for RS256 or ES256')
    this.#noteSuccess(discovery.jwks_uri)
    this.#keys = keys
    this.#ownName = discovery.issuer === undefined ? undefined : normalIssuer(discovery.issuer)
    this.#fetchedAt = now()
    this.#failedAt = undefined
  }

  #noteSuccess(keySetUrl: string): void {
    const { log } = this.#parts
    if (this.isBehind) log.info({ issuer: this.url }, `The keys of ${this.url} were fetched again.`)
    if (/^https:/.test(this.url) && !/^https:/i.test(keySetUrl) && this.#mayLog('not encrypted')) {
      log.warn(
        { issuer: this.url },
        `${this.url} publishes its keys without encryption: its external URL must begin with https.`,
      )
    }
  }

  /** Keys that are there stay: an issuer that is down for a while must not lock out everyone. */
  #noteFailure(error: unknown): void {
    this.#failedAt = this.#parts.now()
    if (!this.#mayLog('failure')) return
    const effect =
      this.#keys.length > 0
        ? 'the keys fetched earlier stay in use'
        : 'access tokens of this issuer are refused meanwhile'
    this.#parts.log.warn(
      { issuer: this.url, cause: causeOf(error) },
      `The keys of ${this.url} could not be fetched; ${effect}. ${ADVICE}`,
    )
  }
}

const ADVICE = `Check that ${VARIABLE.gitlabUrl} (or ${VARIABLE.customerPortalUrl}) is right, that this machine reaches it, and that its certificate is trusted here (SSL_CERT_FILE).`

/** The messages from the failure down to its first cause: the useful one is often the last. */
function causeOf(error: unknown): string {
  const messages: string[] = []
  for (let at = error; at instanceof Error && messages.length < 4; at = at.cause) {
    const code = 'code' in at && typeof at.code === 'string' ? ` (${at.code})` : ''
    messages.push(`${at.message}${code}`)
  }
  return messages.join(': ') || 'unknown'
}

/** Lower-case host, no default port, no slash at the end. What is no URL stays as it is, and is then nobody's name. */
export function normalIssuer(name: string): string {
  if (!/^https?:/i.test(name) || !URL.canParse(name)) return name
  const { origin, pathname, search, hash, username } = new URL(name)
  if (search || hash || username) return name
  return origin + pathname.replace(/\/+$/, '')
}
