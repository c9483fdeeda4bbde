// Access token -> claims: chooses the keys by the issuer, verifies, reads.
import { type Claims, claimsIn } from './caller.ts'
import type { Issuers } from './issuers.ts'
import { type ClaimRules, headOf, readUnverified, type TokenHead, verifyToken } from './jwt.ts'
import type { OwnKeys } from './own-keys.ts'
import { Refusal } from './refusal.ts'

export interface Verified {
  claims: Claims
  expiresAtMs: number
}

export interface VerifierParts {
  issuers: Issuers
  ownKeys: () => Promise<OwnKeys>
  now: () => number
}

/** Rejects with a Refusal when the access token is not to be accepted. */
export type Verifier = (token: string) => Promise<Verified>

export function createVerifier(
  { serviceName, bypassSignature }: { serviceName: string; bypassSignature: boolean },
  { issuers, ownKeys, now }: VerifierParts,
): Verifier {
  return async (token) => {
    const head = headOf(token)
    const rules = { audience: serviceName, nowMs: now() }
    const payload = bypassSignature
      ? readUnverified(token, rules)
      : await verifyByIssuer(token, head, rules)
    return { claims: claimsIn(payload), expiresAtMs: (payload.exp ?? 0) * 1000 }
  }

  /** Our keys verify what names us as issuer and nothing else; what names another is verified by its keys alone. */
  async function verifyByIssuer(token: string, head: TokenHead, rules: ClaimRules) {
    if (head.alg === undefined) throw new Refusal('algorithm')
    if (head.issuer === undefined) throw new Refusal('unknown_issuer')
    if (head.issuer === serviceName) return verifyOwn(token, head, rules)
    return verifyForeign(token, head, rules)
  }

  /** By algorithm, not by `kid`: yesterday's signing key, now for validation only, had the name of today's. */
  async function verifyOwn(token: string, head: TokenHead, rules: ClaimRules) {
    const { verifying } = await ownKeys()
    const keys = verifying.filter(({ alg }) => alg === head.alg)
    const payload = await verifyToken(token, keys, rules)
    if (!payload) throw new Refusal('signature')
    return payload
  }

  async function verifyForeign(token: string, head: TokenHead, rules: ClaimRules) {
    const issuer = await issuers.find(head.issuer ?? '')
    const keys = issuer.keysFor(head)
    const payload = await verifyToken(token, keys, rules)
    if (payload) return payload
    if (head.kid !== undefined && keys.length > 0) throw new Refusal('signature')
    // The key may be newer than what we have.
    await issuer.refetch()
    const again = await verifyToken(token, issuer.keysFor(head), rules)
    if (again) return again
    throw new Refusal(issuer.isBehind ? 'keys_unavailable' : 'unknown_key')
  }
}
