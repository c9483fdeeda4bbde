// The headers that say how a caller identifies itself.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { GatewayError } from '../../protocol/index.ts'

const unauthenticated = (message: string): GatewayError =>
  new GatewayError('unauthenticated', message)

const INVALID = 'Invalid authorization header'
const EMPTY = `${INVALID}: GitLab sent an empty token. The instance has no Cloud Connector token, and this feature is not yet assigned to a self-hosted model.`

/** The access token or API key of an `Authorization` header. */
export function credentialIn(authorization: string | undefined): string {
  if (!authorization) throw unauthenticated('No authorization header presented')
  const [scheme, credential, ...more] = authorization.trim().split(/\s+/)
  if (scheme?.toLowerCase() !== 'bearer' || more.length > 0) throw unauthenticated(INVALID)
  // Node cuts blanks at the end of a header: an empty token leaves the scheme alone.
  if (!credential) throw unauthenticated(EMPTY)
  return credential
}

/** Who sends neither a JWT nor GitLab's headers has a key in mind, and GitLab's words would say nothing to them. */
export function requireKnownKey(token: string, headers: IncomingHttpHeaders): void {
  if ('x-gitlab-authentication-type' in headers || token.split('.').length === JWT_PARTS) return
  throw unauthenticated('The key is none of those that this gateway accepts')
}

const JWT_PARTS = 3

export function requireOidc(headers: IncomingHttpHeaders): void {
  if (headers['x-gitlab-authentication-type'] === 'oidc') return
  throw unauthenticated('Invalid authentication token type - only OIDC is supported')
}

export const digestOf = (credential: string): Buffer =>
  createHash('sha256').update(credential).digest()

/** Compares digests, which are of one length: how long it takes tells nothing about a key. */
export function apiKeyCheck(keys: readonly string[]): (digest: Buffer) => boolean {
  const known = keys.filter((key) => key !== '').map(digestOf)
  return (digest) => known.some((key) => timingSafeEqual(key, digest))
}
