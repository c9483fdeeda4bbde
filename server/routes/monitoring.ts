import type { FastifyInstance } from 'fastify'
import type { Drain } from '../drain.ts'

/** Health checks, for everyone: whether the process is up, and whether it can serve. */
export function monitoring(app: FastifyInstance, drain: Drain): void {
  // GitLab's rake task prints the status.
  app.get(
    '/monitoring/healthz',
    { schema: { summary: 'Whether the process is up' } },
    async () => ({
      status: 'ok',
    }),
  )
  // The embedded engine can always serve completions, and models named in requests are not known before.
  app.get(
    '/monitoring/ready',
    { schema: { summary: 'Whether it should be sent requests' } },
    async (_request, reply) => {
      if (!drain.isOn) return { status: 'ok' }
      reply.code(503)
      return { status: 'stopping' }
    },
  )
}
