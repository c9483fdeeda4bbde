// GitLab Rails as a client of a gateway: its headers, its health checks, its token for IDEs, its deadlines.
import { randomUUID } from 'node:crypto'
import { type Answer, exchange } from './cases/exchange.ts'
import type { FakeGitlab } from './fake-gitlab.ts'
import {
  connectionTest,
  type Era,
  gatewayCall,
  type RailsRequest,
  type SelfHostedModel,
} from './rails-payloads.ts'
import type { SendUrl } from './workhorse.ts'

const HEALTH_WITHIN_MS = 10_000
/** Before GitLab 19; later ones wait for 15 s. */
const TEST_WITHIN_MS = 3_000
const PROBE_WITHIN_MS = 3_000
const TOKEN_WITHIN_MS = 3_000

export interface DirectAccess {
  baseUrl: string
  token: string
  /** Seconds since 1970. */
  expiresAt: number
  /** An IDE sends these along. */
  headers: Record<string, string>
}

export interface FakeRails {
  /** `gitlab:duo:verify_self_hosted_setup`: the status that it prints; rejects with what it complains of. */
  verifySetup(): Promise<string>
  /** "Test connection" of a model: what the administrator sees. */
  testConnection(model: SelfHostedModel): Promise<string>
  /** The probe behind "Run health check": undefined when it passes, else why not. */
  probe(era: Era, model: SelfHostedModel): Promise<string | undefined>
  /** What Workhorse is told when an IDE asks for a suggestion. */
  sendUrl(request: RailsRequest): SendUrl
  /** An IDE wants to ask the gateway directly; rejects with the status that it gets. */
  directAccess(): Promise<DirectAccess>
}

export function fakeRails(gitlab: FakeGitlab, gatewayUrl: () => string): FakeRails {
  // Not with `fetch`: that asks again by itself after a 421.
  const post = (call: { path: string; body?: unknown }, withinMs: number): Promise<Answer> => {
    const body = call.body === undefined ? '' : JSON.stringify(call.body)
    const headers = headersOf(gitlab.token())
    return exchange(gatewayUrl(), { method: 'POST', path: call.path, headers, body }, withinMs)
  }
  return {
    verifySetup: () => verifySetup(gatewayUrl()),
    testConnection: async (model) =>
      shownToAdministrator(await post(connectionTest(model), TEST_WITHIN_MS), model),
    async probe(era, model) {
      const asked = { ...HELLO_WORLD, stream: false }
      return probeResult(await post(gatewayCall({ era, asked, model }), PROBE_WITHIN_MS))
    },
    sendUrl(request) {
      const { path, body } = gatewayCall(request)
      const headers = headersOf(
        gitlab.token(),
        `${request.asked.kind === 'completion' ? 'complete' : 'generate'}_code`,
      )
      return { url: gatewayUrl() + path, headers, body: JSON.stringify(body) }
    },
    async directAccess() {
      const answer = await post({ path: '/v1/code/user_access_token' }, TOKEN_WITHIN_MS)
      if (answer.status !== 200) throw new Error(`Token creation failed: ${answer.status}`)
      const { token, expires_at: expiresAt } = JSON.parse(answer.text)
      if (typeof token !== 'string') throw new Error('Token is missing in response')
      const { Authorization: _, ...headers } = headersOf('')
      return { baseUrl: gatewayUrl(), token, expiresAt: Number(expiresAt), headers }
    },
  }
}

const HELLO_WORLD = {
  kind: 'completion',
  fileName: 'test.rb',
  above: 'def hello_world',
  below: '',
} as const

async function verifySetup(gatewayUrl: string): Promise<string> {
  const headers = { accept: 'application/json' }
  const asked = { method: 'GET', path: '/monitoring/healthz', headers, body: undefined }
  const { status, text } = await exchange(gatewayUrl, asked, HEALTH_WITHIN_MS)
  if (status !== 200) throw new Error(`the gateway answered ${status}`)
  return JSON.parse(text).status ?? 'Unknown'
}

function probeResult({ status, text }: Answer): string | undefined {
  if (status !== 200) return `AI Gateway returned code ${status}: ${text}`
  const { choices } = JSON.parse(text) as { choices: { text: string }[] }
  return choices[0]?.text.trim() ? undefined : "Response doesn't contain a completion"
}

/** The words of GitLab's form, by what the gateway answered. */
async function shownToAdministrator(answer: Answer, model: SelfHostedModel): Promise<string> {
  if (answer.status === 200) return 'success'
  const { detail } = JSON.parse(answer.text) as { detail?: string | { msg: string }[] }
  if (Array.isArray(detail)) return `AI Gateway returned code ${answer.status}: ${detail[0]?.msg}`
  if (answer.status !== 421 || !detail) return 'Unknown error'
  const shown = `The self-hosted model server returned code ${detail}`
  if (!detail.startsWith('404') || !model.identifier.startsWith('custom_openai/')) return shown
  return `${shown} Did you mean ${(await servedIds(model)).join(', ')}?`
}

/** Rails asks the model server itself. */
async function servedIds({ endpoint, apiKey }: SelfHostedModel): Promise<string[]> {
  const headers = { authorization: `Bearer ${apiKey}` }
  const answer = await fetch(`${endpoint.replace(/\/+$/, '')}/models`, { headers })
  if (!answer.ok) return []
  const { data } = (await answer.json()) as { data: { id: string }[] }
  return data.slice(0, 5).map(({ id }) => id)
}

/** Every header that Rails sends, in its own spelling; many are empty on most sites. */
const headersOf = (token: string, unitPrimitive = 'complete_code'): Record<string, string> => ({
  Authorization: `Bearer ${token}`,
  'X-Gitlab-Authentication-Type': 'oidc',
  'Content-Type': 'application/json',
  'X-Request-ID': randomUUID(),
  'X-Gitlab-Rails-Send-Start': String(Date.now() / 1_000),
  'User-Agent': 'vscode/1.102 test',
  'X-Gitlab-Language-Server-Version': '8.2.0',
  'X-Gitlab-Client-Type': 'ide',
  'X-Gitlab-Client-Name': 'gitlab-vscode-extension',
  'X-Gitlab-Client-Version': '6.30.0',
  'X-Gitlab-Interface': 'Visual Studio Code',
  'x-gitlab-instance-id': 'instance-1',
  'x-gitlab-global-user-id': 'user-1',
  'x-gitlab-user-id': '7',
  'x-gitlab-host-name': 'gitlab.example.com',
  'x-gitlab-realm': 'self-managed',
  'x-gitlab-deployment-type': 'self-managed',
  'x-gitlab-version': '18.11.2',
  'x-gitlab-subject-type': 'human',
  'x-gitlab-client-ip': '198.51.100.7',
  'x-gitlab-feature-enabled-by-namespace-ids': '',
  'x-gitlab-feature-enablement-type': 'duo_pro',
  'x-gitlab-unit-primitive': unitPrimitive,
  'x-gitlab-enabled-feature-flags': '',
  'x-gitlab-enabled-instance-verbose-ai-logs': 'false',
  'X-Gitlab-Is-Team-Member': 'false',
  'x-gitlab-project-id': '21',
  'x-gitlab-namespace-id': '22',
  'x-gitlab-root-namespace-id': '23',
  'X-Gitlab-Model-Prompt-Cache-Enabled': 'true',
})
