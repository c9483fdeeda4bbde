import type { FastifyRequest } from 'fastify'

/** Feature flags that the request says are on; echoed in answers. */
export function flagsOf(request: FastifyRequest): string[] {
  const realm = request.headers['x-gitlab-realm']
  const disallowed = typeof realm === 'string' ? request.server.disallowedFlags[realm] : undefined
  const { 'x-gitlab-enabled-feature-flags': sent = '' } = request.headers
  return String(sent)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !disallowed?.includes(name))
}
