// Whether access tokens of a GitLab instance can be checked here: its discovery document, its keys, its clock.
import { Issuer } from '../auth/issuer.ts'
import { fetchJson } from '../fetch-json.ts'
import type { Upstream } from '../upstream.ts'
import { clockSkew } from './clock.ts'
import { about, type Finding } from './finding.ts'
import type { ProxyRules } from './proxy.ts'
import { onTheWay, type Trust } from './reach.ts'

export interface World {
  upstream: Upstream
  trust: Trust
  proxy: ProxyRules
}

export async function checkGitlab(issuer: string, world: World): Promise<Finding[]> {
  const url = new URL(issuer)
  const { findings, isReached, isProxied } = await onTheWay(url, world)
  if (!isReached) return findings
  findings.push(await keys(issuer, world))
  if (!isProxied) findings.push(await clockSkew(url, world.trust))
  return findings
}

async function keys(issuer: string, { upstream }: World): Promise<Finding> {
  const { ok, failed } = about('GitLab keys', issuer)
  let cause = 'unknown'
  const log = {
    info() {},
    warn(said: object) {
      if ('cause' in said) cause = String(said.cause)
    },
  }
  const found = new Issuer(issuer, { fetchJson: fetchJson(upstream), now: Date.now, log })
  if (await found.ready()) return ok(`${found.keyCount} fetched: its access tokens can be checked`)
  return failed(
    `its keys cannot be fetched: ${cause}`,
    `AIGW_GITLAB_URL must be the URL under which people see GitLab, and ${issuer}/.well-known/openid-configuration must open from here.`,
  )
}
