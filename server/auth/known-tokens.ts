// Access tokens seen before: the hot path asks here first. The only lru-cache of authentication.
import { LRUCache } from 'lru-cache'
import type { Caller } from './caller.ts'
import type { Verified } from './verifier.ts'

/** GitLab makes one access token for an instance, or for a user, and uses it for an hour: about 1.2 KB each. */
const MAX_ENTRIES = 10_000
/** So long an access token is good after its issuer took back the key. */
const ACCEPTED_FOR_MS = 5 * 60_000
const REFUSED_FOR_MS = 10_000

interface Accepted {
  token: string
  caller: Caller
  untilMs: number
}

export class KnownTokens {
  readonly #now: () => number
  /** By signature: hashing that alone takes a third of the time. The token is then compared as a whole. */
  readonly #accepted = new LRUCache<string, Accepted>({ max: MAX_ENTRIES })
  /** By digest: anyone may send refused ones, of any length. */
  readonly #refused = new LRUCache<string, number>({ max: MAX_ENTRIES })

  constructor(now: () => number) {
    this.#now = now
  }

  accepted(token: string): Caller | undefined {
    const known = this.#accepted.get(signatureOf(token))
    if (!known || known.token !== token || this.#now() >= known.untilMs) return undefined
    return known.caller
  }

  accept(token: string, caller: Caller, { expiresAtMs }: Verified): void {
    const untilMs = Math.min(expiresAtMs, this.#now() + ACCEPTED_FOR_MS)
    this.#accepted.set(signatureOf(token), { token, caller, untilMs })
  }

  isRefused(digest: Buffer): boolean {
    return this.#now() < (this.#refused.get(digest.toString('base64')) ?? 0)
  }

  refuse(digest: Buffer): void {
    this.#refused.set(digest.toString('base64'), this.#now() + REFUSED_FOR_MS)
  }

  clear(): void {
    this.#accepted.clear()
    this.#refused.clear()
  }
}

const signatureOf = (token: string): string => token.slice(token.lastIndexOf('.') + 1)
