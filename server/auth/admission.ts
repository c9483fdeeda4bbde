// An access token that was not seen lately: verified, remembered, and its refusal explained in the log.
import { GatewayError } from '../../protocol/index.ts'
import { type Caller, tokenCaller } from './caller.ts'
import type { KnownTokens } from './known-tokens.ts'
import { oncePerMinute } from './log-limit.ts'
import { Refusal } from './refusal.ts'
import type { AuthParts } from './settings.ts'
import type { Verifier } from './verifier.ts'

export interface AdmissionParts extends Pick<AuthParts, 'now' | 'log'> {
  known: KnownTokens
  verify: Verifier
}

const FORBIDDEN = 'Forbidden by auth provider'
/**
 * GitLab's own gateway answers 500 here. A 401 is what the request gets as long as nobody can tell who sent it, and
 * GitLab's health check shows this text to the administrator, who is the one to act.
 */
const KEYS_UNAVAILABLE = `${FORBIDDEN}: the gateway could not fetch the keys of the GitLab instance; its log says why`

export const forbidden = (message = FORBIDDEN): GatewayError =>
  new GatewayError('unauthenticated', message)

export function createAdmission(
  serviceName: string,
  { known, verify, now, log }: AdmissionParts,
): (token: string, digest: Buffer) => Promise<Caller> {
  const mayLog = oncePerMinute(now)
  return async (token, digest) => {
    try {
      const verified = await verify(token)
      const caller = tokenCaller(verified.claims, serviceName)
      known.accept(token, caller, verified)
      return caller
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // Which issuer, and what to do, was logged where its keys were asked for; the next request may fare better.
      if (error.reason === 'keys_unavailable') throw forbidden(KEYS_UNAVAILABLE)
      known.refuse(digest)
      if (mayLog(error.reason)) {
        log.warn({ reason: error.reason }, `An access token was refused: ${error.message}.`)
      }
      throw forbidden()
    }
  }
}
