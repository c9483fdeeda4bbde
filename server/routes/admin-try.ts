// POST /admin/try: a suggestion for the page's playground, from the model that somebody chose there.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type, { type Static } from 'typebox'
import { GatewayError } from '../../protocol/index.ts'
import { clientGone } from '../client.ts'
import type { DeploymentPlan, Route } from '../selection/route.ts'
import type { Router } from '../selection/router.ts'
import { eventStream } from '../streams.ts'
import type { Suggester } from '../suggest.ts'
import { nowSeconds, suggestionRequest } from './request.ts'
import { routed } from './routed.ts'

const TryBody = Type.Object({
  /** Its name in midfill.yaml; empty: as the rules say. */
  deployment: Type.String({ maxLength: 255 }),
  file_name: Type.String({ maxLength: 255 }),
  content_above_cursor: Type.String(),
  content_below_cursor: Type.String(),
})
type TryBody = Static<typeof TryBody>

export interface TryParts {
  readonly suggester: Suggester
  readonly router: Router
  deployments(): readonly DeploymentPlan[]
  onRequest(request: FastifyRequest): Promise<void>
}

/** Answers with the events of /v4. */
export function adminTry(app: FastifyInstance, parts: TryParts): void {
  const { suggester, router, onRequest } = parts
  const schema = { hide: true, body: TryBody }
  app.post<{ Body: TryBody }>('/admin/try', { onRequest, schema }, (request, reply) => {
    const wanted = suggestionRequest({ ...request.body, kind: 'completion', namedModel: undefined })
    const asked = routed(router, wanted, { request, reply })
    const route = chosen(request.body.deployment, parts)
    return suggester.stream(
      route ? { ...asked, route } : asked,
      clientGone(reply.raw),
      eventsTo(reply),
    )
  })
}

/** Errors: `not_found` for a name that is not, or no longer, configured. */
function chosen(name: string, { deployments }: TryParts): Route | undefined {
  if (name === '') return undefined
  const plan = deployments().find((one) => one.name === name)
  if (!plan) throw new GatewayError('not_found', 'There is no such deployment')
  return { rule: '', arm: '', chain: [plan], shadow: [] }
}

const eventsTo = (reply: FastifyReply) =>
  eventStream(reply, (model) => ({
    model,
    timestamp: nowSeconds(),
    enabled_feature_flags: [],
    region: null,
  }))
