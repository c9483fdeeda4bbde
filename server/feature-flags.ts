import type { FastifyRequest } from 'fastify'

/** Feature flags that the request says are on; echoed in answers. */
export function flagsOf(request: FastifyRequest): string[] {
  const { 'x-gitlab-enabled-feature-flags': sent } = request.headers
  if (!sent) return []
  const realm = request.headers['x-gitlab-realm']
  const disallowed = typeof realm === 'string' ? request.server.disallowedFlags[realm] : undefined
  return String(sent)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !disallowed?.includes(name))
}
