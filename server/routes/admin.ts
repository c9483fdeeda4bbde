// GET /admin/status and /admin/experiments, for whoever has the admin token. Without one they are not there.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GatewayError, VERSION } from '../../protocol/index.ts'
import { apiKeyCheck, credentialIn, digestOf } from '../auth/authorization.ts'
import type { Dispatcher } from '../dispatch/dispatcher.ts'
import { reportOf } from '../experiments/report.ts'
import { splitStatus } from '../experiments/split-status.ts'
import type { Routing } from '../routing.ts'

export interface AdminParts {
  /** Empty: nothing is served. */
  readonly token: string
  readonly routing: Routing
  readonly dispatcher: Pick<Dispatcher, 'status'>
}

export function admin(app: FastifyInstance, { token, routing, dispatcher }: AdminParts): void {
  const { live, rail, experiments, counters, follower } = routing
  if (token === '') return
  const startedAt = new Date().toISOString()
  const onRequest = tokenRequired(token)
  const hidden = { hide: true }
  app.get('/admin/status', { onRequest, schema: hidden }, (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return reply.send({
      version: VERSION,
      startedAt,
      config: follower?.status ?? null,
      counters,
      split: splitStatus(live.current().rules, experiments.arms, rail.closed),
      closed: rail.closed,
      deployments: dispatcher.status(live.current().deployments),
    })
  })
  app.get('/admin/experiments', { onRequest, schema: hidden }, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    const arms = await experiments.armsTogether()
    return reply.send({
      since: startedAt,
      rules: reportOf(arms, live.current().rules),
      closed: rail.closed,
    })
  })
}

/** Compares digests, so that the time it takes tells nothing of the token. */
function tokenRequired(token: string) {
  const isToken = apiKeyCheck([token])
  return async ({ headers }: FastifyRequest): Promise<void> => {
    if (isToken(digestOf(credentialIn(headers.authorization)))) return
    throw new GatewayError('unauthenticated', 'Invalid admin token')
  }
}
