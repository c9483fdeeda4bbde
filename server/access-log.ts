// One JSON line a request, with the members that GitLab's gateway logs. No code, prompt, key or token.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Usage } from './suggestion.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the model server counted for this request, where it told. */
    usage: Usage | undefined
  }
}

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

/** `write`: undefined where the log does not want such lines. */
export function accessLog(
  app: FastifyInstance,
  {
    write,
    ear,
  }: {
    write: ((members: object, message: string) => void) | undefined
    ear: RequestEar | undefined
  },
): void {
  app.decorateRequest('failure')
  app.decorateRequest('usage')
  app.addHook('onRequest', (request, reply, next) => {
    const { ip: clientIp, socket } = request
    const arrival = { atMs: Date.now(), clientIp, clientPort: socket.remotePort }
    // 'close' comes once, whether the answer was sent, streamed, or left by the client.
    reply.raw.on('close', () => {
      if (request.url.startsWith('/monitoring/')) return
      ear?.ended(request, reply, statusOf(reply))
      write?.(lineOf(request, reply, arrival), 'api.access')
    })
    if (!request.url.startsWith('/monitoring/')) ear?.arrived()
    next()
  })
}

const statusOf = ({ raw }: FastifyReply): number => (raw.headersSent ? raw.statusCode : LEFT_STATUS)

/**
 * All members in one literal, those that are missing as undefined, which are not written: put together of parts, the
 * object alone would take longer than the rest of the line.
 */
function lineOf(request: FastifyRequest, reply: FastifyReply, arrival: Arrival) {
  const { raw } = reply
  const { headers, failure, usage } = request
  const { atMs, clientIp, clientPort } = arrival
  const said = failure?.message.slice(0, MAX_VALUE_CHARS)
  const status = failure?.status ?? 0
  return {
    path: cut(pathOf(request.url)),
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
    is_cancelled: !raw.writableFinished && !failure,
    token_issuer: request.caller?.claims?.issuer,
    input_tokens: usage?.inputTokens,
    output_tokens: usage?.outputTokens,
    auth_error_details: status === 401 ? said : undefined,
    http_exception_details: status < 500 && status !== 401 ? said : undefined,
    exception_class: status >= 500 ? failure?.code : undefined,
    exception_message: status >= 500 ? said : undefined,
    content_type: cut(headers['content-type']),
    user_agent: cut(headers['user-agent']),
    gitlab_realm: cut(headers['x-gitlab-realm']),
    gitlab_instance_id: cut(headers['x-gitlab-instance-id']),
    gitlab_global_user_id: cut(headers['x-gitlab-global-user-id']),
    gitlab_host_name: cut(headers['x-gitlab-host-name']),
    gitlab_version: cut(headers['x-gitlab-version']),
    gitlab_saas_duo_pro_namespace_ids: cut(headers['x-gitlab-saas-duo-pro-namespace-ids']),
    gitlab_feature_enabled_by_namespace_ids: cut(
      headers['x-gitlab-feature-enabled-by-namespace-ids'],
    ),
    gitlab_feature_enablement_type: cut(headers['x-gitlab-feature-enablement-type']),
    gitlab_language_server_version: cut(headers['x-gitlab-language-server-version']),
    gitlab_organization_id: cut(headers['x-gitlab-organization-id']),
    is_gitlab_team_member: cut(headers['x-gitlab-is-team-member']),
    enabled_feature_flags: cut(headers['x-gitlab-enabled-feature-flags']),
    'enabled-instance-verbose-ai-logs': cut(headers['x-gitlab-enabled-instance-verbose-ai-logs']),
    'meta.unit_primitive': cut(headers['x-gitlab-unit-primitive']),
  }
}

function pathOf(url: string): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

/** Seconds that GitLab's request was on its way; -1 when it did not say when it was sent. */
function sinceSent(request: FastifyRequest, arrivedAt: number): number {
  const sentAt = Number(request.headers['x-gitlab-rails-send-start'])
  return Number.isFinite(sentAt) && sentAt > 0 ? arrivedAt / 1_000 - sentAt : -1
}

function cut(value: string | string[] | undefined): string | undefined {
  if (typeof value !== 'string') return undefined
  return value.length > MAX_VALUE_CHARS ? value.slice(0, MAX_VALUE_CHARS) : value
}
