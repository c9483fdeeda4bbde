// What the server is told: the section `midfill`, the secrets that belong to it, and what the editor decides.
import { type ConfigurationScope, env, workspace } from 'vscode'
import type { Secrets } from './secrets.ts'

export const SECTION = 'midfill'

export type Section = Record<string, unknown> & {
  gateway: Record<string, unknown>
  gitlab: Record<string, unknown>
}

/** The section as the server wants it. `scope` is the file or folder that it is asked for. */
export async function sectionFor(secrets: Secrets, scope?: ConfigurationScope): Promise<Section> {
  const configured = workspace.getConfiguration(SECTION, scope)
  const members = (name: string) => ({ ...configured.get<Record<string, unknown>>(name) })
  const [key, token] = await Promise.all([
    secrets.get('gateway-key', gatewayUrl(scope)),
    secrets.get('gitlab-token', gitlabUrl(scope)),
  ])
  return {
    ...ownMembers(configured),
    gateway: { ...members('gateway'), apiKey: key },
    gitlab: { ...members('gitlab'), token },
    network: { ...members('network'), ...editorsProxy(scope) },
    feedback: { ...members('feedback'), enabled: mayGiveFeedback(scope) },
    workspace: { ...members('workspace'), trusted: workspace.isTrusted },
  }
}

export const gatewayUrl = (scope?: ConfigurationScope): string => text('gateway.url', scope)
export const gitlabUrl = (scope?: ConfigurationScope): string => text('gitlab.baseUrl', scope)

/** Who has switched telemetry off in the editor has switched off ours, too. */
const mayGiveFeedback = (scope?: ConfigurationScope): boolean =>
  env.isTelemetryEnabled && workspace.getConfiguration(SECTION, scope).get('feedback.enabled', true)

/** The editor's own proxy serves us as well, unless we were given another. */
function editorsProxy(scope?: ConfigurationScope): Record<string, string> {
  const http = workspace.getConfiguration('http', scope)
  const proxy = http.get('proxy', '')
  if (!proxy || text('network.proxy', scope)) return {}
  return { proxy, noProxy: http.get<string[]>('noProxy', []).join(',') }
}

const text = (key: string, scope?: ConfigurationScope): string =>
  workspace.getConfiguration(SECTION, scope).get(key, '').trim()

/** The settings alone: a configuration object also carries the methods that read it. */
const ownMembers = (configured: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(configured).filter(([, value]) => typeof value !== 'function'))
