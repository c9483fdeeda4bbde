// Who may ask: access tokens of GitLab, access tokens that we issue, API keys.
import type { IncomingHttpHeaders } from 'node:http'
import { createAdmission, forbidden } from './admission.ts'
import {
  apiKeyCheck,
  credentialIn,
  digestOf,
  requireKnownKey,
  requireOidc,
} from './authorization.ts'
import { createBypass } from './bypass.ts'
import { API_KEY_CALLER, type Caller, DEBUG_CALLER, requireSameStory } from './caller.ts'
import { createIssuers } from './issuers.ts'
import { KnownTokens } from './known-tokens.ts'
import { createOwnKeys } from './own-keys.ts'
import type { AuthParts, AuthSettings } from './settings.ts'
import { issueUserToken, type UserToken } from './user-token.ts'
import { createVerifier, type Verifier } from './verifier.ts'
import { warmUp } from './warm-up.ts'

export { type Caller, type Claims, DEBUG_CALLER } from './caller.ts'
export type { AuthLog, AuthParts, AuthSettings } from './settings.ts'
export type { UserToken } from './user-token.ts'

export interface Auth {
  /** At once when the access token was verified lately. Errors, thrown or rejected: `unauthenticated`. */
  authenticate(headers: IncomingHttpHeaders): Caller | Promise<Caller>
  /** Errors: `forbidden`; `invalid_request` without X-Gitlab-Global-User-Id. */
  issueUserToken(caller: Caller, headers: IncomingHttpHeaders): Promise<UserToken>
  /** Fetches keys before the first request needs them, and logs for each issuer how that went. Never rejects. */
  warmUp(): Promise<void>
  close(): void
}

/** Throws when a configured key cannot be used; the message names the variable. */
export function createAuth(settings: AuthSettings, parts: AuthParts): Auth {
  const ownKeys = createOwnKeys(settings, parts.log)
  const issuers = createIssuers(settings.issuers, parts)
  const known = new KnownTokens(parts.now)
  const verify = createVerifier(settings, { issuers, ownKeys, now: parts.now })
  return {
    authenticate: createAuthenticate(settings, { ...parts, known, verify }),
    issueUserToken: (caller, headers) =>
      issueUserToken({
        caller,
        headers,
        serviceName: settings.serviceName,
        nowMs: parts.now(),
        signingKey: async () => (await ownKeys()).signing,
      }),
    warmUp: () => warmUp(settings, { issuers, ownKeys, log: parts.log }),
    close: () => known.clear(),
  }
}

const BEARER = 'Bearer '

function createAuthenticate(
  settings: AuthSettings,
  parts: AuthParts & { known: KnownTokens; verify: Verifier },
): Auth['authenticate'] {
  const { known } = parts
  const isLetIn = createBypass(settings, parts)
  const isApiKey = apiKeyCheck(settings.apiKeys)
  // In place of GitLab's own gateway, which has no keys, its words are said.
  const isForKeys = settings.apiKeys.length > 0 || settings.issuers.length === 0
  const admit = createAdmission(settings.serviceName, parts)
  return (headers) => {
    if (isLetIn(headers)) return DEBUG_CALLER
    const { authorization } = headers
    const caller = authorization?.startsWith(BEARER)
      ? known.accepted(authorization.slice(BEARER.length))
      : undefined
    if (caller) return checked(caller, headers)
    const token = credentialIn(authorization)
    const digest = digestOf(token)
    if (isApiKey(digest) || parts.isFileKey?.(digest)) return API_KEY_CALLER
    if (isForKeys) requireKnownKey(token, headers)
    requireOidc(headers)
    if (known.isRefused(digest)) throw forbidden()
    return admit(token, digest).then((admitted) => checked(admitted, headers))
  }
}

/** What holds for this request only; the access token may have come before, with other headers. */
function checked(caller: Caller, headers: IncomingHttpHeaders): Caller {
  requireOidc(headers)
  requireSameStory(headers, caller)
  return caller
}
