// Public keys: which algorithm each may verify, and those in a published key set.
import { createPublicKey, type KeyObject } from 'node:crypto'
import Type, { type Static } from 'typebox'
import { checker } from '../../protocol/index.ts'

/** The only algorithms there are for us. A key belongs to exactly one, so none can be tricked into another's role. */
export type Algorithm = 'RS256' | 'ES256'

export interface VerifyingKey {
  kid: string | undefined
  alg: Algorithm
  key: KeyObject
}

/** The least that RS256 allows (RFC 7518, section 3.3). */
const MIN_RSA_BITS = 2048
/** GitLab publishes three or four. An access token without `kid` is tried with each. */
const MAX_KEYS = 50

export function algorithmOf(key: KeyObject): Algorithm | undefined {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'rsa' && modulusLength >= MIN_RSA_BITS) return 'RS256'
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ES256'
  return undefined
}

const PublishedKey = Type.Object({
  kty: Type.String(),
  kid: Type.Optional(Type.String()),
  alg: Type.Optional(Type.String()),
  use: Type.Optional(Type.String()),
  n: Type.Optional(Type.String()),
  e: Type.Optional(Type.String()),
  crv: Type.Optional(Type.String()),
  x: Type.Optional(Type.String()),
  y: Type.Optional(Type.String()),
})
type PublishedKey = Static<typeof PublishedKey>

const asKeySet = checker(Type.Object({ keys: Type.Array(Type.Unknown()) }))
const asPublishedKey = checker(PublishedKey)

/** The keys of a key set that we can use; the others are left out, as RFC 7517 wants. */
export function keysIn(keySet: unknown): VerifyingKey[] {
  const members = asKeySet(keySet).value?.keys ?? []
  return members.slice(0, MAX_KEYS).flatMap((member) => {
    const published = asPublishedKey(member).value
    return published ? verifyingKeys(published) : []
  })
}

function verifyingKeys(published: PublishedKey): VerifyingKey[] {
  if (published.use !== undefined && published.use !== 'sig') return []
  const key = publicKeyOf(published)
  const alg = key && algorithmOf(key)
  if (!alg || (published.alg !== undefined && published.alg !== alg)) return []
  return [{ kid: published.kid, alg, key }]
}

/** Only the public members are read, and only of the two kinds that we use. */
function publicKeyOf({ kty, n, e, crv, x, y }: PublishedKey): KeyObject | undefined {
  const jwk =
    kty === 'RSA' && n && e
      ? { kty, n, e }
      : kty === 'EC' && crv && x && y
        ? { kty, crv, x, y }
        : undefined
  if (!jwk) return undefined
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    // A key that cannot be read is one that nothing was signed with.
    return undefined
  }
}
