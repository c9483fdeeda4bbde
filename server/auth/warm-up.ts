// What is better done before the first request, and said at the start.
import type { Issuer } from './issuer.ts'
import type { Issuers } from './issuers.ts'
import type { OwnKeys } from './own-keys.ts'
import type { AuthLog, AuthSettings } from './settings.ts'
import { VARIABLE } from './variables.ts'

export interface WarmUpParts {
  issuers: Issuers
  ownKeys: () => Promise<OwnKeys>
  log: AuthLog
}

export async function warmUp(
  settings: AuthSettings,
  { issuers, ownKeys, log }: WarmUpParts,
): Promise<void> {
  if (settings.bypass) return
  if (issuers.all.length === 0 && settings.apiKeys.length === 0) log.warn({}, NOBODY_MAY_ASK)
  const asked = settings.bypassSignature ? [] : issuers.all
  // A signing key that cannot be made is told to those who ask for an access token.
  const made = ownKeys().catch(() => undefined)
  await Promise.all([made, ...asked.map((issuer) => meet(issuer, log))])
}

/** A failure is logged by the issuer itself. */
async function meet(issuer: Issuer, log: AuthLog): Promise<void> {
  if (!(await issuer.ready())) return
  const about = { issuer: issuer.url, keys: issuer.keyCount }
  log.info(about, `Access tokens of ${issuer.url} are accepted.`)
}

const NOBODY_MAY_ASK = `Nobody may ask: set ${VARIABLE.gitlabUrl} to accept the access tokens of a GitLab instance, or ${VARIABLE.apiKeys}; to try things out without either, ${VARIABLE.bypass}.`
