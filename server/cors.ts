// Browsers' IDEs ask from other origins. Answers are those of GitLab's gateway, which its Web IDE knows.
import type { FastifyInstance } from 'fastify'

const MAX_AGE_SECONDS = '600'

/** Preflights are answered before anything else, access tokens included: they never carry one. */
export function cors(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, next) => {
    const { origin, 'access-control-request-method': wanted } = request.headers
    if (!origin) {
      next()
      return
    }
    reply.header('access-control-allow-origin', '*')
    if (request.method !== 'OPTIONS' || !wanted) {
      next()
      return
    }
    const headers = request.headers['access-control-request-headers']
    reply.header('access-control-allow-methods', 'POST')
    reply.header('access-control-max-age', MAX_AGE_SECONDS)
    if (headers) reply.header('access-control-allow-headers', headers)
    reply.type('text/plain; charset=utf-8')
    if (wanted === 'POST') reply.code(200).send('OK')
    else reply.code(400).send('Disallowed CORS method')
  })
}
