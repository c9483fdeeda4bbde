import type { FastifyInstance } from 'fastify'

/**
 * GET /v1/models/definitions: the models of GitLab's cloud that an administrator can choose from.
 * Self-hosted models are entered in GitLab itself, so there are none to list.
 */
export function modelDefinitions(app: FastifyInstance): void {
  app.get(
    '/v1/models/definitions',
    { schema: { summary: "Models of GitLab's cloud: none here" } },
    async () => ({ models: [], unit_primitives: [] }),
  )
}
