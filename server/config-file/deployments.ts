// The deployments of a file, checked, as the plans that requests are routed to.
import { nearestName } from '../../protocol/index.ts'
import { FAMILY_NAMES, familyNamed, familyOf } from '../prompts/families.ts'
import type { Deployment } from '../selection/deployment.ts'
import { isRefusedHost } from '../selection/refused-address.ts'
import type { DeploymentPlan } from '../selection/route.ts'
import type { Complain } from './complain.ts'
import type { Path } from './parse.ts'
import type { DeploymentEntry } from './schema.ts'

export interface DeploymentParts {
  readonly complain: Complain
  readonly secret: (written: string, path: Path) => string
  /** Where an entry says nothing. */
  readonly timeouts: DeploymentPlan['timeouts']
}

export function deploymentPlan(
  entry: DeploymentEntry,
  path: Path,
  parts: DeploymentParts,
): DeploymentPlan {
  const { complain } = parts
  if (familyNamed(entry.family) === undefined) {
    const meant = nearestName(entry.family, FAMILY_NAMES)
    complain([...path, 'family'], `there is no family of that name; did you mean ${meant}?`)
  }
  return {
    name: entry.name,
    replicas: serversOf(entry, path, complain).map((server) => replica(entry, server, parts)),
    timeouts: Object.freeze({ ...parts.timeouts, ...entry.timeouts }),
    maxConcurrency: entry.maxConcurrency,
  }
}

interface Server {
  readonly url: string
  readonly apiKey: string | undefined
  readonly path: Path
}

/** One server in the entry itself, or several in a list. */
function serversOf(entry: DeploymentEntry, path: Path, complain: Complain): Server[] {
  const { url, replicas } = entry
  if (url !== undefined && replicas !== undefined) {
    complain([...path, 'replicas'], '`url` and `replicas` exclude each other')
  }
  if (replicas) {
    return replicas.map((one, i) => ({
      url: one.url,
      apiKey: one.apiKey ?? entry.apiKey,
      path: [...path, 'replicas', i],
    }))
  }
  if (url === undefined) complain(path, 'a deployment needs `url` or `replicas`')
  return [{ url: url ?? '', apiKey: entry.apiKey, path }]
}

function replica(entry: DeploymentEntry, server: Server, parts: DeploymentParts): Deployment {
  const { provider, family } = entry
  const model = entry.model ?? family
  const wrong = server.url === '' ? undefined : problemOfUrl(server.url)
  if (wrong) parts.complain([...server.path, 'url'], wrong)
  return {
    engine: provider ?? 'openai',
    name: entry.name,
    family: familyOf(family),
    // No prefix that is known leaves the dialect open.
    identifier: `${provider ?? 'custom_openai'}/${model}`,
    model,
    baseUrl: server.url,
    apiKey:
      server.apiKey === undefined ? '' : parts.secret(server.apiKey, [...server.path, 'apiKey']),
  }
}

/** The URL itself is not told: it may hold a password. */
function problemOfUrl(text: string): string | undefined {
  if (!URL.canParse(text) || !/^https?:/i.test(text)) return 'must be an http:// or https:// URL'
  const { hostname, username, password } = new URL(text)
  if (username || password) return 'a password in a URL is never sent; use `apiKey`'
  if (isRefusedHost(hostname)) {
    return 'this host is never called: it is link-local, or where a cloud hands out credentials'
  }
  return undefined
}
