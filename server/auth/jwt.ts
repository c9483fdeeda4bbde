// JSON Web Tokens: read, verified and signed here and nowhere else. The only jose.
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
} from 'jose'
import type { Algorithm, VerifyingKey } from './keys.ts'
import type { SigningKey } from './own-keys.ts'
import { Refusal, type RefusalReason } from './refusal.ts'

/** What an access token says of itself. Good for choosing keys, not to be believed. */
export interface TokenHead {
  alg: Algorithm | undefined
  /** Only ever compared with the `kid` of known keys. */
  kid: string | undefined
  issuer: string | undefined
}

export interface ClaimRules {
  audience: string
  /** Milliseconds since 1970. */
  nowMs: number
}

/** Clocks differ by less, or somebody should look at them. */
const LEEWAY_SECONDS = 60

/** Keys and URLs that the header of an access token brings along (`jwk`, `jku`, `x5c`, `x5u`) are not looked at. */
export function headOf(token: string): TokenHead {
  try {
    const { alg, kid } = decodeProtectedHeader(token)
    const { iss } = decodeJwt(token)
    return {
      alg: alg === 'RS256' || alg === 'ES256' ? alg : undefined,
      kid: typeof kid === 'string' ? kid : undefined,
      issuer: typeof iss === 'string' ? iss : undefined,
    }
  } catch {
    throw new Refusal('malformed')
  }
}

/** The claims, or undefined when none of the keys made the signature. Claims that break the rules are a Refusal. */
export async function verifyToken(
  token: string,
  keys: readonly VerifyingKey[],
  rules: ClaimRules,
): Promise<JWTPayload | undefined> {
  for (const { alg, key } of keys) {
    try {
      const { payload } = await jwtVerify(token, key, { ...checks(rules), algorithms: [alg] })
      return issuedInThePast(payload, rules)
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw refusalOf(error)
    }
  }
  return undefined
}

/** The claims by the same rules, whoever signed them: for test set-ups that switch signatures off. */
export function readUnverified(token: string, rules: ClaimRules): JWTPayload {
  const [, claims = ''] = token.split('.')
  try {
    const { payload } = UnsecuredJWT.decode(`${UNSECURED_HEADER}.${claims}.`, checks(rules))
    return issuedInThePast(payload, rules)
  } catch (error) {
    throw refusalOf(error)
  }
}

const UNSECURED_HEADER = Buffer.from('{"alg":"none"}').toString('base64url')

export const signToken = (claims: JWTPayload, { alg, kid, key }: SigningKey): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT', kid }).sign(key)

const checks = ({ audience, nowMs }: ClaimRules) => ({
  audience,
  requiredClaims: ['exp'],
  clockTolerance: LEEWAY_SECONDS,
  currentDate: new Date(nowMs),
})

/** jose looks at `iat` only when a token has a largest age, which ours have not. */
function issuedInThePast(payload: JWTPayload, { nowMs }: ClaimRules): JWTPayload {
  const { iat } = payload
  if (iat !== undefined && iat > nowMs / 1000 + LEEWAY_SECONDS) throw new Refusal('not_yet_valid')
  return payload
}

/** Without the cause: errors of jose carry the claims. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof errors.JWTExpired) return new Refusal('expired')
  if (!(error instanceof errors.JWTClaimValidationFailed)) return new Refusal('malformed')
  return new Refusal(BY_CLAIM[error.claim] ?? 'claims')
}

const BY_CLAIM: Record<string, RefusalReason> = { aud: 'audience', nbf: 'not_yet_valid' }
