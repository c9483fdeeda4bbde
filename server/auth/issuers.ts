// Which of the configured issuers signed an access token.
import { Issuer, normalIssuer } from './issuer.ts'
import { Refusal } from './refusal.ts'
import type { AuthParts } from './settings.ts'

export interface Issuers {
  all: readonly Issuer[]
  /**
   * The issuer of this name, with keys; otherwise a Refusal. A configured URL goes before what a discovery document
   * claims, so that no instance can take over the name of another that is configured by it.
   */
  find(name: string): Promise<Issuer>
}

export function createIssuers(urls: readonly string[], parts: AuthParts): Issuers {
  const all = [...new Set(urls.map(normalIssuer))].map((url) => new Issuer(url, parts))
  return {
    all,
    async find(name) {
      const wanted = normalIssuer(name)
      const found = all.find(({ url }) => url === wanted) ?? (await findByOwnName(all, wanted))
      if (!found) {
        const isCertain = all.every((issuer) => issuer.keyCount > 0)
        throw new Refusal(isCertain ? 'unknown_issuer' : 'keys_unavailable')
      }
      if (!(await found.ready())) throw new Refusal('keys_unavailable')
      return found
    },
  }
}

async function findByOwnName(all: readonly Issuer[], name: string): Promise<Issuer | undefined> {
  const known = all.find((issuer) => issuer.callsItself(name))
  if (known) return known
  /** Asks all at once: one that does not answer must not delay the others. */
  const firstAfter = (ask: (issuer: Issuer) => Promise<unknown>): Promise<Issuer | undefined> => {
    const answers = all.map(async (issuer) => {
      await ask(issuer)
      if (!issuer.callsItself(name)) throw new Error('another issuer')
      return issuer
    })
    // The only way to fail is that all are other issuers.
    return Promise.any(answers).catch(() => undefined)
  }
  return (
    (await firstAfter((issuer) => issuer.ready())) ??
    // GitLab may have got another external URL.
    (await firstAfter((issuer) => issuer.refetch()))
  )
}
