// Who asks: what a verified access token says, and what that allows.
import type { IncomingHttpHeaders } from 'node:http'
import Type from 'typebox'
import { checker, GatewayError } from '../../protocol/index.ts'
import { Refusal } from './refusal.ts'

/** The verified contents of an access token; a text that is missing there is empty here. */
export interface Claims {
  issuer: string
  subject: string
  realm: string
  instanceId: string
  instanceUid: string
  scopes: readonly string[]
  seatCount: string | number | undefined
  /** All others, by their own names. */
  extra: Readonly<Record<string, unknown>>
}

export interface Caller {
  readonly kind: 'debug' | 'api_key' | 'token'
  /** Whether this gateway signed the access token itself, for an editor that asks directly. */
  readonly isSelfIssued: boolean
  readonly claims: Claims
  mayUse(grant: string): boolean
}

const NO_CLAIMS: Claims = Object.freeze({
  issuer: '',
  subject: '',
  realm: '',
  instanceId: '',
  instanceUid: '',
  scopes: [],
  seatCount: undefined,
  extra: {},
})

const mayUseAll = (kind: 'debug' | 'api_key'): Caller =>
  Object.freeze({ kind, isSelfIssued: false, claims: NO_CLAIMS, mayUse: () => true })

export const DEBUG_CALLER = mayUseAll('debug')
export const API_KEY_CALLER = mayUseAll('api_key')

/** Before GitLab 17 one scope stood for both. */
const LEGACY_SCOPE = 'code_suggestions'
const LEGACY_GRANTS = ['complete_code', 'generate_code']

export function tokenCaller(claims: Claims, serviceName: string): Caller {
  const grants = new Set(claims.scopes)
  if (grants.has(LEGACY_SCOPE)) for (const grant of LEGACY_GRANTS) grants.add(grant)
  return {
    kind: 'token',
    isSelfIssued: claims.issuer === serviceName,
    claims,
    mayUse: (grant) => grants.has(grant),
  }
}

const text = Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()]))
const asTokenClaims = checker(
  Type.Object({
    iss: text,
    sub: text,
    gitlab_realm: text,
    gitlab_instance_id: text,
    gitlab_instance_uid: text,
    scopes: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
    duo_seat_count: text,
  }),
)
const KNOWN_CLAIMS = new Set([
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'scopes', 'duo_seat_count'],
  ...['gitlab_realm', 'gitlab_instance_id', 'gitlab_instance_uid'],
])

/** Claims of other types than GitLab's are a Refusal: one of them left out would be a comparison left out. */
export function claimsIn(payload: object): Claims {
  const { value } = asTokenClaims(payload)
  if (!value) throw new Refusal('claims')
  return {
    issuer: asText(value.iss),
    subject: asText(value.sub),
    realm: asText(value.gitlab_realm),
    instanceId: asText(value.gitlab_instance_id),
    instanceUid: asText(value.gitlab_instance_uid),
    scopes: value.scopes ?? [],
    seatCount: value.duo_seat_count ?? undefined,
    extra: Object.fromEntries(Object.entries(payload).filter(([name]) => !KNOWN_CLAIMS.has(name))),
  }
}

const asText = (value: string | number | null | undefined): string => String(value ?? '')

/** The headers must tell the same story as the access token; an empty claim tells none. */
export function requireSameStory(headers: IncomingHttpHeaders, caller: Caller): void {
  const { realm, instanceId, subject } = caller.claims
  requireSame(realm, headers['x-gitlab-realm'], 'X-Gitlab-Realm')
  requireSame(instanceId, headers['x-gitlab-instance-id'], 'X-Gitlab-Instance-Id')
  if (caller.isSelfIssued) {
    requireSame(subject, headers['x-gitlab-global-user-id'], 'X-Gitlab-Global-User-Id')
  } else requireSame(subject, headers['x-gitlab-instance-id'], 'X-Gitlab-Instance-Id')
}

function requireSame(claim: string, header: string | string[] | undefined, name: string): void {
  if (claim === '' || claim === header) return
  throw new GatewayError('unauthenticated', `Header mismatch '${name}'`)
}
