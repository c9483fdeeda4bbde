import type { FastifyInstance } from 'fastify'
import type { Auth } from '../auth/auth.ts'

/** POST /v1/code/user_access_token: an access token with which an IDE asks this gateway directly. */
export function userAccessToken(app: FastifyInstance, auth: Auth): void {
  app.post(
    '/v1/code/user_access_token',
    { schema: { summary: 'An access token for direct connections' } },
    (request) => auth.issueUserToken(request.caller, request.headers),
  )
}
