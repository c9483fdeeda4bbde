// /admin/status, /admin/experiments and /admin/try, for whoever has the admin token, and for this machine where it alone is let in.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GatewayError, VERSION } from '../../protocol/index.ts'
import { apiKeyCheck, credentialIn, digestOf } from '../auth/authorization.ts'
import type { Dispatcher } from '../dispatch/dispatcher.ts'
import type { ReplicaStatus } from '../dispatch/status.ts'
import { reportOf } from '../experiments/report.ts'
import { splitStatus } from '../experiments/split-status.ts'
import type { ArmTally } from '../experiments/tally.ts'
import type { Routing } from '../routing.ts'
import type { Router } from '../selection/router.ts'
import type { Suggester } from '../suggest.ts'
import { adminTry } from './admin-try.ts'

export interface AdminParts {
  /** Empty: nothing is served, but to this machine alone. */
  readonly token: string
  /** Nothing says who may ask, and only this machine can. */
  isOpen(): boolean
  readonly router: Router
  readonly suggester: Suggester
  readonly routing: Routing
  readonly dispatcher: Pick<Dispatcher, 'status'>
}

export function admin(app: FastifyInstance, parts: AdminParts): void {
  const { token, isOpen, routing, dispatcher, router, suggester } = parts
  const { live, rail, experiments, counters, follower } = routing
  if (token === '' && !isOpen()) return
  const startedAt = new Date().toISOString()
  const onRequest = token === '' ? ownMachine(isOpen) : tokenRequired(token)
  const hidden = { hide: true }
  app.get('/admin/status', { onRequest, schema: hidden }, (_request, reply) => {
    reply.header('cache-control', 'no-store')
    const servers = dispatcher.status(live.current().deployments)
    return reply.send({
      version: VERSION,
      startedAt,
      config: follower?.status ?? null,
      counters,
      traffic: trafficOf(experiments.arms, servers),
      split: splitStatus(live.current().rules, experiments.arms, rail.closed),
      closed: rail.closed,
      deployments: servers,
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
  const deployments = () => live.current().deployments
  adminTry(app, { suggester, router, deployments, onRequest })
}

/** Suggestions that were asked for, whoever answered, and calls of models that are under way. */
function trafficOf(arms: readonly ArmTally[], servers: readonly ReplicaStatus[]) {
  return {
    requests: arms.reduce((sum, { requests }) => sum + requests, 0),
    underWay: servers.reduce((sum, { outstanding }) => sum + outstanding, 0),
  }
}

/** A page of somebody else, open in a browser on this machine, is not this machine's own. */
function ownMachine(isOpen: () => boolean) {
  return async ({ headers }: FastifyRequest): Promise<void> => {
    const { host = '', origin } = headers
    const isOwn = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
    if (isOpen() && isOwn && LOOPBACK_HOST.test(host)) return
    throw new GatewayError('unauthenticated', 'Invalid admin token')
  }
}

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** Compares digests, so that the time it takes tells nothing of the token. */
function tokenRequired(token: string) {
  const isToken = apiKeyCheck([token])
  return async ({ headers }: FastifyRequest): Promise<void> => {
    if (isToken(digestOf(credentialIn(headers.authorization)))) return
    throw new GatewayError('unauthenticated', 'Invalid admin token')
  }
}
