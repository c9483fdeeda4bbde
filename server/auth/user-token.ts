// Access tokens that we issue, with which an editor asks for completions directly.
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { GatewayError } from '../../protocol/index.ts'
import type { Caller, Claims } from './caller.ts'
import { signToken } from './jwt.ts'
import type { SigningKey } from './own-keys.ts'

export interface UserToken {
  token: string
  /** Seconds since 1970, as in `exp`. */
  expires_at: number
}

export interface Issuance {
  caller: Caller
  headers: IncomingHttpHeaders
  serviceName: string
  nowMs: number
  signingKey: () => Promise<SigningKey>
}

const LASTS_SECONDS = 3600
/** What may be passed on, in the order in which GitLab's gateway names it. */
const GRANTS_TO_PASS_ON = ['complete_code', 'ai_gateway_model_provider_proxy']

/** Errors: `invalid_request` without a user, `forbidden` where nothing may be passed on. */
export async function issueUserToken(issuance: Issuance): Promise<UserToken> {
  const { caller, headers, serviceName } = issuance
  const user = requiredUser(headers)
  const scopes = caller.isSelfIssued ? [] : GRANTS_TO_PASS_ON.filter((g) => caller.mayUse(g))
  if (scopes.length === 0) {
    throw new GatewayError('forbidden', 'Unauthorized to create user access token')
  }
  const now = Math.floor(issuance.nowMs / 1000)
  const expiresAt = now + LASTS_SECONDS
  const { claims } = caller
  const token = await signed(issuance.signingKey, {
    ...realmClaims(claims, headers),
    iss: serviceName,
    aud: serviceName,
    sub: user,
    exp: expiresAt,
    nbf: now,
    iat: now,
    jti: randomUUID(),
    gitlab_realm: claims.realm || headers['x-gitlab-realm'],
    gitlab_instance_id: claims.instanceId || headers['x-gitlab-instance-id'],
    scopes,
    duo_seat_count: claims.seatCount,
  })
  return { token, expires_at: expiresAt }
}

function requiredUser(headers: IncomingHttpHeaders): string {
  const user = headers['x-gitlab-global-user-id']
  if (typeof user === 'string' && user !== '') return user
  throw new GatewayError('invalid_request', 'The header X-Gitlab-Global-User-Id is missing', {
    problems: [
      { loc: ['header', 'x-gitlab-global-user-id'], msg: 'Field required', type: 'missing' },
    ],
  })
}

/** By the realm that the caller's access token names: a header alone must not make claims of another realm. */
function realmClaims(claims: Claims, headers: IncomingHttpHeaders): Record<string, unknown> {
  if (claims.realm === 'self-managed') {
    return { gitlab_instance_uid: claims.instanceUid || undefined }
  }
  if (claims.realm !== 'saas') return {}
  return {
    ...claims.extra,
    gitlab_project_id: headers['x-gitlab-project-id'] ?? null,
    gitlab_namespace_id: headers['x-gitlab-namespace-id'] ?? null,
    gitlab_root_namespace_id:
      positiveInteger(claims.extra.gitlab_root_namespace_id) ??
      positiveInteger(headers['x-gitlab-root-namespace-id']) ??
      null,
  }
}

/** As text or as a number. */
function positiveInteger(value: unknown): number | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const number = /^\d+$/.test(String(value)) ? Number(value) : 0
  return number > 0 && Number.isSafeInteger(number) ? number : undefined
}

async function signed(signingKey: Issuance['signingKey'], claims: object): Promise<string> {
  try {
    return await signToken({ ...claims }, await signingKey())
  } catch (error) {
    throw new GatewayError('internal_error', 'Failed to generate JWT', { cause: error })
  }
}
