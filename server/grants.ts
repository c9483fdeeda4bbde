// What a caller may do.
import { GatewayError } from '../protocol/index.ts'
import type { Caller } from './auth/auth.ts'

export type Grant = 'complete_code' | 'generate_code' | 'duo_classic_chat'

/** Throws `forbidden` with GitLab's words. Tokens of our own are made for direct completions, and for nothing else. */
export function requireGrant(
  caller: Caller,
  grant: Grant,
  refusal: { message: string; allowsOwnTokens?: true },
): void {
  const isOwn = caller.isSelfIssued && !refusal.allowsOwnTokens
  if (isOwn || !caller.mayUse(grant)) throw new GatewayError('forbidden', refusal.message)
}
