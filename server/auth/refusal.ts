// Why an access token is refused: the client hears one sentence, the log hears the reason.
import { VARIABLE } from './variables.ts'

const CLOCKS = 'if this goes on, compare the clocks of this machine and of GitLab'

/** For the log. None of these texts holds anything of the access token itself. */
export const REFUSALS = {
  malformed: 'it is not a JSON Web Token',
  algorithm: 'it is not signed with RS256 or ES256',
  unknown_issuer: `its issuer is not configured: ${VARIABLE.gitlabUrl} must name the GitLab instance that asks; a feature that is not assigned to a self-hosted model sends an access token of the customers portal instead, which needs ${VARIABLE.customerPortalUrl}`,
  unknown_key: 'its issuer has no such key',
  signature:
    'its signature does not fit; access tokens that another replica issued need the same signing key here',
  expired: `it has expired; ${CLOCKS}`,
  not_yet_valid: `it is not valid yet; ${CLOCKS}`,
  audience: `it is meant for another service; ${VARIABLE.serviceName} must be the name that GitLab uses`,
  claims: 'its claims are not those of an access token of GitLab',
  keys_unavailable: 'the keys of its issuer could not be fetched',
} as const

export type RefusalReason = keyof typeof REFUSALS

export class Refusal extends Error {
  readonly reason: RefusalReason

  constructor(reason: RefusalReason) {
    super(REFUSALS[reason])
    this.name = 'Refusal'
    this.reason = reason
  }
}
