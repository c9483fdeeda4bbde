import type { FastifyInstance } from 'fastify'

/** Health checks, for everyone: whether the process is up, and whether it can serve. */
export function monitoring(app: FastifyInstance): void {
  // GitLab's rake task prints the status.
  app.get(
    '/monitoring/healthz',
    { schema: { summary: 'Whether the process is up' } },
    async () => ({
      status: 'ok',
    }),
  )
  // The embedded engine can always serve completions, and models named in requests are not known before.
  app.get('/monitoring/ready', { schema: { summary: 'Whether it can serve' } }, async () => ({
    status: 'ok',
  }))
}
