// A request for a suggestion, with where it goes.
import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { askedBy, CHAT } from '../selection/asker.ts'
import type { NamedModel } from '../selection/named-model.ts'
import type { Asker, Route } from '../selection/route.ts'
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
  const { kind, language, fileName } = wanted
  const about = { kind, lang: language?.lang ?? '', fileName }
  const { facts, asker } = askedBy(request, about, arrivalOf(reply))
  const route = router.route(wanted.namedModel, facts, asker.user)
  if (route) tellArm(route, reply)
  return { id: randomUUID(), request: wanted, route, asker }
}

/** Chat or a prompt by id, with where it goes; undefined: there is no model. */
export function routedChat(
  router: Router,
  named: NamedModel | undefined,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): { route: Route; asker: Asker } | undefined {
  const { facts, asker } = askedBy(request, CHAT, arrivalOf(reply))
  const route = router.unheld(named, facts, asker.user)
  if (route) tellArm(route, reply)
  return route && { route, asker }
}

const arrivalOf = ({ elapsedTime }: FastifyReply): number => performance.now() - elapsedTime

function tellArm({ rule, arm }: Route, reply: FastifyReply): void {
  if (rule) reply.header(ARM_HEADER, `${rule}/${arm}`)
}
