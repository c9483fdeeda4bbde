// One JSON line a request, with the members that GitLab's gateway logs. No code, prompt, key or token.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Usage } from './suggestion.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the model server counted for this request, where it told. */
    usage: Usage | undefined
  }
}

/** Request headers that are logged, under these names. */
const HEADERS = Object.entries({
  content_type: 'content-type',
  user_agent: 'user-agent',
  gitlab_realm: 'x-gitlab-realm',
  gitlab_instance_id: 'x-gitlab-instance-id',
  gitlab_global_user_id: 'x-gitlab-global-user-id',
  gitlab_host_name: 'x-gitlab-host-name',
  gitlab_version: 'x-gitlab-version',
  gitlab_saas_duo_pro_namespace_ids: 'x-gitlab-saas-duo-pro-namespace-ids',
  gitlab_feature_enabled_by_namespace_ids: 'x-gitlab-feature-enabled-by-namespace-ids',
  gitlab_feature_enablement_type: 'x-gitlab-feature-enablement-type',
  gitlab_language_server_version: 'x-gitlab-language-server-version',
  gitlab_organization_id: 'x-gitlab-organization-id',
  is_gitlab_team_member: 'x-gitlab-is-team-member',
  enabled_feature_flags: 'x-gitlab-enabled-feature-flags',
  'enabled-instance-verbose-ai-logs': 'x-gitlab-enabled-instance-verbose-ai-logs',
  'meta.unit_primitive': 'x-gitlab-unit-primitive',
})
/** Longest value: a header that is longer is not one of GitLab's. */
const MAX_VALUE_CHARS = 300

/** For a client that left before any answer; nginx made it up, and everybody's dashboards know it. */
const LEFT_STATUS = 499

interface Arrival {
  atMs: number
  /** A connection that is closed has no address any more. */
  clientIp: string
  clientPort: number | undefined
}

/** Whoever counts requests beside the log; there may be none. */
export interface RequestEar {
  arrived(): void
  ended(request: FastifyRequest, reply: FastifyReply, status: number): void
}

export function accessLog(app: FastifyInstance, ear?: RequestEar): void {
  app.decorateRequest('failure')
  app.decorateRequest('usage')
  app.addHook('onRequest', (request, reply, next) => {
    const { ip: clientIp, socket } = request
    const arrival = { atMs: Date.now(), clientIp, clientPort: socket.remotePort }
    // 'close' comes once, whether the answer was sent, streamed, or left by the client.
    reply.raw.once('close', () => {
      if (request.url.startsWith('/monitoring/')) return
      ear?.ended(request, reply, statusOf(reply))
      log(request, reply, arrival)
    })
    if (!request.url.startsWith('/monitoring/')) ear?.arrived()
    next()
  })
}

const statusOf = ({ raw }: FastifyReply): number => (raw.headersSent ? raw.statusCode : LEFT_STATUS)

function log(request: FastifyRequest, reply: FastifyReply, arrival: Arrival): void {
  const { raw } = reply
  const { atMs, clientIp, clientPort } = arrival
  request.log.info(
    {
      path: request.url.split('?')[0]?.slice(0, MAX_VALUE_CHARS),
      method: request.method,
      status_code: statusOf(reply),
      correlation_id: request.id,
      http_version: request.raw.httpVersion,
      client_ip: clientIp,
      client_port: clientPort,
      duration_s: (Date.now() - atMs) / 1_000,
      duration_request: sinceSent(request, atMs),
      request_arrived_at: new Date(atMs).toISOString(),
      // Of an answer in one piece the raw reply tells no headers any more.
      response_start_duration_s: Number(reply.getHeader('x-process-time') ?? -1),
      is_cancelled: !raw.writableFinished && !request.failure,
      token_issuer: request.caller?.claims?.issuer,
      input_tokens: request.usage?.inputTokens,
      output_tokens: request.usage?.outputTokens,
      ...loggedFailure(request),
      ...loggedHeaders(request),
    },
    'api.access',
  )
}

function loggedFailure({ failure }: FastifyRequest): Record<string, string> {
  if (!failure) return {}
  const { status, code } = failure
  const message = failure.message.slice(0, MAX_VALUE_CHARS)
  if (status === 401) return { auth_error_details: message }
  if (status < 500) return { http_exception_details: message }
  return { exception_class: code, exception_message: message }
}

/** Seconds that GitLab's request was on its way; -1 when it did not say when it was sent. */
function sinceSent(request: FastifyRequest, arrivedAt: number): number {
  const sentAt = Number(request.headers['x-gitlab-rails-send-start'])
  return Number.isFinite(sentAt) && sentAt > 0 ? arrivedAt / 1_000 - sentAt : -1
}

function loggedHeaders({ headers }: FastifyRequest): Record<string, string> {
  const logged: Record<string, string> = {}
  for (const [name, header] of HEADERS) {
    const value = headers[header]
    if (typeof value === 'string') logged[name] = value.slice(0, MAX_VALUE_CHARS)
  }
  return logged
}
