// A request for a suggestion, with where it goes.
import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { askedBy } from '../selection/asker.ts'
import type { Router } from '../selection/router.ts'
import type { Asked } from '../suggest.ts'
import type { SuggestionRequest } from '../suggestion.ts'

/** Says in a header which arm answers: GitLab's clients do not look at it. */
export const ARM_HEADER = 'x-midfill-arm'

export function routed(
  router: Router,
  wanted: SuggestionRequest,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Asked {
  const { facts, asker } = askedBy(request, {
    kind: wanted.kind,
    lang: wanted.language?.lang ?? '',
    fileName: wanted.fileName,
  })
  const route = router.route(wanted.namedModel, facts, asker.user)
  if (route?.rule) reply.header(ARM_HEADER, `${route.rule}/${route.arm}`)
  return { id: randomUUID(), request: wanted, route, asker }
}
