// Everything that has no route: wrong paths, wrong methods, and features of GitLab's gateway that are not here.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const FEATURES: readonly [RegExp, string][] = [
  [/^\/v1\/chat\//, 'Duo Chat beyond /v1/chat/agent'],
  [/^\/v2\/chat\//, 'Duo Chat beyond /v2/chat/agent'],
  [/^\/v1\/search\//, 'Search in the GitLab documentation'],
  [/^\/v1\/proxy\//, 'Proxies to model vendors'],
  [/^\/v1\/amazon_q\//, 'Amazon Q'],
  [/^\/v1\/embeddings\//, 'Code embeddings'],
  [/^\/v1\/x-ray\//, 'Repository X-Ray'],
  [/^\/v1\/events\//, 'Usage events'],
  [/^\/v1\/workflow|^\/v1\/agent/, 'The Duo Agent Platform'],
]

/** Must be called before the routes are added: it learns from each which methods its path has. */
export function notServed(app: FastifyInstance): void {
  const methods = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set()
    for (const name of [method].flat()) known.add(name)
    methods.set(url, known)
  })
  app.setNotFoundHandler((request, reply) => answer(request, reply, methods))
}

function answer(
  { url }: FastifyRequest,
  reply: FastifyReply,
  methods: ReadonlyMap<string, Set<string>>,
): FastifyReply {
  const path = url.split('?')[0]?.replace(/\/+$/, '') ?? ''
  const allowed = methods.get(path) ?? (isPrompt(path) ? new Set(['POST']) : undefined)
  if (allowed) {
    reply.header('allow', [...allowed].filter((method) => method !== 'HEAD').join(', '))
    return reply.code(405).send({ detail: 'Method Not Allowed' })
  }
  const [, feature] = FEATURES.find(([pattern]) => pattern.test(path)) ?? []
  const detail = feature ? `Not Found: ${feature} is not part of this gateway` : 'Not Found'
  return reply.code(404).send({ detail })
}

const isPrompt = (path: string): boolean => /^\/v[12]\/prompts\/./.test(path)
