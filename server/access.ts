// The gate: who a request comes from, before anything else of it is looked at.
import type { FastifyInstance } from 'fastify'
import { type Auth, type Caller, DEBUG_CALLER } from './auth/auth.ts'
import { remembered } from './remembered.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for every request that is not for everyone. */
    caller: Caller
  }
}

/**
 * Paths that need no token, as GitLab's gateway has them, and those that ask for another token themselves.
 * Metrics are not on this port: 404, not 401.
 */
const FOR_EVERYONE = new Set([
  '/monitoring/healthz',
  '/monitoring/ready',
  '/metrics',
  '/v1/models/definitions',
  '/admin/status',
  '/admin/experiments',
  '/admin/try',
])

/** `isOpen`: nothing says who may ask, and only this machine can. */
export function access(app: FastifyInstance, auth: Auth, isOpen: () => boolean): void {
  app.decorateRequest('caller')
  app.addHook('onRequest', (request, _reply, next) => {
    if (isOpen() || isForEveryone(request.url)) {
      request.caller = DEBUG_CALLER
      next()
      return
    }
    const known = auth.authenticate(request.headers)
    // The usual case is a token that was verified before: it costs no turn of the event loop.
    if (!(known instanceof Promise)) {
      request.caller = known
      next()
      return
    }
    known.then((caller) => {
      request.caller = caller
      next()
    }, next)
  })
}

const isForEveryone = remembered((url) =>
  FOR_EVERYONE.has((url.split('?')[0] ?? '').replace(/\/+$/, '')),
)
